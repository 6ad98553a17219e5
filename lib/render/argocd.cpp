#include "render/argocd.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "render/common.hpp"
#include "render/readme.hpp"

namespace corootctl::render {
namespace {

using document::List;
using document::Object;
using document::Value;

constexpr auto argo_api = "argoproj.io/v1alpha1";
constexpr auto argo_project = "coroot";
constexpr auto sync_options = "argocd.argoproj.io/sync-options";

std::string argo_namespace(const Settings& settings) {
  return settings.engine_namespace.empty() ? "argocd" : settings.engine_namespace;
}

/// One {word} of the destination.
Result<std::string> destination_word(const fleetfile::Cluster& cluster, const std::string& word) {
  if (word == "name") return cluster.name;
  if (word == "context") return cluster.context;
  if (word == "project") return cluster.project;
  if (word.starts_with("label.")) {
    const auto label = cluster.labels.find(word.substr(6));
    if (label != cluster.labels.end()) return label->second;
    return fail_with_hint(ErrorKind::usage, "Add the label to it in the fleet file.",
                          "--destination: {} has no label {}", cluster.name, word.substr(6));
  }
  return fail_with_hint(ErrorKind::usage, "Use {name}, {context}, {project} or {label.KEY}.",
                        "--destination: unknown word {{{}}}", word);
}

/// The name that the cluster has in Argo CD, which is no context of a kubeconfig (gitops 13).
Result<std::string> destination_of(const fleetfile::Cluster& cluster, const Settings& settings) {
  std::string out, rest = settings.destination;
  for (;;) {
    const auto open = rest.find('{'), close = rest.find('}', open);
    if (open == std::string::npos || close == std::string::npos) return out + rest;
    CTL_PASS(const auto word, destination_word(cluster, rest.substr(open + 1, close - open - 1)));
    out += rest.substr(0, open) + word;
    rest = rest.substr(close + 1);
  }
}

std::string argo_repository(const Chart& chart) {
  return chart.is_oci() ? chart.repository.substr(6) : chart.repository;
}

Value chart_source(const Chart& chart) {
  Object helm{{"releaseName", chart.release}};
  if (!chart.values.is_null()) helm.set("valuesObject", chart.values);
  return Object{{"repoURL", argo_repository(chart)},
                {"chart", chart.name},
                {"targetRevision", chart.version},
                {"helm", std::move(helm)}};
}

Value git_source(const Settings& settings, const std::string& folder) {
  const auto path = settings.path == "." ? folder : settings.path + "/" + folder;
  return Object{{"repoURL", settings.repo_url}, {"targetRevision", settings.revision}, {"path", path}};
}

/// Applied on the server; the namespace is made without being tracked, so nothing prunes it.
Value sync_policy(const Part& part, bool makes_namespace) {
  Object out{{"automated", Object{{"prune", false}, {"selfHeal", true}}}};
  List options{"ServerSideApply=true", "SkipDryRunOnMissingResource=true", "Prune=false"};
  if (makes_namespace) {
    out.set("managedNamespaceMetadata", Object{{"labels", part.space.at({"metadata", "labels"})}});
    options.emplace_back("CreateNamespace=true");
  }
  out.set("syncOptions", std::move(options));
  out.set("retry",
          Object{{"limit", 10}, {"backoff", Object{{"duration", "10s"}, {"factor", 2}, {"maxDuration", "5m"}}}});
  return out;
}

struct Wish {
  std::string name{};
  std::string destination{};
  int wave = 0;
  bool makes_namespace = false;
};

Value application(const Part& part, const Wish& wish, const Settings& settings, Value source) {
  const Object metadata{{"name", wish.name},
                        {"namespace", argo_namespace(settings)},
                        {"annotations", Object{{"argocd.argoproj.io/sync-wave", std::to_string(wish.wave)}}}};
  return Object{
      {"apiVersion", argo_api},
      {"kind", "Application"},
      {"metadata", metadata},
      {"spec", Object{{"project", argo_project},
                      {"source", std::move(source)},
                      {"destination", Object{{"name", wish.destination}, {"namespace", coroot_namespace_of(part)}}},
                      {"syncPolicy", sync_policy(part, wish.makes_namespace)}}}};
}

int wave_of(const Part& part) {
  if (part.is_hub) return 2;
  return part.cluster.topology == fleetfile::Topology::remote ? 1 : 3;
}

std::vector<Value> applications(const Part& part, const std::string& destination, const Settings& settings) {
  std::vector<Value> out;
  const auto name = object_name(part.cluster.name);
  const auto folder = "clusters/" + part.cluster.name;
  if (part.has_operator()) {
    const Wish wish{"coroot-operator-" + name, destination, 0, true};
    out.push_back(application(part, wish, settings,
                              part.chart ? chart_source(*part.chart) : git_source(settings, folder + "/operator")));
  }
  const Wish wish{"coroot-" + name, destination, wave_of(part), !part.has_operator()};
  out.push_back(application(part, wish, settings, git_source(settings, folder + "/coroot")));
  return out;
}

void add_unless_there(List& list, const Value& item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

/// What these Applications may bring, and where.
Value app_project(const std::vector<Part>& parts, const std::vector<std::string>& destinations,
                  const Settings& settings) {
  List repositories{settings.repo_url}, places;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].chart) add_unless_there(repositories, argo_repository(*parts[i].chart));
    places.push_back(Object{{"name", destinations[i]}, {"namespace", coroot_namespace_of(parts[i])}});
  }
  const auto kind = [](const char* group, const char* name) { return Object{{"group", group}, {"kind", name}}; };
  const List kinds{kind("", "Namespace"), kind("apiextensions.k8s.io", "CustomResourceDefinition"),
                   kind("rbac.authorization.k8s.io", "ClusterRole"),
                   kind("rbac.authorization.k8s.io", "ClusterRoleBinding")};
  return Object{{"apiVersion", argo_api},
                {"kind", "AppProject"},
                {"metadata", Object{{"name", argo_project}, {"namespace", argo_namespace(settings)}}},
                {"spec", Object{{"description", "Coroot on several clusters"},
                                {"sourceRepos", std::move(repositories)},
                                {"destinations", std::move(places)},
                                {"clusterResourceWhitelist", kinds}}}};
}

