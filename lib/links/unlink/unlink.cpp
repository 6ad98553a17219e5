#include "links/unlink/unlink.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "coroot/resource.hpp"
#include "deploy/consequences.hpp"
#include "deploy/execute.hpp"
#include "deploy/wait.hpp"
#include "links/server_keys.hpp"
#include "links/soon.hpp"

namespace corootctl::links {
namespace {

constexpr auto the_wait = "the wait until the hub runs without them";
constexpr auto the_keys = "their keys in the hub's Secret";

std::string quoted_list(const std::vector<std::string>& names, const char* one, const char* many) {
  return (names.size() == 1 ? one : many) + join(names, ", ");
}

/// One unlinking, from the look at the hub to its report.
class Unlinking {
 public:
  Unlinking(const UnlinkRequest& request, const fleet::Surroundings& around, std::stop_token stop)
      : request_(request), around_(around), stop_(std::move(stop)) {}

  Result<UnlinkReport> run() {
    CTL_TRY(hub_, ops::read_hub(around_.connector, request_.hub, !is_dry(), place(), soon()),
            "cluster " + request_.hub.context);
    CTL_PASS(plan_, plan_unlink(request_.settings, request_.hub.context, hub_));
    begin_report();
    announce();
    CTL_RUN(write_projects());
    if (is_dry()) CTL_RUN(try_keys());
    if (is_dry() || report_.error) return std::move(report_);
    if (auto done = finish(); !done) report_.error = std::move(done.error());
    return std::move(report_);
  }

 private:
  bool is_dry() const { return request_.dry_run != deploy::DryRun::none; }
  const ops::HubPlace& place() const { return request_.settings.place; }
  Within soon() const { return links::soon(stop_); }
  Within waiting() const { return {Deadline::in(request_.timeout), stop_}; }
  deploy::Site site() const { return {*hub_.client, place().namespace_name, around_, {}}; }

  void begin_report() {
    report_.members = plan_.members;
    report_.gone_aggregates = plan_.gone_aggregates;
    if (request_.force_conflicts) report_.warnings = deploy::take_overs(plan_.projects);
    for (const auto& member : plan_.members)
      if (!member.why.empty()) report_.warnings.push_back(member.project + ": " + member.why);
    std::vector<std::string> names;
    for (const auto& member : plan_.members)
      if (member.entry == "removed") names.push_back(member.project);
    for (const auto& name : plan_.gone_aggregates)
      report_.lost.push_back(fmt::format("the aggregated project {} goes: no member is left in it", name));
    if (!names.empty()) {
      report_.lost.push_back(fmt::format(
          "the hub's Coroot keeps {} with settings, incidents and history, and reads on with the key that it stored, "
          "until somebody deletes it in its project settings; linked again under its name before that, all of it is "
          "there again",
          quoted_list(names, "project ", "projects ")));
    }
  }

  void announce() const {
    if (!around_.tell || is_dry()) return;
    auto lines = report_.warnings;
    if (const auto note = deploy::restart_note(plan_.projects); !note.empty()) lines.push_back(note);
    for (auto& line : lines) around_.tell({request_.hub.context, std::move(line)});
  }

  Result<> write_projects() {
    if (!plan_.changes_projects) return {};
    deploy::ExecuteOptions options{is_dry(), request_.force_conflicts, {}};
    options.rebuild = [this]() -> Result<deploy::Rebuilt> {
      CTL_CHECK(refresh(hub_, place(), soon()), "read the hub again");
      CTL_PASS(auto again, plan_unlink(request_.settings, request_.hub.context, hub_));
      return deploy::Rebuilt{std::move(again.projects), soon()};
    };
    auto done = deploy::execute(site(), plan_.projects, options, soon());
    report_.unfinished = unfinished(plan_.projects, done);
    report_.objects = std::move(done.reports);
    note_changes();
    if (!done.error) return {};
    const bool is_written = !report_.objects.empty() || !report_.unfinished.in_doubt.empty();
    auto error = std::move(*done.error).with("cluster " + request_.hub.context);
    if (!is_written || is_dry()) return tl::unexpected(std::move(error));
    report_.unfinished.left.emplace_back(the_keys);
    report_.error = std::move(error);
    return {};
  }

  void note_changes() {
    report_.changed = std::any_of(report_.objects.begin(), report_.objects.end(),
                                  [](const auto& object) { return object.outcome != "unchanged"; });
    if (report_.changed && !plan_.relink.empty()) report_.way_back = {plan_.relink};
  }

