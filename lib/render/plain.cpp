#include "render/plain.hpp"

#include "base/text.hpp"
#include "render/common.hpp"
#include "render/readme.hpp"

namespace corootctl::render {
namespace {

using document::Value;

/// What `helm` would be told; for people, since a chart is no manifest.
std::string helm_command(const Part& part) {
  const auto& chart = *part.chart;
  const auto name = chart.is_oci() ? chart.repository + "/" + chart.name : chart.name;
  auto out = fmt::format("helm --kube-context {} upgrade --install {} {} --namespace {}",
                         shell_word(part.cluster.context), chart.release, name, coroot_namespace_of(part));
  if (!chart.is_oci()) out += " --repo " + chart.repository;
  if (chart.version != "*") out += " --version " + shell_word(chart.version);
  if (!chart.values.is_null()) out += fmt::format(" --values {}/1-operator/values.yaml", part.cluster.name);
  return out + "\n";
}

std::string step_command(const Part& part, const std::string& place) {
  return fmt::format("{} apply --server-side -f {}/{}\n", kubectl_for(part), part.cluster.name, place);
}

std::string commands_of(const Part& part, const Settings& settings) {
  const bool is_external = settings.secrets == Secrets::external;
  auto out = step_command(part, "1-operator/namespace.yaml");
  if (part.chart) out += helm_command(part);
  if (!part.manifests.empty()) out += step_command(part, "1-operator/operator.yaml");
  out += definition_wait(part);
  if (has_secrets_step(part, settings)) out += step_command(part, "2-secrets");
  if (is_external) out += secrets_wait(part);
  return out + step_command(part, "3-coroot");
}

void add_files(Tree& out, const Part& part, const Settings& settings) {
  const auto& folder = part.cluster.name;
  out.push_back(yaml_file(folder + "/1-operator/namespace.yaml", {part.space}));
  if (!part.manifests.empty()) out.push_back(yaml_file(folder + "/1-operator/operator.yaml", part.manifests));
  if (part.chart && !part.chart->values.is_null())
    out.push_back(yaml_file(folder + "/1-operator/values.yaml", {part.chart->values}));
  if (auto secrets = secrets_file(part, settings, folder + "/2-secrets")) out.push_back(std::move(*secrets));
  out.push_back(yaml_file(folder + "/3-coroot/coroot.yaml", {part.resource}));
}

}  // namespace

Tree plain_tree(const std::vector<Part>& parts, const Settings& settings) {
  Tree out;
  std::string readme = "# Coroot on several clusters\n\n";
  readme += clusters_section(parts, "Manifests for kubectl, a folder for each cluster, in the order of this table.");
  readme += "## Commands\n\nFrom this folder, cluster by cluster; running them again changes nothing.\n\n";
  for (const auto& part : parts) {
    add_files(out, part, settings);
    readme += fmt::format("{}:\n\n```console\n{}```\n\n", part.cluster.name, commands_of(part, settings));
  }
  readme += keys_section(parts, settings, std::string("{name}/2-secrets/") + sealed_file);
  out.push_back(markdown_file("README.md", std::string(trim(readme)) + "\n"));
  return out;
}

}  // namespace corootctl::render
