/// keys rotate and keys status on simulated clusters with an operator each. Their servers read keys when they start,
/// and never again.
#include "links/rotate/rotate.hpp"

#include <atomic>
#include <thread>

#include "base/base64.hpp"
#include "component/ops/bench.hpp"
#include "component/ops/mortal.hpp"
#include "coroot/resource.hpp"
#include "deploy/report.hpp"
#include "links/key_status.hpp"

namespace corootctl::tests::links_rotate {

using links::Stage;
using Texts = std::vector<std::string>;

namespace {

struct Linked : OpsBench {
  Linked() {
    install({"prod-a", "prod-b", "prod-c"});
    const auto linked = ops::link_clusters(link_request(), around(), {});
    REQUIRE_MESSAGE(linked.has_value(), (linked ? "" : describe(linked.error())));
    REQUIRE_MESSAGE(!linked->error, (linked->error ? describe(*linked->error) : ""));
  }
  links::RotateRequest request(const Texts& members) const {
    links::RotateRequest out;
    out.hub = cluster("prod-c");
    for (const auto& name : members) out.members.push_back({name, cluster(name), "", "", false});
    out.timeout = std::chrono::minutes(2);
    return out;
  }
  links::RotateReport rotate(const links::RotateRequest& request) const {
    auto report = links::rotate_keys(request, around(), {});
    REQUIRE_MESSAGE(report.has_value(), (report ? "" : describe(report.error())));
    CHECK_MESSAGE(!report->error, (report->error ? describe(*report->error) : ""));
    for (const auto& member : report->members)
      CHECK_MESSAGE(!member.error, (member.error ? describe(*member.error) : ""));
    return *report;
  }
  support::SimCluster& member(const std::string& name) const { return sandbox->fleet()[name == "prod-a" ? 0 : 1]; }
  std::string key_in(const support::SimCluster& cluster, const std::string& secret, const std::string& key) const {
    const auto live = cluster.object("", "secrets", "coroot", secret);
    const auto bytes =
        live ? base64_decode((*live)["data"][std::string_view(key)].as_string()) : Result<std::string>("");
    return bytes.value_or("");
  }
  std::string member_key(const std::string& name) const {
    return key_in(member(name), "coroot", "multi-cluster-api-key");
  }
  std::string hub_key(const std::string& name) const { return key_in(sandbox->hub(), "remote-coroot-clusters", name); }
  Texts entries(const std::string& name) const {
    Texts out;
    const auto resource = member(name).object("coroot.com", "coroots", "coroot", "coroot");
    for (const auto& ref : coroot::key_refs(*coroot::find_project(*resource, name)))
      out.push_back(ref.secret + "/" + ref.key);
    return out;
  }
  /// Keys that the member's server accepts now.
  Texts accepted(const std::string& name) const {
    Texts out;
    for (const auto& [variable, value] : member(name).started_with("coroot", "coroot-coroot-0"))
      if (variable.starts_with("COROOT_CONFIG_SECRET_")) out.push_back(value);
    return out;
  }
  bool accepts(const std::string& name, const std::string& key) const {
    const auto all = accepted(name);
    return std::find(all.begin(), all.end(), key) != all.end();
  }
  /// Rotated as if nothing had happened in between, the key of before gone.
  void check_rotated(const std::string& name, const std::string& old_key) const {
    CHECK(member_key(name).size() == 32);
    CHECK(member_key(name) != old_key);
    CHECK(hub_key(name) == member_key(name));
    CHECK(entries(name) == Texts{"coroot/agent-api-key", "coroot/multi-cluster-api-key"});
    CHECK(accepts(name, member_key(name)));
    CHECK_FALSE(accepts(name, old_key));
    CHECK(member(name).object("", "secrets", "coroot", "coroot-next-key") == std::nullopt);
  }
};

/// Waits until somebody says that it is enough.
class PatientClock final : public Clock {
 public:
  std::chrono::system_clock::time_point now() const override { return system_clock().now(); }
  bool pause(std::chrono::milliseconds span, std::stop_token stop) const override {
    return !is_out_of_patience && system_clock().pause(span, std::move(stop));
  }
  mutable std::atomic<bool> is_out_of_patience{false};
};

/// Asks the hub's server for the members' data, as it would, from its keys and theirs; without a pause.
class SteadyReader {
 public:
  explicit SteadyReader(const Linked& bench)
      : thread_([this, &bench](const std::stop_token& stop) { read(bench, stop); }) {}
  int reads() const { return reads_; }
  /// Reads that the member refused because of the key.
  int refused() {
    thread_.request_stop();
    thread_.join();
    return refused_;
  }

