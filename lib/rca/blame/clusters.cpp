#include <algorithm>
#include <cmath>
#include <map>

#include "base/cores.hpp"
#include "rca/blame/aggregates.hpp"
#include "rca/blame/gaps.hpp"
#include "rca/constants.hpp"

namespace corootctl::rca {
namespace {

struct NameTrouble {
  double measured = 0;
  double affected = 0;
  double blame = 0;  ///< of the affected apps themselves
  std::map<std::string, double>
      towards{};  ///< blame that stayed on affected calls, by called cluster; where only calls tell
  Reason strongest{};
};

void read_dns(const Case& item, std::size_t app, NameTrouble& out) {
  bool seen = false;
  bool bad = false;
  for (const char* signal : {"dns_latency", "dns_errors"}) {
    const Change change = measure_change(*item.world, item.window, item.world->apps[app]->series.find(signal));
    seen = seen || change.measured;
    if (!change.measured || !change.outside || change.peak_z <= constants::abnormal_z) continue;
    bad = true;
    keep_stronger(out.strongest, {constants::nearly_all, 1, change.strength()}, *item.world, item.window,
                  item.world->apps[app]->id, change);
  }
  out.measured += seen ? 1 : 0;
  out.affected += bad ? 1 : 0;
  if (bad) out.blame += item.flow.blame_of(app);
}

/// Without measured name resolution, what it leaves behind: most calls of an app take longer than their callees need,
/// wherever they go.
void read_gaps(const Case& item, std::size_t app, NameTrouble& out) {
  std::vector<std::size_t> bad;
  double all = 0;
  for (const std::size_t call : item.world->outgoing[app]) {
    if (!item.measured.calls[call].latency.measured || external_end(item, item.world->calls[call])) continue;
    all += 1;
    if (has_gap(item, call)) bad.push_back(call);
  }
  if (all <= 0) return;
  out.measured += 1;
  if (static_cast<double>(bad.size()) < constants::most * all) return;
  out.affected += 1;
  out.blame += item.flow.blame_of(app);
  for (const std::size_t call : bad)
    out.towards[item.world->apps[item.world->calls[call].to]->cluster] += item.flow.links[call];
  Reason reason = gap_reason(item, bad);
  if (reason.weight > out.strongest.weight) out.strongest = std::move(reason);
}

void read_names(const Case& item, std::size_t app, NameTrouble& out) {
  const signals::SeriesBag& bag = item.world->apps[app]->series;
  if (bag.find("dns_latency") != nullptr || bag.find("dns_errors") != nullptr)
    read_dns(item, app, out);
  else
    read_gaps(item, app, out);
}

/// Nearly all blame stayed on the calls to one cluster: that is a link.
bool only_one_way(const NameTrouble& names) {
  double all = 0;
  double most = 0;
  for (const auto& [cluster, blame] : names.towards) all += blame, most = std::max(most, blame);
  return !names.towards.empty() && most >= constants::nearly_all * all;
}

Suspect cluster_suspect(const Case& item, const std::string& cluster, const NameTrouble& names) {
  Suspect out;
  out.kind = CauseKind::cluster;
  out.subject = cluster;
  out.blame = names.blame;
  for (std::size_t call = 0; call < item.world->calls.size(); ++call)
    if (item.world->apps[item.world->calls[call].from]->cluster == cluster) out.blame += item.flow.links[call];
  out.blame = std::min(1.0, out.blame);
  out.signal = names.strongest.evidence.signal;
  out.parts.proof = names.strongest.weight;
  keep_reason(names.strongest, out);
  if (out.parts.proof > 0) out.evidence.push_back(names.strongest.evidence);
  out.parts.prior = constants::grown * constants::grown;  // explains the links of all its members at once
  return out;
}

/// What an app's callers say of it goes on when its own cluster is silent.
bool told_by_callers(const World& world, const signals::App& app, const signals::Series& series) {
  if (app.sli_source != signals::SliSource::client) return false;
  const signals::Role role = world.describe(series.signal).role;
  return role == signals::Role::latency || role == signals::Role::errors || role == signals::Role::traffic;
}

/// The last point with a value, over all that was measured at the app itself; nothing when it never was.
std::optional<std::size_t> last_measured(const World& world, const signals::App& app) {
  std::optional<std::size_t> last;
  for (const signals::Series& series : app.series.all) {
    if (told_by_callers(world, app, series)) continue;
    for (std::size_t i = series.values.size(); i > (last ? *last + 1 : 0); --i)
      if (std::isfinite(series.values[i - 1])) {
        last = i - 1;
        break;
      }
  }
  return last;
}

}  // namespace

std::vector<Suspect> suspect_clusters(const Case& item) {
  std::map<std::string, NameTrouble> clusters;
  for (std::size_t app = 0; app < item.world->apps.size(); ++app)
    if (item.world->apps[app]->observed) read_names(item, app, clusters[item.world->apps[app]->cluster]);
  std::vector<Suspect> out;
  for (const auto& [cluster, names] : clusters) {
    if (only_one_way(names) || names.affected < static_cast<double>(constants::more_than_one) ||
        names.affected < constants::most * names.measured)
      continue;
    out.push_back(cluster_suspect(item, cluster, names));
  }
  return out;
}

std::vector<std::string> silent_clusters(const World& world) {
  std::map<std::string, std::pair<std::size_t, std::size_t>>
      counts;  // cluster: apps that measured, apps that fell silent
  const std::size_t points = world.snapshot->grid.points;
  if (points < constants::recent_points) return {};
  const std::int64_t skew = constants::clock_skew_ms / std::max<std::int64_t>(1, world.snapshot->grid.step_ms);
  const std::size_t tolerated = constants::enough_points + static_cast<std::size_t>(skew);  // clocks are off a little
  std::vector<std::optional<std::size_t>> last(world.apps.size());
  visit_each(last.size(), world.threads, [&](std::size_t app) {
    if (world.apps[app]->observed) last[app] = last_measured(world, *world.apps[app]);
  });
  for (std::size_t app = 0; app < last.size(); ++app) {
    if (!last[app]) continue;
    auto& [all, silent] = counts[world.apps[app]->cluster];
    ++all;
    silent += *last[app] + tolerated < points ? 1 : 0;
  }
  std::vector<std::string> out;
  for (const auto& [cluster, count] : counts)
    if (count.first >= constants::more_than_one &&
        static_cast<double>(count.second) >= constants::nearly_all * static_cast<double>(count.first))
      out.push_back(cluster);
  return out.size() < counts.size() ? out : std::vector<std::string>{};
}

}  // namespace corootctl::rca
