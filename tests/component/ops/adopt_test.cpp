/// Hubs that somebody made with `kubectl apply`: taking them over, what status says of it, and the way back.
#include "base/base64.hpp"
#include "component/ops/bench.hpp"
#include "document/json.hpp"
#include "kube/objects/managed_fields.hpp"

namespace corootctl::tests::ops_adopt {

using Lines = std::vector<std::string>;

namespace {

const support::ObjectKey hub_key{"coroot.com", "coroots", "coroot", "coroot"};
const support::ObjectKey secret_key{"", "secrets", "coroot", "remote-coroot-clusters"};
constexpr auto last_applied = "kubectl.kubernetes.io/last-applied-configuration";

void edit(const OpsBench& bench, const support::ObjectKey& key, const std::function<void(document::Value&)>& change) {
  bench.sandbox->hub().change([&](support::SimState& state) {
    auto object = *state.store.find(key);
    change(object);
    state.store.put(key, std::move(object));
  });
}

/// As if the hub's resource had come by `kubectl apply` of what it says.
void give_to_kubectl(const OpsBench& bench) {
  edit(bench, hub_key, [](document::Value& resource) {
    const document::Value file = document::Object{{"kind", "Coroot"}, {"spec", resource["spec"]}};
    resource.make({"metadata", "annotations", last_applied}) = document::to_json(file);
    for (auto& entry : resource.make({"metadata", "managedFields"}).list()) {
      if (entry["manager"].as_string() != "corootctl") continue;
      entry.make({"manager"}) = "kubectl-client-side-apply";
      entry.make({"operation"}) = "Update";
    }
  });
}

Lines warnings(const OpsBench& bench) {
  ops::StatusRequest request;
  request.hub = bench.cluster("prod-c");
  return ops::read_status(request, bench.around(), {}).warnings;
}

ops::LinkReport link(const OpsBench& bench) {
  auto request = bench.link_request();
  request.force_conflicts = true;
  const auto report = ops::link_clusters(request, bench.around(), {});
  REQUIRE_MESSAGE(report.has_value(), (report ? "" : describe(report.error())));
  CHECK_MESSAGE(!report->error, (report->error ? describe(*report->error) : ""));
  return *report;
}

document::Value projects(const OpsBench& bench) {
  return bench.sandbox->hub().object("coroot.com", "coroots", "coroot", "coroot")->at({"spec", "projects"});
}

}  // namespace

TEST_CASE(
    "a link over kubectl's hub: status warns before the next apply of the file, and tells of a lost link after it "
    "(objects 13, 30)") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});
  give_to_kubectl(bench);
  const auto before = projects(bench);
  CHECK(warnings(bench).empty());
  link(bench);
  CHECK(warnings(bench) ==
        Lines{"prod-c: Coroot coroot/coroot: another `kubectl apply` of the file that it was made from would take away "
              "projects prod-a, prod-b, prod-global: bring that file up to date, and apply it with --server-side"});
  edit(bench, hub_key, [&](document::Value& resource) {
    resource.make({"spec", "projects"}) = before;
    resource.make({"metadata", "managedFields"}) = document::List{};
  });
  CHECK(
      warnings(bench) ==
      Lines{"prod-c: Secret coroot/remote-coroot-clusters has keys that no project of Coroot coroot/coroot names: "
            "prod-a, prod-b; if that link was taken away by mistake, run link-clusters again, else take the keys out"});
}

TEST_CASE("a link says how to go back: what it added is removed, and the Secret that it made is deleted") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});
  CHECK(link(bench).way_back == Lines{"kubectl --context prod-c -n coroot patch coroot coroot --type=json -p "
                                      R"('[{"op":"test","path":"/spec/projects/3/name","value":"prod-global"},)"
                                      R"({"op":"remove","path":"/spec/projects/3"},)"
                                      R"({"op":"test","path":"/spec/projects/2/name","value":"prod-b"},)"
                                      R"({"op":"remove","path":"/spec/projects/2"},)"
                                      R"({"op":"test","path":"/spec/projects/1/name","value":"prod-a"},)"
                                      R"({"op":"remove","path":"/spec/projects/1"}]')",
                                      "kubectl --context prod-c -n coroot delete secret remote-coroot-clusters"});
  CHECK(link(bench).way_back.empty());
}

