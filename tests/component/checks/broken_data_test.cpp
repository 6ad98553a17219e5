/// Checks of data and certificates, each broken in one way, and those of preflight.
#include "base/files.hpp"
#include "component/checks/broken.hpp"
#include "support/net/http_server.hpp"
#include "support/temporary_directory.hpp"

namespace corootctl::tests::checks_broken_data {

using namespace corootctl::tests::broken;

TEST_CASE("a certificate that nobody trusts is found from here, one that the hub does not verify is told") {
  Fleet fleet;
  support::ServerOptions options;
  options.tls = *support::make_tls_identity("somebody");
  const auto server = support::HttpServer::start(options, [](const support::ServedRequest&, std::stop_token) {
    return support::text_response(400, "text/plain; charset=utf-8", "no api key\n");
  });
  REQUIRE(server.has_value());
  const auto url = fmt::format("https://127.0.0.1:{}", (*server)->port());
  fleet.check_all({
      {"313", [&](const CheckBench& bench) { set_member(bench, "prod-a", "url", url); }, {"CRT313"}, mend_members},
      {"321",
       [&](const CheckBench& bench) {
         of_resource(bench, prod_c, [&](Value& hub) {
           auto& remote = project_of(hub, "prod-a").make({"remoteCoroot"});
           remote.make({"url"}) = url;
           remote.make({"tlsSkipVerify"}) = true;
         });
       },
       {"CRT321@prod-c"},
       mend_members},
  });
}

TEST_CASE("each check of data finds what it is for") {
  Fleet fleet;
  fleet.check_all({
      of_fault("401: no agent reports", "prod-a", MemberFault::empty, {"CRT401@prod-c"}),
      {"403: agents of some nodes are silent",
       [](const CheckBench& bench) {
         bench.cluster_at(prod_a).change([](support::SimState& state) {
           for (int number = 2; number < 12; ++number) {
             auto more = *state.store.find(first_node);
             const auto name = fmt::format("prod-a-node-{}", number);
             more.make({"metadata"}) = Object{{"name", name}, {"uid", state.store.next_uid()}};
             more.make({"status", "addresses"}) = List{};
             state.store.put({"", "nodes", "", name}, std::move(more));
           }
         });
       },
       {"CRT403@prod-a"}},
      of_fault("404: the aggregate fails though its members answer", "prod-global", MemberFault::typo,
               {"CRT404@prod-c"}),
      of_fault("405: no Service ports", "prod-a", MemberFault::portless, {"CRT405@prod-c"}),
  });
}

TEST_CASE("402: data that are some minutes old are late, not missing") {
  CheckBench bench;
  bench.ahead = std::chrono::minutes(4);
  CHECK(bench.found() == Lines{"CRT402@prod-c"});
}

TEST_CASE("preflight asks for the rights of the way in which the operator comes") {
  CheckBench bench(false);
  set_faults(bench, prod_a,
             [](support::SimFaults& faults) { faults.denied = {{"create", "customresourcedefinitions"}}; });
  CHECK(bench.found("preflight", {"--resource-only"}) == Lines{});
  CHECK(bench.found("preflight", {"--operator-manifests", "operator.yaml"}) == Lines{"CRT103@prod-a"});
}

TEST_CASE("preflight: each check of what installing needs finds what it is for") {
  CheckBench bench(false);
  auto folder = std::move(*TemporaryDirectory::create());
  const auto helm = folder.path() + "/helm";
  REQUIRE(write_file_atomically(helm, "#!/bin/sh\necho v3.18.4\n", 0700).has_value());
  const Lines with_helm{"--helm", helm};
  CHECK(bench.found("preflight", with_helm) == Lines{});

  CHECK(bench.found("preflight", {"--helm", folder.path() + "/none"}) == Lines{"CRT104"});
  CHECK(bench.found("preflight", {"--operator-manifests", "operator.yaml"}) == Lines{});

  set_faults(bench, prod_a,
             [](support::SimFaults& faults) { faults.denied = {{"create", "customresourcedefinitions"}}; });
  CHECK(bench.found("preflight", with_helm) == Lines{"CRT103@prod-a"});
  set_faults(bench, prod_a, [](support::SimFaults& faults) { faults.denied.clear(); });

  bench.cluster_at(prod_a).change([](support::SimState& state) {
    state.store.put(
        {"", "namespaces", "", "coroot"},
        Object{{"metadata",
                Object{{"name", "coroot"}, {"labels", Object{{"pod-security.kubernetes.io/enforce", "baseline"}}}}}});
  });
  CHECK(bench.found("preflight", with_helm) == Lines{"CRT107@prod-a"});
  bench.edit(prod_a, {"", "namespaces", "", "coroot"}, [](Value& space) {
    space.make({"metadata", "labels", "pod-security.kubernetes.io/enforce"}) = "privileged";
  });

  bench.cluster_at(prod_a).change([](support::SimState& state) {
    state.store.put({"", "resourcequotas", "coroot", "small"},
                    Object{{"metadata", Object{{"name", "small"}, {"namespace", "coroot"}}},
                           {"spec", Object{{"hard", Object{{"requests.storage", "20Gi"}}}}},
                           {"status", Object{{"used", Object{{"requests.storage", "0"}}}}}});
  });
  CHECK(bench.found("preflight", with_helm) == Lines{"CRT106@prod-a"});
  bench.cluster_at(prod_a).change([](support::SimState& state) {
    state.store.erase({"", "resourcequotas", "coroot", "small"});
    state.store.erase({"storage.k8s.io", "storageclasses", "", "standard"});
  });
  CHECK(bench.found("preflight", with_helm) == Lines{"CRT105@prod-a"});
}

}  // namespace corootctl::tests::checks_broken_data
