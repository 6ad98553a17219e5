#include <sys/resource.h>

#include <latch>

#include "base/files.hpp"
#include "fleet/cluster.hpp"
#include "fleet/fan_out.hpp"
#include "fleet/visit.hpp"
#include "support/error_of.hpp"
#include "support/temporary_directory.hpp"
#include "unit/kube/scripted_session.hpp"

namespace corootctl::tests::fleet_cluster {
namespace {

kube::Kubeconfig config_of(const std::vector<std::string>& contexts) {
  kube::Kubeconfig out;
  kube::ClusterEntry cluster;
  cluster.server = "https://127.0.0.1:6443";
  kube::UserEntry user;
  user.token = SecretString("t");
  out.clusters["c"] = cluster;
  out.users["u"] = user;
  for (const auto& name : contexts) {
    kube::ContextEntry context;
    context.cluster = "c";
    context.user = "u";
    out.contexts[name] = context;
  }
  return out;
}

/// The selected names, or the error with its hint.
std::vector<std::string> chosen(const kube::Kubeconfig& config, const std::vector<std::string>& names) {
  const auto refs = fleet::select(config, names, {}, {});
  if (!refs) return {describe(refs.error()), refs.error().hint};
  std::vector<std::string> out;
  for (const auto& ref : *refs) {
    CHECK(ref.connection.context == ref.context);
    out.push_back(ref.context);
  }
  return out;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("fleet: contexts are chosen by name or pattern, in the order given and once") {
  const auto config = config_of({"prod-a", "prod-b", "stage-a", "odd*name"});
  CHECK(chosen(config, {"stage-a", "prod-*"}) == Names{"stage-a", "prod-a", "prod-b"});
  CHECK(chosen(config, {"prod-b", "*-a", "prod-b"}) == Names{"prod-b", "prod-a", "stage-a"});
  CHECK(chosen(config, {"odd*name"}) == Names{"odd*name"});
  CHECK(chosen(config, {}).empty());
}

TEST_CASE("fleet: a name that matches nothing comes with the nearest one or the list") {
  const auto config = config_of({"prod-a", "prod-b"});
  CHECK(chosen(config, {"prod-a", "prod_b"}) == Names{"there is no context 'prod_b'", "Did you mean prod-b?"});
  CHECK(chosen(config, {"zzz*"}) == Names{"no context matches 'zzz*'", "The kubeconfig has: prod-a, prod-b."});
  CHECK(chosen(config_of({}), {"a"}) ==
        Names{"there is no context 'a'", "The kubeconfig has no contexts: check --kubeconfig and KUBECONFIG."});
  CHECK(error_of(fleet::select(config, {"nope"}, {}, {})).kind == ErrorKind::usage);
}

TEST_CASE("fleet: a bad entry costs its own cluster; a bad flag costs the command") {
  auto config = config_of({"bad", "empty", "good"});
  config.contexts["bad"].cluster = "missing";
  config.contexts["empty"].cluster = "";
  const auto refs = *fleet::select(config, {"*"}, {}, {});
  REQUIRE(refs.size() == 3);
  CHECK(refs[0].problem->kind == ErrorKind::config);
  CHECK(describe(*refs[0].problem) == "context bad (in ) names the cluster missing, which does not exist");
  CHECK(describe(*refs[1].problem) == "context empty (in ) has no cluster");
  CHECK_FALSE(refs[2].problem.has_value());
  const auto connector = fleet::make_connector({});
  Within within;
  CHECK(describe(connector->reader_for(refs[0], within).error()) == describe(*refs[0].problem));
  CHECK(describe(connector->client_for(refs[0], true, within).error()) == describe(*refs[0].problem));
  kube::Overrides flags;
  flags.user = "nobody";
  CHECK(describe(error_of(fleet::select(config, {"good"}, flags, {}))) ==
        "context good: --user nobody: there is no such user");
}

TEST_CASE("fleet: who writes hears of all bad entries at once") {
  auto config = config_of({"bad", "empty", "good"});
  CHECK(fleet::check_entries(*fleet::select(config, {"*"}, {}, {})).has_value());
  config.contexts["bad"].cluster = "missing";
  CHECK(describe(error_of(fleet::check_entries(*fleet::select(config, {"*"}, {}, {})))) ==
        "context bad (in ) names the cluster missing, which does not exist");
  config.contexts["empty"].cluster = "";
  const auto error = error_of(fleet::check_entries(*fleet::select(config, {"*"}, {}, {})));
  CHECK(describe(error) ==
        "2 of the 3 contexts cannot be used\n"
        "- context bad (in ) names the cluster missing, which does not exist\n"
        "- context empty (in ) has no cluster");
  CHECK(error.hint == "Nothing was done. Mend these contexts, or leave them out.");
}

TEST_CASE("fleet: a pod's own cluster has a name, and is what no name means without any context") {
  const auto account = std::move(*TemporaryDirectory::create());
  for (const auto* name : {"token", "ca.crt"}) {
    REQUIRE(write_file_atomically(account.path() + "/" + name, "t", 0600).has_value());
  }
  Environment pod;
  pod.set("KUBERNETES_SERVICE_HOST", "127.0.0.1");
  pod.set("KUBERNETES_SERVICE_PORT", "9");
  const auto in_pod = [&](const kube::Kubeconfig& config, const std::string& name) {
    const auto refs = fleet::select(config, {name}, {}, pod, account.path());
    return refs ? refs->front().context + " " + refs->front().connection.cluster.server : describe(refs.error());
  };
  CHECK(in_pod(config_of({}), "") == "in-cluster https://127.0.0.1:9");
  CHECK(in_pod(config_of({"a"}), "in-cluster") == "in-cluster https://127.0.0.1:9");
  CHECK(in_pod(config_of({"in-cluster"}), "in-cluster") == "in-cluster https://127.0.0.1:6443");
  CHECK(chosen(config_of({"a"}), {"in-cluster"}).front() == "there is no context 'in-cluster'");
  CHECK(chosen(config_of({}), {""}) ==
        Names{"no cluster is configured: KUBECONFIG is not set; this is not a pod with a service account: "
              "KUBERNETES_SERVICE_HOST is not set",
              "Give --kubeconfig FILE, or set KUBECONFIG."});
}

TEST_CASE("fleet: without any context the flags can say where to go") {
  kube::Overrides flags;
  flags.server = "https://127.0.0.1:7443";
  flags.token = SecretString("t");
  CHECK(fleet::select({}, {""}, flags, {})->front().context == "https://127.0.0.1:7443");
}

TEST_CASE("fleet: a cluster is known by the UID of kube-system") {
  auto session = std::make_shared<ScriptedSession>();
  session->on("GET /api/v1/namespaces/kube-system", 200, R"({"metadata":{"name":"kube-system","uid":"u-1"}})")
      .on("GET /api/v1/namespaces/kube-system", 200, R"({"hello":"world"})")
      .on("GET /api/v1/namespaces/kube-system", 404, "");
  const kube::Reader reader(session);
  CHECK(*fleet::cluster_uid(reader, {}) == "u-1");
  CHECK(describe(error_of(fleet::cluster_uid(reader, {}))) ==
        "Namespace kube-system has no UID: is this a Kubernetes cluster?");
  CHECK(describe(error_of(fleet::cluster_uid(reader, {}))) == "Namespace kube-system does not exist");
}

TEST_CASE("fleet: who may not see the UID is told which right is missing and what it is for") {
  auto session = std::make_shared<ScriptedSession>();
  session->on("GET /api/v1/namespaces/kube-system", 403, "");
  const auto error = error_of(fleet::cluster_uid(kube::Reader(session), {}));
  CHECK(error.kind == ErrorKind::unauthorized);
  CHECK(error.hint ==
        "Several clusters are written to only when each is known by this UID: ask for the right to get the Namespace "
        "kube-system there.");
}

TEST_CASE("fleet: names of one cluster are told, each cluster once, in the order of the list") {
  struct Known {
    std::string context{}, uid{};
  };
  CHECK(fleet::twin_notes<Known>({{"a", "1"}, {"b", "2"}, {"c", ""}, {"d", ""}}).empty());
  CHECK(fleet::twin_notes<Known>({{"z", "4-5-6"}, {"a", "1-2-3"}, {"y", "4-5-6"}, {"b", ""}, {"a-again", "1-2-3"}}) ==
        Names{"z, y are one cluster (kube-system UID 4-5-6)", "a, a-again are one cluster (kube-system UID 1-2-3)"});
}

TEST_CASE("fleet: the width is bounded by clusters and by descriptors") {
  CHECK(fleet::default_width(0) == 1);
  CHECK(fleet::default_width(1) == 1);
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
  rlimit few = before;
  few.rlim_cur = 144;
  REQUIRE(setrlimit(RLIMIT_NOFILE, &few) == 0);
  CHECK(fleet::default_width(300) == 10);
  CHECK(fleet::default_width(3) == 3);
  CHECK(fleet::trial_width(300) == 2);  // each with the connections of a visit
  CHECK(fleet::trial_width(1) == 1);
  REQUIRE(setrlimit(RLIMIT_NOFILE, &before) == 0);
  CHECK(fleet::default_width(100000) <= 128);
  CHECK(fleet::trial_width(100000) <= fleet::default_width(100000));
}

TEST_CASE("fleet: work over many comes back in order, and stops when told") {
  std::vector<int> targets(100);
  for (int i = 0; i < 100; ++i) targets[static_cast<std::size_t>(i)] = i;
  const auto twice = [](const int& n, std::stop_token) -> Result<int> { return 2 * n; };
  const auto answers = fleet::fan_out(targets, 8, {}, twice);
  REQUIRE(answers.size() == 100);
  for (std::size_t i = 0; i < 100; ++i) CHECK(*answers[i] == 2 * static_cast<int>(i));
  std::stop_source source;
  const auto stopping = [&](const int& n, std::stop_token) -> Result<int> {
    source.request_stop();
    return n;
  };
  const auto cut = fleet::fan_out(targets, 1, source.get_token(), stopping);
  CHECK(*cut[0] == 0);
  CHECK(cut[1].error().kind == ErrorKind::cancelled);
  CHECK(cut[99].error().kind == ErrorKind::cancelled);
}

TEST_CASE("fleet: two different questions are asked at the same time") {
  std::latch both(2);
  const auto answers = fleet::side_by_side(
      [&] {
        both.arrive_and_wait();
        return 1;
      },
      [&] {
        both.arrive_and_wait();
        return std::string("two");
      });
  CHECK(answers == std::pair(1, std::string("two")));
}

}  // namespace corootctl::tests::fleet_cluster
