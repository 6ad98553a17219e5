#include "render/kustomize.hpp"

#include "base/text.hpp"
#include "render/common.hpp"
#include "render/readme.hpp"

namespace corootctl::render {
namespace {

using document::List;
using document::Object;
using document::Value;

Value helm_chart(const Chart& chart, const std::string& namespace_name) {
  Object out{{"name", chart.name}, {"repo", chart.repository}};
  if (chart.version != "*") out.set("version", chart.version);
  out.set("releaseName", chart.release);
  out.set("namespace", namespace_name);
  if (!chart.values.is_null()) out.set("valuesInline", chart.values);
  return out;
}

/// `namespace` also for what the chart leaves without one (gitops 20).
File operator_kustomization(const Part& part, const std::string& folder) {
  const auto space = coroot_namespace_of(part);
  Object out{{"apiVersion", "kustomize.config.k8s.io/v1beta1"}, {"kind", "Kustomization"}, {"namespace", space}};
  List resources{"namespace.yaml"};
  if (!part.manifests.empty()) resources.emplace_back("operator.yaml");
  out.set("resources", std::move(resources));
  if (part.chart) out.set("helmCharts", List{helm_chart(*part.chart, space)});
  return yaml_file(folder + "/kustomization.yaml", {out});
}

void add_cluster(Tree& out, const Part& part, const Settings& settings) {
  const auto& name = part.cluster.name;
  out.push_back(operator_kustomization(part, name + "/operator"));
  out.push_back(yaml_file(name + "/operator/namespace.yaml", {part.space}));
  if (!part.manifests.empty()) out.push_back(yaml_file(name + "/operator/operator.yaml", part.manifests));
  add_secrets_folder(out, part, settings, name + "/secrets");
  out.push_back(kustomization_file(name + "/coroot", {"coroot.yaml"}));
  out.push_back(yaml_file(name + "/coroot/coroot.yaml", {part.resource}));
}

std::string build_and_apply(const Part& part, const std::string& folder, const char* flag = "") {
  return fmt::format("kustomize build {}{}/{} | {} apply --server-side -f -\n", flag, part.cluster.name, folder,
                     kubectl_for(part));
}

std::string build_commands(const Part& part, const Settings& settings) {
  auto out = build_and_apply(part, "operator", part.chart ? "--enable-helm " : "");
  out += definition_wait(part);
  const bool is_external = settings.secrets == Secrets::external;
  if (has_secrets_step(part, settings)) out += build_and_apply(part, "secrets");
  if (is_external) out += secrets_wait(part);
  return out + build_and_apply(part, "coroot");
}

}  // namespace

Tree kustomize_tree(const std::vector<Part>& parts, const Settings& settings) {
  Tree out;
  std::string readme = "# Coroot on several clusters\n\n";
  readme += clusters_section(parts, "Folders for kustomize, one for each cluster, in the order of this table.");
  readme += "## Commands\n\nFrom this folder, cluster by cluster; running them again changes nothing.\n\n";
  for (const auto& part : parts) {
    add_cluster(out, part, settings);
    readme += fmt::format("{}:\n\n```console\n{}```\n\n", part.cluster.name, build_commands(part, settings));
  }
  readme += keys_section(parts, settings, std::string("{name}/secrets/") + sealed_file);
  out.push_back(markdown_file("README.md", std::string(trim(readme)) + "\n"));
  return out;
}

}  // namespace corootctl::render
