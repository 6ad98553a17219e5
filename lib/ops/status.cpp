#include "ops/status.hpp"

#include <algorithm>
#include <set>

#include "base/base64.hpp"
#include "base/time.hpp"
#include "coroot/resource.hpp"
#include "deploy/installations.hpp"
#include "deploy/report.hpp"
#include "deploy/traps.hpp"
#include "fleet/fan_out.hpp"
#include "kube/objects/deletion.hpp"

namespace corootctl::ops {
namespace {

using document::Value;

constexpr std::chrono::seconds probe_timeout{10};

/// One cluster as read, with what the link section needs of it.
struct Read : ClusterStatus {
  std::optional<kube::Reader> reader{};
  std::vector<deploy::Installation> installations{};
};

std::vector<ProjectStatus> projects_of(const Value& resource) {
  std::vector<ProjectStatus> out;
  for (const auto& project : resource.at({"spec", "projects"}).as_list()) {
    ProjectStatus status{project["name"].as_string(), std::string(coroot::name_of(coroot::kind_of(project))), {}};
    for (const auto& member : project["memberProjects"].as_list()) status.members.push_back(member.as_string());
    out.push_back(std::move(status));
  }
  return out;
}

/// What is on its way out; definition and namespace are asked for only where something is not as it should be.
void note_deletions(Read& read, const std::string& namespace_name, const Within& within) {
  for (const auto& installation : read.installations) {
    const kube::ObjectRef ref{kube::resources::coroots(), installation.namespace_name, installation.name};
    if (const auto deletion = kube::deletion_of(installation.resource); !deletion.empty())
      read.being_deleted.push_back(ref.describe() + " is " + deletion);
  }
  const bool well =
      std::all_of(read.components.begin(), read.components.end(), [](const auto& c) { return c.ready_now; });
  if (well && read.being_deleted.empty()) return;
  for (auto& text : deploy::deletions_around(*read.reader, namespace_name, within))
    read.being_deleted.push_back(std::move(text));
}

void note_resources(Read& read) {
  for (const auto& installation : read.installations) {
    const auto& resource = installation.resource;
    read.resource = installation.namespace_name + "/" + installation.name;
    read.resource_status = resource.at({"status", "status"}).as_string();
    for (const auto& error : resource.at({"status", "errors"}).as_list())
      read.resource_errors.push_back(error.as_string());
    for (auto& project : projects_of(resource)) read.projects.push_back(std::move(project));
  }
}

Result<> read_components(Read& read, const Within& within) {
  const auto space = read.installations.empty() ? "coroot" : read.installations.front().namespace_name;
  CTL_PASS(const auto first_operator, deploy::operator_component(*read.reader, space, within));
  read.components.push_back(first_operator);
  for (const auto& installation : read.installations) {
    CTL_PASS(auto components, components_of(*read.reader, installation, within));
    read.components.insert(read.components.end(), components.begin(), components.end());
  }
  note_deletions(read, space, within);
  return {};
}

Result<> fill(Read& read, const fleet::ClusterRef& cluster, const StatusRequest& request,
              const fleet::Surroundings& around, const std::stop_token& stop) {
  Within within{Deadline::in(request.deadline), stop};
  CTL_PASS(read.reader, around.connector.reader_for(cluster, within));
  CTL_PASS(const auto version, read.reader->version(within));
  read.version = version.git_version;
  const bool several = request.clusters.size() > (request.hub ? 0U : 1U);
  if (several) read.uid = fleet::cluster_uid(*read.reader, within).value_or("");  // for twins only
  CTL_PASS(auto readable, deploy::find_readable_installations(*read.reader, within));
  read.installations = std::move(readable.all);
  if (readable.gap) read.gaps.push_back(*std::move(readable.gap));
  CTL_PASS(read.role, role_of(*read.reader, read.installations, within));
  note_resources(read);
  return read_components(read, within);
}

/// Of the key in a Secret as it was read; "" when it is not there.
Result<std::string> fingerprint_in(const std::optional<Value>& secret, const std::string& key) {
  const auto text = secret ? (*secret)["data"][std::string_view(key)].as_string() : std::string();
  if (text.empty()) return std::string();
  CTL_PASS(auto bytes, base64_decode(text));
  return deploy::fingerprint(SecretString(std::move(bytes)));
}

Result<std::string> key_fingerprint(const kube::Reader& reader, const std::string& namespace_name,
                                    const coroot::KeyRef& ref, const Within& within) {
  CTL_PASS(const auto live, reader.find({kube::resources::secrets(), namespace_name, ref.secret}, within));
  return fingerprint_in(live, ref.key);
}

/// The cluster (not the hub) that has this project with keys of its own.
const Read* member_of(const std::vector<Read>& all, const std::string& project) {
  for (std::size_t i = 1; i < all.size(); ++i) {
    for (const auto& known : all[i].projects) {
      if (known.name == project && known.kind == "agents") return &all[i];
    }
  }
  return nullptr;
}

/// The member's key whose fingerprint the hub has, else that of its multi-cluster key: what should be there.
std::string member_fingerprint(const Read& member, const std::string& project, const std::string& hub_fingerprint,
                               const Within& within) {
  std::string last;
  for (const auto& installation : member.installations) {
    const Value* entry = coroot::find_project(installation.resource, project);
    if (entry == nullptr) continue;
    for (const auto& ref : coroot::key_refs(*entry)) {
      const auto print = key_fingerprint(*member.reader, installation.namespace_name, ref, within);
      if (print && *print == hub_fingerprint) return *print;
      if (print && !print->empty()) last = *print;
    }
  }
  return last;
}

/// The hub's copy of the member's key, and what is wrong with it.
void look_at_key(LinkStatus& out, const coroot::KeyRef& key, const deploy::Installation& hub,
                 const deploy::KeySecrets& secrets) {
  const auto found = secrets.find(key.secret);
  if (found == secrets.end()) return;
  if (!found->second) {
    out.key_gap = describe(found->second.error());
    return;
  }
  const auto& secret = *found->second;
  out.hub_fingerprint = fingerprint_in(secret, key.key).value_or("");
  const auto name = kube::ObjectRef{kube::resources::secrets(), hub.namespace_name, key.secret}.describe();
  if (!secret) out.key_trouble = name + " does not exist";
  if (secret && out.hub_fingerprint.empty()) out.key_trouble = name + " has no key " + key.key;
}

/// The hub, as all of its links need it.
struct HubLook {
  const deploy::Installation& installation;
  const coroot::Client* client = nullptr;  ///< nullptr = its Coroot could not be asked
  const deploy::KeySecrets& secrets;
};

Result<LinkStatus> read_link(const Value& remote, const std::vector<Read>& all, const HubLook& hub,
                             const StatusRequest& request, const fleet::Surroundings& around,
                             const std::stop_token& stop) {
  const Within within{Deadline::in(request.deadline), stop};
  LinkStatus out;
  out.project = out.health.project = remote["name"].as_string();
  out.url = remote.at({"remoteCoroot", "url"}).as_string();
  if (const auto key = coroot::remote_key_ref(remote)) look_at_key(out, *key, hub.installation, hub.secrets);
  if (const Read* member = member_of(all, out.project)) {
    out.context = member->context;
    out.member_fingerprint = member_fingerprint(*member, out.project, out.hub_fingerprint, within);
  }
  if (hub.client == nullptr) return out;
  const auto now = now_ms(around.clock);
  out.health = hub::probe_member(*hub.client, out.project,
                                 std::min<std::chrono::milliseconds>(probe_timeout, request.deadline), now, stop);
  return out;
}

document::List remotes_of(const deploy::Installation& hub) {
  document::List out;
  for (const auto& project : hub.resource.at({"spec", "projects"}).as_list()) {
    if (coroot::kind_of(project) == coroot::ProjectKind::remote) out.push_back(project);
  }
  return out;
}

/// A key that this user may not read is a gap of its link; any other reason concerns the cluster, as for all it has.
bool has_failed(const deploy::KeySecrets& secrets, Read& hub) {
  const auto failed = std::find_if(secrets.begin(), secrets.end(), [](const auto& secret) {
    return !secret.second && secret.second.error().kind != ErrorKind::unauthorized;
  });
  if (failed == secrets.end()) return false;
  if (!hub.error) hub.error = failed->second.error();
  return true;
}

void read_links(StatusReport& report, std::vector<Read>& all, const StatusRequest& request,
                const fleet::Surroundings& around, const std::stop_token& stop) {
  const auto& hub = all.front().installations.front();
  const Within within{Deadline::in(request.deadline), stop};
  const auto secrets = deploy::read_key_secrets(*all.front().reader, hub, within);
  const bool is_told = has_failed(secrets, all.front());
  for (auto& note : deploy::notes_about(secrets, hub)) report.warnings.push_back(all.front().context + ": " + note);
  const auto remotes = remotes_of(hub);
  if (remotes.empty()) return;
  auto client = open_hub(*all.front().reader, hub, request.login, within);
  if (!client) report.warnings.push_back("the hub's Coroot could not be asked: " + describe(client.error()));
  const HubLook look{hub, client ? client->get() : nullptr, secrets};
  auto answers = fleet::fan_out(remotes, request.width, stop, [&](const Value& remote, std::stop_token token) {
    return read_link(remote, all, look, request, around, token);
  });
  std::set<std::string> gaps;  // the keys share a Secret
  for (auto& answer : answers) {
    if (!answer) continue;
    if (!is_told && !answer->key_gap.empty() && gaps.insert(answer->key_gap).second)
      report.warnings.push_back("the hub's copies of the keys were not read: " + answer->key_gap);
    report.links.push_back(std::move(*answer));
  }
}

/// Traps in the resources of all clusters.
void note_traps(StatusReport& report, const std::vector<Read>& all) {
  for (const auto& read : all) {
    for (const auto& installation : read.installations) {
      for (auto& note : deploy::notes_about(installation)) report.warnings.push_back(read.context + ": " + note);
    }
  }
}

/// Also where its workloads may not be seen: the way to its Coroot tells of the members all the same.
bool knows_resource(const Read& hub) {
  return !hub.installations.empty() && (!hub.error || hub.error->kind == ErrorKind::unauthorized);
}

std::vector<fleet::ClusterRef> all_clusters(const StatusRequest& request) {
  std::vector<fleet::ClusterRef> out;
  if (request.hub) out.push_back(*request.hub);
  for (const auto& cluster : request.clusters) {
    if (!request.hub || cluster.context != request.hub->context) out.push_back(cluster);
  }
  return out;
}

}  // namespace

StatusReport read_status(const StatusRequest& request, const fleet::Surroundings& around, std::stop_token stop) {
  const auto clusters = all_clusters(request);
  auto all = fleet::report_each(
      clusters.size(), request.width, stop,
      [&](std::size_t i) {
        Read read;
        read.context = clusters[i].context;
        return read;
      },
      [&](Read& read, std::size_t i, const std::stop_token& token) {
        return fill(read, clusters[i], request, around, token);
      });
  StatusReport report;
  note_traps(report, all);
  if (request.hub && knows_resource(all.front())) read_links(report, all, request, around, stop);
  for (auto& read : all) report.clusters.push_back(std::move(read));
  for (auto& note : fleet::twin_notes(report.clusters)) report.warnings.push_back(std::move(note));
  return report;
}

}  // namespace corootctl::ops
