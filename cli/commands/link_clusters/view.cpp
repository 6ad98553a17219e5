#include "cli/commands/link_clusters/view.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/time.hpp"
#include "cli/output/failure.hpp"
#include "cli/output/objects.hpp"
#include "cli/output/table.hpp"
#include "cli/parse/values.hpp"

namespace corootctl::cli {
namespace {

document::Value value_of(const ops::MemberLink& member) {
  return document::Object{{"project", member.project},
                          {"context", member.context},
                          {"url", text_or_null(member.url)},
                          {"metric_resolution", text_or_null(member.metric_resolution)},
                          {"key_fingerprint", text_or_null(member.key_fingerprint)},
                          {"entry", text_or_null(member.entry)},
                          {"key", text_or_null(member.key)},
                          {"health", member.health ? health_value(*member.health) : document::Value()},
                          {"error", error_value(member.error)}};
}

Cell data_of(const ops::MemberLink& member) {
  if (member.health) {
    const bool good = member.health->state == hub::MemberState::ok;
    return Cell(std::string(name_of(member.health->state)), good ? Tone::good : Tone::bad);
  }
  return member.error ? Cell("failed", Tone::bad) : Cell("not verified", Tone::dim);
}

Table members_table(const ops::LinkReport& report, bool wide) {
  Table table{{"PROJECT", "CONTEXT", "URL", "KEY", "ENTRY", "SECRET", "DATA"}, {}};
  if (wide) table.header.insert(table.header.begin() + 4, "RESOLUTION");
  for (const auto& m : report.members) {
    std::vector<Cell> row{m.project, m.context, m.url, m.key_fingerprint};
    if (wide) row.emplace_back(m.metric_resolution);
    row.insert(row.end(), {Cell(m.entry, tone_of_outcome(m.entry)), Cell(m.key, tone_of_outcome(m.key)), data_of(m)});
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table objects_table(const ops::LinkReport& report, const std::string& hub) {
  Table table{{"CONTEXT", "OBJECT", "RESULT"}, {}};
  for (const auto& object : report.objects) {
    table.rows.push_back({hub, object.object, Cell(object.outcome, tone_of_outcome(object.outcome))});
  }
  return table;
}

Table unready(const ops::LinkReport& report, const std::string& hub, bool wide) {
  Table table = components_header(wide);
  for (const auto& component : report.hub_components) {
    if (wide || !component.ready_now) table.rows.push_back(component_row(hub, component, wide));
  }
  return table;
}

std::string sections(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) {
    if (!part.empty()) out += (out.empty() ? "" : "\n") + part;
  }
  return out;
}

}  // namespace

document::Value health_value(const hub::MemberHealth& health) {
  const auto& last = health.last_data_ms;
  std::string state = lower(name_of(health.state));
  std::replace(state.begin(), state.end(), ' ', '-');  // a word for programs
  return document::Object{{"state", std::move(state)},
                          {"last_data", last ? document::Value(format_rfc3339(*last)) : document::Value()},
                          {"agents", health.agents},
                          {"detail", text_or_null(health.detail)}};
}

std::optional<Error> health_error(const hub::MemberHealth& health) {
  using hub::MemberState;
  if (health.state == MemberState::ok) return std::nullopt;
  Error error;
  switch (health.state) {
    case MemberState::no_telemetry:
    case MemberState::unknown_project: error.kind = ErrorKind::no_data; break;
    case MemberState::wrong_key: error.kind = ErrorKind::unauthorized; break;
    case MemberState::hanging: error.kind = ErrorKind::timeout; break;
    case MemberState::wrong_url: error.kind = ErrorKind::failed; break;
    default: error.kind = ErrorKind::unreachable;
  }
  error.what = std::string(name_of(health.state)) + (health.detail.empty() ? "" : ": " + health.detail);
  error.where = {"member " + health.project};
  error.hint = hub::hint_for(health.state);
  return error;
}

document::Value link_value(const ops::LinkReport& report, const std::string& hub, const std::string& aggregate) {
  document::List members;
  for (const auto& member : report.members) members.push_back(value_of(member));
  return document::Object{{"hub", hub},
                          {"aggregate", text_or_null(aggregate)},
                          {"changed", report.changed},
                          {"members", std::move(members)},
                          {"objects", objects_value(report.objects)},
                          {"components", components_value(report.hub_components)},
                          {"warnings", texts(report.warnings)},
                          {"error", error_value(report.error)}};
}

std::string link_text(const ops::LinkReport& report, const std::string& hub, bool wide, const Style& style,
                      std::size_t columns) {
  return sections({render(members_table(report, wide), style, columns),
                   render(objects_table(report, hub), style, columns), changes_text(report.objects, style),
                   render(unready(report, hub, wide), style, columns)});
}

ExitCode link_code(const ops::LinkReport& report) {
  if (report.error) return exit_code_of(report.error->kind);
  std::vector<Error> kept;  // keeps the pointers below alive
  kept.reserve(report.members.size());
  std::vector<const Error*> errors;
  for (const auto& member : report.members) {
    auto error = member.error ? member.error : (member.health ? health_error(*member.health) : std::nullopt);
    if (error) kept.push_back(std::move(*error));
    errors.push_back(error ? &kept.back() : nullptr);
  }
  const bool only_data =
      std::all_of(kept.begin(), kept.end(), [](const auto& e) { return e.kind == ErrorKind::no_data; });
  return !kept.empty() && only_data ? ExitCode::no_data : exit_code_of(errors);
}

}  // namespace corootctl::cli
