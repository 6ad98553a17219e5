#include "collect/collect.hpp"

#include <algorithm>
#include <set>

#include "base/memory.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "collect/dark.hpp"
#include "collect/fetch.hpp"
#include "collect/pages.hpp"
#include "collect/window.hpp"
#include "collect/world.hpp"
#include "fleet/fan_out.hpp"
#include "hub/names.hpp"

namespace corootctl::collect {

namespace {

/// Worlds end one to two minutes before now; a lag beyond this is no normal delay (coroot-api 16).
constexpr std::int64_t longest_normal_lag_ms = 300'000;

/// A probe is one cheap query: a member that needs longer for it hangs.
constexpr std::chrono::seconds longest_probe{10};

std::string title(const hub::MemberHealth& member) {
  std::string text(name_of(member.state));
  return member.detail.empty() ? text : text + ": " + member.detail;
}

/// The server answers the queries of one request one after the other, requests at once (coroot-api 21).
constexpr std::size_t requests_at_once = 2;

/// A member and one stretch of the window.
struct Task {
  Route route{};
  Chunk chunk{};
  Share share{};
};

class Collection {
 public:
  Collection(const coroot::Client& hub, const CollectRequest& request, const fleet::Tell& tell, std::stop_token stop)
      : hub_(hub), request_(request), tell_(tell), stop_(std::move(stop)), deadline_(Deadline::in(request.timeout)) {}

  Result<Collected> run() {
    CTL_PASS(target_, hub::find_target(hub_, request_.project, within()));
    out_.project = target_.name;
    say("probe members, read incidents and map");
    read_world_first();
    CTL_CHECK(require_some_member(), "project " + target_.name);
    CTL_CHECK(choose_window(), "");
    if (is_without_panel_data()) {
      CTL_CHECK(use_pages(), "project " + target_.name);
    } else {
      say("read series");
      lay_out_all(fetch_all());
      if (stop_.stop_requested()) return fail(ErrorKind::cancelled, "interrupted");
      assemble();
    }
    compare_with_world();
    CTL_CHECK(require_some_app(), "project " + target_.name);
    CTL_CHECK(choose_target(), "");
    return std::move(out_);
  }

 private:
  coroot::Within within() const { return {deadline_, stop_}; }
  void say(const std::string& step) const {
    if (tell_) tell_({target_.name, step});
  }
  void warn(std::string text) { out_.warnings.push_back(std::move(text)); }
  void gap(const std::string& subject, const std::string& what) { out_.snapshot.gaps.push_back({subject, what}); }

  void read_world_first() {
    const auto probe_timeout = std::min<std::chrono::milliseconds>(request_.member_timeout, longest_probe);
    world_ = read_world(hub_, target_, {deadline_, probe_timeout, request_.now_ms, request_.width}, stop_);
    out_.members = world_.members;
    world_.projects = hub_.known_projects();
    for (const auto& member : world_.members) {
      if (member.state != hub::MemberState::ok && member.state != hub::MemberState::no_panel_data)
        gap(member.project, title(member));
    }
    judge_status();
    if (!world_.incidents) {
      use_incidents_of_members("incidents of " + target_.name + ": " + describe(world_.incidents.error()));
    }
  }

  /// What the hub thinks of the project itself. While an aggregate has no world, nobody evaluates its incidents; one
  /// member that never answered properly keeps it so for ever (coroot-api 18).
  void judge_status() {
    if (!world_.status) {
      const auto& error = world_.status.error();
      warn("status of " + target_.name + ": " + describe(error) + (error.hint.empty() ? "" : ". " + error.hint));
    } else if (world_.status->is_filling()) {
      const auto text = "Coroot's own view of " + target_.name + " is not ready: " + world_.status->message;
      if (target_.is_aggregate && world_.incidents) return use_incidents_of_members(text);
      warn(text);
    } else if (!world_.status->error.empty()) {
      warn("Coroot reports for " + target_.name + ": " + world_.status->error);
    }
  }

  /// The aggregate's list cannot be had: the members' own lists know most of it.
  void use_incidents_of_members(const std::string& why) {
    warn(why + "; the members' own incidents are used");
    auto own = incidents_of_members(hub_, world_, within());
    if (world_.incidents) own.insert(own.end(), world_.incidents->begin(), world_.incidents->end());
    world_.incidents = std::move(own);
  }

  Result<> require_some_member() const {
    if (stop_.stop_requested()) return fail(ErrorKind::cancelled, "interrupted");
    std::vector<std::string> troubles;
    bool silent = false;
    for (const auto& member : world_.members) {
      if (member.state == hub::MemberState::ok || member.state == hub::MemberState::no_panel_data) return {};
      silent =
          silent || member.state == hub::MemberState::no_telemetry || member.state == hub::MemberState::unknown_project;
      troubles.push_back(member.project + " is " + title(member));
    }
    const auto kind = silent ? ErrorKind::no_data : ErrorKind::unreachable;
    const auto hint = world_.members.empty() ? "" : hint_for(world_.members.front().state);
    return fail_with_hint(kind, hint, "no member has data: {}", join(troubles, "; "));
  }