 private:
  static bool is_refused(const Linked& bench) {
    const auto view = support::view_of(bench.sandbox->fleet().all(), bench.sandbox->hub());
    return std::any_of(view.members.begin(), view.members.end(),
                       [](const auto& member) { return member.second == support::MemberFault::wrong_key; });
  }
  /// One read looks at the clusters one after the other, so a refusal counts when it is still there at once.
  void read(const Linked& bench, const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      ++reads_;
      if (is_refused(bench) && is_refused(bench)) ++refused_;
      (void)system_clock().pause(std::chrono::milliseconds(2), stop);
    }
  }
  std::atomic<int> reads_{0}, refused_{0};
  std::jthread thread_;
};

}  // namespace

TEST_CASE(
    "a rotation: a second key, the hub's Secret and restart, proof, the end of the old key; no read fails because "
    "of a key (links 3, 4; operator 15, 18)") {
  const Linked bench;
  const auto old_key = bench.member_key("prod-a");
  SteadyReader reader(bench);
  const auto report = bench.rotate(bench.request({"prod-a"}));
  CHECK(reader.refused() == 0);
  CHECK(reader.reads() > 10);
  REQUIRE(report.members.size() == 1);
  const auto& line = report.members[0];
  CHECK(line.stage == Stage::rotated);
  CHECK_FALSE(line.resumed);
  CHECK(line.old_fingerprint == deploy::fingerprint(SecretString(old_key)));
  CHECK(line.new_fingerprint == deploy::fingerprint(SecretString(bench.member_key("prod-a"))));
  CHECK(outcomes(line.objects) == Texts{"changed Coroot coroot/coroot", "changed Secret coroot/coroot",
                                        "changed Coroot coroot/coroot", "deleted Secret coroot/coroot-next-key"});
  CHECK(outcomes(report.objects) ==
        Texts{"changed Secret coroot/remote-coroot-clusters", "changed StatefulSet coroot/coroot-coroot"});
  bench.check_rotated("prod-a", old_key);
}

TEST_CASE("a server that restarts before its hub has the new key would refuse it: the reader sees that") {
  const Linked bench;
  SteadyReader reader(bench);
  bench.member("prod-a").change([](support::SimState& state) {
    const support::ObjectKey secret{"", "secrets", "coroot", "coroot"};
    auto keys = *state.store.find(secret);
    keys.make({"data", "multi-cluster-api-key"}) = base64_encode("another-key-of-thirty-two-letters");
    state.store.put(secret, std::move(keys));
    const support::ObjectKey server{"apps", "statefulsets", "coroot", "coroot-coroot"};
    auto workload = *state.store.find(server);
    workload.make({"spec", "template", "metadata", "annotations", "restarted"}) = "now";
    state.store.put(server, std::move(workload));
  });
  for (int i = 0; i < 500 && reader.reads() < 50; ++i) (void)system_clock().pause(std::chrono::milliseconds(5), {});
  CHECK(reader.refused() > 0);
}

TEST_CASE("all members, in groups: the hub restarts once for each group") {
  const Linked bench;
  const auto old_a = bench.member_key("prod-a"), old_b = bench.member_key("prod-b");
  auto request = bench.request({});
  request.all = true;
  request.clusters = {bench.cluster("prod-a"), bench.cluster("prod-b")};
  SUBCASE("one by one") {
    SteadyReader reader(bench);
    CHECK(bench.rotate(request).objects.size() == 4);
    CHECK(reader.refused() == 0);
  }
  SUBCASE("two at once") {
    request.max_unavailable = 2;
    SteadyReader reader(bench);
    CHECK(bench.rotate(request).objects.size() == 2);
    CHECK(reader.refused() == 0);
  }
  bench.check_rotated("prod-a", old_a);
  bench.check_rotated("prod-b", old_b);
}

