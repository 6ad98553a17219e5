#include "links/rotate/rotate.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "coroot/resource.hpp"
#include "deploy/execute.hpp"
#include "deploy/wait.hpp"
#include "fleet/fan_out.hpp"
#include "links/rotate/find.hpp"
#include "links/soon.hpp"
#include "ops/link/plan.hpp"

namespace corootctl::links {
namespace {

using deploy::Action;
using document::Value;
using Indices = std::vector<std::size_t>;

/// One rotation: the pairs, and a line of the report for each.
class Rotation {
 public:
  Rotation(const RotateRequest& request, const fleet::Surroundings& around, std::stop_token stop)
      : request_(request), around_(around), stop_(std::move(stop)) {}

  Result<RotateReport> run() {
    CTL_TRY(hub_, ops::read_hub(around_.connector, request_.hub, !is_dry(), request_.place, soon()), where());
    if (!hub_.installation)
      return fail_with_hint(ErrorKind::not_found, "--namespace is where the hub's Coroot runs.",
                            "{}: no Coroot resource in namespace {}", where(), request_.place.namespace_name);
    CTL_PASS(pairs_, find_pairs(request_, hub_, around_, stop_));
    CTL_CHECK(try_way(), where());  // without proof no old key may go, so the way to it is tried first
    begin_report();
    if (is_dry()) return try_all();
    announce();
    for (const auto& group : groups())
      if (!take(group)) break;
    conclude();
    return std::move(report_);
  }

 private:
  bool is_dry() const { return request_.dry_run != deploy::DryRun::none; }
  std::string where() const { return "cluster " + request_.hub.context; }
  Within soon() const { return links::soon(stop_); }
  Within waiting() const { return {Deadline::in(request_.timeout), stop_}; }

  Result<std::unique_ptr<coroot::Client>> open(const Within& within) const {
    return hub::open_hub(*hub_.client, *hub_.installation, request_.login, within);
  }

  /// A login that needs no password asks nothing yet.
  Result<> try_way() const {
    CTL_PASS(const auto client, open(soon()));
    CTL_RUN(client->user(soon()));
    return {};
  }

  void begin_report() {
    for (const auto& pair : pairs_) {
      RotatedMember line;
      line.project = pair.wish.member.project;
      line.context = pair.wish.member.cluster.context;
      line.resumed = has_begun(pair.seen);
      if (line.resumed) line.stage = Stage::begun;
      if (!pair.old_key.empty()) line.old_fingerprint = deploy::fingerprint(pair.old_key);
      if (!pair.seen.next.empty()) line.new_fingerprint = deploy::fingerprint(pair.seen.next);
      report_.members.push_back(std::move(line));
    }
  }

  void announce() const {
    if (!around_.tell) return;
    for (const auto& line : report_.members)
      around_.tell({line.context,
                    "its server pod, the only one, restarts twice: it learns the new key, and forgets the "
                    "old one"});
    around_.tell({request_.hub.context, "its server pod, the only one, restarts once for each group of members"});
  }

  std::vector<Indices> groups() const {
    std::vector<Indices> out;
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      if (i % request_.max_unavailable == 0) out.emplace_back();
      out.back().push_back(i);
    }
    return out;
  }

  Result<RotateReport> try_all() {
    each(all(), [&](std::size_t i, const std::stop_token& stop) {
      return try_key(pairs_[i].wish, around_, stop, pairs_[i].seen, report_.members[i]);
    });
    return std::move(report_);
  }

  Indices all() const {
    Indices out;
    for (std::size_t i = 0; i < pairs_.size(); ++i) out.push_back(i);
    return out;
  }

  /// The same for several members at once; false when it failed for one of them.
  template <class Do>
  bool each(const Indices& group, Do work) {
    const auto done = fleet::fan_out(group, group.size(), stop_, work);
    bool all_well = true;
    for (std::size_t n = 0; n < group.size(); ++n) {
      if (done[n]) continue;
      auto& line = report_.members[group[n]];
      line.error = Error(done[n].error()).with("cluster " + line.context);
      all_well = false;
    }
    return all_well;
  }

  bool take(const Indices& group) {
    const bool added = each(group, [&](std::size_t i, const std::stop_token& stop) {
      return add_key(pairs_[i].wish, pairs_[i].hub_key, around_, stop, pairs_[i].seen, report_.members[i]);
    });
    if (!added) return false;
    if (auto done = switch_hub(group); !done) {
      report_.error = std::move(done.error()).with(where());
      return false;
    }
    if (!prove(group)) return false;
    return each(group, [&](std::size_t i, const std::stop_token& stop) {
      return drop_key(pairs_[i].wish, around_, stop, pairs_[i].seen, report_.members[i]);
    });
  }

