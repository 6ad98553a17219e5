/// unlink-clusters on simulated clusters with an operator each.
#include "links/unlink/unlink.hpp"

#include "component/ops/bench.hpp"
#include "component/ops/mortal.hpp"
#include "coroot/resource.hpp"
#include "hub/probe.hpp"

namespace corootctl::tests::links_unlink {

using Texts = std::vector<std::string>;

namespace {

struct Linked : OpsBench {
  Linked() {
    install({"prod-a", "prod-b", "prod-c"});
    auto request = link_request();
    request.settings.hub_project = "prod-c";
    const auto linked = ops::link_clusters(request, around(), {});
    REQUIRE_MESSAGE(linked.has_value(), (linked ? "" : describe(linked.error())));
    REQUIRE_MESSAGE(!linked->error, (linked->error ? describe(*linked->error) : ""));
  }
  links::UnlinkRequest request(Texts members) const {
    links::UnlinkRequest out;
    out.hub = cluster("prod-c");
    out.settings.members = std::move(members);
    out.settings.all = out.settings.members.empty();
    out.timeout = std::chrono::minutes(2);
    return out;
  }
  links::UnlinkReport unlink(const links::UnlinkRequest& request) const {
    auto report = links::unlink_clusters(request, around(), {});
    REQUIRE_MESSAGE(report.has_value(), (report ? "" : describe(report.error())));
    CHECK_MESSAGE(!report->error, (report->error ? describe(*report->error) : ""));
    return *report;
  }
  document::Value resource() const { return *sandbox->hub().object("coroot.com", "coroots", "coroot", "coroot"); }
  Texts projects() const { return coroot::project_names(resource()); }
  Texts members_of(const std::string& aggregate) const {
    Texts out;
    const auto live = resource();
    const auto* project = coroot::find_project(live, aggregate);
    REQUIRE(project != nullptr);
    for (const auto& name : (*project)["memberProjects"].as_list()) out.push_back(name.as_string());
    return out;
  }
  Texts keys() const {
    Texts out;
    const auto secret = sandbox->hub().object("", "secrets", "coroot", "remote-coroot-clusters");
    REQUIRE(secret.has_value());
    for (const auto& [key, value] : (*secret)["data"].as_object()) out.push_back(key);
    return out;
  }
  /// Projects and a key that somebody else has on the hub.
  void plant_foreign() const {
    sandbox->hub().change([](support::SimState& state) {
      const support::ObjectKey resource{"coroot.com", "coroots", "coroot", "coroot"};
      auto object = *state.store.find(resource);
      auto& list = object.make({"spec", "projects"}).list();
      list.insert(list.begin(), *coroot::find_project(object, "prod-a"));
      list.front().make({"name"}) = "theirs";
      list.front().make({"remoteCoroot", "apiKeySecret", "key"}) = "theirs";
      state.store.put(resource, std::move(object));
      const support::ObjectKey secret{"", "secrets", "coroot", "remote-coroot-clusters"};
      auto keys = *state.store.find(secret);
      keys.make({"data", "theirs"}) = "Zm9yZWlnbg==";
      state.store.put(secret, std::move(keys));
    });
  }
};

/// Every key that the hub's resource names is in its Secret: a hub without one does not start.
bool is_whole(const support::SimCluster& hub) {
  const auto resource = hub.object("coroot.com", "coroots", "coroot", "coroot");
  for (const auto& project : resource->at({"spec", "projects"}).as_list()) {
    const auto ref = coroot::remote_key_ref(project);
    if (!ref) continue;
    const auto secret = hub.object("", "secrets", "coroot", ref->secret);
    if (!secret || (*secret)["data"][std::string_view(ref->key)].is_null()) return false;
  }
  return true;
}

}  // namespace

TEST_CASE(
    "a member leaves the hub: first its project and aggregates, then its key; a repeat changes nothing "
    "(operator 17)") {
  const Linked bench;
  const auto report = bench.unlink(bench.request({"prod-a"}));
  CHECK(outcomes(report.objects) ==
        Texts{"changed Coroot coroot/coroot", "changed Secret coroot/remote-coroot-clusters"});
  REQUIRE(report.members.size() == 1);
  CHECK(report.members[0].entry == "removed");
  CHECK(report.members[0].key == "removed");
  CHECK(report.members[0].key_fingerprint.size() == 8);
  CHECK(report.members[0].aggregates == Texts{"prod-global"});
  CHECK(report.gone_aggregates.empty());
  CHECK(bench.projects() == Texts{"prod-c", "prod-b", "prod-global"});
  CHECK(bench.members_of("prod-global") == Texts{"prod-b", "prod-c"});
  CHECK(bench.keys() == Texts{"prod-b"});
  CHECK(report.way_back == Texts{"corootctl link-clusters --hub prod-c --member CONTEXT=prod-a," +
                                 report.members[0].url + " --aggregate prod-global"});
  const auto before = bench.versions();
  const auto again = bench.unlink(bench.request({"prod-a"}));
  CHECK_FALSE(again.changed);
  CHECK(again.warnings == Texts{"prod-a: the hub has no such project. Members of this hub: prod-b."});
  CHECK(bench.versions() == before);
}

TEST_CASE("all members leave, and with them the aggregate that would show the hub alone; foreign entries stay") {
  const Linked bench;
  bench.plant_foreign();
  auto request = bench.request({});
  request.force_conflicts = true;
  const auto report = bench.unlink(request);
  CHECK(report.gone_aggregates == Texts{"prod-global"});
  CHECK(bench.projects() == Texts{"theirs", "prod-c"});
  CHECK(bench.keys() == Texts{"theirs"});
}

TEST_CASE("a member that leaves one aggregate of two keeps its project and its key") {
  const Linked bench;
  auto link = bench.link_request();
  link.settings.hub_project = "prod-c";
  link.settings.aggregate = "prod-other";
  link.verify = false;
  REQUIRE(ops::link_clusters(link, bench.around(), {}).has_value());
  auto request = bench.request({"prod-a"});
  request.settings.aggregates = {"prod-other"};
  const auto report = bench.unlink(request);
  CHECK(report.members[0].entry == "kept");
  CHECK(report.members[0].key == "kept");
  CHECK(bench.members_of("prod-other") == Texts{"prod-b", "prod-c"});
  CHECK(bench.members_of("prod-global") == Texts{"prod-a", "prod-b", "prod-c"});
  CHECK(bench.keys() == Texts{"prod-a", "prod-b"});
  request.settings.aggregates = {"prod-othr"};
  const auto refused = links::unlink_clusters(request, bench.around(), {});
  REQUIRE_FALSE(refused.has_value());
  CHECK(describe(refused.error()) == "--aggregate: the hub has no aggregated project prod-othr");
}

TEST_CASE(
    "a member whose cluster is gone is taken out, and the hub's aggregate works again; Coroot keeps its project "
    "(links 1)") {
  const Linked bench;
  bench.sandbox->fleet()[0].stop();
  bench.sandbox->coroot().set_fault("prod-a", support::MemberFault::down);
  const auto ask = [&](const std::string& project) {
    const Within within{Deadline::in(std::chrono::seconds(30)), {}};
    auto surroundings = bench.around();
    hub::CorootAccess access;
    access.hub = bench.cluster("prod-c");
    const auto client = hub::open_coroot(access, "prod-global", surroundings, within);
    REQUIRE(client.has_value());
    const auto id = (*client)->project_id(project, within);
    REQUIRE_MESSAGE(id.has_value(), (id ? "" : describe(id.error())));
    const auto status = (*client)->status(*id, within);
    REQUIRE_MESSAGE(status.has_value(), (status ? "" : describe(status.error())));
    return status->error;
  };
  CHECK_FALSE(ask("prod-global").empty());
  bench.unlink(bench.request({"prod-a"}));
  for (int i = 0; i < 500 && !ask("prod-global").empty(); ++i)
    (void)system_clock().pause(std::chrono::milliseconds(20), {});
  CHECK(ask("prod-global").empty());
  CHECK_FALSE(ask("prod-a").empty());
}

TEST_CASE("what is no member is refused, and nothing is written") {
  const Linked bench;
  const auto before = bench.versions();
  const auto refused = [&](const std::string& name) {
    const auto report = links::unlink_clusters(bench.request({name}), bench.around(), {});
    REQUIRE_FALSE(report.has_value());
    CHECK(report.error().hint == "Members of this hub: prod-a, prod-b.");
    return describe(report.error());
  };
  CHECK(refused("prod-c") == "prod-c is a project with agents of its own of the hub, not a member");
  CHECK(refused("prod-global") == "prod-global is an aggregated project of the hub, not a member");
  CHECK(bench.versions() == before);
}

TEST_CASE("a hub that cannot be read is named") {
  const Linked bench;
  bench.sandbox->hub().stop();
  const auto report = links::unlink_clusters(bench.request({"prod-a"}), bench.around(), {});
  REQUIRE_FALSE(report.has_value());
  CHECK(report.error().kind == ErrorKind::unreachable);
  CHECK(describe(report.error()).starts_with("cluster prod-c: "));
}

TEST_CASE("a dry run shows what would go from the resource and from the Secret, and writes nothing") {
  const Linked bench;
  const auto before = bench.versions();
  auto request = bench.request({"prod-a"});
  request.dry_run = deploy::DryRun::server;
  const auto report = bench.unlink(request);
  CHECK(outcomes(report.objects) ==
        Texts{"changed Coroot coroot/coroot", "changed Secret coroot/remote-coroot-clusters"});
  CHECK(bench.versions() == before);
}

TEST_CASE("without waiting the key stays while the hub's server names it, and the same command takes it out later") {
  const Linked bench;
  support::SimFaults faults;
  faults.stuck_pods["coroot-coroot"] = "ImagePullBackOff";
  bench.sandbox->hub().set_faults(faults);
  auto request = bench.request({"prod-a"});
  request.wait = false;
  const auto early = bench.unlink(request);
  CHECK(early.members[0].key == "kept");
  CHECK(early.warnings.back() ==
        "the keys stay in Secret remote-coroot-clusters: the hub's server has not been waited for; the same command "
        "again takes them out");
  CHECK(bench.keys() == Texts{"prod-a", "prod-b"});
  bench.sandbox->hub().set_faults({});
  const auto later = bench.unlink(bench.request({"prod-a"}));
  CHECK(later.members[0].entry == "absent");
  CHECK(later.members[0].key == "removed");
  CHECK(bench.keys() == Texts{"prod-b"});
}

TEST_CASE(
    "killed before or after any of its writes the hub is never without a key that it names, and the same command "
    "finishes (operator 17)") {
  const Linked whole;
  const MortalConnector counting(*whole.connector, {});
  REQUIRE(links::unlink_clusters(whole.request({"prod-a"}), {counting, system_clock(), whole.env, {}, {}}, {}));
  const int writes = counting.life().writes();
  CHECK(writes == 2);
  for (int write = 0; write < writes; ++write) {
    for (const bool after : {false, true}) {
      CAPTURE(write);
      CAPTURE(after);
      const Linked bench;
      bench.plant_foreign();
      auto request = bench.request({"prod-a"});
      request.force_conflicts = true;
      const MortalConnector mortal(*bench.connector, {write, after});
      const auto ended = links::unlink_clusters(request, {mortal, system_clock(), bench.env, {}, {}}, {});
      CHECK(mortal.life().is_over());
      CHECK((!ended || ended->error));
      CHECK(is_whole(bench.sandbox->hub()));
      bench.unlink(request);
      CHECK(bench.projects() == Texts{"theirs", "prod-c", "prod-b", "prod-global"});
      CHECK(bench.keys() == Texts{"prod-b", "theirs"});
    }
  }
}

}  // namespace corootctl::tests::links_unlink
