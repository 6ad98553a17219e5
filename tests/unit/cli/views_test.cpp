#include <doctest/doctest.h>

#include "cli/commands/contexts/view.hpp"
#include "cli/commands/install/view.hpp"
#include "cli/commands/link_clusters/view.hpp"
#include "cli/commands/status/view.hpp"
#include "cli/output/structured.hpp"

namespace corootctl::tests::cli_views {

using namespace corootctl::cli;

namespace {

ops::ContextReport context(const char* name, const char* version) {
  ops::ContextReport report;
  report.context = name;
  report.cluster = std::string("k-") + name;
  report.server = std::string("https://") + name + ":6443";
  report.user = "token";
  report.contacted = report.logged_in = true;
  report.version = version;
  return report;
}

ContextReports three_contexts() {
  auto a = context("a", "v1.34.1");
  a.current = true;
  a.uid = "1-2-3";
  a.role = deploy::Role::member;
  a.projects = {"prod-a"};
  auto b = context("b", "");
  b.error = Error{ErrorKind::unreachable, "GET https://b:6443/version: connection refused", {}, "Is it up?"};
  auto c = context("c", "");
  c.error = Error{ErrorKind::unauthorized, "get version: forbidden", {}, {}};
  return {a, b, c};
}

deploy::Component component(const char* name, int ready, int desired, const char* reason) {
  deploy::Component out;
  out.name = name;
  out.object = std::string("Deployment coroot/") + name;
  out.found = true;
  out.ready = ready;
  out.desired = desired;
  out.ready_now = ready == desired;
  out.image = "ghcr.io/coroot/x:1";
  out.reason = reason;
  return out;
}

InstallReports one_install() {
  ops::ClusterInstall report;
  report.context = "a";
  report.project = "prod-a";
  report.objects = {{"Helm release coroot/coroot-operator", "unchanged", {}},
                    {"Coroot coroot/coroot",
                     "changed",
                     {{"spec.metricsRefreshInterval", document::Value("30s"), document::Value("15s")},
                      {"spec.projects[0].name", std::nullopt, document::Value("prod-a")}}}};
  report.components = {component("coroot", 1, 1, ""), component("node-agent", 2, 3, "pod x: ImagePullBackOff")};
  return {report};
}

ops::MemberLink member(const char* project, hub::MemberState state) {
  ops::MemberLink out;
  out.project = project;
  out.context = std::string("ctx-") + project;
  out.url = std::string("https://") + project + ":30001";
  out.metric_resolution = "15s";
  out.key_fingerprint = "k:1a2b3c";
  out.entry = "created";
  out.key = "unchanged";
  out.health = hub::MemberHealth{project, state, 1'700'000'000'000, 3,
                                 state == hub::MemberState::ok ? "" : "the server's words"};
  return out;
}

std::string repeated(const std::string& text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

}  // namespace

TEST_CASE("contexts as a table for people") {
  CHECK(contexts_table(three_contexts(), false, Style{}, 0) ==
        "CURRENT   NAME   SERVER           USER    VERSION   COROOT   PROJECTS   STATE\n"
        "*         a      https://a:6443   token   v1.34.1   member   prod-a     ok\n"
        "          b      https://b:6443   token   -         -        -          unreachable\n"
        "          c      https://c:6443   token   -         -        -          not authorised\n");
  CHECK(exit_code_of_survey(outcomes_of(three_contexts())) == ExitCode::partial);
}

TEST_CASE("contexts as JSON for programs") {
  const auto reports = three_contexts();
  CHECK(structured(contexts_value({reports[0]}), Format::json) ==
        "[\n"
        "  {\n"
        "    \"name\": \"a\",\n"
        "    \"current\": true,\n"
        "    \"cluster\": \"k-a\",\n"
        "    \"server\": \"https://a:6443\",\n"
        "    \"user\": \"token\",\n"
        "    \"reachable\": true,\n"
        "    \"version\": \"v1.34.1\",\n"
        "    \"uid\": \"1-2-3\",\n"
        "    \"role\": \"member\",\n"
        "    \"projects\": [\n"
        "      \"prod-a\"\n"
        "    ],\n"
        "    \"gaps\": [],\n"
        "    \"error\": null\n"
        "  }\n"
        "]\n");
  const auto value = contexts_value(reports);
  CHECK(value.as_list()[1]["reachable"] == document::Value(false));
  CHECK(value.as_list()[1]["role"].is_null());
  CHECK(value.as_list()[1]["error"]["kind"] == document::Value("unreachable"));
  CHECK(value.as_list()[2]["reachable"] == document::Value(true));  // it answered: forbidden
}

TEST_CASE("a context of which a part may not be read says so and claims no UID") {
  auto report = context("a", "v1.34.1");
  report.role = deploy::Role::hub;
  report.gaps = {"uid: forbidden"};
  const auto value = contexts_value({report});
  CHECK(value[std::size_t{0}]["uid"].is_null());
  CHECK(value[std::size_t{0}]["role"] == document::Value("hub"));
  CHECK(value[std::size_t{0}]["gaps"] == document::Value(document::List{"uid: forbidden"}));
  CHECK(contexts_table({report}, false, Style{}, 0) ==
        "CURRENT   NAME   SERVER           USER    VERSION   COROOT   PROJECTS   STATE\n"
        "          a      https://a:6443   token   v1.34.1   hub      -          partly read\n");
}

TEST_CASE("a context whose credentials cannot be had is not reachable: nobody asked its server") {
  auto report = context("a", "");
  report.error = make_error(ErrorKind::unauthorized, "user u: plugin failed with exit code 1");
  CHECK(contexts_value({report})[std::size_t{0}]["reachable"] == document::Value(true));  // its server said so
  report.logged_in = false;
  CHECK(contexts_value({report})[std::size_t{0}]["reachable"] == document::Value(false));
}

TEST_CASE("contexts that were not contacted claim nothing") {
  auto report = context("a", "");
  report.contacted = false;
  const auto value = contexts_value({report});
  CHECK(value.as_list()[0]["reachable"].is_null());
  CHECK(value.as_list()[0]["role"].is_null());
  CHECK(contexts_table({report}, false, Style{}, 0) ==
        "CURRENT   NAME   SERVER           USER\n"
        "          a      https://a:6443   token\n");
}

TEST_CASE("only unreachable contexts are exit 5, different failures are mixed") {
  auto reports = three_contexts();
  CHECK(exit_code_of_survey(outcomes_of(ContextReports{reports[1], reports[1]})) == ExitCode::unreachable);
  CHECK(exit_code_of_survey(outcomes_of(ContextReports{reports[2]})) == ExitCode::unauthorized);
  CHECK(exit_code_of_survey(outcomes_of(ContextReports{reports[1], reports[2]})) == ExitCode::partial);
}

TEST_CASE("install shows objects, changes and components") {
  CHECK(install_text(one_install(), false, Style{}, 0) ==
        "CONTEXT   OBJECT                                RESULT\n"
        "a         Helm release coroot/coroot-operator   unchanged\n"
        "a         Coroot coroot/coroot                  changed\n"
        "\n"
        "a: Coroot coroot/coroot\n"
        "  spec.metricsRefreshInterval: \"30s\" -> \"15s\"\n"
        "  spec.projects[0].name: (absent) -> \"prod-a\"\n"
        "\n"
        "CONTEXT   COMPONENT    READY   STATE\n"
        "a         coroot       1/1     ready\n"
        "a         node-agent   2/3     waiting: pod x: ImagePullBackOff\n");
  CHECK(anything_changed(one_install()));
}

TEST_CASE("install as JSON has every change and component") {
  const auto value = install_value(one_install());
  const auto& cluster = value["clusters"].as_list()[0];
  CHECK(cluster["objects"][1]["changes"][1]["path"] == document::Value("spec.projects[0].name"));
  CHECK(cluster["objects"][1]["changes"][1]["before"].is_null());
  CHECK(cluster["components"][1]["state"] == document::Value("waiting"));
  CHECK(cluster["error"].is_null());
  CHECK(cluster["manifests"].is_null());
}

TEST_CASE("of a large fleet install lists only what is not ready") {
  const InstallReports reports(6, one_install().front());
  const auto components = [&](bool wide) {
    const std::string text = install_text(reports, wide, Style{}, 0);
    return text.substr(text.find("CONTEXT   COMPONENT"));
  };
  const std::string waiting = "a         node-agent   2/3     waiting: pod x: ImagePullBackOff\n";
  CHECK(components(false) == "CONTEXT   COMPONENT    READY   STATE\n" + repeated(waiting, 6));
  const std::string both =
      "a         coroot       1/1     Deployment coroot/coroot       ghcr.io/coroot/x:1   ready\n"
      "a         node-agent   2/3     Deployment coroot/node-agent   ghcr.io/coroot/x:1   waiting: pod x: "
      "ImagePullBackOff\n";
  CHECK(components(true) ==
        "CONTEXT   COMPONENT    READY   OBJECT                         IMAGE                STATE\n" +
            repeated(both, 6));
}

TEST_CASE("a client dry run is a stream of manifests") {
  auto reports = one_install();
  reports[0].manifests = {document::Object{{"kind", "Namespace"}}, document::Object{{"kind", "Coroot"}}};
  CHECK(manifests_text(reports) == "---\n# context: a\nkind: Namespace\n---\n# context: a\nkind: Coroot\n");
  reports[0].context = "a\nkind: Secret\u2028b";  // a name never becomes a line of the manifest
  CHECK(manifests_text(reports) ==
        "---\n"
        "# context: \"a\\nkind: Secret\\u2028b\"\n"
        "kind: Namespace\n"
        "---\n"
        "# context: \"a\\nkind: Secret\\u2028b\"\n"
        "kind: Coroot\n");
}

TEST_CASE("link-clusters shows fingerprints, what was written and whether data arrive") {
  ops::LinkReport report;
  report.changed = true;
  report.members = {member("prod-a", hub::MemberState::ok), member("prod-b", hub::MemberState::wrong_key)};
  report.objects = {{"Secret coroot/remote-coroot-clusters", "created", {}}};
  report.hub_components = {component("coroot", 1, 1, "")};
  CHECK(link_text(report, "hub", false, Style{}, 0) ==
        "PROJECT   CONTEXT      URL                    KEY        ENTRY     SECRET      DATA\n"
        "prod-a    ctx-prod-a   https://prod-a:30001   k:1a2b3c   created   unchanged   ok\n"
        "prod-b    ctx-prod-b   https://prod-b:30001   k:1a2b3c   created   unchanged   wrong key\n"
        "\n"
        "CONTEXT   OBJECT                                 RESULT\n"
        "hub       Secret coroot/remote-coroot-clusters   created\n");
  CHECK(exit_code_of_links(outcomes_of(report)) == ExitCode::partial);
}

TEST_CASE("members whose data are not there yet are exit 8, a broken hub is its own code") {
  ops::LinkReport report;
  report.members = {member("prod-a", hub::MemberState::ok), member("prod-b", hub::MemberState::no_telemetry)};
  CHECK(exit_code_of_links(outcomes_of(report)) == ExitCode::no_data);
  report.members[1] = member("prod-b", hub::MemberState::ok);
  CHECK(exit_code_of_links(outcomes_of(report)) == ExitCode::ok);
  report.error = Error{ErrorKind::timeout, "the hub does not run", {}, {}};
  CHECK(exit_code_of_links(outcomes_of(report)) == ExitCode::timeout);
}

TEST_CASE("status is clusters, what does not run, and links with the age of their data") {
  ops::StatusReport report;
  ops::ClusterStatus hub{
      .context = "hub", .version = "v1.34.1", .role = deploy::Role::hub, .resource = "coroot/coroot"};
  hub.components = {component("coroot", 1, 1, ""), component("node-agent", 0, 2, "pods are forbidden")};
  hub.projects = {{"prod-a", "remote", {}}, {"prod-global", "aggregate", {"prod-a"}}};
  ops::ClusterStatus dead{.context = "dead"};
  dead.error = Error{ErrorKind::unreachable, "connection refused", {}, {}};
  report.clusters = {hub, dead};
  ops::LinkStatus link{.project = "prod-a",
                       .url = "https://a:30001",
                       .context = "a",
                       .hub_fingerprint = "k:11",
                       .member_fingerprint = "k:11"};
  link.health = {"prod-a", hub::MemberState::ok, 1'700'000'000'000, 3, ""};
  report.links = {link};
  CHECK(status_text(report, 1'700'000'012'000, false, Style{}, 0) ==
        "CONTEXT   VERSION   COROOT   RESOURCE        COMPONENTS   PROJECTS             STATE\n"
        "hub       v1.34.1   hub      coroot/coroot   1/2          prod-a,prod-global   not ready\n"
        "dead      -         -        -               -            -                    unreachable\n"
        "\n"
        "CONTEXT   COMPONENT    READY   STATE\n"
        "hub       node-agent   0/2     waiting: pods are forbidden\n"
        "\n"
        "MEMBER   CONTEXT   URL               KEY      AGENTS   LAST DATA   LINK\n"
        "prod-a   a         https://a:30001   k:11 =   3        12s ago     ok\n");
  CHECK(exit_code_of_links(outcomes_of(report)) == ExitCode::partial);
  report.clusters = {dead};
  report.links.clear();
  CHECK(exit_code_of_links(outcomes_of(report)) == ExitCode::unreachable);
}

TEST_CASE("a hub's key that may not be read is neither missing nor different") {
  ops::LinkStatus link{.project = "prod-a", .url = "https://a:30001", .key_gap = "no", .member_fingerprint = "k:22"};
  link.health = {"prod-a", hub::MemberState::ok, 1'700'000'000'000, 3, ""};
  ops::StatusReport report;
  report.links = {link};
  CHECK_FALSE(outcomes_of(report).at(0).has_value());
  CHECK(status_text(report, 1'700'000'012'000, false, Style{}, 0)
            .ends_with("MEMBER   CONTEXT   URL               KEY        AGENTS   LAST DATA   LINK\n"
                       "prod-a   -         https://a:30001   not read   3        12s ago     ok\n"));
  const auto value = status_value(report);
  CHECK(value["links"][std::size_t{0}]["hub_fingerprint"].is_null());
  CHECK(value["links"][std::size_t{0}]["key_gap"] == document::Value("no"));
  CHECK(value["links"][std::size_t{0}]["same_key"].is_null());
}

TEST_CASE("a key that differs from the member's is an error with the way out") {
  ops::StatusReport report;
  ops::LinkStatus link{.project = "prod-a",
                       .url = "https://a:30001",
                       .context = "a",
                       .hub_fingerprint = "k:11",
                       .member_fingerprint = "k:22"};
  link.health = {"prod-a", hub::MemberState::wrong_key, std::nullopt, 0, "401"};
  report.links = {link};
  const auto outcomes = outcomes_of(report);
  REQUIRE(outcomes.size() == 1);
  REQUIRE(outcomes[0].has_value());
  CHECK(describe(*outcomes[0]) == "member prod-a: the hub's copy of the key is not the member's key");
  CHECK(outcomes[0]->hint == "Run link-clusters again: it copies the key anew.");
  CHECK(status_value(report)["links"].as_list()[0]["same_key"] == document::Value(false));
}

}  // namespace corootctl::tests::cli_views