  /// Nothing at all was read: a member that failed on the way is the better reason.
  Result<> require_some_app() const {
    if (dark_members().size() < target_.members.size()) return {};
    if (failure_) return tl::unexpected<Error>(Error(*failure_).with("no series could be read"));
    return fail(ErrorKind::no_data, "no application has data in this window");
  }

  Result<> choose_window() {
    auto until = request_.until_ms;
    auto incidents = *world_.incidents;
    if (!request_.incident.empty()) {
      CTL_PASS(const auto incident, hub::find_incident(*world_.incidents, request_.incident));
      incidents = {incident};
      if (!until) until = default_until({incident}, request_.now_ms);
      incident_app_ = coroot::with_cluster_name(incident.application, world_.projects);
    }
    if (!until && !request_.since_ms) until = default_until(*world_.incidents, request_.now_ms);
    CTL_PASS(window_, plan_window(request_.since_ms, until, request_.now_ms));
    if (request_.since_ms) return begin_healthy(incidents, until);
    return {};
  }

  /// Somebody who asks for "the last half hour" of an older outage would else be told that all is as usual: the window
  /// begins in the healthy time before it, or, where that is too far away, it is said that none is in it.
  Result<> begin_healthy(const std::vector<coroot::IncidentEntry>& incidents, std::optional<std::int64_t> until) {
    if (const auto since = healthier_since(window_, incidents)) {
      CTL_PASS(window_, plan_window(since, until, request_.now_ms));
      warn("the trouble is older than --since: data are read from " + format_time(window_.from_ms) +
           " on, which has an hour to compare with");
    }
    warn_about_late_start(incidents);
    return {};
  }

  void warn_about_late_start(const std::vector<coroot::IncidentEntry>& incidents) {
    const auto late = std::find_if(incidents.begin(), incidents.end(),
                                   [&](const auto& each) { return may_begin_before(window_, each); });
    if (late == incidents.end()) return;
    warn("incident " + late->key +
         " may have begun before the window: without healthy time to compare with, its cause is hard to see; "
         "begin an hour before the trouble did, or leave --since out");
  }

  /// Panel data come from the hub: when it has none for one member, it has none for any.
  bool is_without_panel_data() const {
    const auto& members = world_.members;
    const auto answers = [](const auto& member) { return member.state == hub::MemberState::ok; };
    const auto lacks = [](const auto& member) { return member.state == hub::MemberState::no_panel_data; };
    return std::none_of(members.begin(), members.end(), answers) && std::any_of(members.begin(), members.end(), lacks);
  }

  /// What the pages of the single applications tell, with the loss named.
  Result<> use_pages() {
    if (!world_.map) return tl::unexpected<Error>(world_.map.error());
    say("read the pages of single apps");
    auto& snapshot = out_.snapshot;
    const auto pages =
        read_pages(hub_, world_, {target_.id, window_, deadline_, request_.member_timeout, request_.width}, stop_);
    if (stop_.stop_requested()) return fail(ErrorKind::cancelled, "interrupted");
    snapshot.grid = grid_of(window_, std::max(window_.step_ms, pages.step_ms));
    add_pages(snapshot, pages, world_);
    name_clusters();
    const std::string why =
        "the hub gives no panel data (" + world_.members.front().detail + "): read from the pages of single apps";
    gap(target_.name, why +
                          "; deploys, log errors, node disks and latencies of single calls are missing, mean latencies "
                          "are estimated from histograms, requests of a call are shares of its callee's");
    warn(why);
    return {};
  }

  std::vector<Fetched> fetch_all() const {
    std::vector<Task> tasks;
    for (const auto& member : world_.members) {
      if (member.state != hub::MemberState::ok && member.state != hub::MemberState::no_telemetry) continue;
      Route route{member.project, {target_.id}};
      if (const auto own = hub_.project_id(member.project, within()); own && *own != target_.id)
        route.project_ids.push_back(*own);
      // An aggregate whose status fails answers nothing through it (coroot-api 9).
      if (!world_.status && route.project_ids.size() > 1) route.project_ids.erase(route.project_ids.begin());
      for (const auto& chunk : window_.chunks) {
        for (std::size_t share = 0; share < requests_at_once; ++share)
          tasks.push_back({route, chunk, {share, requests_at_once}});
      }
    }
    auto fetched =
        fleet::fan_out(tasks, request_.width, stop_, [&](const Task& task, std::stop_token token) -> Result<Fetched> {
          return fetch(hub_, task.route, task.chunk, task.share, {request_.member_timeout, deadline_}, token);
        });
    std::vector<Fetched> out;
    for (auto& each : fetched) {
      if (each) out.push_back(*std::move(each));
    }
    return out;
  }

