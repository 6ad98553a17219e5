#include "links/key_status.hpp"

#include <algorithm>
#include <map>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "coroot/resource.hpp"
#include "deploy/installations.hpp"
#include "deploy/report.hpp"
#include "deploy/traps.hpp"
#include "fleet/fan_out.hpp"
#include "kube/objects/managed_fields.hpp"
#include "ops/link/plan.hpp"

namespace corootctl::links {
namespace {

using document::Value;
using Time = std::chrono::system_clock::time_point;

std::int64_t as_ms(Time time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

SecretString key_in(const std::optional<Value>& secret, const std::string& key) {
  const auto text = secret ? (*secret)["data"][std::string_view(key)].as_string() : std::string();
  auto bytes = base64_decode(text);
  return bytes ? SecretString(std::move(*bytes)) : SecretString();
}

std::string print_of(const SecretString& key) { return key.empty() ? "" : deploy::fingerprint(key); }

/// The hub as every line needs it.
struct HubKeys {
  const deploy::Installation& installation;
  deploy::KeySecrets secrets{};
  std::optional<Value> server{};  ///< StatefulSet
  std::optional<Time> started{};  ///< its pod's container
};

Result<HubKeys> read_hub_keys(const kube::Reader& reader, const deploy::Installation& hub, const Within& within) {
  HubKeys out{hub, deploy::read_key_secrets(reader, hub, within), {}, {}};
  const auto name = coroot::ObjectNames(hub.name).server();
  CTL_PASS(out.server, reader.find({kube::resources::stateful_sets(), hub.namespace_name, name}, within));
  const auto pod = reader.find({kube::resources::pods(), hub.namespace_name, name + "-0"}, within);
  if (!pod || !*pod) return out;  // who may not see pods still gets the rest
  const auto& container = (*pod)->at({"status", "containerStatuses"})[std::size_t{0}];
  out.started = parse_rfc3339(container.at({"state", "running", "startedAt"}).as_string());
  return out;
}

/// A server that began later than all that was written into the Secret has the key. One that began earlier has it when
/// its last restart was for it, and lacks it when it is the value that was changed last.
Answer is_used(const HubKeys& hub, const Value& secret, const SecretString& key, std::optional<Time> written) {
  ops::ReadMember member;
  member.key = key;
  if (hub.server && ops::is_restarted_for(*hub.server, {member})) return Answer::yes;
  if (!written || !hub.started) return Answer::unknown;
  if (*hub.started > *written) return Answer::yes;
  return ops::was_changed_last(secret, member) ? Answer::no : Answer::unknown;
}

Error trouble(std::string what, std::string hint) {
  return make_error(ErrorKind::no_data, "{}", what).advise(std::move(hint));
}

/// The hub's half of a line; the key itself, for the comparison with the member's.
SecretString fill_hub_half(const HubKeys& hub, const Value& remote, KeyStatus& out) {
  out.project = remote["name"].as_string();
  const auto ref = coroot::remote_key_ref(remote);
  if (!ref) {
    out.hub_place = "in the resource";
    const SecretString key(remote.at({"remoteCoroot", "apiKey"}).as_string());
    out.hub_fingerprint = print_of(key);
    return key;
  }
  out.hub_place = fmt::format("Secret {}/{} key {}", hub.installation.namespace_name, ref->secret, ref->key);
  const auto found = hub.secrets.find(ref->secret);
  if (found == hub.secrets.end()) return {};
  if (!found->second) {
    out.error = found->second.error();
    return {};
  }
  auto key = key_in(*found->second, ref->key);
  out.hub_fingerprint = print_of(key);
  if (key.empty()) {
    out.error = trouble(out.hub_place + " is not there: the hub's server will not start without it",
                        "Run link-clusters again, or take the member out with unlink-clusters.");
    return key;
  }
  const auto& secret = **found->second;
  const auto written = kube::last_written_at(secret, {"data", ref->key});
  if (written) out.written_ms = as_ms(*written);
  out.in_use = is_used(hub, secret, key, written);
  return key;
}

/// What one cluster has: its projects' entries with their keys.
struct MemberProject {
  std::string context{};
  std::vector<KeyEntry> entries{};
  std::vector<SecretString> keys{};
  std::string made_for_hub{};  ///< fingerprint of the key with the usual name
};

using ByProject = std::map<std::string, MemberProject>;

std::string use_of(const Value& spec, const Value& entry, const coroot::KeyRef& made_for_hub) {
  const auto& selector = entry["keySecret"];
  const auto& agents = spec["apiKeySecret"];
  const auto& name = selector["name"].as_string();
  const auto& key = selector["key"].as_string();
  if (agents.is_object() && agents["name"].as_string() == name && agents["key"].as_string() == key) return "agents";
  if (name == made_for_hub.secret && key == made_for_hub.key) return "hub";
  return name.ends_with("-next-key") ? "next" : "";
}

Result<MemberProject> read_entries(const kube::Reader& reader, const deploy::Installation& installation,
                                   const Value& project, const std::string& key_name, const Within& within) {
  MemberProject out;
  const auto made = ops::multi_cluster_key_of(project, key_name).value_or(coroot::KeyRef{});
  for (const auto& entry : project["apiKeys"].as_list()) {
    const auto& selector = entry["keySecret"];
    const coroot::KeyRef ref{selector["name"].as_string(), selector["key"].as_string()};
    SecretString key(entry["key"].as_string());
    std::string place = "in the resource";
    if (selector.is_object()) {
      const kube::ObjectRef secret{kube::resources::secrets(), installation.namespace_name, ref.secret};
      CTL_PASS(const auto live, reader.find(secret, within));
      key = key_in(live, ref.key);
      place = secret.describe() + " key " + ref.key;
    }
    const auto use = use_of(installation.resource["spec"], entry, made);
    if (use == "hub") out.made_for_hub = print_of(key);
    out.entries.push_back({std::move(place), entry["description"].as_string(), print_of(key), use});
    out.keys.push_back(std::move(key));
  }
  return out;
}

Result<ByProject> read_cluster(const fleet::ClusterRef& cluster, const std::string& key_name,
                               const fleet::Surroundings& around, Within within) {
  CTL_PASS(const auto reader, around.connector.reader_for(cluster, within));
  CTL_PASS(const auto readable, deploy::find_readable_installations(reader, within));
  ByProject out;
  for (const auto& installation : readable.all) {
    for (const auto& project : installation.resource.at({"spec", "projects"}).as_list()) {
      if (coroot::kind_of(project) != coroot::ProjectKind::agents) continue;
      CTL_PASS(auto read, read_entries(reader, installation, project, key_name, within));
      read.context = cluster.context;
      out.emplace(project["name"].as_string(), std::move(read));
    }
  }
  return out;
}

void compare(const SecretString& hub_key, const MemberProject& member, KeyStatus& out) {
  out.context = member.context;
  out.entries = member.entries;
  out.member_fingerprint = member.made_for_hub;
  std::string next;
  bool accepts = false;
  for (std::size_t i = 0; i < member.keys.size(); ++i) {
    accepts = accepts || (!hub_key.empty() && member.keys[i].equals(hub_key));
    if (member.entries[i].use == "next")
      next = member.entries[i].fingerprint.empty() ? "?" : member.entries[i].fingerprint;
  }
  if (accepts) out.member_fingerprint = out.hub_fingerprint;
  if (!hub_key.empty()) out.same = accepts ? Answer::yes : Answer::no;
  if (!next.empty())
    out.rotation = next == out.hub_fingerprint ? "the hub has the new key; the old one is to be dropped"
                                               : "the member has a second key; the hub is to get it";
  if (out.same == Answer::no && !out.error)
    out.error = make_error(ErrorKind::unauthorized, "the hub has another key than the member")
                    .advise("Run link-clusters again to copy the present one.");
  if (out.in_use == Answer::no && !out.error)
    out.error = trouble("the hub's server began before this key was written",
                        "The same link-clusters or keys rotate again restarts it.");
}

Result<deploy::Installation> hub_in(const kube::Reader& reader, const std::string& namespace_name,
                                    const Within& within) {
  CTL_PASS(auto readable, deploy::find_readable_installations(reader, within));
  for (auto& installation : readable.all)
    if (installation.namespace_name == namespace_name) return std::move(installation);
  return fail_with_hint(ErrorKind::not_found, "--namespace is where the hub's Coroot runs.",
                        "no Coroot resource in namespace {}", namespace_name);
}

}  // namespace

std::string_view name_of(Answer answer) {
  return answer == Answer::yes ? "yes" : answer == Answer::no ? "no" : "unknown";
}

Result<KeysReport> read_key_status(const KeyStatusRequest& request, const fleet::Surroundings& around,
                                   std::stop_token stop) {
  Within within{Deadline::in(request.deadline), stop};
  const auto where = "cluster " + request.hub.context;
  CTL_TRY(const auto reader, around.connector.reader_for(request.hub, within), where);
  CTL_TRY(const auto hub, hub_in(reader, request.namespace_name, within), where);
  CTL_TRY(const auto keys, read_hub_keys(reader, hub, within), where);
  const auto clusters =
      fleet::fan_out(request.clusters, request.width, stop, [&](const auto& cluster, const std::stop_token& token) {
        return read_cluster(cluster, request.key_name, around, {Deadline::in(request.deadline), token});
      });
  KeysReport out;
  if (keys.started) out.server_started_ms = as_ms(*keys.started);
  std::optional<Error> unread;  // a member that is nowhere may be in the cluster that did not answer
  for (std::size_t i = 0; i < clusters.size(); ++i)
    if (!clusters[i] && !unread) unread = Error(clusters[i].error()).with("cluster " + request.clusters[i].context);
  for (const auto& project : hub.resource.at({"spec", "projects"}).as_list()) {
    if (coroot::kind_of(project) != coroot::ProjectKind::remote) continue;
    KeyStatus line;
    const auto key = fill_hub_half(keys, project, line);
    const auto has_it = [&](const auto& known) { return known && known->contains(line.project); };
    const auto found = std::find_if(clusters.begin(), clusters.end(), has_it);
    if (found != clusters.end()) {
      compare(key, (*found)->at(line.project), line);
    } else if (unread && !line.error) {
      line.error = unread;
    }
    out.members.push_back(std::move(line));
  }
  return out;
}

}  // namespace corootctl::links
