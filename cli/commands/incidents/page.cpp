#include "cli/commands/incidents/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "base/time.hpp"
#include "cli/output/apps.hpp"
#include "cli/output/talk.hpp"

namespace corootctl::cli {
namespace {

std::string lasted(const ops::Outage& outage, std::int64_t now_ms) {
  const auto end = outage.resolved_at_ms.value_or(now_ms);
  return short_span(std::chrono::milliseconds(std::max<std::int64_t>(0, end - outage.opened_at_ms)));
}

/// Its key belongs to the project that saw it, which need not be the one that is looked at.
std::string address_of(const ops::Outage& outage, coroot::Addresses addresses) {
  for (const auto& project : addresses.projects) {
    if (project.name == outage.source) addresses.project_id = project.id;
  }
  return coroot::address_of_incident(addresses, outage.key);
}

std::string objectives_of(const ops::Outage& outage) {
  if (outage.availability && outage.latency) return "availability, latency";
  return outage.availability ? "availability" : outage.latency ? "latency" : "";
}

report::ViewTable table_of(const char* heading, const std::vector<report::ViewRow>& rows) {
  std::vector<std::string> states;
  for (const auto& row : rows) states.push_back(row.state);
  return {
      heading,
      rows.empty() ? "None." : report::count_states(states, "incident"),
      true,
      {"Incident", "App", "Cluster", "Severity", "Since", "For", "Objective", "Requests hit", "What", "Find the cause"},
      rows};
}

}  // namespace

void add_outages(const ops::OutageReport& report, std::int64_t now_ms, const coroot::Addresses& addresses,
                 const std::function<std::string(const ops::Outage&)>& rca_of, report::ViewPage& page) {
  std::vector<report::ViewRow> open, ended;
  std::set<std::string> clusters;
  for (const auto& outage : report.outages) {
    const bool is_over = outage.resolved_at_ms.has_value();
    if (!is_over) clusters.insert(outage.name.cluster);
    if (!is_over && ops::seriousness(outage.severity) > ops::seriousness(page.state)) page.state = outage.severity;
    (is_over ? ended : open)
        .push_back({is_over ? "resolved" : outage.severity,
                    {{outage.key, address_of(outage, addresses)},
                     {short_name(outage.name), coroot::address_of_app(addresses, outage.app)},
                     {outage.name.cluster},
                     {outage.severity, "", true},
                     {format_time(outage.opened_at_ms)},
                     {lasted(outage, now_ms)},
                     {objectives_of(outage)},
                     {fmt::format("{:.0f} %", outage.impact_percent)},
                     {outage.summary},
                     {rca_of(outage), "", false, true}}});
  }
  page.claim = fmt::format("{} {} open, {} ended", open.size(), open.size() == 1 ? "incident is" : "incidents are",
                           ended.size());
  if (!clusters.empty())
    page.facts.push_back({"Open in", join(std::vector<std::string>(clusters.begin(), clusters.end()), ", "), ""});
  if (report.hidden > 0)
    page.facts.push_back({"Left out", fmt::format("{} incidents", report.hidden), "by the filters or older"});
  page.tables = {table_of("Open", open), table_of("Ended", ended)};
}

}  // namespace corootctl::cli
