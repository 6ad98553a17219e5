#include <doctest/doctest.h>

#include "base/files.hpp"
#include "document/yaml.hpp"
#include "render/render.hpp"
#include "support/golden.hpp"
#include "support/temporary_directory.hpp"

namespace corootctl::tests::render_trees {

using fleetfile::Cluster;
using fleetfile::Fleet;
using render::Form;
using render::Secrets;
using render::Settings;

namespace {

Cluster cluster(const std::string& name) {
  Cluster out;
  out.name = out.context = out.project = name;
  out.url = "https://coroot-" + name + ".example.com";
  out.operator_source.chart_version = "0.9.4";
  return out;
}

/// A hub, one member that it reads, and one that pushes to it.
Fleet both_topologies() {
  Fleet out;
  out.hub = cluster("prod-c");
  out.members = {cluster("edge"), cluster("prod-a")};
  out.members[0].topology = fleetfile::Topology::agents;
  out.members[0].url.clear();
  out.members[0].labels = {{"argocd", "edge-01"}};
  out.aggregates = {{"prod-global", {"edge", "prod-a", "prod-c"}}};
  return out;
}

Settings settings_for(Form form, Secrets secrets) {
  Settings out;
  out.form = form;
  out.secrets = secrets;
  return out;
}

/// Every file with its path before it.
std::string text_of(const render::Tree& tree) {
  std::string out;
  for (const auto& file : tree) out += "==> " + file.path + " <==\n" + file.text;
  return out;
}

std::string tree_text(const Fleet& fleet, const Settings& settings, const std::vector<std::string>& only = {}) {
  const auto out = render::render_fleet(fleet, only, settings);
  return out ? text_of(out->tree) : describe(out.error()) + "\n" + out.error().hint + "\n";
}

std::string paths(const Fleet& fleet, const Settings& settings, const std::vector<std::string>& only = {}) {
  std::string out;
  const auto rendered = render::render_fleet(fleet, only, settings).value();
  for (const auto& file : rendered.tree) out += file.path + "\n";
  return out;
}

/// The text of one file of the tree.
std::string file_text(const Fleet& fleet, const Settings& settings, const std::string& path) {
  const auto out = render::render_fleet(fleet, {}, settings).value();
  for (const auto& file : out.tree) {
    if (file.path == path) return file.text;
  }
  return "no such file";
}

constexpr auto operator_manifests = R"(apiVersion: v1
kind: ServiceAccount
metadata: {name: coroot-operator}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: coroots.coroot.com}
)";

}  // namespace

TEST_CASE("render: plain manifests have a folder for each step, and commands that copy the keys (gitops 1-3)") {
  const auto text = tree_text(both_topologies(), settings_for(Form::plain, Secrets::reference));
  CHECK(text == support::golden("render/plain.txt", text));
}

TEST_CASE("render: a kustomize tree, with keys out of a store (gitops 16-18, 20)") {
  auto fleet = both_topologies();
  fleet.members[1].operator_source.chart = "oci://registry.example.com/charts/coroot-operator";
  const auto text = tree_text(fleet, settings_for(Form::kustomize, Secrets::external));
  CHECK(text == support::golden("render/kustomize.txt", text));
}

TEST_CASE("render: Argo CD gets Applications that delete nothing, with keys that people seal (gitops 6-9, 13, 19)") {
  auto settings = settings_for(Form::argocd, Secrets::sealed);
  settings.repo_url = "https://git.example.com/fleet.git";
  settings.path = "coroot";
  const auto text = tree_text(both_topologies(), settings);
  CHECK(text == support::golden("render/argocd.txt", text));
}

TEST_CASE(
    "render: Flux gets Kustomizations that wait for one another and keep the definition (gitops 4, 5, 10, 11, 14, 15, "
    "22)") {
  const auto text = tree_text(both_topologies(), settings_for(Form::flux, Secrets::external));
  CHECK(text == support::golden("render/flux.txt", text));
}

TEST_CASE("render: the same fleet gives the same bytes") {
  const auto settings = settings_for(Form::flux, Secrets::reference);
  CHECK(tree_text(both_topologies(), settings) == tree_text(both_topologies(), settings));
}

TEST_CASE("render: files of chosen members only, though the hub has all of them") {
  const auto settings = settings_for(Form::plain, Secrets::reference);
  CHECK(paths(both_topologies(), settings, {"edge"}) ==
        "README.md\nedge/1-operator/namespace.yaml\nedge/3-coroot/coroot.yaml\n");
}

