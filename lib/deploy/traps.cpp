#include "deploy/traps.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "coroot/project_rules.hpp"
#include "coroot/resource.hpp"
#include "deploy/adoption.hpp"
#include "kube/objects/managed_fields.hpp"

namespace corootctl::deploy {
namespace {

using document::Value;

kube::ObjectRef ref_of(const Installation& installation) {
  return {kube::resources::coroots(), installation.namespace_name, installation.name};
}

std::vector<coroot::KeyRef> remote_keys(const Installation& hub) {
  std::vector<coroot::KeyRef> out;
  for (const auto& project : hub.resource.at({"spec", "projects"}).as_list()) {
    if (auto key = coroot::remote_key_ref(project)) out.push_back(std::move(*key));
  }
  return out;
}

/// Names in the Secret that no remote project of the hub has.
std::vector<std::string> unused_keys(const std::string& name, const Value& secret, const Installation& hub) {
  const auto used = remote_keys(hub);
  std::vector<std::string> out;
  for (const auto& [key, value] : secret["data"].as_object()) {
    const bool is_used =
        std::any_of(used.begin(), used.end(), [&](const auto& each) { return each.secret == name && each.key == key; });
    if (!is_used) out.push_back(key);
  }
  return out;
}

std::string lost_link_note(const std::string& name, const Value& secret, const Installation& hub) {
  if (secret.at({"metadata", "labels", "app.kubernetes.io/managed-by"}).as_string() != kube::field_manager) return "";
  const auto unused = unused_keys(name, secret, hub);
  if (unused.empty()) return "";
  const auto owners = kube::other_owners(hub.resource, kube::field_manager, {"spec", "projects"});
  const auto by = owners.empty() ? "" : " (spec.projects was last written by " + printable(join(owners, ", ")) + ")";
  return fmt::format(
      "Secret {}/{} has keys that no project of {} names: {}{}; if that link was taken away by "
      "mistake, run link-clusters again, else take the keys out",
      hub.namespace_name, name, ref_of(hub).describe(), join(unused, ", "), by);
}

void add(std::vector<std::string>& notes, std::string note) {
  if (!note.empty()) notes.push_back(std::move(note));
}

}  // namespace

KeySecrets read_key_secrets(const kube::Reader& reader, const Installation& hub, const Within& within) {
  std::vector<std::string> names{std::string(coroot::members_secret)};
  for (const auto& key : remote_keys(hub)) names.push_back(key.secret);
  KeySecrets out;
  for (const auto& name : names) {
    if (out.contains(name)) continue;
    out.emplace(name, reader.find({kube::resources::secrets(), hub.namespace_name, name}, within));
  }
  return out;
}

std::vector<std::string> notes_about(const Installation& installation) {
  std::vector<std::string> out;
  const auto ref = ref_of(installation);
  add(out, set_back_note(ref, installation.resource));
  for (const auto& each : coroot::misread_projects(installation.resource))
    out.push_back(fmt::format("{}: project {} {}: {}", ref.describe(), each.project, each.what, each.hint));
  return out;
}

std::vector<std::string> notes_about(const KeySecrets& secrets, const Installation& hub) {
  std::vector<std::string> out;
  for (const auto& [name, read] : secrets) {
    if (!read || !*read) continue;
    add(out, set_back_note({kube::resources::secrets(), hub.namespace_name, name}, **read));
    add(out, lost_link_note(name, **read, hub));
  }
  return out;
}

}  // namespace corootctl::deploy
