#include "cli/commands/contexts/view.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "cli/output/failure.hpp"
#include "cli/output/objects.hpp"

namespace corootctl::cli {
namespace {

using ops::ContextReport;

/// A server that answers "forbidden" was reached; one whose credentials could not even be built was not.
bool is_reachable(const ContextReport& report) {
  if (!report.error || !report.version.empty()) return true;
  if (!report.logged_in) return false;
  switch (report.error->kind) {
    case ErrorKind::unauthorized:
    case ErrorKind::not_found:
    case ErrorKind::invalid:
    case ErrorKind::no_data: return true;
    default: return false;
  }
}

document::Value context_value(const ContextReport& report) {
  const bool knows = report.contacted && !report.error;
  return document::Object{{"name", report.context},
                          {"current", report.current},
                          {"cluster", text_or_null(report.cluster)},
                          {"server", text_or_null(report.server)},
                          {"user", text_or_null(report.user)},
                          {"reachable", report.contacted ? document::Value(is_reachable(report)) : document::Value()},
                          {"version", text_or_null(report.version)},
                          {"uid", text_or_null(report.uid)},
                          {"role", knows ? document::Value(name_of(report.role)) : document::Value()},
                          {"projects", knows ? texts(report.projects) : document::Value()},
                          {"gaps", texts(report.gaps)},
                          {"error", error_value(report.error)}};
}

std::string short_error(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::unreachable: return "unreachable";
    case ErrorKind::unauthorized: return "not authorised";
    case ErrorKind::timeout: return "timed out";
    case ErrorKind::config: return "bad kubeconfig";
    case ErrorKind::cancelled: return "interrupted";
    default: return "failed";
  }
}

Cell state_of(const ContextReport& report) {
  if (report.error) return Cell(short_error(report.error->kind), Tone::bad);
  return report.gaps.empty() ? Cell("ok", Tone::good) : Cell("partly read", Tone::warning);
}

std::string role_of(const ContextReport& report) { return report.error ? "" : std::string(name_of(report.role)); }

}  // namespace

document::Value contexts_value(const ContextReports& reports) { return list_of(reports, context_value); }

std::string contexts_table(const ContextReports& reports, bool wide, const Style& style, std::size_t columns) {
  const bool contacted = std::any_of(reports.begin(), reports.end(), [](const auto& r) { return r.contacted; });
  Table table{{"CURRENT", "NAME", "SERVER", "USER"}, {}, {1}};
  if (wide) table.header.insert(table.header.end(), {"CLUSTER", "UID"});
  if (contacted) table.header.insert(table.header.end(), {"VERSION", "COROOT", "PROJECTS", "STATE"});
  for (const auto& report : reports) {
    std::vector<Cell> row{report.current ? "*" : " ", report.context, report.server, report.user};
    if (wide) row.insert(row.end(), {report.cluster, report.uid});
    if (contacted)
      row.insert(row.end(), {report.version, role_of(report), join(report.projects, ","), state_of(report)});
    table.rows.push_back(std::move(row));
  }
  return render(table, style, columns);
}

}  // namespace corootctl::cli
