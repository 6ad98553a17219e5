#include "cli/commands/link_clusters/flags.hpp"

#include <algorithm>

#include "cli/commands/link_clusters/fleet_members.hpp"
#include "cli/parse/flags.hpp"
#include "cli/shared/clusters.hpp"
#include "cli/shared/surroundings.hpp"

namespace corootctl::cli {
namespace {

/// Where ",URL" begins; npos when there is none. Contexts may have commas in their names: a URL starts after the first
/// comma that a scheme follows, else after the first one behind the "=".
std::size_t url_comma(const std::string& text) {
  const auto comma = std::min(text.find(",http://"), text.find(",https://"));
  return comma == std::string::npos ? text.find(',', text.find('=')) : comma;
}

tl::unexpected<Error> not_a_member(const std::string& text, const char* why) {
  return fail_with_hint(ErrorKind::usage, "Write --member CONTEXT=PROJECT or --member CONTEXT=PROJECT,URL.",
                        "--member \"{}\": {}", text, why);
}

Result<std::vector<ops::LinkMember>> members_of(const LinkOptions& options, const kube::Kubeconfig& config,
                                                const Env& env) {
  std::vector<ops::LinkMember> out;
  for (const auto& text : options.members) {
    CTL_PASS(auto spec, parse_member(text, config, env));
    CTL_PASS(auto cluster, select_single(config, spec.target.context, "--member", env));
    out.push_back({std::move(spec.target.project), std::move(cluster), std::move(spec.url)});
  }
  return out;
}

/// All bad entries in one message, before anything is asked.
Result<> check_clusters(const ops::LinkRequest& request) {
  std::vector<fleet::ClusterRef> all{request.hub};
  for (const auto& member : request.members) all.push_back(member.cluster);
  return fleet::check_entries(all);
}

Result<> check_required(const LinkOptions& options) {
  const std::tuple<bool, const char*, const char*> wanted[] = {
      {options.hub.empty(), "no hub named", "Add --hub CONTEXT, the cluster that gets the aggregated project."},
      {options.members.empty(), "no member named", "Add --member CONTEXT=PROJECT for each cluster to link."},
      {options.aggregate.empty(), "no name for the aggregated project",
       "Add --aggregate NAME, for example --aggregate prod-global."}};
  for (const auto& [missing, what, hint] : wanted) {
    if (missing) return fail_with_hint(ErrorKind::usage, hint, "{}", what);
  }
  return {};
}

/// Hub and members as the flags name them.
Result<> set_named(const LinkOptions& options, const Env& env, ops::LinkRequest& request) {
  CTL_RUN(check_required(options));
  CTL_PASS(const auto config, load_kubeconfig(env));
  CTL_PASS(auto hub, split_either_way(options.hub, config, "--hub", env));
  CTL_PASS(request.hub, select_single(config, hub.context, "--hub", env));
  request.settings.hub_project = std::move(hub.project);
  CTL_PASS(request.members, members_of(options, config, env));
  return {};
}

}  // namespace

Result<MemberSpec> parse_member(const std::string& text, const kube::Kubeconfig& config, const Env& env) {
  const auto comma = url_comma(text);
  const std::string pair = text.substr(0, comma);
  if (pair.starts_with('=')) return not_a_member(text, "no context");
  if (pair.find('=') == std::string::npos || pair.ends_with('=')) return not_a_member(text, "no project");
  if (comma != std::string::npos && comma + 1 == text.size()) return not_a_member(text, "the URL is empty");
  CTL_PASS(auto target, split_either_way(pair, config, "--member", env));
  if (target.project.empty()) return not_a_member(text, "no project");
  return MemberSpec{std::move(target), comma == std::string::npos ? "" : text.substr(comma + 1)};
}

void declare_link(CLI::App& app, LinkOptions& o) {
  text_flag(app, "--hub", o.hub, "CONTEXT[=PROJECT]", "the hub cluster, and the project of its own data");
  list_flag(app, "--member", o.members, "CONTEXT=PROJECT[,URL]",
            "cluster to link, repeatable; without a URL the one of its Service; with --fleet NAME or LABEL=VALUE");
  text_flag(app, "--fleet", o.fleet_file, "FILE", "take hub, members and the first aggregate from this fleet file");
  text_flag(app, "--aggregate", o.aggregate, "NAME", "project over all members");
  text_flag(app, "--secret", o.secret, "NAME", "the hub's Secret with the keys (default remote-coroot-clusters)");
  text_flag(app, "--metric-resolution", o.metric_resolution, "DURATION", "of the members (default: their own)");
  switch_flag(app, "--tls-skip-verify", o.tls_skip_verify, "the hub does not verify the members' certificates");
  declare_write(app, o.write, "client: read and plan; server: let the hub check, show changes; nothing is written");
  switch_flag(app, "--no-verify", o.no_verify, "do not check that the members' data arrive");
  declare_login(app, o.login);
  declare_resource(app, o.resource, "Coroot resource of a hub that has the operator only");
}

Result<ops::LinkRequest> link_request(const LinkOptions& options, const Env& env) {
  ops::LinkRequest request;
  request.settings.place.namespace_name = coroot_namespace(env.globals);
  request.settings.place.secret = options.secret;
  request.settings.aggregate = options.aggregate;
  CTL_PASS(request.settings.resource, settings_of(options.resource));
  CTL_RUN(options.fleet_file.empty() ? set_named(options, env, request) : set_fleet_link(options, env, request));
  CTL_RUN(check_clusters(request));
  CTL_PASS(request.login, login_of(options.login, env));
  request.settings.metric_resolution = options.metric_resolution;
  request.settings.tls_skip_verify = options.tls_skip_verify;
  request.force_conflicts = options.write.force_conflicts;
  request.dry_run = dry_run_of(options.write);
  request.wait = options.write.wait;
  request.verify = !options.no_verify;
  request.timeout = options.write.timeout;
  request.width = width_for(env, request.members.size() + 1);
  return request;
}

}  // namespace corootctl::cli