void add_sources(Tree& out, const Part& part, const Settings& settings) {
  const auto folder = "clusters/" + part.cluster.name;
  if (!part.manifests.empty()) {
    const auto kept = with_definition_annotation(part.manifests, sync_options, "Replace=true,Prune=false,Delete=false");
    out.push_back(yaml_file(folder + "/operator/operator.yaml", kept));
  }
  std::vector<std::string> files;
  if (auto secrets = secrets_file(part, settings, folder + "/coroot")) {
    files.push_back(secrets->path.substr(secrets->path.rfind('/') + 1));
    out.push_back(std::move(*secrets));
  } else if (needs_sealing(part, settings)) {
    files.emplace_back(sealed_file);
  }
  files.emplace_back("coroot.yaml");
  out.push_back(kustomization_file(folder + "/coroot", files));
  out.push_back(yaml_file(folder + "/coroot/coroot.yaml", {part.resource}));
}

std::string argo_readme(const std::vector<Part>& parts, const Settings& settings) {
  auto out = "# Coroot on several clusters, by Argo CD\n\n" +
             clusters_section(parts, "`argocd` is for the cluster that Argo CD runs in, `clusters` is what it brings.");
  out += fmt::format(
      "## Commands\n\nWhere Argo CD runs, once {} has this tree in {} (revision {}):\n\n```console\n"
      "kubectl apply --server-side -f argocd\n```\n\n"
      "Nothing is pruned: an Application that is deleted, or a file that leaves git, leaves Coroot where it is.\n\n",
      settings.repo_url, place_text(settings), settings.revision);
  out += keys_section(parts, settings, std::string("clusters/{name}/coroot/") + sealed_file);
  return std::string(trim(out)) + "\n";
}

}  // namespace

Result<Tree> argocd_tree(const std::vector<Part>& parts, const Settings& settings) {
  if (settings.repo_url.empty())
    return fail_with_hint(ErrorKind::usage, "Add --repo-url, the git repository that the tree is pushed to.",
                          "Argo CD reads the tree from git");
  CTL_RUN(check_object_names(parts));
  Tree out;
  std::vector<std::string> destinations;
  for (const auto& part : parts) {
    CTL_PASS(auto destination, destination_of(part.cluster, settings));
    out.push_back(yaml_file("argocd/" + part.cluster.name + ".yaml", applications(part, destination, settings)));
    destinations.push_back(std::move(destination));
    add_sources(out, part, settings);
  }
  out.push_back(yaml_file("argocd/0-project.yaml", {app_project(parts, destinations, settings)}));
  out.push_back(markdown_file("README.md", argo_readme(parts, settings)));
  return out;
}

}  // namespace corootctl::render
