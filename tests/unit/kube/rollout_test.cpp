#include "kube/objects/rollout.hpp"
#include "unit/kube/scripted_session.hpp"

namespace corootctl::tests::kube_rollout {
namespace {

/// "done 3/3", "waiting 2/3: REASON" or "failed ...".
std::string seen(const std::string& kind, const std::string& spec, const std::string& status) {
  const auto rollout = kube::rollout_of(
      json(R"({"kind":")" + kind + R"(","metadata":{"generation":2},"spec":)" + spec + R"(,"status":)" + status + "}"));
  const auto head = rollout.done ? "done " : rollout.failed ? "failed " : "waiting ";
  const auto tail = rollout.reason.empty() ? "" : ": " + rollout.reason;
  return head + std::to_string(rollout.ready) + "/" + std::to_string(rollout.desired) + tail;
}

std::string pod(const std::string& name, const std::string& status, const std::string& more = "") {
  return R"({"metadata":{"name":")" + name + "\"" + more + R"(},"status":)" + status + "}";
}

std::string trouble(const std::vector<std::string>& pods) {
  std::vector<document::Value> values;
  for (const auto& text : pods) values.push_back(json(text));
  return kube::pod_trouble(values);
}

std::string waiting_container(const std::string& reason, const std::string& message = "",
                              const std::string& more = "") {
  return R"({"phase":"Pending","containerStatuses":[{"name":"main","ready":false,"state":{"waiting":{"reason":")" +
         reason + R"(","message":")" + message + "\"}}" + more + "}]}";
}

}  // namespace

TEST_CASE("rollout: a Deployment is judged in kubectl's order (objects 22, 25)") {
  const auto of = [](const std::string& spec, const std::string& status) { return seen("Deployment", spec, status); };
  const std::string three = R"({"replicas":3})";
  CHECK(of(three,
           R"({"observedGeneration":1,"replicas":3,"updatedReplicas":3,"readyReplicas":3,"availableReplicas":3})") ==
        "waiting 3/3: its controller has not seen the change yet");
  CHECK(of(three, "{}") == "waiting 0/3: its controller has not seen the change yet");
  CHECK(of(three, R"({"observedGeneration":2,"updatedReplicas":1,"conditions":[{"type":"Progressing",)"
                  R"("reason":"ProgressDeadlineExceeded"}]})") == "failed 0/3: exceeded its progress deadline");
  CHECK(of(three, R"({"observedGeneration":2,"updatedReplicas":1,"replicas":4,"readyReplicas":3})") ==
        "waiting 3/3: 1 of 3 pods updated");
  CHECK(of(three, R"({"observedGeneration":2,"updatedReplicas":3,"replicas":4,"readyReplicas":3})") ==
        "waiting 3/3: 1 old pods still to end");
  CHECK(of(three,
           R"({"observedGeneration":2,"updatedReplicas":3,"replicas":3,"readyReplicas":2,"availableReplicas":2})") ==
        "waiting 2/3: 2 of 3 pods available");
  CHECK(of(three,
           R"({"observedGeneration":2,"updatedReplicas":3,"replicas":3,"readyReplicas":3,"availableReplicas":3})") ==
        "done 3/3");
  CHECK(of("{}",
           R"({"observedGeneration":2,"updatedReplicas":1,"replicas":1,"readyReplicas":1,"availableReplicas":1})") ==
        "done 1/1");
  CHECK(of(R"({"replicas":0})", R"({"observedGeneration":2})") == "done 0/0");
  CHECK(of(three, R"({"observedGeneration":2,"conditions":[{"type":"ReplicaFailure","status":"True",)"
                  R"("message":"pods are forbidden: exceeded quota"}]})") ==
        "waiting 0/3: 0 of 3 pods updated: pods are forbidden: exceeded quota");
}

TEST_CASE("rollout: a DaemonSet counts nodes (objects 23)") {
  const auto of = [](const std::string& spec, const std::string& status) { return seen("DaemonSet", spec, status); };
  const std::string rolling = R"({"updateStrategy":{"type":"RollingUpdate"}})";
  CHECK(of(rolling, R"({"observedGeneration":1,"desiredNumberScheduled":2})") ==
        "waiting 0/2: its controller has not seen the change yet");
  CHECK(of(rolling,
           R"({"observedGeneration":2,"desiredNumberScheduled":2,"updatedNumberScheduled":1,"numberReady":2})") ==
        "waiting 2/2: 1 of 2 pods updated");
  CHECK(of(rolling,
           R"({"observedGeneration":2,"desiredNumberScheduled":1,"updatedNumberScheduled":1,"numberAvailable":0})") ==
        "waiting 0/1: 0 of 1 pod available");
  CHECK(of(rolling,
           R"({"observedGeneration":2,"desiredNumberScheduled":2,"updatedNumberScheduled":2,"numberAvailable":2,)"
           R"("numberReady":2})") == "done 2/2");
  CHECK(of(R"({"updateStrategy":{"type":"OnDelete"}})",
           R"({"observedGeneration":2,"desiredNumberScheduled":2,"updatedNumberScheduled":0,"numberAvailable":2,)"
           R"("numberReady":2})") == "done 2/2");
  CHECK(of(rolling, R"({"observedGeneration":2,"desiredNumberScheduled":0})") == "done 0/0");
}

