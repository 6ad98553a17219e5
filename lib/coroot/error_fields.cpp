#include "coroot/error_fields.hpp"

#include <fmt/core.h>

namespace corootctl::coroot {
namespace {

using document::Value;

/// How an error begins, and the field behind it.
constexpr std::pair<std::string_view, std::string_view> error_begins[] = {
    {"Coroot requires Postgres", "spec.replicas"},
    {"ClickHouse S3 cache size", "spec.clickhouse.s3.cacheSize"},
    {"Failed to get TLS Cert", "spec.tls.certSecret"},
    {"Failed to get TLS Key", "spec.tls.keySecret"},
    {"Failed to get Admin Password", "spec.authBootstrapAdminPasswordSecret"},
    {"Failed to get Coroot Cloud API Key", "spec.corootCloud.apiKeySecret"},
    {"Coroot Cloud API key is required", "spec.corootCloud.apiKey"},
    {"Failed to get License Key", "spec.enterpriseEdition.licenseKeySecret"},
    {"Unknown AI model provider", "spec.ai.provider"}};

constexpr std::pair<std::string_view, std::string_view> integrations[] = {
    {"Failed to get Slack Token", "slack"},
    {"Failed to get MS Teams Webhook URL", "teams"},
    {"Failed to get PagerDuty Integration Key", "pagerduty"},
    {"Failed to get Opsgenie API Key", "opsgenie"},
    {"Failed to get Webhook Basic Auth password", "webhook"}};

bool mentions(const std::string& error, const std::string& name) {
  return !name.empty() && error.find("'" + name + "'") != std::string::npos;
}

/// Whether the end of the error is about this reference: `secrets "x" not found`, or `key 'k' not found in secret 'x'`.
bool is_about(const std::string& error, const Value& reference) {
  const auto& secret = reference["name"].as_string();
  if (error.find("secrets \"" + secret + "\"") != std::string::npos) return true;
  return mentions(error, secret) && mentions(error, reference["key"].as_string());
}

bool is_whole(const Value& remote) {
  const bool has_key = !remote["apiKey"].as_string().empty() || remote["apiKeySecret"].is_object();
  return has_key && !remote["url"].as_string().empty() && !remote["metricResolution"].as_string().empty();
}

/// The first project that fits; the operator goes through them in order and names none.
template <class Fits>
std::string place_of_project(const Value& resource, const char* member, const char* below, Fits fits) {
  const auto& projects = resource.at({"spec", "projects"}).as_list();
  for (std::size_t i = 0; i < projects.size(); ++i) {
    const auto& part = projects[i][member];
    if (part.is_object() && fits(part)) return fmt::format("spec.projects[{}].{}{}", i, member, below);
  }
  return "";
}

}  // namespace

std::string field_of_error(const Value& resource, const std::string& error) {
  if (error.starts_with("Failed to get Remote Coroot API Key"))
    return place_of_project(resource, "remoteCoroot", ".apiKeySecret",
                            [&](const Value& remote) { return is_about(error, remote["apiKeySecret"]); });
  if (error.starts_with("Remote Coroot requires")) {
    const auto incomplete =
        place_of_project(resource, "remoteCoroot", "", [](const Value& remote) { return !is_whole(remote); });
    if (!incomplete.empty()) return incomplete;
    // its Secret could not be read: the error before this one says which
    return "spec.projects[].remoteCoroot";
  }
  for (const auto& [begin, part] : integrations) {
    if (!error.starts_with(begin)) continue;
    return place_of_project(resource, "notificationIntegrations", ("." + std::string(part)).c_str(),
                            [&](const Value& all) { return all[part].is_object(); });
  }
  for (const auto& [begin, field] : error_begins) {
    if (error.starts_with(begin)) return std::string(field);
  }
  return "";
}

}  // namespace corootctl::coroot
