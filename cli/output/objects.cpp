#include "cli/output/objects.hpp"

#include "base/text.hpp"
#include "cli/output/failure.hpp"
#include "document/json.hpp"

namespace corootctl::cli {
namespace {

document::Value change_value(const document::Change& change) {
  const auto side = [](const std::optional<document::Value>& value) { return value.value_or(document::Value()); };
  return document::Object{{"path", change.path}, {"before", side(change.before)}, {"after", side(change.after)}};
}

std::string shown(const std::optional<document::Value>& value) {
  return value ? document::to_json(*value) : std::string("(absent)");
}

Tone tone_of(const deploy::Component& component) {
  if (component.ready_now) return Tone::good;
  return component.failed || component.stopped ? Tone::bad : Tone::warning;
}

}  // namespace

document::Value text_or_null(const std::string& text) {
  return text.empty() ? document::Value() : document::Value(text);
}

document::Value texts(const std::vector<std::string>& items) { return document::List(items.begin(), items.end()); }

std::string state_of(const deploy::Component& component) {
  if (component.ready_now) return "ready";
  if (component.unseen) return "unknown";
  if (component.stopped) return "stopped";
  if (component.failed) return "failed";
  return component.found ? "waiting" : "missing";
}

document::Value components_value(const std::vector<deploy::Component>& components) {
  return list_of(components, [](const deploy::Component& c) {
    return document::Object{{"name", c.name},
                            {"object", c.object},
                            {"state", state_of(c)},
                            {"ready", c.ready},
                            {"desired", c.desired},
                            {"image", text_or_null(c.image)},
                            {"reason", text_or_null(c.reason)}};
  });
}

document::Value objects_value(const std::vector<deploy::ObjectReport>& objects) {
  return list_of(objects, [](const deploy::ObjectReport& each) {
    return document::Object{
        {"object", each.object}, {"outcome", each.outcome}, {"changes", list_of(each.changes, change_value)}};
  });
}

document::Object cluster_install_value(const ops::ClusterInstall& report) {
  return {{"context", report.context},
          {"project", text_or_null(report.project)},
          {"objects", objects_value(report.objects)},
          {"components", components_value(report.components)},
          {"warnings", texts(report.warnings)},
          {"way_back", texts(report.way_back)},
          {"error", error_value(report.error)}};
}

Table components_header(bool wide) {
  Table table{{"CONTEXT", "COMPONENT", "READY", "STATE"}, {}, {0, 1}};
  if (wide) table.header = {"CONTEXT", "COMPONENT", "READY", "OBJECT", "IMAGE", "STATE"};
  return table;
}

void add_components(Table& table, const std::string& context, const std::vector<deploy::Component>& components,
                    bool wide, bool all) {
  for (const auto& c : components) {
    if (c.ready_now && !all) continue;
    std::vector<Cell> row{context, c.name, fmt::format("{}/{}", c.ready, c.desired)};
    if (wide) row.insert(row.end(), {c.object, c.image});
    row.emplace_back(state_of(c) + (c.reason.empty() || c.ready_now ? "" : ": " + c.reason), tone_of(c));
    table.rows.push_back(std::move(row));
  }
}

void add_objects(Table& table, const std::string& context, const std::vector<deploy::ObjectReport>& objects) {
  for (const auto& object : objects) {
    table.rows.push_back({context, object.object, Cell(object.outcome, tone_of_outcome(object.outcome))});
  }
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

std::string way_back_text(const std::vector<std::string>& commands) {
  if (commands.empty()) return "";
  return "To go back (the server's only pod restarts again):\n  " + join(commands, "\n  ");
}

Tone tone_of_outcome(const std::string& outcome) {
  if (outcome == "created" || outcome == "changed") return Tone::good;
  return outcome == "unchanged" || outcome == deploy::used_as_it_is ? Tone::dim : Tone::plain;
}

}  // namespace corootctl::cli
