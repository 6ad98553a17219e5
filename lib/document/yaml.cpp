#include "document/yaml.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "document/json.hpp"
#include "document/limits.hpp"
#include "document/object_builder.hpp"
#include "document/scalar.hpp"
#include "document/utf8.hpp"
#include "document/yaml_events.hpp"

namespace corootctl::document {
namespace {

/// Walks the events of one document, once; an alias walks the anchored events again, within a budget. Texts are taken
/// out of the events, unless an alias may come back to them.
class YamlTree {
 public:
  YamlTree(std::vector<Event> events, const std::string& source)
      : events_(std::move(events)),
        source_(source),
        keeps_texts_(
            std::any_of(events_.begin(), events_.end(), [](const Event& e) { return e.kind == Event::Kind::alias; })) {}

  Result<Value> build() {
    if (events_.empty()) return Value();
    return node(0, 0);
  }
  /// Of what was built.
  std::vector<RepeatedKey> repeated() const { return repeated_; }

 private:
  /// The value of the node that starts at event `at`.
  Result<Value> node(std::size_t at, int depth) {
    const Event& event = events_[at];
    if (depth > max_depth) return refuse(event, fmt::format("nested deeper than {} levels", max_depth));
    if (expanding_ > 0) {
      // what an expanded node costs in memory: itself, its place in a list or object, its text
      alias_bytes_ += 2 * sizeof(Value) + event.text.size();
      if (alias_bytes_ > max_alias_bytes) return refuse(event, "the aliases expand to too much content");
    }
    CTL_PASS(auto value, content(at, depth));
    value.position = event.position;
    return value;
  }

  Result<Value> content(std::size_t at, int depth) {
    switch (events_[at].kind) {
      case Event::Kind::scalar: return scalar(at);
      case Event::Kind::alias: return alias(at, depth);
      case Event::Kind::list: return list(at, depth);
      default: return map(at, depth);
    }
  }

  Result<Value> alias(std::size_t at, int depth) {
    ++expanding_;
    auto value = node(events_[at].target, depth + 1);
    --expanding_;
    return value;
  }

  Result<Value> list(std::size_t at, int depth) {
    List items;
    for (std::size_t child = at + 1; child < events_[at].target; child = after(child)) {
      CTL_PASS(auto item, node(child, depth + 1));
      items.push_back(std::move(item));
    }
    return Value(std::move(items));
  }

  /// Members of a merge key ("<<") replace what stands before it and give way to what stands behind (kubeconfig 17).
  Result<Value> map(std::size_t at, int depth) {
    ObjectBuilder members;
    std::set<std::string> merged;  // may be written again without being a repeat
    for (std::size_t child = at + 1; child < events_[at].target;) {
      const Event& name = events_[child];
      const std::size_t content_at = after(child);
      if (name.kind == Event::Kind::scalar && name.plain && name.text == "<<") {
        CTL_PASS(auto source, node(content_at, depth + 1));
        CTL_RUN(merge_into(members, merged, std::move(source), events_[content_at]));
      } else {
        CTL_PASS(auto key, key_at(child, depth));
        CTL_PASS(auto value, node(content_at, depth + 1));
        value.key_position = name.position;
        const bool is_new = members.set(key, std::move(value));
        if (!is_new && merged.erase(key) == 0 && expanding_ == 0) repeated_.push_back({std::move(key), name.position});
      }
      child = after(content_at);
    }
    return Value(members.take());
  }

  Result<> merge_into(ObjectBuilder& members, std::set<std::string>& merged, Value from, const Event& event) {
    List sources = from.is_list() ? std::move(from.list()) : List{std::move(from)};
    for (auto source = sources.rbegin(); source != sources.rend(); ++source) {  // the first of a list wins
      if (!source->is_object()) return refuse(event, "a merge key (<<) takes an object or a list of objects");
      for (const Member& member : source->as_object()) {
        members.set(member.key, member.value);
        merged.insert(member.key);
      }
    }
    return {};
  }

  /// Keys become text as kubectl makes them: numbers in digits, yes/no and their like as "true" and "false".
  Result<std::string> key_at(std::size_t at, int depth) {
    CTL_PASS(auto key, node(at, depth + 1));
    if (key.is_string()) return key.as_string();
    if (key.is_integer()) return fmt::format("{}", key.as_integer());
    if (key.is_number()) return fmt::format("{}", key.as_number());
    if (!key.is_bool()) return refuse(events_[at], fmt::format("a key must be text, not {}", key.kind()));
    return std::string(key.as_bool() ? "true" : "false");
  }

