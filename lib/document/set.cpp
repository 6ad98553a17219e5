#include <charconv>
#include <optional>
#include <variant>

#include "document/edit.hpp"
#include "document/scalar.hpp"

namespace corootctl::document {
namespace {

using Step = std::variant<std::string, std::size_t>;  ///< a key, or the index of a list item

struct Assignment {
  std::vector<Step> path{};
  std::string path_text{};   ///< as written; safe to show
  std::size_t position = 1;  ///< of its first character in the expression, from 1
  Value value{};             ///< null = remove
};

constexpr std::string_view special = ",.=[]\\";

/// The grammar of `--set`: path=value[,path=value...]. Errors name the path (never the value, which may be a secret)
/// and the position in the expression.
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

tl::unexpected<Error> refuse(const Assignment& assignment, std::string_view reason) {
  return fail(ErrorKind::usage, "--set {}: character {}: {}", assignment.path_text, assignment.position, reason);
}

/// The place of one step below `parent`, made when it is not there.
Result<Value*> descend(Value& parent, const Step& step, const Assignment& assignment) {
  if (const auto* key = std::get_if<std::string>(&step)) {
    if (!parent.is_null() && !parent.is_object()) {
      return refuse(assignment, fmt::format("\"{}\" needs an object, found {}", *key, parent.kind()));
    }
    return &parent.object()[*key];
  }
  const std::size_t index = std::get<std::size_t>(step);
  if (!parent.is_null() && !parent.is_list()) {
    return refuse(assignment, fmt::format("[{}] needs a list, found {}", index, parent.kind()));
  }
  List& items = parent.list();
  if (index > items.size()) return refuse(assignment, fmt::format("the list has only {} items", items.size()));
  if (index == items.size()) items.emplace_back();
  return &items[index];
}

/// nullptr when the place does not exist.
Value* existing(Value& parent, const Step& step) {
  if (const auto* key = std::get_if<std::string>(&step)) {
    return parent.is_object() ? parent.object().find(*key) : nullptr;
  }
  const std::size_t index = std::get<std::size_t>(step);
  return index < parent.as_list().size() ? &parent.list()[index] : nullptr;
}

void remove(Value& target, const std::vector<Step>& path) {
  Value* parent = &target;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    parent = existing(*parent, path[i]);
    if (!parent) return;
  }
  if (!existing(*parent, path.back())) return;
  if (const auto* key = std::get_if<std::string>(&path.back())) {
    parent->object().erase(*key);
  } else {
    List& items = parent->list();
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(std::get<std::size_t>(path.back())));
  }
}

Result<> assign(Value& target, const Assignment& assignment) {
  Value* place = &target;
  for (const Step& step : assignment.path) {
    CTL_PASS(place, descend(*place, step, assignment));
  }
  *place = assignment.value;
  return {};
}

}  // namespace

Result<> apply_set(Value& target, std::string_view expression) {
  CTL_PASS(const auto assignments, Reader(expression).all());
  Value changed = target;  // all or nothing
  for (const Assignment& assignment : assignments) {
    if (assignment.value.is_null()) {
      remove(changed, assignment.path);
    } else if (auto done = assign(changed, assignment); !done) {
      return done;
    }
  }
  target = std::move(changed);
  return {};
}

}  // namespace corootctl::document
