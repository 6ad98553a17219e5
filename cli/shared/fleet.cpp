#include "cli/shared/fleet.hpp"

#include <algorithm>
#include <map>

#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/parse/flags.hpp"
#include "cli/shared/clusters.hpp"
#include "fleetfile/read.hpp"

namespace corootctl::cli {
namespace {

using fleetfile::Cluster;
using fleetfile::Fleet;

bool is_meant(const Cluster& member, const std::string& wanted) {
  const auto equals = wanted.find('=');
  if (equals == std::string::npos) return member.name == wanted;
  const auto label = member.labels.find(wanted.substr(0, equals));
  return label != member.labels.end() && label->second == wanted.substr(equals + 1);
}

/// What --member could have named.
std::string choice_hint(const Fleet& fleet, const std::string& wanted) {
  std::vector<std::string> known;
  for (const auto& member : fleet.members) known.push_back(member.name);
  if (wanted.find('=') == std::string::npos) {
    if (wanted == fleet.hub.name) return "The hub is no member; it is always part of the fleet.";
    if (const auto near = closest(wanted, known)) return "Did you mean " + *near + "?";
    return "Members are " + join_first(known, 8) + ".";
  }
  known.clear();
  for (const auto& member : fleet.members)
    for (const auto& [key, value] : member.labels)
      if (const auto text = key + "=" + value; std::find(known.begin(), known.end(), text) == known.end())
        known.push_back(text);
  return known.empty() ? "No member has labels." : "There are " + join_first(known, 8) + ".";
}

Result<> choose(Fleet& fleet, const std::vector<std::string>& wanted) {
  if (wanted.empty()) return {};
  for (const auto& one : wanted) {
    const auto fits = [&](const Cluster& member) { return is_meant(member, one); };
    if (std::any_of(fleet.members.begin(), fleet.members.end(), fits)) continue;
    return fail_with_hint(ErrorKind::usage, choice_hint(fleet, one), "--member: the fleet has no member {}", one);
  }
  std::erase_if(fleet.members, [&](const Cluster& member) {
    return std::none_of(wanted.begin(), wanted.end(), [&](const auto& one) { return is_meant(member, one); });
  });
  return {};
}

/// The file is what is reviewed: a flag that says otherwise is a mistake.
Result<> check_namespace(const Fleet& fleet, const Env& env) {
  const auto& flag = env.globals.connection.namespace_name;
  if (flag.empty() || flag == fleet.namespace_name) return {};
  return fail_with_hint(ErrorKind::usage, "Leave -n out, or change namespace in the file.",
                        "-n {}: the fleet file says namespace {}", flag, fleet.namespace_name);
}

fleet::ClusterRef adopted(fleet::ClusterRef ref, const Cluster& cluster, const Env& env) {
  // Where a user without rights in the whole cluster is asked about: as if -n had been typed.
  if (env.globals.connection.namespace_name.empty()) ref.connection.namespace_name = cluster.namespace_name;
  // Kubeconfigs of single clusters often have the same context.
  if (!cluster.kubeconfig.empty()) ref.context = cluster.name;
  return ref;
}

}  // namespace

void declare_fleet_file(CLI::App& app, FleetOptions& o) {
  text_flag(app, "-f,--fleet", o.file, "FILE", "fleet file (default: corootctl.yaml)");
}

void declare_fleet(CLI::App& app, FleetOptions& o) {
  declare_fleet_file(app, o);
  list_flag(app, "--member", o.members, "MEMBER", "these members only: NAME or LABEL=VALUE, repeatable");
}

void declare_fleet_choice(CLI::App& app, FleetOptions& o, bool members_too) {
  std::vector<CLI::Option*> flags{text_flag(app, "--fleet", o.file, "FILE", "take the clusters from this fleet file")};
  if (members_too)
    flags.push_back(list_flag(app, "--member", o.members, "MEMBER",
                              "of the fleet's members these only: NAME or LABEL=VALUE, repeatable"));
  heading("Fleet file", flags);
}

Result<> check_fleet_choice(const FleetOptions& options, const std::vector<std::pair<const char*, bool>>& given) {
  if (options.file.empty() && !options.members.empty())
    return fail_with_hint(ErrorKind::usage, "Add --fleet FILE.", "--member chooses among the members of a fleet file");
  if (options.file.empty()) return {};
  for (const auto& [flag, typed] : given) {
    if (!typed) continue;
    return fail_with_hint(ErrorKind::usage, "Leave one of them out: the file says what the flag says.",
                          "--fleet and {} cannot be used together", flag);
  }
  return {};
}

Result<FleetText> read_fleet_text(const FleetOptions& options) {
  const std::string file = options.file.empty() ? default_fleet_file : options.file;
  auto text = read_file(file);
  if (text) return FleetText{file, std::move(*text)};
  if (text.error().kind != ErrorKind::not_found || !options.file.empty())
    return tl::unexpected(std::move(text.error()).with("--fleet"));
  return fail_with_hint(ErrorKind::usage, "Name it with --fleet FILE, or draft one with `corootctl fleet init`.",
                        "there is no {} in this directory", file);
}

Result<Fleet> load_fleet(const FleetOptions& options, const Env& env) {
  CTL_PASS(const auto text, read_fleet_text(options));
  CTL_PASS(auto fleet, fleetfile::read(text.content, text.path));
  CTL_RUN(check_namespace(fleet, env));
  CTL_RUN(choose(fleet, options.members));
  return fleet;
}

Result<std::vector<fleet::ClusterRef>> clusters_of(const std::vector<Cluster>& clusters, const Env& env) {
  CTL_PASS(const auto overrides, overrides_of(env.globals));
  std::map<std::string, kube::Kubeconfig> configs;
  std::vector<fleet::ClusterRef> out;
  for (const auto& cluster : clusters) {
    const auto place = "cluster " + cluster.name;
    const auto& file = cluster.kubeconfig.empty() ? env.globals.kubeconfig : cluster.kubeconfig;
    if (!configs.contains(file)) {
      CTL_TRY(configs[file], load_kubeconfig(file, env), place);
    }
    CTL_TRY(auto found, fleet::select(configs[file], {cluster.context}, overrides, env.surface.variables), place);
    if (found.size() > 1)
      return fail(ErrorKind::usage, "{}: \"{}\" matches {} contexts, name one", place, cluster.context, found.size());
    out.push_back(adopted(std::move(found.front()), cluster, env));
  }
  warn_about(out, env);
  return out;
}

Result<fleet::ClusterRef> cluster_of(const Cluster& cluster, const Env& env) {
  CTL_PASS(auto refs, clusters_of({cluster}, env));
  return std::move(refs.front());
}

Result<HubAndMembers> hub_and_members(const FleetOptions& options, const Env& env) {
  CTL_PASS(const auto fleet, load_fleet(options, env));
  auto clusters = fleet.members;
  clusters.insert(clusters.begin(), fleet.hub);
  HubAndMembers out;
  CTL_PASS(out.members, clusters_of(clusters, env));
  out.hub = std::move(out.members.front());
  CTL_CHECK(fleet::check_entries({out.hub}), "--fleet");
  out.members.erase(out.members.begin());
  out.namespace_name = fleet.namespace_name;
  return out;
}

Result<> check_writable(const Cluster& cluster) {
  if (cluster.safety != fleetfile::Safety::readonly) return {};
  return fail_with_hint(ErrorKind::usage, "Leave it out with --member, or write safety: normal in the fleet file.",
                        "{} is readonly in the fleet file: nothing is written there", cluster.name);
}

}  // namespace corootctl::cli
