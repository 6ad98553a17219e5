#include "rca/verdict/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "base/time.hpp"
#include "rca/blame/aggregates.hpp"
#include "rca/constants.hpp"
#include "rca/names.hpp"

namespace corootctl::rca {
namespace {

/// Apps that stand for a suspect on the call graph.
std::set<std::size_t> places_of(const Case& item, const Suspect& suspect) {
  std::set<std::size_t> out;
  const World& world = *item.world;
  if (const auto app = world.find_app(suspect.subject)) out.insert(*app);
  const auto node = world.node_index.find(suspect.subject);
  if (node != world.node_index.end())
    for (const std::size_t app : world.apps_on[node->second])
      if (item.flow.blame_of(app) > constants::negligible) out.insert(app);
  return out;
}

/// A link or cluster ends where the blame left the calls.
bool ends_at(const Case& item, const Suspect& suspect, std::size_t call, const std::set<std::size_t>& places) {
  const Call& ends = item.world->calls[call];
  const std::string& from = item.world->apps[ends.from]->cluster;
  const std::string& to = item.world->apps[ends.to]->cluster;
  if (suspect.kind == CauseKind::link) return from + " -> " + to == suspect.subject && item.flow.links[call] > 0;
  if (suspect.kind == CauseKind::cluster) return from == suspect.subject && item.flow.links[call] > 0;
  return places.contains(ends.to);
}

Hop hop_over(const Case& item, std::size_t call) {
  const Call& ends = item.world->calls[call];
  return {item.world->apps[ends.from]->id, item.world->apps[ends.to]->id, item.flow.through[call],
          item.world->crosses(ends)};
}

std::vector<Hop> walk_back(const Case& item, const std::vector<std::size_t>& came_by, std::size_t target,
                           std::size_t last) {
  std::vector<Hop> out{hop_over(item, last)};
  std::size_t app = item.world->calls[last].from;
  while (app != target) {
    out.push_back(hop_over(item, came_by[app]));
    app = item.world->calls[came_by[app]].from;
  }
  std::reverse(out.begin(), out.end());
  return out;
}

/// The way to each app that lost least of the excess on its narrowest call, and how much that is.
struct Ways {
  std::vector<double> width{};
  std::vector<std::size_t> came_by{};
};

/// Widest first, so each app is settled once.
Ways widest_ways(const Case& item, std::size_t target) {
  Ways out{std::vector<double>(item.world->apps.size(), 0), std::vector<std::size_t>(item.world->apps.size(), 0)};
  std::vector<bool> settled(item.world->apps.size(), false);
  out.width[target] = std::numeric_limits<double>::infinity();
  std::set<std::pair<double, std::size_t>> waiting{{-out.width[target], target}};
  while (!waiting.empty()) {
    const std::size_t app = waiting.begin()->second;
    waiting.erase(waiting.begin());
    if (settled[app]) continue;
    settled[app] = true;
    for (const std::size_t call : item.world->outgoing[app]) {
      const std::size_t next = item.world->calls[call].to;
      const double width = std::min(out.width[app], item.flow.through[call]);
      if (settled[next] || width <= constants::negligible || width <= out.width[next]) continue;
      out.width[next] = width;
      out.came_by[next] = call;
      waiting.insert({-width, next});
    }
  }
  return out;
}

std::string explained_by_callees(const Case& item, std::size_t app) {
  double inherited = 0;
  double total = 0;
  for (std::size_t currency = 0; currency < currencies; ++currency) {
    const Split& split = item.flow.splits[app][currency];
    const double passing = item.flow.passing[app][currency];
    if (split.sum() <= 0) continue;
    total += passing;
    inherited += passing * (1 - split.own / split.sum());
  }
  if (total <= 0 || inherited / total < constants::most) return "";
  return fmt::format("an effect: {:.0f} % of the excess there comes from the apps it calls", 100 * inherited / total);
}

std::string reason_to_exclude(const Case& item, std::size_t app, const Suspect& suspect) {
  const double passing = item.flow.passing[app][0] + item.flow.passing[app][1];
  if (passing <= constants::negligible) return "abnormal too, but not a cause";
  if (std::string text = explained_by_callees(item, app); !text.empty()) return text;
  return fmt::format("accounts for only {:.0f} % of the problem", 100 * suspect.blame);
}

double loudness(const AppState& state) {
  const auto z = [](const Change& change) { return change.measured && change.outside ? change.mean_z : 0; };
  return std::max(z(state.latency), z(state.errors));
}

std::string late_change(const Case& item, const Suspect& suspect) {
  for (const signals::Event* event : item.world->events) {
    if (event->subject != suspect.subject || !is_change(event->kind)) continue;
    if (event->at_ms > item.window.onset_ms() + item.window.step_ms &&
        event->at_ms < item.window.time_of(item.window.end))
      return fmt::format("its {} at {} came after the onset", event->kind, format_time(event->at_ms));
  }
  return "";
}

bool runs_on(const World& world, std::size_t app, const std::string& node) {
  const auto& pods = world.apps[app]->instances;
  return std::any_of(pods.begin(), pods.end(), [&](const signals::Instance& pod) { return pod.node == node; });
}

/// A node and an app on it may both explain the same trouble: they are one place, not two causes.
std::string one_place(const World& world, const Suspect& first, const Suspect& other) {
  const bool node_first = first.kind == CauseKind::node;
  if (node_first == (other.kind == CauseKind::node)) return "";
  const auto app = world.find_app((node_first ? other : first).subject);
  if (!app || !runs_on(world, *app, (node_first ? first : other).subject)) return "";
  if (node_first)
    return "same place as suspect 1: it runs on that node, and what it explains is part of the same problem";
  return fmt::format("same place as suspect 1: {} runs on this node, and both explain the same problem",
                     short_name(first.subject));
}

}  // namespace

std::vector<Hop> explain_path(const Case& item, std::size_t target, const Suspect& first) {
  const std::set<std::size_t> places = places_of(item, first);
  if (places.contains(target)) return {};
  const Ways ways = widest_ways(item, target);
  std::optional<std::size_t> last;
  double widest = constants::negligible;
  for (std::size_t call = 0; call < item.world->calls.size(); ++call) {
    if (!ends_at(item, first, call, places)) continue;
    const double width = std::min(ways.width[item.world->calls[call].from], item.flow.through[call]);
    if (width <= widest) continue;
    widest = width;
    last = call;
  }
  return last ? walk_back(item, ways.came_by, target, *last) : std::vector<Hop>{};
}

Compared explain_windows(const Case& item) {
  const Window& window = item.window;
  Compared out{{window.time_of(window.usual_begin), window.time_of(window.usual_end)},
               {window.onset_ms(), window.time_of(window.end)},
               window.has_reference};
  if (const auto& grid = item.world->snapshot->reference; grid && out.by_reference)
    out.usual = {grid->from_ms, grid->from_ms + static_cast<std::int64_t>(grid->points) * grid->step_ms};
  return out;
}

std::size_t count_suspects(const std::vector<Suspect>& ranked) {
  std::size_t count = std::min<std::size_t>(1, ranked.size());
  while (count < ranked.size() && ranked[count].score >= constants::worth_a_look * ranked.front().score) ++count;
  return count;
}

std::vector<Excluded> explain_exclusions(const Case& item, const std::vector<Suspect>& ranked, std::size_t suspects) {
  std::set<std::string> suspected;
  for (std::size_t rank = 0; rank < suspects; ++rank) suspected.insert(ranked[rank].subject);
  std::vector<std::pair<double, Excluded>> loud;
  for (std::size_t rank = suspects; rank < ranked.size(); ++rank) {
    const auto app = item.world->find_app(ranked[rank].subject);
    if (!app || ranked[rank].kind == CauseKind::load || suspected.contains(ranked[rank].subject)) continue;
    const double z = std::max(loudness(item.measured.apps[*app]), ranked[rank].parts.proof * constants::giant);
    if (z > constants::abnormal_z)
      loud.push_back({z, {ranked[rank].subject, reason_to_exclude(item, *app, ranked[rank])}});
  }
  std::sort(loud.begin(), loud.end(), [](const auto& a, const auto& b) {
    const double left = std::round(a.first * 100);
    const double right = std::round(b.first * 100);
    return left != right ? left > right : a.second.subject < b.second.subject;
  });
  std::vector<Excluded> out;
  for (std::size_t i = 0; i < std::min(constants::most_excluded, loud.size()); ++i)
    out.push_back(std::move(loud[i].second));
  return out;
}

std::vector<signals::Gap> explain_gaps(const Case& item) {
  std::vector<signals::Gap> out = item.world->snapshot->gaps;
  for (const std::string& cluster : silent_clusters(*item.world))
    out.push_back(
        {cluster, "telemetry of this cluster ends inside the window; causes in it cannot be told from effects"});
  for (std::size_t app = 0; app < item.world->apps.size(); ++app)
    if (!item.world->apps[app]->observed && item.flow.blame_of(app) > constants::hardly)
      out.push_back(
          {item.world->apps[app]->id, "known from its callers only; what happens behind it was not observed"});
  sort_gaps(out);
  return out;
}

void sort_gaps(std::vector<signals::Gap>& gaps) {
  std::sort(gaps.begin(), gaps.end(),
            [](const auto& a, const auto& b) { return std::tie(a.subject, a.what) < std::tie(b.subject, b.what); });
}

void add_objections(const Case& item, std::vector<Suspect>& ranked) {
  for (std::size_t rank = 0; rank < std::min(constants::most_told, ranked.size()); ++rank) {
    Suspect& suspect = ranked[rank];
    if (std::string text = rank > 0 ? one_place(*item.world, ranked.front(), suspect) : ""; !text.empty())
      suspect.against.push_back(std::move(text));
    if (suspect.parts.proof < constants::worth_a_look)
      suspect.against.push_back(suspect.evidence.empty() ? "no signal of its own names a reason"
                                                         : "what its own signals show proves little");
    if (item.reach > constants::most && suspect.blame < constants::a_part)
      suspect.against.push_back(fmt::format("accounts for only {:.0f} % of the problem", 100 * suspect.blame));
    if (rank == 0 && item.reach <= constants::most)
      suspect.against.push_back(
          "the incident's own service level was not measured or hardly moved, so blame could not be followed");
    if (std::string text = late_change(item, suspect); !text.empty()) suspect.against.push_back(std::move(text));
  }
}

}  // namespace corootctl::rca
