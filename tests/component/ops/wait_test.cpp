/// What a wait tells while it lasts, and how it ends.
#include "deploy/wait.hpp"

#include "base/base64.hpp"
#include "component/ops/bench.hpp"
#include "document/yaml.hpp"

namespace corootctl::tests::ops_wait {

using Lines = std::vector<std::string>;

namespace {

/// Something happens in each pause, as many times as `patience`; then the user interrupts.
class EventfulClock final : public Clock {
 public:
  std::chrono::system_clock::time_point now() const override { return {}; }
  bool pause(std::chrono::milliseconds, std::stop_token) const override {
    if (++pauses_ > patience) return false;
    event(pauses_);
    return true;
  }
  int patience = 3;
  std::function<void(int)> event{};

 private:
  mutable int pauses_ = 0;
};

struct WaitBench : OpsBench {
  deploy::Waited wait(std::chrono::milliseconds limit) {
    const auto client = support::open_client(sandbox->fleet().kubeconfig(), "prod-a");
    const Within within{Deadline::in(limit), {}};
    const auto live = deploy::read_installation(*client, "coroot", "coroot", within);
    REQUIRE(live.has_value());
    const fleet::Surroundings around{
        *connector, clock, env, {}, [this](const fleet::Progress& p) { told.push_back(p.step); }};
    return deploy::wait_until_running(*client, *live, "prod-a", around, within);
  }
  support::SimCluster& cluster() const { return sandbox->fleet()[0]; }

  EventfulClock clock{};
  Lines told{};
};

/// Tells of each request before it is sent.
class ToldSession final : public kube::Session {
 public:
  ToldSession(std::shared_ptr<kube::Session> inner, std::function<void(const kube::Call&)> before)
      : inner_(std::move(inner)), before_(std::move(before)) {}
  Result<http::Response> send(const kube::Call& call, Deadline deadline, std::stop_token stop) override {
    before_(call);
    return inner_->send(call, deadline, std::move(stop));
  }
  const kube::ConnectionSpec& connection() const override { return inner_->connection(); }