  Value text_of(std::size_t at) { return keeps_texts_ ? Value(events_[at].text) : Value(std::move(events_[at].text)); }

  Result<Value> scalar(std::size_t at) {
    const Event& event = events_[at];
    if (!event.plain && event.tag.empty()) return text_of(at);
    if (event.plain && is_surely_string(event.text)) return text_of(at);
    auto value = event.plain ? resolve_plain(event.text) : resolve_tagged(event.tag, event.text);
    if (!value) return refuse(event, "the text does not fit its tag");
    if (value->is_number() && !std::isfinite(value->as_number())) {
      return refuse(event, "infinities and NaN are not allowed");
    }
    return std::move(*value);
  }

  /// The event behind the node that starts at `at`.
  std::size_t after(std::size_t at) const {
    const Event& event = events_[at];
    const bool has_end = event.kind == Event::Kind::list || event.kind == Event::Kind::map;
    return has_end ? event.target + 1 : at + 1;
  }

  tl::unexpected<Error> refuse(const Event& event, std::string_view reason) const {
    return fail_at(source_, event.position, reason);
  }

  std::vector<Event> events_;
  const std::string& source_;
  const bool keeps_texts_;
  std::vector<RepeatedKey> repeated_{};
  std::size_t alias_bytes_ = 0;
  int expanding_ = 0;  ///< how many aliases enclose the present node
};

Result<std::string> cleaned(std::string_view text, const std::string& source) {
  if (text.size() > max_yaml_bytes)
    return fail(ErrorKind::config, "{}: larger than {} MiB", source, max_yaml_bytes >> 20);
  return to_clean_utf8(text, source);
}

std::string_view without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

/// Every value but a document's first stands behind one of these, so fewer of them are fewer values. Where there are
/// more, the YAML reader counts what they really are.
bool may_have_too_many_values(std::string_view text) {
  if (text.size() <= max_yaml_nodes) return false;
  const auto separates = [](char c) { return c == ',' || c == ':' || c == '[' || c == '{'; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), separates)) > max_yaml_nodes;
}

/// Consecutive JSON objects; nothing when the text is anything else, so that YAML's rules decide.
/// `first_only` stops behind the first one, if what follows can be another document.
std::vector<Value> json_documents(std::string_view text, const std::string& source, bool first_only) {
  std::vector<Value> out;
  text = without_blanks(text);
  if (text.starts_with('{') && may_have_too_many_values(text)) return out;
  for (; text.starts_with('{'); text = without_blanks(text)) {
    auto next = parse_json_prefix(text, source);
    if (!next) return {};
    out.push_back(std::move(next->value));
    text.remove_prefix(next->size);
    const std::string_view rest = without_blanks(text);
    if (first_only && (rest.starts_with('{') || rest.starts_with("---"))) return out;
  }
  if (text.empty()) return out;
  return {};
}

}  // namespace

Result<Value> parse_yaml(std::string_view text, const std::string& source) {
  CTL_PASS(const auto clean, cleaned(text, source));
  auto json = json_documents(clean, source, true);
  if (!json.empty()) return std::move(json.front());
  CTL_PASS(auto events, read_first_document({clean, source}));
  return YamlTree(std::move(events), source).build();
}

Result<MarkedDocument> parse_marked_yaml(std::string_view text, const std::string& source) {
  CTL_PASS(const auto clean, cleaned(text, source));
  CTL_PASS(auto documents, read_documents({clean, source}));
  std::erase_if(documents, [](const auto& events) { return events.empty(); });
  MarkedDocument out;
  if (documents.empty()) return out;
  if (documents.size() > 1) out.another = documents[1].front().position;
  YamlTree builder(std::move(documents.front()), source);
  CTL_PASS(out.value, builder.build());
  out.repeated = builder.repeated();
  return out;
}

Result<std::vector<Value>> parse_yaml_all(std::string_view text, const std::string& source) {
  CTL_PASS(const auto clean, cleaned(text, source));
  auto out = json_documents(clean, source, false);
  if (!out.empty()) return out;
  CTL_PASS(auto documents, read_documents({clean, source}));
  for (auto& events : documents) {
    CTL_PASS(auto value, YamlTree(std::move(events), source).build());
    if (!value.is_null()) out.push_back(std::move(value));
  }
  return out;
}

}  // namespace corootctl::document
