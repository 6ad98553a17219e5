/// The Job that asks members' addresses from inside of the hub, on a simulated API server.
#include "probing/probe.hpp"

#include <doctest/doctest.h>

#include "probing/job.hpp"
#include "support/cluster/access.hpp"

namespace corootctl::tests::probing_probe {

using checks::Address;
using document::List;
using document::Object;
using document::Value;

namespace {

const support::ObjectKey job_key{"batch", "jobs", "coroot", probing::job_name};

Address unprobed(const std::string& project, const std::string& url) {
  return {project, url, "inside the hub", "unprobed", "", {}, true};
}

Value coroot_server() {
  return Object{
      {"apiVersion", "apps/v1"},
      {"kind", "StatefulSet"},
      {"metadata", Object{{"name", "coroot-coroot"}, {"namespace", "coroot"}, {"uid", "server"}}},
      {"spec", Object{{"replicas", 0},
                      {"template",
                       Object{{"spec", Object{{"containers", List{Object{{"name", "coroot"},
                                                                         {"image", "registry.example.com/coroot:1"}}}},
                                              {"imagePullSecrets", List{Object{{"name", "registry"}}}},
                                              {"nodeSelector", Object{{"kind", "infra"}}}}}}}}}};
}

/// A clock on which the first pause is Ctrl-C.
struct InterruptedClock final : Clock {
  std::chrono::system_clock::time_point now() const override { return system_clock().now(); }
  bool pause(std::chrono::milliseconds, std::stop_token) const override {
    source.request_stop();
    return false;
  }
  mutable std::stop_source source{};
};

/// A hub with two members that its Coroot could not be asked about.
struct ProbeBench {
  std::unique_ptr<support::SimFleet> fleet = std::move(*support::SimFleet::start({"prod-c"}));
  Environment env = Environment::current();
  std::unique_ptr<fleet::Connector> connector = fleet::make_connector({.env = env});
  checks::Facts facts{};
  probing::ProbeRequest request{};

  ProbeBench() {
    const auto config = kube::load_kubeconfig(fleet->kubeconfig(), env);
    request.hub = fleet::select(*config, {"prod-c"}, {}, env)->front();
    request.limit = std::chrono::seconds(1);
    facts.namespace_name = "coroot";
    facts.hub.emplace();
    facts.hub->context = "prod-c";
    facts.hub->namespace_name = facts.hub->name = "coroot";
    facts.addresses = {unprobed("prod-a", "http://10.0.1.11:30001"),
                       unprobed("prod-b", "https://user:word@b.example.com/coroot")};
    change([](support::SimState& state) {
      state.store.put({"", "namespaces", "", "coroot"}, Object{{"metadata", Object{{"name", "coroot"}}}});
      state.store.put({"apps", "statefulsets", "coroot", "coroot-coroot"}, coroot_server());
    });
  }