TEST_CASE(
    "killed before or after any of its writes no read fails because of a key, and the same command ends rotated "
    "with the old key gone") {
  const Linked whole;
  const MortalConnector counting(*whole.connector, {});
  REQUIRE(links::rotate_keys(whole.request({"prod-a"}), {counting, system_clock(), whole.env, {}, {}}, {}));
  const int writes = counting.life().writes();
  CHECK(writes == 6);
  for (int write = 0; write < writes; ++write) {
    for (const bool after : {false, true}) {
      CAPTURE(write);
      CAPTURE(after);
      const Linked bench;
      const auto old_key = bench.member_key("prod-a");
      SteadyReader reader(bench);
      const MortalConnector mortal(*bench.connector, {write, after});
      (void)links::rotate_keys(bench.request({"prod-a"}), {mortal, system_clock(), bench.env, {}, {}}, {});
      CHECK(mortal.life().is_over());
      bench.rotate(bench.request({"prod-a"}));
      CHECK(reader.refused() == 0);
      bench.check_rotated("prod-a", old_key);
    }
  }
}

TEST_CASE("without the proof that data arrive the old key stays: the rotation stops there and says how far it is") {
  const Linked bench;
  const auto old_key = bench.member_key("prod-a");
  bench.sandbox->coroot().set_fault("prod-a", support::MemberFault::down);
  const PatientClock clock;
  const auto hear = [&](const fleet::Progress& progress) {
    if (progress.step == "verify prod-a: down") clock.is_out_of_patience = true;
  };
  const auto report = links::rotate_keys(bench.request({"prod-a"}), {*bench.connector, clock, bench.env, {}, hear}, {});
  REQUIRE_MESSAGE(report.has_value(), (report ? "" : describe(report.error())));
  const auto& line = report->members[0];
  CHECK(line.stage == Stage::switched);
  REQUIRE(line.error.has_value());
  CHECK(describe(*line.error) == "cluster prod-a: no data of prod-a reach the hub with the new key: down");
  CHECK(line.error->hint ==
        "The hub has the new key, the member accepts both, and nothing was dropped. The same command goes on from "
        "here.");
  CHECK(bench.accepts("prod-a", old_key));
  CHECK(bench.accepts("prod-a", bench.hub_key("prod-a")));
  bench.sandbox->coroot().set_fault("prod-a", support::MemberFault::none);
  const auto again = bench.rotate(bench.request({"prod-a"}));
  CHECK(again.members[0].resumed);
  CHECK(outcomes(again.objects) == Texts{"unchanged Secret coroot/remote-coroot-clusters"});
  bench.check_rotated("prod-a", old_key);
}

TEST_CASE("a key that stands in the resource itself gives way to one in a Secret (links 3)") {
  const Linked bench;
  const std::string plain = "plain-key-of-thirty-two-letters!";
  bench.member("prod-a").change([&](support::SimState& state) {
    const support::ObjectKey key{"coroot.com", "coroots", "coroot", "coroot"};
    auto resource = *state.store.find(key);
    auto& entry = resource.make({"spec", "projects"}).list()[0].make({"apiKeys"}).list()[1];
    entry = document::Object{{"key", plain}, {"description", "for the hub"}};
    state.store.put(key, std::move(resource));
  });
  bench.sandbox->hub().change([&](support::SimState& state) {
    const support::ObjectKey key{"", "secrets", "coroot", "remote-coroot-clusters"};
    auto secret = *state.store.find(key);
    secret.make({"data", "prod-a"}) = base64_encode(plain);
    state.store.put(key, std::move(secret));
  });
  bench.rotate(bench.request({"prod-a"}));
  bench.check_rotated("prod-a", plain);
  const auto resource = bench.member("prod-a").object("coroot.com", "coroots", "coroot", "coroot");
  const auto* project = coroot::find_project(*resource, "prod-a");
  for (const auto& entry : (*project)["apiKeys"].as_list()) CHECK(entry["key"].is_null());
}

TEST_CASE("who may not ask the hub's Coroot could not prove the new key, and so nothing is written") {
  const Linked bench;
  bench.sandbox->hub().change([](support::SimState& state) { state.faults.denied = {{"get", "services/proxy"}}; });
  const auto before = bench.versions();
  const auto report = links::rotate_keys(bench.request({"prod-a"}), bench.around(), {});
  REQUIRE_FALSE(report.has_value());
  CHECK(report.error().kind == ErrorKind::unauthorized);
  CHECK(describe(report.error()).find("cannot get resource \"services/proxy\"") != std::string::npos);
  CHECK(bench.versions() == before);
}

