#include "cli/commands/keys/view.hpp"

#include <algorithm>

#include "base/time.hpp"
#include "cli/output/failure.hpp"
#include "cli/output/health.hpp"
#include "cli/output/objects.hpp"
#include "cli/output/talk.hpp"

namespace corootctl::cli {
namespace {

document::Value time_or_null(const std::optional<std::int64_t>& ms) {
  return ms ? document::Value(format_rfc3339(*ms)) : document::Value();
}

document::Value entry_value(const links::KeyEntry& entry) {
  return document::Object{{"place", entry.place},
                          {"description", text_or_null(entry.description)},
                          {"fingerprint", text_or_null(entry.fingerprint)},
                          {"use", text_or_null(entry.use)}};
}

document::Value key_value(const links::KeyStatus& key) {
  return document::Object{{"project", key.project},
                          {"context", text_or_null(key.context)},
                          {"member_fingerprint", text_or_null(key.member_fingerprint)},
                          {"hub_fingerprint", text_or_null(key.hub_fingerprint)},
                          {"hub_place", key.hub_place},
                          {"written", time_or_null(key.written_ms)},
                          {"same", std::string(name_of(key.same))},
                          {"in_use", std::string(name_of(key.in_use))},
                          {"rotation", text_or_null(key.rotation)},
                          {"entries", list_of(key.entries, entry_value)},
                          {"error", error_value(key.error)}};
}

Cell answer_cell(links::Answer answer) {
  using links::Answer;
  const auto tone = answer == Answer::yes ? Tone::good : answer == Answer::no ? Tone::bad : Tone::dim;
  return Cell(std::string(name_of(answer)), tone);
}

Table entries_table(const links::KeysReport& report) {
  Table table{{"PROJECT", "USE", "KEY", "PLACE", "DESCRIPTION"}, {}};
  for (const auto& key : report.members)
    for (const auto& entry : key.entries)
      table.rows.push_back({key.project, entry.use, entry.fingerprint, entry.place, entry.description});
  return table;
}

Table rotated_table(const links::RotateReport& report) {
  Table table{{"PROJECT", "CONTEXT", "OLD KEY", "NEW KEY", "STAGE", "DATA"}, {}};
  for (const auto& m : report.members) {
    const bool is_done = m.stage == links::Stage::rotated;
    table.rows.push_back({m.project, m.context, m.old_fingerprint, m.new_fingerprint,
                          Cell(std::string(name_of(m.stage)), is_done   ? Tone::good
                                                              : m.error ? Tone::bad
                                                                        : Tone::dim),
                          m.health ? std::string(name_of(m.health->state)) : std::string()});
  }
  return table;
}

document::Value rotated_value(const links::RotatedMember& m) {
  return document::Object{{"project", m.project},
                          {"context", m.context},
                          {"old_fingerprint", text_or_null(m.old_fingerprint)},
                          {"new_fingerprint", text_or_null(m.new_fingerprint)},
                          {"stage", std::string(name_of(m.stage))},
                          {"resumed", m.resumed},
                          {"objects", objects_value(m.objects)},
                          {"health", m.health ? health_value(*m.health) : document::Value()},
                          {"error", error_value(m.error)}};
}

std::vector<deploy::ObjectReport> all_objects(const links::RotateReport& report) {
  auto out = report.objects;
  for (const auto& m : report.members) out.insert(out.end(), m.objects.begin(), m.objects.end());
  return out;
}

}  // namespace

document::Value keys_value(const links::KeysReport& report, const std::string& hub) {
  return document::Object{{"hub", hub},
                          {"server_started", time_or_null(report.server_started_ms)},
                          {"members", list_of(report.members, key_value)}};
}

std::string keys_text(const links::KeysReport& report, std::int64_t now_ms, bool wide, const Style& style,
                      std::size_t columns) {
  Table table{{"PROJECT", "CONTEXT", "MEMBER", "HUB", "SAME", "IN USE", "WRITTEN", "ROTATION"}, {}};
  for (const auto& key : report.members) {
    const auto age =
        key.written_ms
            ? short_span(std::chrono::milliseconds(std::max<std::int64_t>(0, now_ms - *key.written_ms))) + " ago"
            : "";
    table.rows.push_back({key.project, key.context, key.member_fingerprint, key.hub_fingerprint, answer_cell(key.same),
                          answer_cell(key.in_use), age, key.rotation});
  }
  return sections({render(table, style, columns), wide ? render(entries_table(report), style, columns) : ""});
}

document::Value rotation_value(const links::RotateReport& report, const std::string& hub) {
  return document::Object{{"hub", hub},
                          {"changed", report.changed},
                          {"members", list_of(report.members, rotated_value)},
                          {"objects", objects_value(report.objects)},
                          {"error", error_value(report.error)}};
}

std::string rotation_text(const links::RotateReport& report, const std::string& hub, const Style& style,
                          std::size_t columns) {
  Table objects{{"CONTEXT", "OBJECT", "RESULT"}, {}};
  for (const auto& m : report.members) add_objects(objects, m.context, m.objects);
  add_objects(objects, hub, report.objects);
  return sections({render(rotated_table(report), style, columns), render(objects, style, columns),
                   changes_text(all_objects(report), style)});
}

Outcomes outcomes_of(const links::RotateReport& report) {
  if (report.error) return {report.error};
  Outcomes out;
  for (const auto& m : report.members) out.push_back(m.error);
  return out;
}

}  // namespace corootctl::cli