  support::SimCluster& cluster() const { return (*fleet)[0]; }
  void change(const std::function<void(support::SimState&)>& edit) const { cluster().change(edit); }
  void set_end(int code, const std::string& reason, const std::string& message) const {
    change([&](support::SimState& state) { state.faults.jobs_end = support::SimJobEnd{code, reason, message}; });
  }
  Value job() const { return cluster().object("batch", "jobs", "coroot", probing::job_name).value_or(Value()); }
  /// A Job that is there already, asked for by these addresses.
  void put_job(const std::vector<std::string>& urls, const std::function<void(Value&)>& edit) const {
    change([&](support::SimState& state) {
      auto made = probing::job_of({"coroot", "registry.example.com/coroot:1", {}, {}, {}, urls});
      made.make({"metadata", "uid"}) = "left";
      edit(made);
      state.store.put(job_key, std::move(made));
    });
  }
  Result<std::vector<std::string>> run(const Clock& clock = system_clock(), std::stop_token stop = {}) {
    return probing::probe_from_hub(request, facts, {*connector, clock, env, {}, {}}, std::move(stop));
  }
  /// "PROJECT OUTCOME: DETAIL" of each address, after a run that left no Job behind.
  std::string seen() {
    const auto notes = run();
    REQUIRE_MESSAGE(notes.has_value(), (notes ? "" : describe(notes.error())));
    CHECK(notes->empty());
    CHECK(job().is_null());
    std::string out;
    for (const auto& each : facts.addresses) out += each.project + " " + each.outcome + ": " + each.detail + "\n";
    return out;
  }
  /// No address has an outcome, for this reason, and the run leaves nothing but a Job of somebody else.
  void check_unprobed(const std::string& why) {
    const bool is_foreign = !job().is_null();
    REQUIRE(run().has_value());
    CHECK(facts.addresses[0].outcome == "unprobed");
    CHECK(facts.addresses[0].detail == why);
    CHECK(facts.addresses[1].detail == why);
    CHECK(job().is_null() == !is_foreign);
  }
  std::vector<std::string> writes_to_jobs() const {
    std::vector<std::string> out;
    for (const auto& write : cluster().writes())
      if (write.find("/jobs") != std::string::npos) out.push_back(write.substr(0, write.find(' ')));
    return out;
  }
};

using Lines = std::vector<std::string>;

const auto both_answer = "2|0|302|text/html|https://login.example.com/\n1|0|400|text/plain; charset=utf-8|\n";
const auto both_seen = "prod-a ok: \nprod-b redirect: it redirects (302) to https://login.example.com/\n";

}  // namespace

TEST_CASE_FIXTURE(ProbeBench, "a Job in the hub asks each address, and is gone afterwards") {
  set_end(0, "Completed", both_answer);
  CHECK(seen() == both_seen);
  CHECK(writes_to_jobs() == Lines{"PATCH", "DELETE"});
}

TEST_CASE_FIXTURE(ProbeBench,
                  "the Job runs as the hub's server would, under restricted Pod Security, and holds no secret") {
  change([](support::SimState& state) { state.faults.pod_security = "restricted"; });
  set_end(0, "Completed", both_answer);
  CHECK(seen() == both_seen);
  for (const auto& sent : cluster().requests()) {
    if (sent.method != "PATCH") continue;
    CHECK(sent.query.find("fieldManager=corootctl") != std::string::npos);
    CHECK(sent.body.find("user:word") == std::string::npos);
    CHECK(sent.body.find("\"args\":[\"http://10.0.1.11:30001/api/v1/query_range\",\"https://b.example.com/coroot/"
                         "api/v1/query_range\"]") != std::string::npos);
    CHECK(sent.body.find("\"image\":\"registry.example.com/coroot:1\"") != std::string::npos);
    CHECK(sent.body.find("\"imagePullSecrets\":[{\"name\":\"registry\"}]") != std::string::npos);
    CHECK(sent.body.find("\"activeDeadlineSeconds\":1,\"ttlSecondsAfterFinished\":120") != std::string::npos);
  }
}

TEST_CASE_FIXTURE(ProbeBench,
                  "what nothing takes the connection of is unreachable, and what shows no good certificate says so") {
  set_end(0, "Completed", "1|7|000||\n2|60|000||\n");
  CHECK(seen() ==
        "prod-a unreachable: nothing takes the connection\n"
        "prod-b tls: the certificate is not trusted, or is for another name\n");
}

TEST_CASE_FIXTURE(ProbeBench, "what could not be probed says why") {
  std::string why;
  SUBCASE("an image that cannot be pulled") {
    change([](support::SimState& state) { state.faults.stuck_pods[probing::job_name] = "ImagePullBackOff"; });
    why = "pod corootctl-probe-x7k2p: ImagePullBackOff (the kubelet cannot start it)";
  }
  SUBCASE("an image without a shell") {
    set_end(128, "StartError", "exec: \"sh\": executable file not found in $PATH");
    why = "its container ended with 128 StartError: exec: \"sh\": executable file not found in $PATH";
  }
  SUBCASE("an image without curl") {
    set_end(0, "Completed", "1|127|\n2|127|\n");
    why = "the image has no curl: name another one with --probe-image";
  }
  check_unprobed(why);
}

TEST_CASE_FIXTURE(ProbeBench, "what keeps the Job or its pod from being made is named") {
  std::string why;
  SUBCASE("a pod that no node takes") { why = "pod corootctl-probe-x7k2p: Pending"; }
  SUBCASE("a policy that lets no pod in") {
    change([](support::SimState& state) { state.faults.jobs_refused = "admission webhook \"policy\" denied it"; });
    why =
        "no pod is made: Error creating: pods \"corootctl-probe-x7k2p\" is forbidden: admission webhook \"policy\" "
        "denied it";
  }
  SUBCASE("a user who may make no Jobs") {
    change([](support::SimState& state) { state.faults.denied = {{"patch", "jobs"}}; });
    why =
        "apply Job coroot/corootctl-probe: jobs.batch \"corootctl-probe\" is forbidden: User \"sim-admin\" cannot "
        "patch "
        "resource \"jobs\" in API group \"batch\" in the namespace \"coroot\"";
  }
  SUBCASE("a hub without Coroot, and no image") {
    facts.hub.reset();
    why = "no Coroot runs in the hub whose image could be used";
  }
  SUBCASE("somebody else's Job of that name") {
    put_job({}, [](Value& job) { job.make({"metadata", "labels"}) = Object{}; });
    why = "Job coroot/corootctl-probe is there and is somebody else's";
  }
  check_unprobed(why);
}

TEST_CASE_FIXTURE(ProbeBench, "a Ctrl-C ends the wait, and the Job goes all the same") {
  const InterruptedClock clock;
  const auto done = run(clock, clock.source.get_token());
  REQUIRE_FALSE(done.has_value());
  CHECK(done.error().kind == ErrorKind::cancelled);
  CHECK(writes_to_jobs() == Lines{"PATCH", "DELETE"});
  CHECK(job().is_null());
}

TEST_CASE_FIXTURE(ProbeBench, "a Job that cannot be deleted is told, with how long it stays") {
  set_end(0, "Completed", both_answer);
  change([](support::SimState& state) { state.faults.denied = {{"delete", "jobs"}}; });
  const auto notes = run();
  REQUIRE(notes.has_value());
  REQUIRE(notes->size() == 1);
  CHECK(notes->front().starts_with("Job coroot/corootctl-probe is still there (delete Job"));
  CHECK(notes->front().ends_with("the cluster deletes it two minutes after its end"));
}

TEST_CASE_FIXTURE(ProbeBench,
                  "what a killed run left: a Job that is done is deleted first, one at the same work is waited for") {
  set_end(0, "Completed", both_answer);
  const Lines same{"http://10.0.1.11:30001/api/v1/query_range", "https://b.example.com/coroot/api/v1/query_range"};
  SUBCASE("done: its answers are old") {
    put_job(same, [](Value& job) {
      job.make({"status"}) = Object{{"conditions", List{Object{{"type", "Complete"}, {"status", "True"}}}}};
    });
    CHECK(seen() == both_seen);
    CHECK(writes_to_jobs() == Lines{"DELETE", "PATCH", "DELETE"});
  }
  SUBCASE("about other addresses") {
    change([](support::SimState& state) { state.faults.jobs_end.reset(); });
    put_job({"http://10.9.9.9/api/v1/query_range"}, [](Value&) {});
    set_end(0, "Completed", both_answer);
    CHECK(seen() == both_seen);
    CHECK(writes_to_jobs() == Lines{"DELETE", "PATCH", "DELETE"});
  }
  SUBCASE("still at the same work") {
    change([](support::SimState& state) { state.faults.jobs_end.reset(); });
    put_job(same, [](Value&) {});
    change([](support::SimState& state) {
      auto pod = *state.store.find({"", "pods", "coroot", "corootctl-probe-x7k2p"});
      pod.make({"status"}) =
          Object{{"phase", "Succeeded"},
                 {"containerStatuses",
                  List{Object{{"name", "probe"},
                              {"state", Object{{"terminated", Object{{"exitCode", 0}, {"message", both_answer}}}}}}}}};
      state.store.put({"", "pods", "coroot", "corootctl-probe-x7k2p"}, std::move(pod));
    });
    CHECK(seen() == both_seen);
    CHECK(writes_to_jobs() == Lines{"DELETE"});
  }
}

TEST_CASE_FIXTURE(ProbeBench,
                  "more addresses than one container can tell about take several Jobs, one after the other") {
  facts.addresses.clear();
  std::string said;
  for (int i = 1; i <= 27; ++i) {
    facts.addresses.push_back(unprobed(fmt::format("member-{}", i), fmt::format("http://10.0.0.{}", i)));
    if (i <= 25) said += fmt::format("{}|0|400|text/plain|\n", i);
  }
  set_end(0, "Completed", said);
  seen();
  CHECK(writes_to_jobs() == Lines{"PATCH", "DELETE", "PATCH", "DELETE"});
  for (const auto& each : facts.addresses) CHECK(each.outcome == "ok");
}

TEST_CASE_FIXTURE(ProbeBench, "where nothing is left to ask no Job is made") {
  facts.addresses.front().outcome = "ok";
  facts.addresses.back().inside = false;
  CHECK(run().has_value());
  CHECK(cluster().requests().empty());
}

}  // namespace corootctl::tests::probing_probe