TEST_CASE("what cannot be rotated is refused before any write") {
  const Linked bench;
  const auto before = bench.versions();
  const auto refused = [&](const links::RotateRequest& request) {
    const auto report = links::rotate_keys(request, bench.around(), {});
    REQUIRE_FALSE(report.has_value());
    CHECK(bench.versions() == before);
    return describe(report.error());
  };
  auto unknown = bench.request({"prod-a"});
  unknown.members[0].project = "prod-x";
  CHECK(refused(unknown) == "the hub has no member prod-x");
  auto lost = bench.request({});
  lost.all = true;
  lost.clusters = {bench.cluster("prod-a")};
  CHECK(refused(lost) == "no cluster has project prod-b of the hub");
  auto elsewhere = bench.request({"prod-a"});
  elsewhere.place.secret = "other";
  CHECK(refused(elsewhere) == "the hub's key of prod-a is in Secret remote-coroot-clusters");
}

TEST_CASE("a dry run shows the second key and writes nothing") {
  const Linked bench;
  const auto before = bench.versions();
  auto request = bench.request({"prod-a"});
  request.dry_run = deploy::DryRun::server;
  const auto report = bench.rotate(request);
  CHECK(outcomes(report.members[0].objects) == Texts{"changed Coroot coroot/coroot"});
  CHECK(report.members[0].stage == Stage::untouched);
  CHECK(bench.versions() == before);
}

namespace {

links::KeysReport status_of(const Linked& bench, const Texts& contexts) {
  links::KeyStatusRequest request;
  request.hub = bench.cluster("prod-c");
  for (const auto& context : contexts) request.clusters.push_back(bench.cluster(context));
  const auto report = links::read_key_status(request, bench.around(), {});
  REQUIRE_MESSAGE(report.has_value(), (report ? "" : describe(report.error())));
  return *report;
}

}  // namespace

TEST_CASE(
    "the status of keys: both sides, whether they fit, every entry and what it is for; a dead member costs its own "
    "side (operator 18)") {
  const Linked bench;
  const auto report = status_of(bench, {"prod-a", "prod-b"});
  REQUIRE(report.members.size() == 2);
  const auto& key = report.members[0];
  CHECK(key.project == "prod-a");
  CHECK(key.context == "prod-a");
  CHECK(key.hub_fingerprint == deploy::fingerprint(SecretString(bench.member_key("prod-a"))));
  CHECK(key.member_fingerprint == key.hub_fingerprint);
  CHECK(key.same == links::Answer::yes);
  CHECK(key.hub_place == "Secret coroot/remote-coroot-clusters key prod-a");
  CHECK(key.written_ms.has_value());
  REQUIRE(key.entries.size() == 2);
  CHECK(key.entries[0].use == "agents");
  CHECK(key.entries[1].use == "hub");
  CHECK(key.entries[1].place == "Secret coroot/coroot key multi-cluster-api-key");
  CHECK_FALSE(key.error.has_value());
  bench.sandbox->fleet()[1].stop();
  const auto partial = status_of(bench, {"prod-a", "prod-b"});
  CHECK(partial.members[0].same == links::Answer::yes);
  CHECK(partial.members[1].same == links::Answer::unknown);
  REQUIRE(partial.members[1].error.has_value());
  CHECK(partial.members[1].error->kind == ErrorKind::unreachable);
}

TEST_CASE(
    "the status of keys after a rotation: the hub's server uses the new one; in the middle of one, what it waits "
    "for") {
  const Linked bench;
  const MortalConnector mortal(*bench.connector, {0, true});
  (void)links::rotate_keys(bench.request({"prod-a"}), {mortal, system_clock(), bench.env, {}, {}}, {});
  CHECK(status_of(bench, {"prod-a"}).members[0].rotation == "the member has a second key; the hub is to get it");
  bench.rotate(bench.request({"prod-a"}));
  const auto after = status_of(bench, {"prod-a"}).members[0];
  CHECK(after.rotation.empty());
  CHECK(after.in_use == links::Answer::yes);
  CHECK(after.same == links::Answer::yes);
}

TEST_CASE("a key that another run changed in the member is told as another key") {
  const Linked bench;
  bench.member("prod-a").change([](support::SimState& state) {
    const support::ObjectKey secret{"", "secrets", "coroot", "coroot"};
    auto keys = *state.store.find(secret);
    keys.make({"data", "multi-cluster-api-key"}) = base64_encode("another-key-of-thirty-two-letters");
    state.store.put(secret, std::move(keys));
  });
  const auto key = status_of(bench, {"prod-a"}).members[0];
  CHECK(key.same == links::Answer::no);
  REQUIRE(key.error.has_value());
  CHECK(describe(*key.error) == "the hub has another key than the member");
}

}  // namespace corootctl::tests::links_rotate