TEST_CASE("render: operator manifests go into the tree with a namespace, definition first, kept by each engine") {
  const auto directory = TemporaryDirectory::create().value();
  REQUIRE(write_file_atomically(directory.path() + "/operator.yaml", operator_manifests, 0600));
  auto fleet = both_topologies();
  fleet.members.clear();
  fleet.hub.operator_source.manifests_file = directory.path() + "/operator.yaml";
  const auto plain = file_text(fleet, settings_for(Form::plain, Secrets::reference), "prod-c/1-operator/operator.yaml");
  CHECK(plain == R"(# Made by corootctl render; edit the fleet file instead.
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: coroots.coroot.com
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: coroot-operator
  namespace: coroot
)");
  auto argocd = settings_for(Form::argocd, Secrets::reference);
  argocd.repo_url = "https://git.example.com/fleet.git";
  CHECK(file_text(fleet, argocd, "clusters/prod-c/operator/operator.yaml")
            .find("argocd.argoproj.io/sync-options: Replace=true,Prune=false,Delete=false") != std::string::npos);
  CHECK(file_text(fleet, settings_for(Form::flux, Secrets::reference), "coroot/prod-c/operator/operator.yaml")
            .find("kustomize.toolkit.fluxcd.io/prune: disabled") != std::string::npos);
}

TEST_CASE("render: values files of the chart become values of the release, with numbers as people write them") {
  const auto directory = TemporaryDirectory::create().value();
  REQUIRE(write_file_atomically(directory.path() + "/a.yaml", "replicas: 2\nimage: {tag: \"1.10\"}\n", 0600));
  REQUIRE(write_file_atomically(directory.path() + "/b.yaml", "limits: [0.5, 1]\n", 0600));
  auto fleet = both_topologies();
  fleet.hub.operator_source.helm_values = {directory.path() + "/a.yaml", directory.path() + "/b.yaml"};
  const auto text = file_text(fleet, settings_for(Form::plain, Secrets::reference), "prod-c/1-operator/values.yaml");
  CHECK(text ==
        "# Made by corootctl render; edit the fleet file instead.\n"
        "replicas: 2\nimage:\n  tag: \"1.10\"\nlimits:\n  - 0.5\n  - 1\n");
}

TEST_CASE("render: where another brings the operator, no form does") {
  auto fleet = both_topologies();
  for (auto& member : fleet.members) member.brings_operator = false;
  fleet.hub.brings_operator = false;
  for (const auto form : {Form::plain, Form::kustomize, Form::argocd, Form::flux}) {
    auto settings = settings_for(form, Secrets::reference);
    settings.repo_url = "https://git.example.com/fleet.git";
    const auto text = tree_text(fleet, settings);
    for (const auto* part : {"helm-charts", "HelmRelease", "helm --kube-context", "coroot-operator-prod-a"})
      CHECK(text.find(part) == std::string::npos);
  }
}

TEST_CASE("render: a chart on this machine's disk is refused, since no engine can read it") {
  auto fleet = both_topologies();
  fleet.members[1].operator_source.chart = "./charts/coroot-operator";
  CHECK(tree_text(fleet, settings_for(Form::flux, Secrets::reference)) ==
        "cluster prod-a: the operator's chart ./charts/coroot-operator is a path, which no engine can read\n"
        "Name a chart of a repository or an oci:// reference, or use the operator's manifests.\n");
}

TEST_CASE("render: the destination in Argo CD is made of names and labels (gitops 13)") {
  auto settings = settings_for(Form::argocd, Secrets::reference);
  CHECK(tree_text(both_topologies(), settings) ==
        "Argo CD reads the tree from git\nAdd --repo-url, the git repository that the tree is pushed to.\n");
  settings.repo_url = "https://git.example.com/fleet.git";
  settings.destination = "{label.argocd}";
  CHECK(tree_text(both_topologies(), settings) ==
        "--destination: prod-a has no label argocd\nAdd the label to it in the fleet file.\n");
  settings.destination = "{nme}";
  CHECK(tree_text(both_topologies(), settings) ==
        "--destination: unknown word {nme}\nUse {name}, {context}, {project} or {label.KEY}.\n");
  settings.destination = "eu/{name}";
  CHECK(file_text(both_topologies(), settings, "argocd/edge.yaml").find("name: eu/edge\n") != std::string::npos);
}

TEST_CASE("render: names become names of Kubernetes, unless two become the same (gitops 12)") {
  auto fleet = both_topologies();
  fleet.members[0].name = "Edge_1";
  auto settings = settings_for(Form::argocd, Secrets::reference);
  settings.repo_url = "https://git.example.com/fleet.git";
  CHECK(file_text(fleet, settings, "argocd/Edge_1.yaml").find("name: coroot-edge-1\n") != std::string::npos);
  fleet.members[1].name = "edge-1";
  CHECK(tree_text(fleet, settings) ==
        "edge-1 and Edge_1 would both be edge-1 as names of Kubernetes\nName one of them otherwise.\n");
}

