#include "survey/installation.hpp"

#include <map>

#include "base/base64.hpp"
#include "coroot/error_fields.hpp"
#include "coroot/project_rules.hpp"
#include "coroot/resource.hpp"
#include "deploy/reconciled.hpp"
#include "deploy/report.hpp"
#include "survey/parts.hpp"

namespace corootctl::survey {
namespace {

using document::Value;

/// The keys of one namespace; each Secret is read once.
class KeyReader {
 public:
  KeyReader(const kube::Reader& reader, std::string namespace_name, std::vector<checks::Gap>& gaps,
            const Within& within)
      : reader_(reader), namespace_name_(std::move(namespace_name)), gaps_(gaps), within_(within) {}

  checks::Key of_reference(const Value& reference) {
    const auto& name = reference["name"].as_string();
    const auto& key = reference["key"].as_string();
    const kube::ObjectRef ref{kube::resources::secrets(), namespace_name_, name};
    checks::Key out{ref.describe() + ", key " + key, "unread", ""};
    const auto& secret = secret_named(ref);
    if (!secret) {
      note_gap(gaps_, checks::parts::keys, secret.error());
      return out;
    }
    const auto& data = *secret ? (**secret)["data"][std::string_view(key)] : Value();
    if (!data.is_string()) return {out.place, "missing", ""};
    auto bytes = base64_decode(data.as_string());
    return of_text(std::move(out.place), bytes ? *std::move(bytes) : std::string());
  }

  static checks::Key of_text(std::string place, std::string text) {
    if (text.empty()) return {std::move(place), "empty", ""};
    return {std::move(place), "present", deploy::fingerprint(SecretString(std::move(text)))};
  }

 private:
  using Secret = Result<std::optional<Value>>;

  const Secret& secret_named(const kube::ObjectRef& ref) {
    const auto known = secrets_.find(ref.name);
    if (known != secrets_.end()) return known->second;
    return secrets_.emplace(ref.name, reader_.find(ref, within_)).first->second;
  }

  const kube::Reader& reader_;
  const std::string namespace_name_;
  std::vector<checks::Gap>& gaps_;
  const Within& within_;
  std::map<std::string, Secret> secrets_{};
};

/// The key that stands in a field as text, or in a Secret that another field names.
std::optional<checks::Key> key_at(const Value& owner, const char* plain, const char* reference,
                                  const std::string& place, KeyReader& keys) {
  if (owner[reference].is_object()) return keys.of_reference(owner[reference]);
  if (owner[plain].is_string()) return KeyReader::of_text(place + "." + plain, owner[plain].as_string());
  return std::nullopt;
}

checks::Project project_of(const Value& project, std::string place, KeyReader& keys) {
  checks::Project out;
  out.name = project["name"].as_string();
  out.kind = coroot::name_of(coroot::kind_of(project));
  out.place = std::move(place);
  const auto& entries = project["apiKeys"].as_list();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (auto key = key_at(entries[i], "key", "keySecret", fmt::format("{}.apiKeys[{}]", out.place, i), keys))
      out.keys.push_back(std::move(*key));
  }
  const auto& remote = project["remoteCoroot"];
  if (auto key = key_at(remote, "apiKey", "apiKeySecret", out.place + ".remoteCoroot", keys))
    out.keys.push_back(std::move(*key));
  out.url = remote["url"].as_string();
  out.metric_resolution = remote["metricResolution"].as_string();
  out.tls_skip_verify = remote["tlsSkipVerify"].as_bool();
  for (const auto& member : project["memberProjects"].as_list()) out.members.push_back(member.as_string());
  out.has_overrides = !project["inspectionOverrides"].is_null();
  return out;
}

checks::Account account_of(const Value& account, const std::string& place, KeyReader& keys) {
  checks::Account out;
  out.name = account["name"].as_string();
  const auto& entries = account["apiKeys"].as_list();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (auto key = key_at(entries[i], "key", "keySecret", fmt::format("{}.apiKeys[{}]", place, i), keys))
      out.keys.push_back(std::move(*key));
  }
  return out;
}

checks::Component component_fact(const deploy::Component& each) {
  return {each.name,      each.object, each.image,   each.reason, each.hint,  each.found,
          each.ready_now, each.failed, each.stopped, each.unseen, each.ready, each.desired};
}

void read_spec(const Value& resource, checks::Installation& out, KeyReader& keys) {
  const auto& spec = resource["spec"];
  out.agents_only = spec["agentsOnly"].is_object();
  out.status = resource.at({"status", "status"}).as_string();
  for (const auto& error : resource.at({"status", "errors"}).as_list()) {
    out.errors.push_back(error.as_string());
    out.error_fields.push_back(coroot::field_of_error(resource, error.as_string()));
  }
  const auto& projects = spec["projects"].as_list();
  for (std::size_t i = 0; i < projects.size(); ++i)
    out.projects.push_back(project_of(projects[i], fmt::format("spec.projects[{}]", i), keys));
  const auto& accounts = spec["serviceAccounts"].as_list();
  for (std::size_t i = 0; i < accounts.size(); ++i)
    out.accounts.push_back(account_of(accounts[i], fmt::format("spec.serviceAccounts[{}]", i), keys));
  out.agents_key = key_at(spec, "apiKey", "apiKeySecret", "spec", keys);
  out.refresh_interval = coroot::refresh_interval(resource);
  for (auto& each : coroot::misread_projects(resource))
    out.misread.push_back({std::move(each.project), std::move(each.what), std::move(each.hint)});
}

}  // namespace

Result<checks::Installation> read_installation_facts(const kube::Reader& reader,
                                                     const deploy::Installation& installation,
                                                     std::vector<checks::Gap>& gaps, const Within& within) {
  checks::Installation out;
  out.namespace_name = installation.namespace_name;
  out.name = installation.name;
  KeyReader keys(reader, installation.namespace_name, gaps, within);
  read_spec(installation.resource, out, keys);
  CTL_RUN(take(components_of(reader, installation, within), checks::parts::components, gaps,
               [&](const std::vector<deploy::Component>& all) {
                 for (const auto& each : all) out.components.push_back(component_fact(each));
               }));
  CTL_RUN(take(deploy::unwritten(reader, installation, within), checks::parts::progress, gaps,
               [&](std::string what) { out.unwritten = std::move(what); }));
  return out;
}

}  // namespace corootctl::survey
