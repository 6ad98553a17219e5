#include "ops/project/outages.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace corootctl::ops {

namespace {

constexpr int most_incidents = 100;

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
    last_end = std::max(last_end, sighting.incident.resolved_at_ms.value_or(never_ms));
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

bool IncidentReads::none() const {
  return std::none_of(answers.begin(), answers.end(), [](const auto& answer) { return answer.has_value(); });
}

IncidentReads incident_reads(const OpenProject& project) {
  IncidentReads out{{{project.about.id, project.about.name}}, {}};
  for (const auto& name : project.about.members) {
    for (const auto& known : project.projects) {
      if (project.about.is_aggregate && known.name == name) out.sources.push_back(known);
    }
  }
  out.answers.assign(out.sources.size(), std::vector<coroot::IncidentEntry>{});
  return out;
}

void add_incident_tasks(std::vector<LookTask>& tasks, const OpenProject& project, IncidentReads& reads) {
  for (std::size_t i = 0; i < reads.sources.size(); ++i) {
    tasks.push_back([&project, &reads, i](const auto& within) {
      reads.answers[i] = project.hub->incidents(reads.sources[i].id, most_incidents, within);
    });
  }
}

std::vector<Outage> outages_of(const IncidentReads& reads, const OpenProject& project, Honesty& honesty) {
  std::vector<Sighting> sightings;
  for (std::size_t i = 0; i < reads.sources.size(); ++i) {
    if (!reads.answers[i]) {
      honesty.incomplete = true;
      honesty.warnings.push_back(fmt::format("the incidents of {} are missing: {}", reads.sources[i].name,
                                             describe(reads.answers[i].error())));
      continue;
    }
    for (auto incident : *reads.answers[i]) {
      incident.application = coroot::with_cluster_name(incident.application, project.projects);
      sightings.push_back({reads.sources[i].name, std::move(incident)});
    }
  }
  return merge_sightings(std::move(sightings), project.about.name);
}

}  // namespace corootctl::ops
