#include "ops/rca_live.hpp"

#include "base/text.hpp"
#include "coroot/client.hpp"
#include "coroot/resource.hpp"
#include "fleet/fan_out.hpp"
#include "ops/collect.hpp"
#include "ops/hub_client.hpp"
#include "ops/recording.hpp"
#include "rca/diagnose.hpp"

namespace corootctl::ops {

namespace {

using Hub = std::unique_ptr<coroot::Client>;

double milliseconds_since(std::chrono::steady_clock::time_point before) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - before).count();
}

std::int64_t now_ms(const Clock& clock) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(clock.now().time_since_epoch()).count();
}

/// A server of its own: resources that only run agents have none.
bool may_be_the_hub(const Installation& installation, const CorootAccess& access) {
  const bool in_namespace = access.namespace_name.empty() || installation.namespace_name == access.namespace_name;
  const bool named = access.resource_name.empty() || installation.name == access.resource_name;
  return in_namespace && named && !installation.resource["spec"]["agentsOnly"].is_object();
}

/// The hub's Coroot resource: the only one, or the only one with the project.
Result<Installation> choose_installation(std::vector<Installation> all, const RcaRequest& request) {
  std::vector<Installation> possible, with_project;
  for (auto& each : all) {
    if (!may_be_the_hub(each, request.access)) continue;
    if (coroot::find_project(each.resource, request.project) != nullptr) with_project.push_back(each);
    possible.push_back(std::move(each));
  }
  if (possible.size() == 1) return possible.front();
  if (with_project.size() == 1) return with_project.front();
  if (possible.empty()) {
    return fail_with_hint(ErrorKind::not_found, "Install it first, or give --coroot-url.",
                          "the cluster has no Coroot resource with a server");
  }
  std::vector<std::string> names;
  for (const auto& each : possible) names.push_back(each.namespace_name + "/" + each.name);
  return fail_with_hint(ErrorKind::usage, "Choose one with --namespace.",
                        "the cluster has several Coroot resources: {}", join(names, ", "));
}

Result<Hub> open_through_cluster(const RcaRequest& request, const Surroundings& around, const kube::Within& within) {
  const auto& hub = *request.access.hub;
  CTL_PASS(const auto client, around.connector.connect(hub, false));
  CTL_PASS(auto installations, find_installations(client, within));
  CTL_PASS(const auto installation, choose_installation(std::move(installations), request));
  return open_hub(client.session(), installation, {request.access.user, request.access.password}, within);
}

Result<Hub> open_by_url(const CorootAccess& access, const Surroundings& around, const kube::Within& within) {
  CTL_PASS(auto transport, http::make_curl_transport(access.url_options, around.log));
  CTL_PASS(auto link, coroot::direct_link(std::shared_ptr<http::Transport>(std::move(transport)), access.url));
  auto client = std::make_unique<coroot::Client>(std::move(link));
  if (access.user.empty()) return client;
  CTL_CHECK(client->login(access.user, access.password, {within.deadline, within.stop}), "");
  return client;
}

Result<Hub> open(const RcaRequest& request, const Surroundings& around, const kube::Within& within) {
  if (!request.access.url.empty()) return open_by_url(request.access, around, within);
  if (!request.access.hub) return fail(ErrorKind::usage, "neither a hub cluster nor an address of Coroot is given");
  auto hub = open_through_cluster(request, around, within);
  if (hub) return hub;
  return tl::unexpected<Error>(std::move(hub.error()).with("hub " + request.access.hub->context));
}

/// What a recording was made for: the same questions are asked when it is replayed.
document::Object about(const CollectRequest& request) {
  document::Object out{{"now", request.now_ms}};
  if (!request.project.empty()) out.set("project", request.project);
  if (!request.incident.empty()) out.set("incident", request.incident);
  if (!request.app.empty()) out.set("app", request.app);
  if (request.since_ms) out.set("since", *request.since_ms);
  if (request.until_ms) out.set("until", *request.until_ms);
  return out;
}

void take_over(const document::Value& about, CollectRequest& request) {
  request.now_ms = about["now"].as_integer();
  if (request.project.empty()) request.project = about["project"].as_string();
  if (request.incident.empty() && request.app.empty()) {
    request.incident = about["incident"].as_string();
    request.app = about["app"].as_string();
  }
  if (!request.since_ms && about["since"].is_number()) request.since_ms = about["since"].as_integer();
  if (!request.until_ms && about["until"].is_number()) request.until_ms = about["until"].as_integer();
}

Result<Collected> collect_recorded(const RcaRequest& request, CollectRequest wanted, const Surroundings& around,
                                   std::stop_token stop) {
  CTL_TRY(auto replay, open_replay(request.replay_dir), "replay");
  take_over(replay.about, wanted);
  const coroot::Client hub(std::move(replay.link));
  return collect(hub, wanted, around.tell, stop);
}

/// A recording of a failure is worth as much as one of an answer, so it is finished in both cases.
Result<Collected> collect_from_hub(const RcaRequest& request, const CollectRequest& wanted, const Surroundings& around,
                                   const kube::Within& within) {
  std::shared_ptr<Recorder> recorder;
  if (!request.record_dir.empty()) {
    CTL_TRY(recorder, Recorder::start(request.record_dir), "record");
  }
  CTL_PASS(const auto hub, open(request, around, within));
  if (recorder) hub->go_through([&](auto link) { return recorder->listen(std::move(link)); });
  auto collected = collect(*hub, wanted, around.tell, within.stop);
  if (recorder) CTL_CHECK(recorder->finish(about(wanted)), "record");
  return collected;
}

CollectRequest collect_request(const RcaRequest& request, const Clock& clock) {
  CollectRequest out;
  out.project = request.project;
  out.incident = request.incident;
  out.app = request.app;
  out.since_ms = request.since_ms;
  out.until_ms = request.until_ms;
  out.now_ms = now_ms(clock);
  out.timeout = request.timeout;
  out.member_timeout = request.member_timeout;
  out.width = request.width;
  return out;
}

/// The project and the clusters' API servers, side by side: neither waits for the other.
Result<Collected> read_all(const RcaRequest& request, const Surroundings& around, RcaReport& report,
                           const std::stop_token& stop) {
  enum class Part { project, clusters };
  const auto read = [&](Part part, std::stop_token token) -> Result<Collected> {
    if (part == Part::clusters) {
      const ContextsRequest clusters{request.clusters, "", request.cluster_timeout, request.width};
      report.clusters = describe_contexts(clusters, around.connector, token);
      return Collected{};
    }
    const auto wanted = collect_request(request, around.clock);
    if (!request.replay_dir.empty()) return collect_recorded(request, wanted, around, token);
    return collect_from_hub(request, wanted, around, {Deadline::in(request.timeout), token});
  };
  return std::move(fleet::fan_out(std::vector{Part::project, Part::clusters}, 2, stop, read).front());
}

}  // namespace

Result<RcaReport> run_rca(const RcaRequest& request, const Surroundings& around, std::stop_token stop) {
  const auto begun = std::chrono::steady_clock::now();
  RcaReport report;
  CTL_PASS(auto collected, read_all(request, around, report, stop));
  report.project = std::move(collected.project);
  report.snapshot = std::move(collected.snapshot);
  report.members = std::move(collected.members);
  report.warnings = std::move(collected.warnings);
  report.timings.collect_ms = milliseconds_since(begun);
  const auto collected_at = std::chrono::steady_clock::now();
  report.answer = rca::diagnose(report.snapshot);
  report.timings.diagnose_ms = milliseconds_since(collected_at);
  return report;
}

}  // namespace corootctl::ops
