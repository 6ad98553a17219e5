#include "links/rotate/find.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "deploy/installations.hpp"
#include "fleet/fan_out.hpp"
#include "kube/objects/managed_fields.hpp"
#include "links/soon.hpp"
#include "ops/link/plan.hpp"

namespace corootctl::links {
namespace {

using document::Value;

/// Every trouble in one error: a person fixes them at once.
Error all_of(std::vector<Error> errors) {
  if (errors.size() == 1) return std::move(errors.front());
  Error out = make_error(errors.front().kind, "{} problems, nothing was written", errors.size());
  for (const auto& error : errors) {
    if (error.kind != out.kind) out.kind = ErrorKind::failed;
    out.what += "\n  - " + describe(error) + (error.hint.empty() ? "" : "\n    " + error.hint);
  }
  return out;
}

const document::List& projects_of(const ops::ReadHub& hub) {
  return hub.installation->resource.at({"spec", "projects"}).as_list();
}

/// The projects of each cluster with keys of their own.
Result<std::set<std::string>> own_projects(const fleet::ClusterRef& cluster, const fleet::Surroundings& around,
                                           Within within) {
  CTL_PASS(const auto reader, around.connector.reader_for(cluster, within));
  CTL_PASS(const auto readable, deploy::find_readable_installations(reader, within));
  std::set<std::string> out;
  for (const auto& installation : readable.all)
    for (const auto& project : installation.resource.at({"spec", "projects"}).as_list())
      if (coroot::kind_of(project) == coroot::ProjectKind::agents) out.insert(project["name"].as_string());
  return out;
}

Result<std::vector<ops::LinkMember>> members_of_hub(const RotateRequest& request, const ops::ReadHub& hub,
                                                    const fleet::Surroundings& around, const std::stop_token& stop) {
  std::vector<fleet::ClusterRef> clusters;
  for (const auto& cluster : request.clusters)
    if (cluster.context != request.hub.context) clusters.push_back(cluster);
  const auto known = fleet::fan_out(clusters, request.width, stop, [&](const auto& cluster, const auto& token) {
    return own_projects(cluster, around, soon(token));
  });
  std::vector<ops::LinkMember> out;
  std::vector<Error> errors;
  for (std::size_t i = 0; i < clusters.size(); ++i)
    if (!known[i]) errors.push_back(Error(known[i].error()).with("cluster " + clusters[i].context));
  const auto own = ops::own_keys(hub);
  for (const auto& project : projects_of(hub)) {
    if (!ops::has_own_key(project, request.place.secret, own)) continue;
    const auto& name = project["name"].as_string();
    const auto has_it = [&](const auto& projects) { return projects && projects->contains(name); };
    const auto found = std::find_if(known.begin(), known.end(), has_it);
    if (found != known.end()) {
      out.push_back({name, clusters[static_cast<std::size_t>(found - known.begin())], "", "", false});
    } else if (errors.empty()) {
      errors.push_back(make_error(ErrorKind::not_found, "no cluster has project {} of the hub", name)
                           .advise("Name its cluster with --context, or rotate the others by name."));
    }
  }
  if (!errors.empty()) return tl::unexpected(all_of(std::move(errors)));
  return out;
}

/// Whoever else wrote the hub's copy would set it back, or refuse ours when the member has its second key already.
Result<> check_owners(const RotateRequest& request, const ops::ReadHub& hub, const std::string& key) {
  if (!hub.secret || request.force_conflicts) return {};
  const auto others = kube::other_owners(*hub.secret, kube::field_manager, {"data", key});
  if (others.empty()) return {};
  return fail_with_hint(ErrorKind::conflict, "Use --force-conflicts to take it over.", "{} owns key {} of Secret {}",
                        printable(join(others, ", "), 100), key, request.place.secret);
}

/// The hub's copy of the key.
Result<Pair> begin_pair(const RotateRequest& request, const ops::ReadHub& hub, const ops::LinkMember& member) {
  Pair out;
  out.wish = {member, request.key_name, request.force_conflicts, request.dry_run == deploy::DryRun::none,
              request.timeout};
  const Value* project = coroot::find_project(hub.installation->resource, member.project);
  if (project == nullptr || coroot::kind_of(*project) != coroot::ProjectKind::remote)
    return fail_with_hint(ErrorKind::not_found, "`corootctl keys status --hub CONTEXT` shows the hub's members.",
                          "the hub has no member {}", member.project);
  const auto ref = coroot::remote_key_ref(*project);
  if (!ref || ref->secret != request.place.secret)
    return fail_with_hint(ErrorKind::invalid,
                          ref ? "Name that Secret with --secret."
                              : "link-clusters writes it into a Secret: run it for this member first.",
                          "the hub's key of {} is {}", member.project,
                          ref ? "in Secret " + ref->secret : "in the resource itself");
  CTL_RUN(check_owners(request, hub, ref->key));
  out.hub_key_name = ref->key;
  const auto text = hub.secret ? (*hub.secret)["data"][std::string_view(ref->key)].as_string() : std::string();
  if (auto bytes = base64_decode(text)) out.hub_key = SecretString(std::move(*bytes));
  return out;
}

Result<> check_pairs(const RotateRequest& request, const ops::ReadHub& hub, const std::vector<Pair>& pairs) {
  std::map<std::string, std::string> uids{{hub.uid, "hub " + request.hub.context}};
  for (const auto& pair : pairs) {
    const auto name = "member " + pair.wish.member.cluster.context;
    const auto [other, fresh] = uids.emplace(pair.seen.uid, name);
    if (!fresh)
      return fail_with_hint(ErrorKind::usage, "name each cluster once", "{} and {} are the same cluster", other->second,
                            name);
  }
  return {};
}

}  // namespace

Result<std::vector<Pair>> find_pairs(const RotateRequest& request, const ops::ReadHub& hub,
                                     const fleet::Surroundings& around, const std::stop_token& stop) {
  auto members = request.members;
  if (request.all) {
    CTL_PASS(members, members_of_hub(request, hub, around, stop));
  }
  auto found = fleet::fan_out(members, request.width, stop,
                              [&](const ops::LinkMember& member, const std::stop_token& token) -> Result<Pair> {
                                CTL_PASS(auto pair, begin_pair(request, hub, member));
                                CTL_TRY(pair.seen, see_member(pair.wish, pair.hub_key, around, soon(token)),
                                        "cluster " + member.cluster.context);
                                pair.old_key = pair.seen.current;
                                return pair;
                              });
  std::vector<Pair> out;
  std::vector<Error> errors;
  for (auto& each : found) {
    if (each)
      out.push_back(std::move(*each));
    else
      errors.push_back(std::move(each.error()));
  }
  if (!errors.empty()) return tl::unexpected(all_of(std::move(errors)));
  CTL_RUN(check_pairs(request, hub, out));
  return out;
}

}  // namespace corootctl::links