  /// As link-clusters writes them.
  std::vector<ops::ReadMember> as_read(const Indices& group) const {
    std::vector<ops::ReadMember> out;
    for (const auto i : group) {
      ops::ReadMember member;
      member.asked.project = pairs_[i].hub_key_name;
      member.key = pairs_[i].seen.next;
      out.push_back(std::move(member));
    }
    return out;
  }

  Result<> switch_hub(const Indices& group) {
    const auto members = as_read(group);
    const kube::ObjectRef secret{kube::resources::secrets(), request_.place.namespace_name, request_.place.secret};
    deploy::Step step{request_.hub.context, secret, Action::apply, {}, "the members' new keys", "", {}};
    step.merge = [&](const std::optional<Value>& live) -> Result<Value> {
      return ops::plan_secret(request_.place, members, live);
    };
    CTL_RUN(write(std::move(step)));
    for (const auto i : group) report_.members[i].stage = Stage::switched;
    CTL_RUN(restart(members));
    return wait();
  }

  /// Once for these keys: the annotation that a restart leaves tells for which it was.
  Result<> restart(const std::vector<ops::ReadMember>& members) {
    const kube::ObjectRef server{kube::resources::stateful_sets(), request_.place.namespace_name,
                                 coroot::ObjectNames(hub_.installation->name).server()};
    CTL_PASS(const auto live, patiently([&](const Within& within) { return hub_.client->find(server, within); }));
    if (live && ops::is_restarted_for(*live, members)) return {};
    return write(ops::plan_restart(request_.hub.context, server, members));
  }

  Result<> wait() {
    CTL_PASS(const auto now, patiently([&](const Within& within) {
               return deploy::read_installation(*hub_.client, request_.place.namespace_name, hub_.installation->name,
                                                within);
             }));
    auto waited = deploy::wait_until_running(*hub_.client, now, request_.hub.context, around_, waiting());
    if (waited.error) return tl::unexpected(std::move(*waited.error));
    return {};
  }

  template <class Ask>
  auto patiently(const Ask& ask) const -> decltype(ask(std::declval<const Within&>())) {
    return deploy::ask_patiently(ask, request_.hub.context, around_, waiting());
  }

  Result<> write(deploy::Step step) {
    const deploy::Site site{*hub_.client, request_.place.namespace_name, around_, {}};
    auto done = deploy::execute(site, {{std::move(step)}, {}}, {false, request_.force_conflicts, {}}, soon());
    std::move(done.reports.begin(), done.reports.end(), std::back_inserter(report_.objects));
    if (done.error) return tl::unexpected(std::move(*done.error));
    return {};
  }

  /// The hub's server began after its Secret had the new keys: what arrives now, arrives by them.
  bool prove(const Indices& group) {
    const auto within = waiting();
    const auto client = patiently([&](const Within& each_time) { return open(each_time); });
    if (!client) {
      report_.error = Error(client.error()).with("verify").with(where());
      return false;
    }
    return each(group, [&](std::size_t i, const std::stop_token& stop) -> Result<> {
      auto& line = report_.members[i];
      line.health = hub::follow_member(**client, line.project, request_.hub.context, around_, {within.deadline, stop});
      if (stop.stop_requested()) return fail(ErrorKind::cancelled, "interrupted while checking that data arrive");
      if (line.health->state != hub::MemberState::ok)
        return fail(line.health->is_refused ? ErrorKind::unauthorized : ErrorKind::no_data,
                    "no data of {} reach the hub with the new key: {}{}", line.project, name_of(line.health->state),
                    line.health->is_refused ? " (" + line.health->detail + ")" : "");
      line.stage = Stage::proven;
      return {};
    });
  }

  void conclude() {
    const auto is_change = [](const auto& object) { return object.outcome != "unchanged"; };
    report_.changed = std::any_of(report_.objects.begin(), report_.objects.end(), is_change);
    for (auto& line : report_.members) {
      report_.changed = report_.changed || std::any_of(line.objects.begin(), line.objects.end(), is_change);
      if (line.error && line.error->hint.empty()) line.error->hint = hint_for(line.stage);
      if (report_.error && report_.error->hint.empty() && line.stage != Stage::rotated)
        report_.error->hint = hint_for(line.stage);
    }
  }

  const RotateRequest& request_;
  const fleet::Surroundings& around_;
  std::stop_token stop_;
  ops::ReadHub hub_{};
  std::vector<Pair> pairs_{};
  RotateReport report_{};
};

}  // namespace

Result<RotateReport> rotate_keys(const RotateRequest& request, const fleet::Surroundings& around,
                                 std::stop_token stop) {
  return Rotation(request, around, std::move(stop)).run();
}

}  // namespace corootctl::links
