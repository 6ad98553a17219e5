/// Fleet files on the command line: whose clusters they are, and what is refused before anything is contacted.
#include <sys/stat.h>

#include <algorithm>
#include <functional>

#include "base/files.hpp"
#include "cli/commands/check/flags.hpp"
#include "cli/commands/install/flags.hpp"
#include "cli/commands/link_clusters/flags.hpp"
#include "cli/shared/fleet.hpp"
#include "cli/shared/hub.hpp"
#include "cli/shared/view.hpp"
#include "support/temporary_directory.hpp"
#include "unit/cli/stage.hpp"

namespace corootctl::tests::cli_fleet {

using namespace corootctl::cli;
using namespace corootctl::cli::test;

namespace {

constexpr const char* kubeconfig_text =
    "clusters:\n- {name: a, cluster: {server: 'https://a:6443'}}\n- {name: b, cluster: {server: 'https://b:6443'}}\n"
    "- {name: c, cluster: {server: 'https://c:6443'}}\nusers:\n- {name: u, user: {token: hunter2}}\n"
    "contexts:\n- {name: prod-a, context: {cluster: a, user: u}}\n- {name: prod-b, context: {cluster: b, user: u}}\n"
    "- {name: hub, context: {cluster: c, user: u}}\n";

constexpr const char* fleet_text =
    "apiVersion: corootctl.coroot.com/v1\nkind: Fleet\nnamespace: monitoring\n"
    "defaults: {operator: {version: '0.9.3'}}\n"
    "hub: {context: hub, project: central, url: 'https://coroot.example.com'}\n"
    "members:\n"
    "- {name: prod-a, labels: {env: prod}, exposure: {nodePort: 30001}, metricResolution: 30s}\n"
    "- {name: prod-b, kubeconfig: other, safety: readonly, operator: {install: false, version: null}}\n"
    "- {name: edge, topology: agents}\n"
    "aggregates:\n- {name: global, members: [prod-a, prod-b]}\n- {name: all-of-them}\n";

/// A folder with a fleet file and two kubeconfigs.
struct Place {
  TemporaryDirectory directory = std::move(*TemporaryDirectory::create());
  Stage stage{};
  Globals globals{};
  Talk talk{stage.err, stage.clock, {}};
  Env env{.surface = stage.surface, .globals = globals, .talk = talk};
  std::string file = write("corootctl.yaml", fleet_text);