TEST_CASE("the conflict of a hub's resource names what its Secret would meet, too") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});
  give_to_kubectl(bench);
  const auto client = support::open_client(bench.sandbox->fleet().kubeconfig(), "prod-c");
  const document::Value secret =
      document::Object{{"apiVersion", "v1"},
                       {"kind", "Secret"},
                       {"metadata", document::Object{{"name", secret_key.name}, {"namespace", "coroot"}}},
                       {"data", document::Object{{"prod-a", base64_encode("an older key")}}}};
  const Within soon{Deadline::in(std::chrono::seconds(60)), {}};
  REQUIRE(client->create(secret, kube::resources::secrets(), false, soon).has_value());
  edit(bench, secret_key, [](document::Value& object) {
    for (auto& entry : object.make({"metadata", "managedFields"}).list())
      entry.make({"manager"}) = "kubectl-client-side-apply";
  });
  const auto refused = ops::link_clusters(bench.link_request(), bench.around(), {});
  REQUIRE_FALSE(refused.has_value());
  CHECK(describe(refused.error()) ==
        "cluster prod-c: apply Coroot coroot/coroot: conflict with other field managers: kubectl-client-side-apply "
        "owns .spec.projects; in Secret coroot/remote-coroot-clusters kubectl-client-side-apply owns .data.prod-a");
}

TEST_CASE("projects and a key that change together restart the server once, by the operator (operator 16, 18)") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});
  link(bench);
  edit(bench, secret_key,
       [](document::Value& secret) { secret.make({"data", "prod-a"}) = base64_encode("an older key"); });
  auto request = bench.link_request();
  request.settings.metric_resolution = "30s";
  REQUIRE(ops::link_clusters(request, bench.around(), {}).has_value());
  const auto server = bench.sandbox->hub().object("apps", "statefulsets", "coroot", "coroot-coroot");
  CHECK(
      server->at({"spec", "template", "metadata", "annotations", "corootctl.coroot.com/restarted-for-keys"}).is_null());
}

TEST_CASE("a key that is gone from the hub's Secret is told: the hub's next start fails without it (operator 17)") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});
  link(bench);
  const auto troubles = [&] {
    ops::StatusRequest request;
    request.hub = bench.cluster("prod-c");
    Lines out;
    for (const auto& each : ops::read_status(request, bench.around(), {}).links) out.push_back(each.key_trouble);
    return out;
  };
  CHECK(troubles() == Lines{"", ""});
  edit(bench, secret_key, [](document::Value& secret) { secret.make({"data"}).object().erase("prod-a"); });
  CHECK(troubles() == Lines{"Secret coroot/remote-coroot-clusters has no key prod-a", ""});
  bench.sandbox->hub().change([](support::SimState& state) { state.store.erase(secret_key); });
  CHECK(troubles() == Lines(2, "Secret coroot/remote-coroot-clusters does not exist"));
}

TEST_CASE("install over a running Coroot says before it writes that the server restarts, and how to go back") {
  const OpsBench bench;
  bench.install({"prod-a"});
  Lines told;
  const fleet::Surroundings around{
      *bench.connector, system_clock(), bench.env, {}, [&](const fleet::Progress& p) { told.push_back(p.step); }};
  auto request = bench.install_request({"prod-a"});
  REQUIRE(ops::install(request, around, {}).has_value());
  CHECK(std::none_of(told.begin(), told.end(), [](const auto& step) { return step.find("restarts") != step.npos; }));
  told.clear();
  request.targets[0].project = "prod-z";
  const auto reports = ops::install(request, around, {});
  REQUIRE(reports.has_value());
  CHECK(std::count(told.begin(), told.end(), "its server pod, the only one, restarts: spec.projects changes") == 1);
  CHECK(reports->front().way_back == Lines{"kubectl --context prod-a -n coroot patch coroot coroot --type=json -p "
                                           R"('[{"op":"test","path":"/spec/projects/1/name","value":"prod-z"},)"
                                           R"({"op":"remove","path":"/spec/projects/1"}]')"});
}

}  // namespace corootctl::tests::ops_adopt