 private:
  std::shared_ptr<kube::Session> inner_;
  std::function<void(const kube::Call&)> before_;
};

const support::ObjectKey refusal{"", "events", "coroot", "coroot-node-agent.refused"};

void enforce_baseline(support::SimState& state) {
  const support::ObjectKey key{"", "namespaces", "", "coroot"};
  auto space = *state.store.find(key);
  space.make({"metadata", "labels", "pod-security.kubernetes.io/enforce"}) = "baseline";
  state.store.put(key, std::move(space));
}

}  // namespace

TEST_CASE_FIXTURE(WaitBench, "a retry under another random pod name is no news (objects 28)") {
  install({"prod-a"});
  support::SimFaults faults;
  faults.denied = {{"get", "namespaces"}};  // so nobody can say that waiting is hopeless
  cluster().set_faults(faults);
  cluster().change(enforce_baseline);
  const auto text = [](const std::string& pod) {
    return "Error creating: pods \"coroot-node-agent-" + pod +
           "\" is forbidden: violates PodSecurity \"baseline:latest\"";
  };
  const auto rename = [&](const std::string& pod) {
    cluster().change([&](support::SimState& state) {
      auto event = *state.store.find(refusal);
      event.make({"message"}) = text(pod);
      state.store.put(refusal, std::move(event));
    });
  };
  rename("aaaaa");
  clock.event = [&](int pause) { rename("bbbb" + std::to_string(pause)); };
  const auto waited = wait(std::chrono::minutes(1));
  CHECK(told == Lines{"wait: DaemonSet coroot/coroot-node-agent: 0 of 1 pod updated: FailedCreate: " + text("aaaaa")});
  REQUIRE(waited.error.has_value());
  CHECK(waited.error->kind == ErrorKind::cancelled);
}

TEST_CASE_FIXTURE(WaitBench, "the end of a wait begins with what was waited for, not with the request that met it") {
  install({"prod-a"});
  support::SimFaults faults;
  faults.stuck_pods["coroot-coroot"] = "ImagePullBackOff";
  cluster().set_faults(faults);
  clock.event = [&](int) { cluster().set_hanging(true); };
  const auto waited = wait(std::chrono::seconds(2));
  cluster().set_hanging(false);
  REQUIRE(waited.error.has_value());
  CHECK(waited.error->kind == ErrorKind::timeout);
  CHECK(waited.error->what ==
        "timed out after 2s: StatefulSet coroot/coroot-coroot: 0 of 1 pod ready: pod coroot-coroot-0: ImagePullBackOff "
        "(container \"coroot\" cannot start)");
  CHECK_FALSE(waited.components.empty());
}

TEST_CASE_FIXTURE(WaitBench,
                  "a server whose pod template has not the new configuration's checksum is waited for "
                  "(operator 11)") {
  install({"prod-a"});
  const support::ObjectKey server{"apps", "statefulsets", "coroot", "coroot-coroot"};
  const auto checksum = cluster()
                            .object("apps", "statefulsets", "coroot", "coroot-coroot")
                            .value()
                            .at({"spec", "template", "metadata", "annotations", "checksum/config"});
  const auto set_checksum = [&](const document::Value& value) {
    cluster().change([&](support::SimState& state) {
      auto workload = *state.store.find(server);
      workload.make({"spec", "template", "metadata", "annotations", "checksum/config"}) = value;
      state.store.put(server, std::move(workload));
    });
  };
  support::SimFaults faults;
  faults.denied = {{"update", "statefulsets"}};  // the operator has come as far as the ConfigMap
  cluster().set_faults(faults);
  set_checksum("of an earlier configuration");
  clock.event = [&](int) { set_checksum(checksum); };
  const auto waited = wait(std::chrono::minutes(1));
  CHECK_MESSAGE(!waited.error, (waited.error ? describe(*waited.error) : ""));
  CHECK(told ==
        Lines{"wait: the operator has not written the new configuration into StatefulSet coroot/coroot-coroot"});
}

TEST_CASE_FIXTURE(WaitBench,
                  "a server that gets its new configuration while one looks is not taken for the one of before "
                  "(operator 11)") {
  install({"prod-a"});
  const support::ObjectKey server{"apps", "statefulsets", "coroot", "coroot-coroot"};
  const std::initializer_list<std::string_view> place{"spec", "template", "metadata", "annotations", "checksum/config"};
  const auto checksum = cluster().object("apps", "statefulsets", "coroot", "coroot-coroot").value().at(place);
  const auto set_checksum = [&](const document::Value& value) {
    cluster().change([&](support::SimState& state) {
      auto workload = *state.store.find(server);
      workload.make(place) = value;
      state.store.put(server, std::move(workload));
    });
  };
  support::SimFaults faults;
  faults.denied = {{"update", "statefulsets"}};
  cluster().set_faults(faults);
  set_checksum("of an earlier configuration");
  faults.stuck_pods["coroot-coroot"] = "ContainerCreating";
  bool is_written = false;
  const auto client = support::open_client(sandbox->fleet().kubeconfig(), "prod-a");
  const kube::Client told_client(std::make_shared<ToldSession>(client->writing_session(), [&](const kube::Call& call) {
    if (is_written || !call.path.ends_with("/configmaps/coroot-coroot")) return;
    is_written = true;
    set_checksum(checksum);
    cluster().set_faults(faults);
  }));
  const Within within{Deadline::in(std::chrono::minutes(1)), {}};
  const auto live = deploy::read_installation(*client, "coroot", "coroot", within);
  clock.patience = 0;
  const auto waited =
      deploy::wait_until_running(told_client, *live, "prod-a", {*connector, clock, env, {}, {}}, within);
  REQUIRE(waited.error.has_value());
  CHECK(waited.error->kind == ErrorKind::cancelled);
}

TEST_CASE_FIXTURE(WaitBench,
                  "a project that left the resource is waited for until the server's configuration has it no more "
                  "(operator 11)") {
  install({"prod-a"});
  const support::ObjectKey map{"", "configmaps", "coroot", "coroot-coroot"};
  const auto content = cluster().object("", "configmaps", "coroot", "coroot-coroot").value().at({"binaryData"});
  const auto set_content = [&](const document::Value& value) {
    cluster().change([&](support::SimState& state) {
      auto object = *state.store.find(map);
      object.make({"binaryData"}) = value;
      state.store.put(map, std::move(object));
    });
  };
  support::SimFaults faults;
  faults.denied = {{"update", "configmaps"}};
  cluster().set_faults(faults);
  auto stale = *document::parse_yaml(*base64_decode(content["config.yaml"].as_string()), "config.yaml");
  stale.make({"projects"})
      .list()
      .push_back(document::Object{{"name", "gone"}, {"memberProjects", document::List{"prod-a"}}});
  set_content(document::Object{{"config.yaml", base64_encode(document::to_yaml(stale))}});
  clock.event = [&](int) { set_content(content); };
  const auto waited = wait(std::chrono::minutes(1));
  CHECK_MESSAGE(!waited.error, (waited.error ? describe(*waited.error) : ""));
  CHECK(told == Lines{"wait: the operator has not written ConfigMap coroot/coroot-coroot without project gone"});
}

TEST_CASE_FIXTURE(WaitBench, "a wait for what somebody else has replaced meanwhile waits for the newer one") {
  install({"prod-a"});
  const auto client = support::open_client(sandbox->fleet().kubeconfig(), "prod-a");
  auto stale = deploy::read_installation(*client, "coroot", "coroot", {Deadline::in(std::chrono::seconds(60)), {}});
  REQUIRE(stale.has_value());
  stale->resource.make({"spec", "projects"})
      .list()
      .push_back(document::Object{{"name", "gone-since"}, {"memberProjects", document::List{"prod-a"}}});
  const auto waited =
      deploy::wait_until_running(*client, *stale, "prod-a", around(), {Deadline::in(std::chrono::seconds(60)), {}});
  CHECK_MESSAGE(!waited.error, (waited.error ? describe(*waited.error) : ""));
}

}  // namespace corootctl::tests::ops_wait