  /// As if the resource were written already.
  Result<> try_keys() {
    if (plan_.keys.empty()) return {};
    auto without = hub_;
    if (without.installation) without.installation->resource = document::Value();
    return apply_keys(plan_keys(place(), request_.hub.context, plan_.keys, without), {true, request_.force_conflicts});
  }

  Result<> finish() {
    if (plan_.keys.empty() && !report_.changed) return {};
    report_.unfinished.left = {the_wait, the_keys};
    const auto waited = request_.wait ? wait() : Result<>();
    if (waited) std::erase(report_.unfinished.left, the_wait);
    if (!plan_.keys.empty() && !stop_.stop_requested()) CTL_RUN(drop_keys(waited.has_value()));
    if (!waited) return waited;
    report_.unfinished = {};
    return {};
  }

  Result<> wait() {
    if (!hub_.installation) return {};
    const auto within = waiting();
    CTL_PASS(const auto hub, deploy::ask_patiently(
                                 [&](const Within& each) {
                                   return deploy::read_installation(*hub_.client, place().namespace_name,
                                                                    hub_.installation->name, each);
                                 },
                                 request_.hub.context, around_, within));
    auto waited = wait_until_running(*hub_.client, hub, request_.hub.context, around_, within);
    report_.hub_components = std::move(waited.components);
    if (waited.error) return tl::unexpected(std::move(*waited.error).with("cluster " + request_.hub.context));
    return {};
  }

  /// A server that does not name the keys any more needs none of them, whatever else of the hub does not run.
  Result<> drop_keys(bool hub_runs) {
    CTL_CHECK(patiently([&](const Within& each) { return refresh(hub_, place(), each); }), "read the hub again");
    CTL_PASS(const bool reads, still_reads(hub_runs));
    if (reads) {
      keep_keys(hub_runs);
      return {};
    }
    deploy::ExecuteOptions options{false, request_.force_conflicts, {}};
    options.rebuild = [this]() -> Result<deploy::Rebuilt> {
      CTL_CHECK(refresh(hub_, place(), soon()), "read the hub again");
      return deploy::Rebuilt{plan_keys(place(), request_.hub.context, plan_.keys, hub_), soon()};
    };
    CTL_RUN(apply_keys(plan_keys(place(), request_.hub.context, plan_.keys, hub_), options));
    std::erase(report_.unfinished.left, the_keys);
    return {};
  }

  /// Asked once; until it does not, when all of the hub runs.
  Result<bool> still_reads(bool hub_runs) const {
    if (!hub_.installation) return false;
    const bool once = !request_.wait || !hub_runs;
    auto asked = patiently([&](const Within& each) -> Result<bool> {
      CTL_PASS(const bool reads, server_reads(*hub_.client, *hub_.installation, place().secret, plan_.keys, each));
      if (once || !reads) return reads;
      return fail(ErrorKind::no_data, "the server still reads Secret {}", place().secret);
    });
    if (!asked && asked.error().kind == ErrorKind::no_data) return true;
    return asked;
  }

  template <class Ask>
  auto patiently(const Ask& ask) const -> decltype(ask(std::declval<const Within&>())) {
    return deploy::ask_patiently(ask, request_.hub.context, around_, waiting());
  }

  void keep_keys(bool hub_runs) {
    for (auto& member : report_.members)
      if (member.key == "removed") member.key = "kept";
    const char* why = hub_runs ? "has not been waited for" : "does not run without them yet";
    report_.warnings.push_back(
        fmt::format("the keys stay in Secret {}: the hub's server {}; the same command again "
                    "takes them out",
                    place().secret, why));
  }

  Result<> apply_keys(const deploy::Plan& plan, const deploy::ExecuteOptions& options) {
    auto done = deploy::execute(site(), plan, options, soon());
    auto left = unfinished(plan, done);
    std::move(left.in_doubt.begin(), left.in_doubt.end(), std::back_inserter(report_.unfinished.in_doubt));
    std::move(done.reports.begin(), done.reports.end(), std::back_inserter(report_.objects));
    note_changes();
    if (!done.error) return {};
    return tl::unexpected(std::move(*done.error).with("drop keys").with("cluster " + request_.hub.context));
  }

  const UnlinkRequest& request_;
  const fleet::Surroundings& around_;
  std::stop_token stop_;
  ops::ReadHub hub_{};
  UnlinkPlan plan_{};
  UnlinkReport report_{};
};

}  // namespace

Result<UnlinkReport> unlink_clusters(const UnlinkRequest& request, const fleet::Surroundings& around,
                                     std::stop_token stop) {
  return Unlinking(request, around, std::move(stop)).run();
}

}  // namespace corootctl::links
