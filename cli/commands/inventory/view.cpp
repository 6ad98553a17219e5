#include "cli/commands/inventory/view.hpp"

#include "base/text.hpp"
#include "base/time.hpp"
#include "cli/output/apps.hpp"
#include "cli/output/objects.hpp"
#include "cli/output/table.hpp"
#include "cli/output/talk.hpp"

namespace corootctl::cli {
namespace {

using survey::AppStock;
using survey::Has;
using survey::Holding;
using survey::MemberStock;
using survey::Stock;

Cell holding_cell(const Holding& holding) {
  const Tone tone = holding.has == Has::yes ? Tone::good : holding.has == Has::no ? Tone::bad : Tone::warning;
  return Cell(std::string(survey::name_of(holding.has)), tone);
}

std::string newest_text(const std::optional<std::int64_t>& newest_ms, std::int64_t to_ms) {
  if (!newest_ms) return "never";
  return short_span(std::chrono::milliseconds(std::max<std::int64_t>(0, to_ms - *newest_ms))) + " ago";
}

/// The first thing that is missing, or all of them.
std::string missing_text(const std::vector<std::string>& missing, bool wide) {
  if (missing.empty()) return "";
  if (wide || missing.size() == 1) return join(missing, "; ");
  return fmt::format("{} (and {} more)", missing.front(), missing.size() - 1);
}

Table members_table(const Stock& stock, bool wide) {
  Table table{{"MEMBER", "STATE", "NEWEST", "AGENTS", "NODES", "APPS", "CALLS", "LOGS", "TRACES", "MISSING"}, {}};
  for (const auto& member : stock.members)
    table.rows.push_back({member.project, member.state, newest_text(member.newest_ms, stock.to_ms),
                          std::to_string(member.agents), member.nodes == 0 ? "" : std::to_string(member.nodes),
                          std::to_string(member.apps), holding_cell(member.calls), holding_cell(member.logs),
                          holding_cell(member.traces), missing_text(missing_of(member), wide)});
  return table;
}

Table apps_table(const Stock& stock, bool wide) {
  Table table{{"CLUSTER", "APP", "NEWEST", "REQUESTS", "CALLS", "LOGS", "TRACES"}, {}};
  if (wide) table.header.emplace_back("PROFILES");
  table.header.emplace_back("MISSING");
  for (const auto& app : stock.apps) {
    std::vector<Cell> row{app.cluster,
                          short_name(coroot::split_app(app.id)),
                          newest_text(app.newest_ms, stock.to_ms),
                          holding_cell(app.requests),
                          fmt::format("{}/{} out, {} in", app.calls_joined, app.calls_out, app.calls_in),
                          holding_cell(app.logs),
                          holding_cell(app.traces)};
    if (wide) row.push_back(holding_cell(app.profiles));
    row.emplace_back(missing_text(missing_of(app), wide));
    table.rows.push_back(std::move(row));
  }
  return table;
}

document::Value holding_value(const Holding& holding) {
  return document::Object{{"has", survey::name_of(holding.has)}, {"cause", text_or_null(holding.cause)}};
}

document::Value moment_value(const std::optional<std::int64_t>& ms) {
  return ms ? document::Value(format_rfc3339(*ms)) : document::Value();
}

document::Value member_value(const MemberStock& member) {
  const auto count = [](std::size_t number) { return static_cast<std::int64_t>(number); };
  return document::Object{{"project", member.project},
                          {"state", member.state},
                          {"newest", moment_value(member.newest_ms)},
                          {"agents", member.agents},
                          {"nodes", member.nodes == 0 ? document::Value() : document::Value(count(member.nodes))},
                          {"nodes_without_agent", texts(member.nodes_without_agent)},
                          {"apps", count(member.apps)},
                          {"metrics", holding_value(member.metrics)},
                          {"calls", holding_value(member.calls)},
                          {"logs", holding_value(member.logs)},
                          {"traces", holding_value(member.traces)}};
}

document::Value app_stock_value(const AppStock& app) {
  const auto count = [](std::size_t number) { return static_cast<std::int64_t>(number); };
  return document::Object{{"id", app.id},
                          {"cluster", app.cluster},
                          {"newest", moment_value(app.newest_ms)},
                          {"metrics", holding_value(app.metrics)},
                          {"requests", holding_value(app.requests)},
                          {"calls", holding_value(app.calls)},
                          {"calls_out", count(app.calls_out)},
                          {"calls_with_both_ends", count(app.calls_joined)},
                          {"calls_in", count(app.calls_in)},
                          {"logs", holding_value(app.logs)},
                          {"traces", holding_value(app.traces)},
                          {"profiles", holding_value(app.profiles)}};
}

}  // namespace

document::Value inventory_value(const Stock& stock) {
  return document::Object{{"schema", "corootctl.inventory/v1"},
                          {"project", stock.project},
                          {"from", format_rfc3339(stock.from_ms)},
                          {"to", format_rfc3339(stock.to_ms)},
                          {"members", list_of(stock.members, member_value)},
                          {"apps", list_of(stock.apps, app_stock_value)}};
}

std::string inventory_text(const Stock& stock, bool wide, const Style& style, std::size_t columns) {
  return sections(
      {render(members_table(stock, wide), style, columns), render(apps_table(stock, wide), style, columns)});
}

}  // namespace corootctl::cli
