#include "support/cluster/cel.hpp"

#include <cctype>
#include <functional>

namespace corootctl::support {

using document::Value;

namespace {

std::int64_t size_of(const Value& value) {
  if (value.is_list()) return static_cast<std::int64_t>(value.as_list().size());
  if (value.is_object()) return static_cast<std::int64_t>(value.as_object().size());
  return static_cast<std::int64_t>(value.as_string().size());
}

/// Recursive descent. Both sides of && and || are evaluated: reading a missing member gives null, which does no harm.
class Evaluator {
 public:
  Evaluator(std::string_view text, const Value& self) : text_(text), self_(self) {}
  Result<bool> run() {
    const Value value = conditional();
    skip();
    if (at_ != text_.size()) failed_ = true;
    if (failed_) return fail(ErrorKind::invalid, "rule is not understood at character {}", at_ + 1);
    return value.as_bool();
  }

 private:
  void skip() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }
  bool take(std::string_view token) {
    skip();
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }
  void expect(std::string_view token) {
    if (!take(token)) failed_ = true;
  }
  std::string word() {
    skip();
    std::string name;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_'))
      name += text_[at_++];
    return name;
  }

  Value conditional() {
    const Value condition = any();
    if (failed_ || !take("?")) return condition;
    const Value yes = conditional();
    expect(":");
    const Value no = conditional();
    return condition.as_bool() ? yes : no;
  }
  Value any() {
    Value left = all();
    while (!failed_ && take("||")) {
      const Value right = all();
      left = left.as_bool() || right.as_bool();
    }
    return left;
  }
  Value all() {
    Value left = comparison();
    while (!failed_ && take("&&")) {
      const Value right = comparison();
      left = left.as_bool() && right.as_bool();
    }
    return left;
  }
  Value comparison() {
    const Value left = sum();
    if (take("==")) return Value(left == sum());
    if (take("!=")) return Value(!(left == sum()));
    if (take("<=")) return Value(left.as_integer() <= sum().as_integer());
    if (take(">=")) return Value(left.as_integer() >= sum().as_integer());
    if (take("<")) return Value(left.as_integer() < sum().as_integer());
    if (take(">")) return Value(left.as_integer() > sum().as_integer());
    return left;
  }
  Value sum() {
    Value left = unary();
    for (;;) {
      if (take("+")) {
        left = left.as_integer() + unary().as_integer();
      } else if (take("-")) {
        left = left.as_integer() - unary().as_integer();
      } else {
        return left;
      }
    }
  }
  Value unary() {
    skip();
    if (text_.substr(at_).starts_with("!") && !text_.substr(at_).starts_with("!=")) {
      ++at_;
      return Value(!unary().as_bool());
    }
    return primary();
  }
  Value primary() {
    skip();
    if (at_ >= text_.size()) {
      failed_ = true;
      return {};
    }
    const char c = text_[at_];
    if (take("(")) {
      Value inner = conditional();
      expect(")");
      return inner;
    }
    if (std::isdigit(static_cast<unsigned char>(c)) != 0) return Value(static_cast<std::int64_t>(std::stoll(word())));
    if (c == '"' || c == '\'') return quoted(c);
    return named(word());
  }
  Value quoted(char quote) {
    const auto end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) {
      failed_ = true;
      return {};
    }
    const auto inside = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return Value(inside);
  }
  Value named(const std::string& name) {
    if (name == "true" || name == "false") return Value(name == "true");
    if (name == "self") return members(self_);
    if (name != "has" && name != "size") {
      failed_ = true;
      return {};
    }
    expect("(");
    const Value argument = conditional();
    expect(")");
    return name == "has" ? Value(!argument.is_null()) : Value(size_of(argument));
  }
  Value members(Value from) {
    while (!failed_ && take(".")) {
      const std::string name = word();
      if (name == "size" && take("(")) {
        expect(")");
        from = size_of(from);
      } else {
        const Value next = from[std::string_view(name)];
        from = next;
      }
    }
    return from;
  }

  std::string_view text_;
  const Value& self_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

}  // namespace

Result<bool> holds(std::string_view rule, const Value& self) { return Evaluator(rule, self).run(); }

}  // namespace corootctl::support
