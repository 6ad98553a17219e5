#include "ops/link/read.hpp"

#include <algorithm>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "coroot/resource.hpp"
#include "deploy/installations.hpp"
#include "deploy/member_url.hpp"

namespace corootctl::ops {
namespace {

using document::Value;

/// The hub sends it as a header's value, without blanks around it: anything else would link without ever working.
Result<> check_key(const SecretString& key, const std::string& place) {
  const auto text = key.reveal();
  const bool has_other_bytes =
      std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c >= 0x7f; });
  if (!has_other_bytes && !text.empty() && trim(text).size() == text.size()) return {};
  return fail_with_hint(ErrorKind::invalid,
                        "Take it out of the Secret, so that the operator makes a new one, then link again.",
                        "{} cannot be sent to a server: it has {}", place,
                        has_other_bytes ? "line breaks, control characters or binary bytes" : "blanks around it");
}

Result<SecretString> read_key(const kube::Reader& reader, const deploy::Installation& installation,
                              const coroot::KeyRef& ref, const Within& within) {
  const kube::ObjectRef secret{kube::resources::secrets(), installation.namespace_name, ref.secret};
  CTL_PASS(const auto live, reader.find(secret, within));
  const auto text = live ? (*live)["data"][std::string_view(ref.key)].as_string() : std::string();
  if (text.empty()) {
    return fail_with_hint(ErrorKind::no_data,
                          "the operator creates it; wait for it with `corootctl install --context CONTEXT --project "
                          "PROJECT`, then link again",
                          "{} has no key {} yet", secret.describe(), ref.key);
  }
  const auto place = "key " + ref.key + " of " + secret.describe();
  CTL_TRY(auto bytes, base64_decode(text), "decode " + place);
  SecretString key(std::move(bytes));
  CTL_RUN(check_key(key, place));
  return key;
}

}  // namespace

Result<deploy::Installation> installation_of(const kube::Reader& reader, const LinkMember& member,
                                             const Within& within) {
  CTL_PASS(const auto readable, deploy::find_readable_installations(reader, within));
  const auto& installations = readable.all;
  if (installations.empty()) {
    return fail_with_hint(
        ErrorKind::not_found,
        "run `corootctl install --context " + member.cluster.context + " --project " + member.project + "` first",
        "no Coroot resource in this cluster");
  }
  std::vector<std::string> known;
  for (const auto& installation : installations) {
    const Value* project = coroot::find_project(installation.resource, member.project);
    if (project != nullptr && coroot::kind_of(*project) == coroot::ProjectKind::agents) return installation;
    for (const auto& name : coroot::project_names(installation.resource)) known.push_back(name);
  }
  const auto near = closest(member.project, known);
  return fail_with_hint(ErrorKind::not_found, near ? "did you mean " + *near + "?" : "",
                        "no project {} with keys of its own here; projects: {}", member.project,
                        known.empty() ? "none" : join(known, ", "));
}

std::optional<coroot::KeyRef> multi_cluster_key_of(const Value& project, const std::string& name) {
  for (const auto& ref : coroot::key_refs(project)) {
    if (ref.key == name) return ref;
  }
  for (const auto& key : project["apiKeys"].as_list()) {
    const auto& selector = key["keySecret"];
    if (lower(key["description"].as_string()).find("multi") != std::string::npos && selector.is_object()) {
      return coroot::KeyRef{selector["name"].as_string(), selector["key"].as_string()};
    }
  }
  return std::nullopt;
}

Result<ReadMember> read_member(const fleet::Connector& connector, const LinkMember& member,
                               const std::string& multi_cluster_key, Within within) {
  ReadMember out;
  out.asked = member;
  if (!member.url.empty()) {
    CTL_PASS(out.url, deploy::check_member_url(member.url));
  }
  CTL_PASS(const auto reader, connector.reader_for(member.cluster, within));
  CTL_PASS(out.uid, fleet::cluster_uid(reader, within));
  CTL_PASS(const auto installation, installation_of(reader, member, within));
  const Value* project = coroot::find_project(installation.resource, member.project);
  const auto ref = multi_cluster_key_of(*project, multi_cluster_key);
  if (!ref) {
    return fail_with_hint(ErrorKind::not_found,
                          "install it with corootctl, or add an apiKeys entry with keySecret key " + multi_cluster_key,
                          "project {} has no multi-cluster key", member.project);
  }
  CTL_PASS(out.key, read_key(reader, installation, *ref, within));
  out.metric_resolution = coroot::refresh_interval(installation.resource);
  if (out.url.empty()) {
    CTL_TRY(out.url, find_member_url(reader, installation, within), "find the member's URL");
  }
  return out;
}

Result<> refresh(ReadHub& hub, const HubPlace& place, const Within& within) {
  CTL_PASS(auto installations, deploy::find_readable_installations(*hub.client, within));
  hub.installation.reset();
  for (auto& installation : installations.all) {
    if (installation.namespace_name == place.namespace_name) hub.installation = std::move(installation);
  }
  const kube::ObjectRef ref{kube::resources::secrets(), place.namespace_name, place.secret};
  CTL_PASS(hub.secret, hub.client->find(ref, within));
  return {};
}

Result<ReadHub> read_hub(const fleet::Connector& connector, const fleet::ClusterRef& hub, bool may_write,
                         const HubPlace& place, Within within) {
  ReadHub out;
  CTL_PASS(out.client, connector.client_for(hub, !may_write, within));
  CTL_PASS(out.uid, fleet::cluster_uid(*out.client, within));
  CTL_RUN(refresh(out, place, within));
  return out;
}

}  // namespace corootctl::ops
