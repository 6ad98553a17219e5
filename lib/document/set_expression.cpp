#include "document/set_expression.hpp"

#include <charconv>
#include <optional>

#include "document/scalar.hpp"

namespace corootctl::document {
namespace {

constexpr std::string_view special = ",.=[]\\";

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Result<std::vector<Assignment>> all() {
    std::vector<Assignment> out;
    do {
      CTL_PASS(auto next, assignment());
      out.push_back(std::move(next));
    } while (take(','));
    return out;
  }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  bool sees(char c) const { return !at_end() && text_[at_] == c; }
  bool take(char c) {
    const bool found = sees(c);
    if (found) ++at_;
    return found;
  }

  tl::unexpected<Error> refuse(std::size_t at, std::string_view reason) const {
    const std::string_view path = text_.substr(begin_, text_.find_first_of("=,", begin_) - begin_);
    return fail_with_hint(ErrorKind::usage, "write --set path.to.field=value", "--set {}: character {}: {}", path,
                          at + 1, reason);
  }

  Result<Assignment> assignment() {
    begin_ = at_;
    Assignment out;
    out.position = begin_ + 1;
    CTL_PASS(out.path, path());
    out.path_text = text_.substr(begin_, at_ - begin_);
    if (!take('=')) return refuse(at_, "expected '=' and a value");
    out.value = value();
    return out;
  }

  Result<std::vector<Step>> path() {
    std::vector<Step> steps;
    do {
      const std::size_t from = at_;
      std::string key = characters(special);
      if (key.empty()) return refuse(from, "expected the name of a field");
      steps.emplace_back(std::move(key));
      while (sees('[')) {
        CTL_PASS(auto index, index_step());
        steps.emplace_back(index);
      }
    } while (take('.'));
    return steps;
  }

  Result<std::size_t> index_step() {
    const std::size_t from = at_++;
    std::size_t index = 0;
    const char* end = text_.data() + text_.size();
    const auto [next, error] = std::from_chars(text_.data() + at_, end, index);
    if (error != std::errc() || next == end || *next != ']')
      return refuse(from, "expected the index of a list item, as in [0]");
    at_ = static_cast<std::size_t>(next - text_.data()) + 1;
    return index;
  }

  /// Characters up to an unescaped one of `stops`; a backslash takes the meaning off a special character.
  std::string characters(std::string_view stops) {
    std::string out;
    for (; !at_end(); ++at_) {
      const bool escape =
          sees('\\') && at_ + 1 < text_.size() && special.find(text_[at_ + 1]) != std::string_view::npos;
      if (escape) {
        ++at_;
      } else if (!sees('\\') && stops.find(text_[at_]) != std::string_view::npos) {
        break;
      }
      out += text_[at_];
    }
    return out;
  }

  Value value() {
    if (auto text = quoted()) return std::move(*text);
    const std::string text = characters(",");
    return text.empty() ? Value("") : resolve_plain(text);
  }

  /// A value that is wholly in quotes is a string, commas and all; nothing is taken otherwise.
  std::optional<Value> quoted() {
    if (!sees('"') && !sees('\'')) return std::nullopt;
    const char quote = text_[at_];
    const std::size_t close = text_.find(quote, at_ + 1);
    if (close == std::string_view::npos) return std::nullopt;
    if (close + 1 < text_.size() && text_[close + 1] != ',') return std::nullopt;
    Value out(text_.substr(at_ + 1, close - at_ - 1));
    at_ = close + 1;
    return out;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
};

}  // namespace

Result<std::vector<Assignment>> parse_set(std::string_view expression) { return Reader(expression).all(); }

}  // namespace corootctl::document
