#include "render/readme.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "document/yaml.hpp"

namespace corootctl::render {
namespace {

std::string role_of_part(const Part& part) {
  if (part.is_hub) return "hub";
  return "member, " + std::string(fleetfile::name_of(part.cluster.topology));
}

std::string namespace_of(const Part& part) { return part.space.at({"metadata", "name"}).as_string(); }

/// Prints one key, for a pipe.
std::string read_command(const KeyEntry& entry, const std::string& namespace_name) {
  return fmt::format("kubectl --context {} -n {} get secret {} -o {}", shell_word(entry.from_context), namespace_name,
                     entry.from_secret,
                     shell_word(fmt::format("go-template={{{{index .data \"{}\" | base64decode}}}}", entry.from_key)));
}

/// Copies keys from cluster to cluster; they are on no command line and in no file.
std::string copy_command(const Part& part, const KeySecret& secret) {
  const auto space = namespace_of(part);
  auto out = fmt::format("kubectl create secret generic {} -n {} --dry-run=client -o yaml", secret.name, space);
  for (const auto& entry : secret.entries)
    out += fmt::format(" \\\n  --from-file={}=<({})", entry.key, read_command(entry, space));
  out += " |\n  kubectl label --local -f - app.kubernetes.io/managed-by=corootctl -o yaml |\n  " + kubectl_for(part) +
         " apply --server-side -f -";
  return out;
}

std::string seal_commands(const Part& part, const KeySecret& secret) {
  std::string out;
  const auto space = namespace_of(part);
  for (const auto& entry : secret.entries) {
    out += fmt::format("# {}\n{} |\n  kubeseal --raw --context {} --namespace {} --name {} --from-file=/dev/stdin\n",
                       entry.key, read_command(entry, space), shell_word(part.cluster.context), space, secret.name);
  }
  return out;
}

std::string reference_text(const Part& part, const KeySecret& secret) {
  return fmt::format("Secret `{}` of {}, before its Coroot resource (bash):\n\n```console\n{}\n```\n\n", secret.name,
                     part.cluster.name, copy_command(part, secret));
}

std::string sealed_text(const Part& part, const KeySecret& secret, const Settings& settings, const std::string& path) {
  const bool wave = settings.form == Form::argocd;
  return fmt::format(
      "Secret `{}` of {}: what the commands print goes into `{}`:\n\n```console\n{}```\n\n```yaml\n{}```\n\n",
      secret.name, part.cluster.name, for_cluster(path, part.cluster.name), seal_commands(part, secret),
      document::to_yaml(sealed_secret(secret, namespace_of(part), wave)));
}

std::string external_text(const std::vector<Part>& parts, const KeyStore& store) {
  std::string out = fmt::format(
      "The ClusterSecretStore `{}` of every cluster has these entries, 32 letters and digits each:\n\n"
      "| entry | property |\n|---|---|\n",
      store.name);
  std::vector<std::string> lines;
  for (const auto& part : parts) {
    for (const auto& secret : part.secrets) {
      for (const auto& entry : secret.entries)
        lines.push_back(fmt::format("| `{}{}` | `{}` |\n", store.prefix, entry.project, entry.property));
    }
  }
  std::sort(lines.begin(), lines.end());
  lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  return out + join(lines, "") + "\n";
}

const char* introduction(Secrets secrets) {
  switch (secrets) {
    case Secrets::external:
      return "No file here holds a key. External Secrets brings them before the Coroot resources that name them.\n\n";
    case Secrets::sealed:
      return "No file here holds a key. The operator makes each cluster's own. Copies for other clusters are sealed, "
             "so they can be in git; "
             "without that file the tree is not complete.\n\n";
    case Secrets::emitted:
      return "**The files `secrets.yaml` hold keys that anybody can read: keep them out of git, or encrypt them.** "
             "What "
             "they leave out the operator makes.\n";
    case Secrets::reference: break;
  }
  return "No file here holds a key. The operator makes each cluster's own. Copies for other clusters are made by hand, "
         "or by `corootctl apply`: "
         "a hub whose Secret lacks a key does not start.\n\n";
}

}  // namespace

std::string kubectl_for(const Part& part) { return "kubectl --context " + shell_word(part.cluster.context); }

std::string definition_wait(const Part& part) {
  return fmt::format("until {} wait --for=condition=Established crd/coroots.coroot.com; do sleep 1; done\n",
                     kubectl_for(part));
}

std::string secrets_wait(const Part& part) {
  return fmt::format("{} -n {} wait --for=condition=Ready externalsecret --all\n", kubectl_for(part),
                     namespace_of(part));
}

std::string place_text(const Settings& settings) {
  return settings.path == "." ? "its root" : "its folder " + settings.path;
}

std::string for_cluster(std::string text, const std::string& name) {
  if (const auto place = text.find("{name}"); place != std::string::npos) text.replace(place, 6, name);
  return text;
}

std::string clusters_section(const std::vector<Part>& parts, const std::string& what) {
  auto out = what + "\n\n| order | cluster | role | project |\n|---|---|---|---|\n";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto& cluster = parts[i].cluster;
    out += fmt::format("| {} | {} | {} | {} |\n", i + 1, cluster.name, role_of_part(parts[i]), cluster.project);
  }
  return out + "\n";
}

std::string keys_section(const std::vector<Part>& parts, const Settings& settings, const std::string& sealed_path) {
  auto out = std::string("## Keys\n\n") + introduction(settings.secrets);
  if (settings.secrets == Secrets::emitted) return out;
  if (settings.secrets == Secrets::external) return out + external_text(parts, settings.store);
  for (const auto& part : parts) {
    for (const auto& secret : part.secrets) {
      if (!secret.is_copy) continue;
      out += settings.secrets == Secrets::sealed ? sealed_text(part, secret, settings, sealed_path)
                                                 : reference_text(part, secret);
    }
  }
  return out;
}

}  // namespace corootctl::render
