#include "ops/project/incidents.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>

#include "base/text.hpp"
#include "ops/project/apps.hpp"

namespace corootctl::ops {

namespace {

constexpr int most_incidents = 100;

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max() - sighting_slack_ms;

/// The sightings of one app, in the order of their openings, cut where one begins after all before it had ended.
std::vector<std::vector<Sighting>> by_time(std::vector<Sighting> sightings) {
  std::vector<std::vector<Sighting>> groups;
  std::int64_t last_end = 0;
  for (auto& sighting : sightings) {
    const bool goes_on = !groups.empty() && sighting.incident.opened_at_ms <= last_end + sighting_slack_ms;
    if (!goes_on) {
      groups.emplace_back();
      last_end = 0;
    }
    last_end = std::max(last_end, sighting.incident.resolved_at_ms.value_or(never));
    groups.back().push_back(std::move(sighting));
  }
  return groups;
}

void add(Outage& outage, const coroot::IncidentEntry& incident) {
  outage.opened_at_ms = std::min(outage.opened_at_ms, incident.opened_at_ms);
  const bool open = !outage.resolved_at_ms || !incident.resolved_at_ms;
  outage.resolved_at_ms =
      open ? std::nullopt : std::optional(std::max(*outage.resolved_at_ms, *incident.resolved_at_ms));
  outage.availability = outage.availability || incident.availability;
  outage.latency = outage.latency || incident.latency;
  outage.impact_percent = std::max(outage.impact_percent, incident.impact_percent);
  if (seriousness(incident.severity) > seriousness(outage.severity)) outage.severity = incident.severity;
}

/// The first sighting gives the words, all of them the rest.
Outage outage_of(std::vector<Sighting> sightings, const std::string& aggregate) {
  std::stable_sort(sightings.begin(), sightings.end(), [&](const Sighting& a, const Sighting& b) {
    const bool x = a.project == aggregate, y = b.project == aggregate;
    if (x != y) return x;
    return std::tie(a.project, a.incident.opened_at_ms) < std::tie(b.project, b.incident.opened_at_ms);
  });
  const auto& first = sightings.front();
  Outage out;
  out.key = first.incident.key;
  out.source = first.project;
  out.app = first.incident.application;
  out.name = coroot::split_app(out.app);
  out.category = first.incident.category;
  out.severity = first.incident.severity;
  out.summary = first.incident.summary;
  out.opened_at_ms = first.incident.opened_at_ms;
  out.resolved_at_ms = first.incident.resolved_at_ms;
  for (const auto& sighting : sightings) add(out, sighting.incident);
  out.sightings = std::move(sightings);
  return out;
}

void put_in_order(std::vector<Outage>& outages) {
  std::sort(outages.begin(), outages.end(), [](const Outage& a, const Outage& b) {
    const bool x = a.resolved_at_ms.has_value(), y = b.resolved_at_ms.has_value();
    if (x != y) return y;
    // Swapped sides: newest and most harmful first.
    return std::tie(b.opened_at_ms, b.impact_percent, a.app) < std::tie(a.opened_at_ms, a.impact_percent, b.app);
  });
}

/// The project itself and, for an aggregate, its members' own projects.
std::vector<coroot::ProjectName> sources_of(const OpenProject& project) {
  std::vector<coroot::ProjectName> out{{project.about.id, project.about.name}};
  if (!project.about.is_aggregate) return out;
  for (const auto& name : project.about.members) {
    for (const auto& known : project.projects) {
      if (known.name == name) out.push_back(known);
    }
  }
  return out;
}

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
  using Incidents = Result<std::vector<coroot::IncidentEntry>>;
  const auto& project = at.project;
  const auto sources = sources_of(project);
  std::vector<Incidents> answers(sources.size(), std::vector<coroot::IncidentEntry>{});
  std::vector<LookTask> tasks;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    tasks.push_back(
        [&, i](const auto& within) { answers[i] = project.hub->incidents(sources[i].id, most_incidents, within); });
  }
  Result<coroot::ProjectStatus> status = coroot::ProjectStatus{};
  tasks.push_back([&](const auto& within) { status = project.hub->status(project.about.id, within); });
  OutageReport report{project.about.name, {}, 0, look(at, std::move(tasks))};
  std::vector<Sighting> sightings;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (!answers[i]) {
      report.honesty.incomplete = true;
      report.honesty.warnings.push_back(
          fmt::format("the incidents of {} are missing: {}", sources[i].name, describe(answers[i].error())));
      continue;
    }
    for (auto& incident : *answers[i]) {
      incident.application = coroot::with_cluster_name(incident.application, project.projects);
      sightings.push_back({sources[i].name, std::move(incident)});
    }
  }
  const bool none = report.honesty.warnings.size() == sources.size();
  if (none) {
    return tl::unexpected<Error>(std::move(answers.front().error()).with("project " + project.about.name));
  }
  report.outages = merge_sightings(std::move(sightings), project.about.name);
  CTL_RUN(note_filling(status, project.about, report));
  return report;
}

bool overlap(const Outage& a, const Outage& b) {
  return a.opened_at_ms <= b.resolved_at_ms.value_or(never) + sighting_slack_ms &&
         b.opened_at_ms <= a.resolved_at_ms.value_or(never) + sighting_slack_ms;
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

std::vector<Outage> merge_sightings(std::vector<Sighting> sightings, const std::string& aggregate) {
  std::sort(sightings.begin(), sightings.end(), [](const Sighting& a, const Sighting& b) {
    return std::tie(a.incident.opened_at_ms, a.project, a.incident.key) <
           std::tie(b.incident.opened_at_ms, b.project, b.incident.key);
  });
  std::map<std::string, std::vector<Sighting>> by_app;
  for (auto& sighting : sightings) by_app[sighting.incident.application].push_back(std::move(sighting));
  std::vector<Outage> out;
  for (auto& [app, of_app] : by_app) {
    for (auto& group : by_time(std::move(of_app))) out.push_back(outage_of(std::move(group), aggregate));
  }
  put_in_order(out);
  return out;
}

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