  void lay_out_all(std::vector<Fetched> fetched) {
    auto step = window_.step_ms;
    for (const auto& each : fetched) {
      for (const auto& panel : each.panels) step = std::max(step, panel.step_ms);
    }
    out_.snapshot.grid = grid_of(window_, step);
    std::map<std::string, std::vector<coroot::Panel>> panels;
    for (auto& each : fetched) {
      auto& own = panels[each.member];
      std::move(each.panels.begin(), each.panels.end(), std::back_inserter(own));
      for (const auto& gap : each.gaps) add_gap_once(gap);
      if (each.ended_by && !failure_) failure_ = each.ended_by;
    }
    for (auto& [member, own] : panels) {
      auto data = lay_out(member, own, out_.snapshot.grid);
      own.clear();
      release_free_memory();
      auto inventory = take_inventory(data);
      members_.push_back({std::move(data), std::move(inventory)});
      take_member(members_.back());
    }
  }

  /// What a member alone tells.
  void take_member(Member& member) {
    auto& snapshot = out_.snapshot;
    auto apps = collect_apps(member, snapshot.grid);
    const bool any = !apps.empty();
    const auto events = collect_events(member, apps, snapshot.grid);
    auto nodes = collect_nodes(member, snapshot.grid);
    snapshot.events.insert(snapshot.events.end(), events.begin(), events.end());
    std::move(apps.begin(), apps.end(), std::back_inserter(snapshot.apps));
    std::move(nodes.begin(), nodes.end(), std::back_inserter(snapshot.nodes));
    if (!member.inventory.has_state_metrics && any) {
      gap(member.inventory.cluster,
          "no kube-state-metrics: apps are guessed from the names of pods, services are unknown");
    }
  }

  void add_gap_once(const signals::Gap& gap) {
    auto& gaps = out_.snapshot.gaps;
    const bool known = std::any_of(gaps.begin(), gaps.end(), [&](const auto& each) {
      return each.subject == gap.subject && each.what == gap.what;
    });
    if (!known) gaps.push_back(gap);
  }

  void assemble() {
    auto& snapshot = out_.snapshot;
    std::vector<Inventory> inventories;
    for (const auto& member : members_) inventories.push_back(member.inventory);
    const auto directory = make_directory(inventories);
    auto calls = collect_calls(members_, directory, snapshot.grid);
    snapshot.edges = std::move(calls.edges);
    add_traffic(snapshot.apps, calls.traffic);
    if (world_.map) add_dark_members(snapshot, *world_.map, world_.projects, dark_members());
    add_client_views(snapshot.apps, snapshot.edges, snapshot.grid);
    for (const auto& text : ambiguities(directory)) gap(target_.name, text);
    name_clusters();
  }

  void name_clusters() {
    auto& snapshot = out_.snapshot;
    for (const auto& member : target_.members) snapshot.clusters.push_back({member, member});
    const bool external = std::any_of(snapshot.apps.begin(), snapshot.apps.end(),
                                      [](const auto& app) { return app.cluster == "external"; });
    if (external) snapshot.clusters.push_back({"external", "external"});
  }

  /// Members of which not a single container was read.
  std::set<std::string> dark_members() const {
    std::set<std::string> dark(target_.members.begin(), target_.members.end());
    for (const auto& app : out_.snapshot.apps) {
      if (app.observed) dark.erase(app.cluster);
    }
    return dark;
  }

  void compare_with_world() {
    auto& snapshot = out_.snapshot;
    if (world_.nodes) {
      const auto lag = lag_of_world(*world_.nodes, members_, snapshot.grid, request_.now_ms);
      if (lag && *lag > longest_normal_lag_ms) tell_frozen(*lag);
    }
    if (world_.map) {
      for (const auto& difference : differences_from_map(*world_.map, world_.projects, snapshot))
        add_gap_once(difference);
    } else {
      warn("map of " + target_.name + ": " + describe(world_.map.error()));
    }
    snapshot.incidents = incidents_in(*world_.incidents, world_.projects, snapshot.grid);
    add_subjects_of_incidents(snapshot);
    std::sort(snapshot.apps.begin(), snapshot.apps.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  }

  /// One member that does not answer stops the world of all (coroot-api 17); its incidents stop with it.
  void tell_frozen(std::int64_t lag_ms) {
    const auto text =
        fmt::format("Coroot's own view of {} stands still since {} minutes", target_.name, lag_ms / 60'000);
    gap(target_.name, text + ": its map, app status and incidents are of that time");
    if (target_.is_aggregate) use_incidents_of_members(text);
  }

  Result<> choose_target() {
    if (!request_.app.empty()) {
      CTL_PASS(out_.snapshot.target, hub::find_app(out_.snapshot.apps, request_.app));
    } else if (!incident_app_.empty()) {
      out_.snapshot.target = incident_app_;
    }
    return {};
  }

  const coroot::Client& hub_;
  const CollectRequest& request_;
  const fleet::Tell& tell_;
  std::stop_token stop_;
  Deadline deadline_;
  hub::Target target_{};
  World world_{};
  Window window_{};
  std::string incident_app_{};
  std::vector<Member> members_{};
  std::optional<Error> failure_{};  ///< the first member's that stopped answering
  Collected out_{};
};

}  // namespace

Result<Collected> collect(const coroot::Client& hub, const CollectRequest& request, const fleet::Tell& tell,
                          std::stop_token stop) {
  return Collection(hub, request, tell, std::move(stop)).run();
}

}  // namespace corootctl::collect
