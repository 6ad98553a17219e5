#include "cli/output/objects.hpp"

#include <fmt/format.h>

#include "document/json.hpp"

namespace corootctl::cli {
namespace {

document::Value value_of(const document::Change& change) {
  const auto side = [](const std::optional<document::Value>& value) { return value.value_or(document::Value()); };
  return document::Object{{"path", change.path}, {"before", side(change.before)}, {"after", side(change.after)}};
}

std::string shown(const std::optional<document::Value>& value) {
  return value ? document::to_json(*value) : std::string("(absent)");
}

Tone tone_of(const deploy::Component& component) {
  if (component.ready_now) return Tone::good;
  return component.failed ? Tone::bad : Tone::warning;
}

}  // namespace

document::Value text_or_null(const std::string& text) {
  return text.empty() ? document::Value() : document::Value(text);
}

document::Value texts(const std::vector<std::string>& items) {
  document::List out;
  for (const auto& item : items) out.emplace_back(item);
  return out;
}

std::string state_of(const deploy::Component& component) {
  if (component.ready_now) return "ready";
  if (component.failed) return "failed";
  return component.found ? "waiting" : "missing";
}

document::Value components_value(const std::vector<deploy::Component>& components) {
  document::List out;
  for (const auto& c : components) {
    out.push_back(document::Object{{"name", c.name},
                                   {"object", c.object},
                                   {"state", state_of(c)},
                                   {"ready", c.ready},
                                   {"desired", c.desired},
                                   {"image", text_or_null(c.image)},
                                   {"reason", text_or_null(c.reason)}});
  }
  return out;
}

document::Value objects_value(const std::vector<deploy::ObjectReport>& objects) {
  document::List out;
  for (const auto& object : objects) {
    document::List changes;
    for (const auto& change : object.changes) changes.push_back(value_of(change));
    out.push_back(
        document::Object{{"object", object.object}, {"outcome", object.outcome}, {"changes", std::move(changes)}});
  }
  return out;
}

Table components_header(bool wide) {
  Table table{{"CONTEXT", "COMPONENT", "READY", "STATE"}, {}};
  if (wide) table.header = {"CONTEXT", "COMPONENT", "READY", "OBJECT", "IMAGE", "STATE"};
  return table;
}

std::vector<Cell> component_row(const std::string& context, const deploy::Component& component, bool wide) {
  const std::string state = component.reason.empty() || component.ready_now
                                ? state_of(component)
                                : fmt::format("{}: {}", state_of(component), component.reason);
  std::vector<Cell> row{context, component.name, fmt::format("{}/{}", component.ready, component.desired)};
  if (wide) row.insert(row.end(), {component.object, component.image});
  row.emplace_back(state, tone_of(component));
  return row;
}

std::string changes_text(const std::vector<deploy::ObjectReport>& objects, const Style& style) {
  std::string out;
  for (const auto& object : objects) {
    if (object.changes.empty()) continue;
    out += style.paint(object.object, Tone::strong) + "\n";
    for (const auto& change : object.changes) {
      out += fmt::format("  {}: {} -> {}\n", change.path, style.paint(shown(change.before), Tone::bad),
                         style.paint(shown(change.after), Tone::good));
    }
  }
  return out;
}

Tone tone_of_outcome(const std::string& outcome) {
  if (outcome == "created" || outcome == "changed") return Tone::good;
  return outcome == "unchanged" ? Tone::dim : Tone::plain;
}

}  // namespace corootctl::cli