TEST_CASE("rollout: a StatefulSet looks at revisions after readiness (objects 24)") {
  const auto of = [](const std::string& spec, const std::string& status) { return seen("StatefulSet", spec, status); };
  const std::string two = R"({"replicas":2,"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":0}}})";
  CHECK(of(two, R"({"readyReplicas":2,"updateRevision":"b","currentRevision":"b"})") ==
        "waiting 2/2: its controller has not seen the change yet");
  CHECK(of(two, R"({"observedGeneration":2,"readyReplicas":1})") == "waiting 1/2: 1 of 2 pods ready");
  CHECK(of(two, R"({"observedGeneration":2,"readyReplicas":2,"updatedReplicas":1,"updateRevision":"b",)"
                R"("currentRevision":"a"})") == "waiting 2/2: 1 of 2 pods updated");
  CHECK(of(two, R"({"observedGeneration":2,"readyReplicas":2,"updatedReplicas":2,"updateRevision":"b",)"
                R"("currentRevision":"b"})") == "done 2/2");
  const std::string part =
      R"({"replicas":3,"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":1}}})";
  CHECK(of(part, R"({"observedGeneration":2,"readyReplicas":3,"updatedReplicas":1,"updateRevision":"b",)"
                 R"("currentRevision":"a"})") == "waiting 3/3: 1 of 2 pods updated");
  CHECK(of(part, R"({"observedGeneration":2,"readyReplicas":3,"updatedReplicas":2,"updateRevision":"b",)"
                 R"("currentRevision":"a"})") == "done 3/3");
  CHECK(of(R"({"replicas":1,"updateStrategy":{"type":"OnDelete"}})",
           R"({"observedGeneration":2,"readyReplicas":1,"updateRevision":"b","currentRevision":"a"})") == "done 1/1");
  CHECK(of(R"({"replicas":0})", R"({"observedGeneration":2})") == "done 0/0");
}

TEST_CASE("rollout: other kinds do not roll out") {
  CHECK(seen("Pod", "{}", "{}") == "failed 0/0: a Pod does not roll out");
}

TEST_CASE("pod trouble: the most telling reason of all pods is given") {
  CHECK(trouble({}).empty());
  CHECK(trouble(
            {pod("a", R"({"phase":"Running","containerStatuses":[{"name":"m","ready":true,"state":{"running":{}}}]})")})
            .empty());
  CHECK(trouble({pod("a", waiting_container("ContainerCreating")),
                 pod("b", waiting_container("ImagePullBackOff", "Back-off pulling x")),
                 pod("c", R"({"phase":"Pending"})")}) == "pod b: ImagePullBackOff (Back-off pulling x)");
  CHECK(
      trouble({pod("a", waiting_container("CrashLoopBackOff", "back-off 5m",
                                          R"(,"lastState":{"terminated":{"exitCode":137,"reason":"OOMKilled"}})"))}) ==
      "pod a: CrashLoopBackOff of container main (last exit 137, OOMKilled)");
  CHECK(trouble({pod("a", waiting_container("CrashLoopBackOff", "",
                                            R"(,"lastState":{"terminated":{"exitCode":1,"reason":"Error"}})"))}) ==
        "pod a: CrashLoopBackOff of container main (last exit 1)");
  CHECK(trouble({pod("a", waiting_container("CreateContainerConfigError", "secret x not found"))}) ==
        "pod a: CreateContainerConfigError (secret x not found)");
  CHECK(trouble({pod(
            "a", R"({"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable",)"
                 R"("message":"0/3 nodes"}]})")}) == "pod a: Unschedulable (0/3 nodes)");
  CHECK(trouble({pod("a", R"({"phase":"Failed","reason":"Evicted","message":"disk pressure"})")}) ==
        "pod a: Evicted (disk pressure)");
  CHECK(
      trouble({pod(
          "a",
          R"({"phase":"Pending","initContainerStatuses":[{"name":"init","state":{"terminated":{"exitCode":2}}}]})")}) ==
      "pod a: container init exited with 2 (Error)");
  CHECK(trouble({pod(
            "a", R"({"phase":"Running","containerStatuses":[{"name":"m","ready":false,"state":{"running":{}}}]})")}) ==
        "pod a: container m runs and is not ready");
  CHECK(trouble({pod("b", R"({"phase":"Pending"})"), pod("a", R"({"phase":"Pending"})")}) == "pod a: Pending");
}

TEST_CASE("pod trouble: pods on their way out do not count, and texts cannot drive the terminal") {
  CHECK(trouble({pod("a", waiting_container("ImagePullBackOff"), R"(,"deletionTimestamp":"2026-01-01T00:00:00Z")")})
            .empty());
  CHECK(trouble({pod("a", waiting_container("ErrImagePull", "a\\u001b[2Jb\\nc"))}) == "pod a: ErrImagePull (a [2Jb c)");
  CHECK(trouble({pod("a", waiting_container("ErrImagePull", std::string(1000, 'x')))}).size() < 300);
}

}  // namespace corootctl::tests::kube_rollout
