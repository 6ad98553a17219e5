#include "converge/look.hpp"

#include <chrono>

#include "base/base64.hpp"
#include "fleetfile/resources.hpp"

namespace corootctl::converge {
namespace {

using fleetfile::Topology;

constexpr std::chrono::seconds look_deadline{60};

Result<std::optional<document::Value>> read_secret(const kube::Reader& reader, const std::string& namespace_name,
                                                   const std::string& name, const Within& within) {
  return reader.find({kube::resources::secrets(), namespace_name, name}, within);
}

Result<> read_hub(const Request& request, const fleet::Connector& connector, const Within& within, Look& out) {
  const auto& fleet = request.fleet;
  CTL_PASS(out.hub, ops::read_hub(connector, request.hub, false, {fleet.namespace_name, fleet.secret}, within));
  bool has_agents = false;
  for (const auto& member : fleet.members) has_agents = has_agents || member.topology == Topology::agents;
  if (!has_agents) return {};
  CTL_PASS(out.agents_secret,
           read_secret(*out.hub->client, fleet.namespace_name, std::string(fleetfile::agents_secret), within));
  return {};
}

Result<> read_agents(const Request& request, const fleet::Connector& connector, std::size_t index, Within within,
                     SeenMember& out) {
  CTL_PASS(const auto reader, connector.reader_for(request.members[index], within));
  CTL_PASS(out.key_secret,
           read_secret(reader, request.fleet.namespace_name, std::string(fleetfile::hub_key_secret), within));
  return {};
}

}  // namespace

Look nothing_seen(const Request& request) {
  Look out;
  out.members.resize(request.members.size());
  return out;
}

void look_at_hub(const Request& request, const fleet::Connector& connector, const std::stop_token& stop, Look& out) {
  if (auto seen = read_hub(request, connector, {Deadline::in(look_deadline), stop}, out); !seen)
    out.hub_error = std::move(seen.error());
}

void look_at_member(const Request& request, const fleet::Connector& connector, std::size_t index,
                    const std::stop_token& stop, Look& all) {
  const auto& member = request.fleet.members[index];
  const Within within{Deadline::in(look_deadline), stop};
  auto& out = all.members[index];
  if (member.topology == Topology::agents) {
    if (auto seen = read_agents(request, connector, index, within, out); !seen) out.error = std::move(seen.error());
    return;
  }
  auto read = ops::read_member(connector, link_member(request, index), member.settings.multi_cluster_key, within);
  if (read) {
    out.read = std::move(*read);
  } else if (read.error().kind == ErrorKind::not_found || read.error().kind == ErrorKind::no_data) {
    out.missing = std::move(read.error());
  } else {
    out.error = std::move(read.error());
  }
}

ops::LinkMember link_member(const Request& request, std::size_t index) {
  const auto& member = request.fleet.members[index];
  return {member.project, request.members[index], member.url};
}

SecretString agents_key(const std::optional<document::Value>& agents_secret, const fleetfile::Cluster& member) {
  if (!agents_secret) return {};
  auto key = base64_decode((*agents_secret)["data"][std::string_view(member.project)].as_string());
  return key ? SecretString(std::move(*key)) : SecretString();
}

}  // namespace corootctl::converge
