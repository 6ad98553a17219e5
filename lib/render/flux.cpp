#include "render/flux.hpp"

#include "base/text.hpp"
#include "document/yaml.hpp"
#include "render/common.hpp"
#include "render/readme.hpp"

namespace corootctl::render {
namespace {

using document::List;
using document::Object;
using document::Value;

constexpr auto keep_in_flux = "kustomize.toolkit.fluxcd.io/prune";

std::string flux_namespace(const Settings& settings) {
  return settings.engine_namespace.empty() ? "flux-system" : settings.engine_namespace;
}

Value helm_repository(const Chart& chart, const std::string& namespace_name) {
  Object spec{{"interval", "1h"}, {"provider", "generic"}};
  if (chart.is_oci()) spec.set("type", "oci");
  spec.set("url", chart.repository);
  return Object{{"apiVersion", "source.toolkit.fluxcd.io/v1"},
                {"kind", "HelmRepository"},
                {"metadata", Object{{"name", "coroot"}, {"namespace", namespace_name}}},
                {"spec", std::move(spec)}};
}

/// helm deletes the definition, and with it every Coroot, when its release goes (gitops 4, 5).
Value keep_definition() {
  const Value patch = Object{{"apiVersion", "apiextensions.k8s.io/v1"},
                             {"kind", "CustomResourceDefinition"},
                             {"metadata", Object{{"name", "coroots.coroot.com"},
                                                 {"annotations", Object{{"helm.sh/resource-policy", "keep"}}}}}};
  const Object target{{"kind", "CustomResourceDefinition"}, {"name", "coroots.coroot.com"}};
  return Object{
      {"kustomize", Object{{"patches", List{Object{{"target", target}, {"patch", document::to_yaml(patch)}}}}}}};
}

Value helm_release(const Chart& chart, const std::string& namespace_name) {
  const Object source{{"kind", "HelmRepository"}, {"name", "coroot"}, {"namespace", namespace_name}};
  const Object wanted{
      {"chart", chart.name}, {"version", chart.version}, {"reconcileStrategy", "ChartVersion"}, {"sourceRef", source}};
  Object spec{{"interval", "1h"},
              {"releaseName", chart.release},
              {"targetNamespace", namespace_name},
              {"storageNamespace", namespace_name},
              {"chart", Object{{"spec", wanted}}},
              {"install", Object{{"remediation", Object{{"retries", 3}}}}},
              {"upgrade", Object{{"remediation", Object{{"retries", 3}}}}},
              {"driftDetection", Object{{"mode", "warn"}}},
              {"postRenderers", List{keep_definition()}}};
  if (!chart.values.is_null()) spec.set("values", chart.values);
  return Object{{"apiVersion", "helm.toolkit.fluxcd.io/v2"},
                {"kind", "HelmRelease"},
                {"metadata", Object{{"name", chart.release}, {"namespace", namespace_name}}},
                {"spec", std::move(spec)}};
}

/// A Coroot has no conditions, so Flux would take it for ready at once; with agents alone it never gets a status
/// (operator 13, gitops 11).
Value health_of_coroot() {
  return Object{{"apiVersion", "coroot.com/v1"},
                {"kind", "Coroot"},
                {"failed", "status.status == 'Misconfigured'"},
                {"current", "status.status == 'OK'"}};
}

/// One step of a cluster: a folder that is applied and waited for, after the steps in `after`.
struct FluxStep {
  std::string name{};
  std::string folder{};
  std::vector<std::string> after{};
  bool checks_health = false;
};

Value flux_kustomization(const FluxStep& step, const Settings& settings) {
  const auto space = flux_namespace(settings);
  Object spec{{"interval", "10m"},
              {"retryInterval", "1m"},
              {"timeout", "10m"},
              {"path", settings.path == "." ? "./" + step.folder : "./" + settings.path + "/" + step.folder},
              {"sourceRef", Object{{"kind", "GitRepository"}, {"name", space}}},
              {"prune", false},
              {"deletionPolicy", "Orphan"},
              {"force", false},
              {"wait", true}};
  if (!step.after.empty()) {
    List after;
    for (const auto& name : step.after) after.push_back(Object{{"name", name}});
    spec.set("dependsOn", std::move(after));
  }
  if (step.checks_health) spec.set("healthCheckExprs", List{health_of_coroot()});
  return Object{{"apiVersion", "kustomize.toolkit.fluxcd.io/v1"},
                {"kind", "Kustomization"},
                {"metadata", Object{{"name", step.name}, {"namespace", space}}},
                {"spec", std::move(spec)}};
}

/// A Kustomization can wait for Kustomizations only, so the operator has one of its own (gitops 10).
std::vector<Value> flux_steps(const Part& part, const Settings& settings) {
  const auto folder = "coroot/" + part.cluster.name;
  std::vector<Value> out{flux_kustomization({"coroot-operator", folder + "/operator", {}, false}, settings)};
  std::vector<std::string> after{"coroot-operator"};
  if (has_secrets_step(part, settings)) {
    out.push_back(flux_kustomization({"coroot-secrets", folder + "/secrets", after, false}, settings));
    after = {"coroot-secrets"};
  }
  const bool has_status = part.is_hub || part.cluster.topology == fleetfile::Topology::remote;
  out.push_back(flux_kustomization({"coroot", folder + "/resource", after, has_status}, settings));
  return out;
}

Value kept_namespace(const Part& part) {
  auto out = part.space;
  out.make({"metadata", "annotations", keep_in_flux}) = "disabled";
  return out;
}

void add_flux_operator(Tree& out, const Part& part, const std::string& folder) {
  std::vector<std::string> files{"namespace.yaml"};
  out.push_back(yaml_file(folder + "/namespace.yaml", {kept_namespace(part)}));
  if (part.chart) {
    const auto space = coroot_namespace_of(part);
    files.emplace_back("release.yaml");
    out.push_back(
        yaml_file(folder + "/release.yaml", {helm_repository(*part.chart, space), helm_release(*part.chart, space)}));
  } else if (!part.manifests.empty()) {
    files.emplace_back("operator.yaml");
    out.push_back(
        yaml_file(folder + "/operator.yaml", with_definition_annotation(part.manifests, keep_in_flux, "disabled")));
  }
  out.push_back(kustomization_file(folder, files));
}

void add_flux_cluster(Tree& out, const Part& part, const Settings& settings) {
  const auto folder = "coroot/" + part.cluster.name;
  out.push_back(yaml_file("clusters/" + part.cluster.name + "/coroot.yaml", flux_steps(part, settings)));
  add_flux_operator(out, part, folder + "/operator");
  add_secrets_folder(out, part, settings, folder + "/secrets");
  out.push_back(kustomization_file(folder + "/resource", {"coroot.yaml"}));
  out.push_back(yaml_file(folder + "/resource/coroot.yaml", {part.resource}));
}

std::string flux_readme(const std::vector<Part>& parts, const Settings& settings) {
  auto out = "# Coroot on several clusters, by Flux\n\n" +
             clusters_section(parts,
                              "Every cluster has its own Flux, which reads `clusters/NAME` of this tree; "
                              "`coroot/NAME` is what that brings.");
  out += fmt::format(
      "## Commands\n\nThe Flux of each cluster follows the repository that has this tree in {}, as "
      "GitRepository {}/{}:\n\n```console\nflux bootstrap git --context CONTEXT --url URL --path {}\n```\n\n"
      "Nothing is pruned: what leaves git, or a Kustomization that is deleted, leaves Coroot where it is.\n\n",
      place_text(settings), flux_namespace(settings), flux_namespace(settings),
      settings.path == "." ? "clusters/NAME" : settings.path + "/clusters/NAME");
  out += keys_section(parts, settings, std::string("coroot/{name}/secrets/") + sealed_file);
  return std::string(trim(out)) + "\n";
}

}  // namespace

Result<Tree> flux_tree(const std::vector<Part>& parts, const Settings& settings) {
  CTL_RUN(check_object_names(parts));
  Tree out;
  for (const auto& part : parts) add_flux_cluster(out, part, settings);
  out.push_back(markdown_file("README.md", flux_readme(parts, settings)));
  return out;
}

}  // namespace corootctl::render