TEST_CASE("render: a chart without a version is the newest, and that is said") {
  auto fleet = both_topologies();
  fleet.members[1].operator_source.chart_version.clear();
  const auto out = render::render_fleet(fleet, {}, settings_for(Form::flux, Secrets::reference)).value();
  CHECK(out.warnings == std::vector<std::string>{"no version of the operator's chart is named for prod-a: engines take "
                                                 "the newest, without a review"});
}

TEST_CASE("render: words that only YAML 1.1 reads otherwise stay words (gitops 21)") {
  auto fleet = both_topologies();
  fleet.members[1].project = "012";
  const auto text = file_text(fleet, settings_for(Form::plain, Secrets::external), "prod-c/3-coroot/coroot.yaml");
  CHECK(text.find("- name: \"012\"\n") != std::string::npos);
  CHECK(text.find("key: \"012\"\n") != std::string::npos);
}

namespace {

/// With a key for each thing that two clusters need, and one that the operator would make.
Settings emitting(Form form) {
  auto out = settings_for(form, Secrets::emitted);
  out.repo_url = "https://git.example.com/fleet.git";
  out.keys[{"prod-a", "multi-cluster-api-key"}] = SecretString("key-that-reads-prod-a");
  out.keys[{"prod-a", "agent-api-key"}] = SecretString("key-of-agents-of-prod-a");
  out.keys[{"edge", "agent-api-key"}] = SecretString("key-of-agents-of-edge");
  return out;
}

}  // namespace

TEST_CASE("render: Secrets with keys that were given, the same in both clusters that need them (gitops 18)") {
  const auto rendered = render::render_fleet(both_topologies(), {}, emitting(Form::plain));
  REQUIRE(rendered);
  std::string text;
  for (const auto& file : rendered->tree) {
    if (file.is_secret) text += "==> " + file.path + " <==\n" + file.text;
  }
  CHECK(text == support::golden("render/emitted.txt", text));
}

TEST_CASE("render: each form has given keys in a step before the resource, and its README says what they are") {
  CHECK(paths(both_topologies(), emitting(Form::kustomize), {"edge"}) ==
        "README.md\nedge/coroot/coroot.yaml\nedge/coroot/kustomization.yaml\nedge/operator/kustomization.yaml\n"
        "edge/operator/namespace.yaml\nedge/secrets/kustomization.yaml\nedge/secrets/secrets.yaml\n");
  CHECK(file_text(both_topologies(), emitting(Form::argocd), "clusters/edge/coroot/kustomization.yaml") ==
        R"(# Made by corootctl render; edit the fleet file instead.
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - secrets.yaml
  - coroot.yaml
)");
  CHECK(file_text(both_topologies(), emitting(Form::argocd), "clusters/edge/coroot/secrets.yaml")
            .find("argocd.argoproj.io/sync-wave: \"-1\"") != std::string::npos);
  CHECK(file_text(both_topologies(), emitting(Form::flux), "clusters/edge/coroot.yaml").find("name: coroot-secrets") !=
        std::string::npos);
  const auto readme = file_text(both_topologies(), emitting(Form::plain), "README.md");
  CHECK(readme.find("No file here holds a key") == std::string::npos);
  CHECK(readme.find("kubectl --context edge apply --server-side -f edge/2-secrets\n") != std::string::npos);
  CHECK(readme.substr(readme.find("## Keys")) ==
        "## Keys\n\n**The files `secrets.yaml` hold keys that anybody can read: keep them out of git, or encrypt "
        "them.** What they leave out the operator makes.\n");
}

TEST_CASE("render: keys that two clusters need have to be given, those of the chosen members alone") {
  auto settings = emitting(Form::plain);
  settings.keys.clear();
  CHECK(tree_text(both_topologies(), settings) ==
        "keys are not given: edge agent-api-key, prod-a multi-cluster-api-key\n"
        "Add them: those of the clusters, or 32 letters and digits for a new one.\n");
  settings.keys[{"edge", "agent-api-key"}] = SecretString("key-of-agents-of-edge");
  CHECK(paths(both_topologies(), settings, {"edge"}) ==
        "README.md\nedge/1-operator/namespace.yaml\nedge/2-secrets/secrets.yaml\nedge/3-coroot/coroot.yaml\n");
}

TEST_CASE("render: a Secret of which no key is given is left to the operator") {
  auto fleet = both_topologies();
  fleet.members.clear();
  CHECK(paths(fleet, emitting(Form::plain)) ==
        "README.md\nprod-c/1-operator/namespace.yaml\nprod-c/3-coroot/coroot.yaml\n");
}

}  // namespace corootctl::tests::render_trees
