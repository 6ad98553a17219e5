#include "ops/project/incidents.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace corootctl::ops {

namespace {

/// A project whose cache is being filled has no incidents because nothing was judged, not because all is well.
Result<> note_filling(const Result<coroot::ProjectStatus>& status, const hub::Project& project, OutageReport& report) {
  if (!status || !status->is_filling()) return {};
  if (report.outages.empty()) {
    return fail_with_hint(ErrorKind::no_data, "Wait for the first synchronization, or check the members.",
                          "{} has no data in Coroot yet: {}", project.name, status->message);
  }
  report.honesty.incomplete = true;
  report.honesty.warnings.push_back(fmt::format("{} itself has judged nothing yet: {}", project.name, status->message));
  return {};
}

/// All of them: nothing is left out yet.
Result<OutageReport> read_all(const ProjectLook& at) {
  const auto& project = at.project;
  auto reads = incident_reads(project);
  std::vector<LookTask> tasks;
  add_incident_tasks(tasks, project, reads);
  Result<coroot::ProjectStatus> status = coroot::ProjectStatus{};
  tasks.push_back([&](const auto& within) { status = project.hub->status(project.about.id, within); });
  OutageReport report{project.about.name, {}, 0, look(at, std::move(tasks))};
  if (reads.none()) {
    return tl::unexpected<Error>(std::move(reads.answers.front().error()).with("project " + project.about.name));
  }
  report.outages = outages_of(reads, project, report.honesty);
  CTL_RUN(note_filling(status, project.about, report));
  return report;
}

bool overlap(const Outage& a, const Outage& b) {
  return a.opened_at_ms <= b.resolved_at_ms.value_or(never_ms) + sighting_slack_ms &&
         b.opened_at_ms <= a.resolved_at_ms.value_or(never_ms) + sighting_slack_ms;
}

bool has_key(const Outage& outage, const std::string& key) {
  return std::any_of(outage.sightings.begin(), outage.sightings.end(),
                     [&](const Sighting& sighting) { return sighting.incident.key == key; });
}

tl::unexpected<Error> unknown_key(const std::vector<Outage>& outages, const OpenProject& project,
                                  const std::string& key) {
  std::vector<std::string> keys;
  for (const auto& outage : outages) keys.push_back(outage.key);
  const auto near = closest(key, keys);
  std::string hint = keys.empty() ? "There are no incidents." : "Incidents: " + join(keys, ", ") + ".";
  if (near) hint = "Did you mean " + *near + "? " + hint;
  return fail_with_hint(ErrorKind::not_found, std::move(hint), "project {} has no incident {}", project.about.name,
                        key);
}

}  // namespace

Result<OutageReport> read_outages(const ProjectLook& at, const OutageFilter& filter) {
  CTL_RUN(check_clusters(filter.apps, at.project.about));
  CTL_PASS(auto report, read_all(at));
  const auto before = report.outages.size();
  std::erase_if(report.outages, [&](const Outage& outage) {
    const bool is_old = filter.since_ms && outage.resolved_at_ms && *outage.resolved_at_ms < *filter.since_ms;
    const auto state = outage.resolved_at_ms ? "resolved" : "open";
    return is_old || !passes(filter.apps, {outage.name.cluster, outage.name.namespace_name, outage.category, state});
  });
  report.hidden = before - report.outages.size();
  return report;
}

Result<OutageDetail> read_outage(const ProjectLook& at, const std::string& key) {
  const auto& project = at.project;
  CTL_PASS(auto read, read_all(at));
  const auto found =
      std::find_if(read.outages.begin(), read.outages.end(), [&](const Outage& each) { return has_key(each, key); });
  if (found == read.outages.end()) return unknown_key(read.outages, project, key);
  OutageDetail out{project.about.name, *found, std::nullopt, {}, std::move(read.honesty)};
  const Within within{Deadline::in(at.request.timeout), at.stop};
  CTL_PASS(const auto source, project.hub->project_id(out.outage.source, within));
  auto detail = project.hub->incident(source, out.outage.key, within);
  if (!detail && detail.error().kind != ErrorKind::not_found) {
    return tl::unexpected<Error>(std::move(detail.error()).with("incident " + key));
  }
  if (detail) out.detail = std::move(*detail);
  for (const auto& other : read.outages) {
    if (&other != &*found && overlap(other, *found)) out.at_the_time.push_back(other);
  }
  return out;
}

}  // namespace corootctl::ops