  Place() {
    globals.kubeconfig = write("config", kubeconfig_text);
    write("other", kubeconfig_text);
  }
  std::string write(const std::string& name, const std::string& text) const {
    const auto path = directory.path() + "/" + name;
    REQUIRE(write_file_atomically(path, text, 0600).has_value());
    return path;
  }
  int run(std::vector<std::string> args) {
    args.insert(args.end(), {"--kubeconfig", globals.kubeconfig});
    return stage.run(args);
  }
};

std::vector<std::string> contexts_of(const std::vector<ops::InstallTarget>& targets) {
  std::vector<std::string> out;
  for (const auto& target : targets) out.push_back(target.cluster.context);
  return out;
}

}  // namespace

TEST_CASE("contexts --fleet shows the hub and the members, --member some of them") {
  Place place;
  CHECK(place.run({"contexts", "--no-contact", "-o", "name", "--fleet", place.file, "--member", "env=prod"}) == 0);
  CHECK(place.stage.out.text == "prod-a\n");
}

TEST_CASE("clusters with a kubeconfig of their own go by their names, since their contexts may be alike") {
  Place place;
  const auto file = place.write("two.yaml",
                                "apiVersion: corootctl.coroot.com/v1\nkind: Fleet\nnamespace: monitoring\n"
                                "hub: {context: hub}\nmembers:\n"
                                "- {name: first, context: prod-a, kubeconfig: config}\n"
                                "- {name: second, context: prod-a, kubeconfig: other}\n");
  const auto fleet = load_fleet({file, {}}, place.env);
  REQUIRE_MESSAGE(fleet, (fleet ? "" : fleet.error().what));
  const auto clusters = clusters_of(fleet->members, place.env);
  REQUIRE(clusters);
  CHECK(clusters->at(0).context == "first");
  CHECK(clusters->at(1).context == "second");
  CHECK(clusters->at(1).connection.context == "prod-a");
  CHECK(clusters->at(1).connection.namespace_name == "monitoring");
  CHECK(cluster_of(fleet->hub, place.env)->context == "hub");
}

TEST_CASE("hub verbs take hub, namespace and the first aggregate from the fleet file") {
  Place place;
  const auto hub = choose_hub({.fleet = {place.file, {}}}, place.env);
  REQUIRE(hub);
  CHECK(hub->access.hub->context == "hub");
  CHECK(hub->access.namespace_name == "monitoring");
  CHECK(hub->project == "global");
  CHECK(hub->members.empty());
  CHECK(choose_hub({.project = "all-of-them", .fleet = {place.file, {}}}, place.env)->project == "all-of-them");
  CHECK(choose_hub({.fleet = {place.file, {"prod-a"}}}, place.env)->members.size() == 1);
}

TEST_CASE("--member of a fleet file chooses the clusters whose apps are shown, beside those that were typed") {
  Place place;
  const auto filter = filter_of({.fleet = {place.file, {"env=prod"}}}, {.clusters = {"edge"}}, place.env);
  REQUIRE(filter);
  CHECK(filter->clusters == std::vector<std::string>{"edge", "prod-a"});
}

TEST_CASE("install --fleet gives each member its own settings, and the hub its operator") {
  Place place;
  InstallOptions options;
  options.fleet.file = place.file;
  const auto request = install_request(options, place.env);
  REQUIRE_MESSAGE(request, (request ? "" : request.error().what));
  CHECK(request->namespace_name == "monitoring");
  CHECK(contexts_of(request->targets) == std::vector<std::string>{"prod-a", "hub"});
  const auto& member = *request->targets[0].own;
  CHECK(request->targets[0].project == "prod-a");
  CHECK(member.settings.node_port == 30001);
  CHECK(member.operator_source.chart_version == "0.9.3");
  CHECK(member.kubeconfig == place.globals.kubeconfig);
  CHECK(request->targets[1].own->operator_only);
  CHECK(place.stage.err.text ==
        "corootctl: warning: prod-b is left out: it is readonly in the fleet file\n"
        "corootctl: warning: edge is left out: it has topology agents: `corootctl apply` brings its agents\n");
}

TEST_CASE("a fleet file's hub is the one that is probed from, in its namespace, and its pod gets the time it needs") {
  Place place;
  CheckOptions options;
  options.fleet = {place.file, {"prod-a"}};
  options.probe_image = "registry.example.com/curl:8";
  options.probes = true;
  const auto survey = survey_request(options, checks::When::check, place.env);
  REQUIRE_MESSAGE(survey, (survey ? "" : survey.error().what));
  CHECK(survey->namespace_name == "monitoring");
  CHECK(survey->is_to_probe);
  const auto probe = probe_request(options, *survey, place.env);
  REQUIRE_MESSAGE(probe, (probe ? "" : probe.error().what));
  REQUIRE(probe->has_value());
  CHECK((*probe)->hub.context == "hub");
  CHECK((*probe)->image == "registry.example.com/curl:8");
  CHECK((*probe)->limit == std::chrono::minutes(1));
}

TEST_CASE("no Job goes into a hub that the fleet file calls readonly: refused before anything is contacted") {
  Place place;
  const auto file = place.write("readonly.yaml",
                                "apiVersion: corootctl.coroot.com/v1\nkind: Fleet\n"
                                "hub: {context: hub, safety: readonly}\nmembers: [{name: prod-a}]\n");
  for (const std::string verb : {"check", "preflight"}) {
    place.stage.err.text.clear();
    CHECK(place.run({verb, "--fleet", file, "--probe-from-hub"}) == 2);
    CHECK(place.stage.err.text ==
          "corootctl: error: --probe-from-hub: hub is readonly in the fleet file: nothing is written there\n"
          "  hint: Do without the flag, or write safety: normal in the fleet file.\n");
  }
}

TEST_CASE("a readonly member that is named is refused before anything is contacted") {
  Place place;
  CHECK(place.run({"install", "--fleet", place.file, "--member", "prod-b", "--yes"}) == 2);
  CHECK(place.stage.err.text ==
        "corootctl: error: prod-b is readonly in the fleet file: nothing is written there\n"
        "  hint: Leave it out with --member, or write safety: normal in the fleet file.\n");
}

TEST_CASE("link-clusters --fleet links the remote members of one aggregate") {
  Place place;
  LinkOptions options;
  options.fleet_file = place.file;
  const auto request = link_request(options, place.env);
  REQUIRE_MESSAGE(request, (request ? "" : request.error().what));
  CHECK(request->hub.context == "hub");
  CHECK(request->settings.aggregate == "global");
  CHECK(request->settings.hub_project == "central");
  CHECK(request->settings.place.namespace_name == "monitoring");
  REQUIRE(request->members.size() == 2);
  CHECK(request->members[0].project == "prod-a");
  CHECK(request->members[0].metric_resolution == "30s");
  CHECK(request->members[1].metric_resolution.empty());
  options.members = {"env=prod"};
  CHECK(link_request(options, place.env)->members.size() == 1);
  options.members = {};
  options.aggregate = "all-of-them";
  CHECK(link_request(options, place.env).error().what == "edge has topology agents: there is no Coroot to link");
}

TEST_CASE("what the fleet file says already is refused as a flag") {
  Place place;
  const std::vector<std::pair<std::vector<std::string>, std::string>> table{
      {{"status", "--hub", "hub"}, "--fleet and --hub cannot be used together"},
      {{"contexts", "--context", "prod-a"}, "--fleet and --context cannot be used together"},
      {{"apps", "--coroot-url", "https://c"}, "--fleet and --coroot-url cannot be used together"},
      {{"rca", "--contexts-file", "x"}, "--fleet and --contexts-file cannot be used together"},
      {{"install", "--project", "p"}, "--fleet and --project cannot be used together"},
      {{"install", "--node-port", "30001"}, "--fleet cannot be used with flags under \"Coroot resource\""},
      {{"install", "--chart-version", "1"}, "--fleet cannot be used with flags under \"Operator\""},
      {{"link-clusters", "--hub", "hub"}, "--fleet and --hub cannot be used together"},
      {{"link-clusters", "--aggregate", "x"}, "--aggregate: the fleet file has no aggregate x"},
      {{"gate", "--app", "shop", "-n", "coroot"}, "-n coroot: the fleet file says namespace monitoring"},
      {{"status", "--member", "prod-x"}, "--member: the fleet has no member prod-x"},
      {{"status", "--member", "env=test"}, "--member: the fleet has no member env=test"}};
  for (auto [args, message] : table) {
    Place each;
    args.insert(args.end(), {"--fleet", each.file});
    CHECK(each.run(args) == 2);
    CHECK(each.stage.err.text.substr(0, each.stage.err.text.find('\n')) == "corootctl: error: " + message);
  }
}

TEST_CASE("a hub whose kubeconfig entry cannot be used is refused before anything is contacted") {
  for (const std::string verb : {"status", "check", "preflight", "bundle", "apps", "inventory"}) {
    CAPTURE(verb);
    Place place;
    place.write("broken", "clusters: []\nusers: []\ncontexts:\n- {name: hub, context: {cluster: none, user: u}}\n");
    const auto file = place.write("broken.yaml",
                                  "apiVersion: corootctl.coroot.com/v1\nkind: Fleet\n"
                                  "hub: {context: hub, kubeconfig: broken}\nmembers: [{name: prod-a}]\n");
    CHECK(place.run({verb, "--fleet", file}) == 1);
    CHECK(place.stage.err.text == "corootctl: error: --fleet: context hub (in " + place.directory.path() +
                                      "/broken) names the cluster none, which does not exist\n"
                                      "  hint: There are no clusters.\n");
  }
}

TEST_CASE("--member without --fleet says what it needs") {
  for (const std::string verb : {"contexts", "status", "apps", "topology", "incidents", "inventory", "rca", "install",
                                 "check", "preflight", "bundle"}) {
    Place place;
    CHECK(place.run({verb, "--member", "prod-a"}) == 2);
    CHECK(place.stage.err.text ==
          "corootctl: error: --member chooses among the members of a fleet file\n  hint: Add --fleet FILE.\n");
  }
}

TEST_CASE("completion knows the fleet file's members and their labels, also while it has mistakes") {
  Place place;
  place.write("corootctl.yaml", std::string(fleet_text) + "frob: 1\n");
  CHECK(place.stage.run({"__completeNoDesc", "status", "--fleet", place.file, "--member", ""}) == 0);
  CHECK(place.stage.out.text == "prod-a\nprod-b\nedge\nenv=prod\n:4\n");
}

TEST_CASE("what is unsafe in the kubeconfig of a fleet is said once") {
  Place place;
  REQUIRE(::chmod(place.globals.kubeconfig.c_str(), 0644) == 0);
  LinkOptions options;
  options.fleet_file = place.file;
  options.members = {"env=prod"};
  REQUIRE(link_request(options, place.env));
  const auto& said = place.stage.err.text;
  CHECK(std::count(said.begin(), said.end(), '\n') == 1);
}

}  // namespace corootctl::tests::cli_fleet
