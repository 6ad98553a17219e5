#include "deploy/helm_records.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/base64.hpp"
#include "base/gzip.hpp"
#include "document/json.hpp"
#include "document/yaml.hpp"

namespace corootctl::deploy {
namespace {

using document::Value;

std::int64_t number_in(const std::string& text) {
  std::int64_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

HelmRecord record_of(const Value& secret) {
  const auto& labels = secret.at({"metadata", "labels"});
  return {labels["name"].as_string(),
          secret.at({"metadata", "namespace"}).as_string(),
          number_in(labels["version"].as_string()),
          labels["status"].as_string(),
          secret.at({"metadata", "name"}).as_string(),
          number_in(labels["createdAt"].as_string()),
          !labels[installed_by_label].is_null(),
          secret["data"]};
}

/// Base64 of the Secret around helm's own, around gzip.
Result<Value> opened(const HelmRecord& record) {
  CTL_PASS(const auto text, base64_decode(record.data["release"].as_string()));
  CTL_PASS(auto packed, base64_decode(text));
  if (is_gzip(packed)) {
    CTL_PASS(packed, gunzip(packed));
  }
  return document::parse_json(packed, "helm's record");
}

bool runs_at_delete(const Value& hook) {
  const auto& events = hook["events"].as_list();
  return std::any_of(events.begin(), events.end(), [](const Value& event) {
    return event.as_string() == "pre-delete" || event.as_string() == "post-delete";
  });
}

}  // namespace

Result<std::vector<HelmRecord>> helm_records(const kube::Reader& reader, const std::string& namespace_name,
                                             const std::string& release, const Within& within) {
  const auto selector = release.empty() ? std::string("owner=helm") : "owner=helm,name=" + release;
  CTL_TRY(const auto secrets, reader.list(kube::resources::secrets(), namespace_name, selector, within),
          "look for helm releases");
  std::vector<HelmRecord> out;
  for (const auto& secret : secrets) out.push_back(record_of(secret));
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.revision < b.revision; });
  return out;
}

Result<std::vector<std::vector<HelmRecord>>> releases_of_ours(const kube::Reader& reader,
                                                              const std::string& namespace_name, const Within& within) {
  const auto selector = "owner=helm," + std::string(installed_by_label);
  auto labelled = reader.list(kube::resources::secrets(), "", selector, within);
  if (!labelled && labelled.error().kind == ErrorKind::unauthorized)
    labelled = reader.list(kube::resources::secrets(), namespace_name, selector, within);
  if (!labelled) return tl::unexpected(std::move(labelled.error()).with("look for helm releases"));
  std::set<std::pair<std::string, std::string>> releases;
  for (const auto& secret : *labelled) {
    const auto record = record_of(secret);
    releases.emplace(record.namespace_name, record.release);
  }
  std::vector<std::vector<HelmRecord>> out;
  for (const auto& [space, release] : releases) {
    CTL_PASS(auto records, helm_records(reader, space, release, within));
    if (!records.empty() && records.back().ours) out.push_back(std::move(records));
  }
  return out;
}

Result<HelmContent> content_of(const Value& release) {
  const auto& chart = release.at({"chart", "metadata"});
  HelmContent out{chart["name"].as_string(),
                  chart["version"].as_string(),
                  chart["appVersion"].as_string(),
                  release.at({"chart", "values"}),
                  release["config"],
                  {},
                  {}};
  CTL_PASS(auto objects, document::parse_yaml_all(release["manifest"].as_string(), "helm's manifest"));
  std::copy_if(objects.begin(), objects.end(), std::back_inserter(out.objects),
               [](const Value& object) { return object.is_object(); });
  for (const auto& hook : release["hooks"].as_list()) {
    if (runs_at_delete(hook)) out.hooks_at_delete.push_back(hook["name"].as_string());
  }
  return out;
}

Result<HelmContent> unpack(const HelmRecord& record) {
  CTL_TRY(const auto release, opened(record), "read Secret " + record.secret);
  CTL_TRY(auto out, content_of(release), "read Secret " + record.secret);
  return out;
}

}  // namespace corootctl::deploy
