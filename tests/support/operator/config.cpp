#include "support/operator/config.hpp"

#include <fmt/core.h>

#include <random>

#include "base/base64.hpp"

namespace corootctl::support {

using document::List;
using document::Object;
using document::Value;

namespace {

constexpr std::size_t key_length = 32;

/// CRC-32 (IEEE 802.3), bit by bit: the operator names variables by it.
std::uint32_t crc32_of(std::string_view text) {
  std::uint32_t sum = 0xffffffffU;
  for (const char c : text) {
    sum ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1) ^ ((sum & 1U) != 0 ? 0xedb88320U : 0U);
  }
  return sum ^ 0xffffffffU;
}

std::string random_key() {
  static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  std::random_device device;
  std::uniform_int_distribution<std::size_t> any(0, letters.size() - 1);
  std::string key;
  while (key.size() < key_length) key += letters[any(device)];
  return key;
}

/// One validation of one resource.
class Validation {
 public:
  Validation(const OperatorApi& api, const Value& resource, std::stop_token stop)
      : api_(api), namespace_(resource.at({"metadata", "namespace"}).as_string()), stop_(std::move(stop)) {
    out_.spec = resource["spec"];
  }

  Validated run() {
    check_replicas();
    check_reference({"tls", "certSecret"}, "Failed to get TLS Cert");
    check_reference({"tls", "keySecret"}, "Failed to get TLS Key");
    check_reference({"authBootstrapAdminPasswordSecret"}, "Failed to get Admin Password");
    check_cloud();
    List projects;
    for (const Value& project : out_.spec["projects"].as_list()) projects.push_back(check_project(project));
    check_reference({"enterpriseEdition", "licenseKeySecret"}, "Failed to get License Key");
    out_.config = Object{{"projects", std::move(projects)}};
    if (auto accounts = check_accounts(); !accounts.empty())
      out_.config.object().set("auth", Object{{"serviceAccounts", std::move(accounts)}});
    for (const char* part : {"sso", "ai", "corootCloud", "disableBuiltinAlerts"})
      if (!out_.spec[part].is_null()) out_.config.object().set(part, out_.spec[part]);
    return std::move(out_);
  }

 private:
  void check_replicas() {
    if (out_.spec["replicas"].as_integer(1) <= 1 || out_.spec["postgres"].is_object()) return;
    out_.errors.emplace_back("Coroot requires Postgres to run multiple replicas. Falling back to 1 replica.");
    out_.spec.object().set("replicas", 1);
  }

  void check_cloud() {
    const Value& cloud = out_.spec["corootCloud"];
    if (!cloud.is_object()) return;
    if (cloud["apiKey"].is_null() && cloud["apiKeySecret"].is_null()) {
      out_.errors.emplace_back("Coroot Cloud API key is required.");
    } else {
      check_reference({"corootCloud", "apiKeySecret"}, "Failed to get Coroot Cloud API Key");
    }
  }

  void check_reference(std::initializer_list<std::string_view> path, const std::string& prefix) {
    const Value& reference = out_.spec.at(path);
    if (!reference.is_object()) return;
    const std::string trouble = missing(reference);
    if (!trouble.empty()) out_.errors.push_back(prefix + ": " + trouble);
  }

  /// Why a key cannot be read, or "". Presence is all that counts: an empty value passes.
  std::string missing(const Value& reference) {
    const std::string name = reference["name"].as_string();
    const auto secret = api_.find({kube::resources::secrets(), namespace_, name}, stop_);
    if (!secret) return secret.error().what;
    if (!*secret) return fmt::format("secrets \"{}\" not found", name);
    const std::string& key = reference["key"].as_string();
    if ((**secret)["data"].as_object().contains(key)) return {};
    return fmt::format("key '{}' not found in secret '{}'", key, name);
  }

  std::string placeholder(const Value& reference) {
    const std::string name = reference["name"].as_string();
    const std::string key = reference["key"].as_string();
    out_.secrets.push_back({config_variable(name, key), name, key});
    return "${" + config_variable(name, key) + "}";
  }

  Value check_project(const Value& project) {
    Object checked{{"name", project["name"]}};
    if (!project["memberProjects"].as_list().empty()) checked.set("memberProjects", project["memberProjects"]);
    if (!project["apiKeys"].as_list().empty()) checked.set("apiKeys", check_keys(project["apiKeys"].as_list()));
    if (project["remoteCoroot"].is_object()) check_remote(project["remoteCoroot"], checked);
    return checked;
  }

  /// By Coroot's documents alone: no public source of an operator has them yet (links 7).
  List check_accounts() {
    List checked;
    for (const Value& account : out_.spec["serviceAccounts"].as_list()) {
      checked.emplace_back(Object{
          {"name", account["name"]}, {"role", account["role"]}, {"apiKeys", check_keys(account["apiKeys"].as_list())}});
    }
    return checked;
  }

  List check_keys(const List& keys) {
    List checked;
    for (const Value& entry : keys) {
      const Value& reference = entry["keySecret"];
      if (reference.is_object()) make_key(reference);
      checked.emplace_back(Object{{"key", reference.is_object() ? Value(placeholder(reference)) : entry["key"]},
                                  {"description", entry["description"].string_or("")}});
    }
    return checked;
  }

  /// The part that fails is dropped; the project stays, and the server will not start with it (operator 17).
  void check_remote(const Value& remote, Object& checked) {
    Object copy{{"url", remote["url"]}, {"tlsSkipVerify", remote["tlsSkipVerify"].as_bool()}};
    const Value& reference = remote["apiKeySecret"];
    if (reference.is_object()) {
      if (const std::string trouble = missing(reference); !trouble.empty()) {
        out_.errors.push_back("Failed to get Remote Coroot API Key: " + trouble);
      } else {
        copy.set("apiKey", placeholder(reference));
      }
    } else if (!remote["apiKey"].is_null()) {
      copy.set("apiKey", remote["apiKey"]);
    }
    if (!copy.contains("apiKey") || remote["url"].is_null() || remote["metricResolution"].is_null()) {
      out_.errors.emplace_back("Remote Coroot requires url, apiKey, and metricResolution.");
      return;
    }
    copy.set("metricResolution", remote["metricResolution"]);
    checked.set("remoteCoroot", std::move(copy));
  }

  /// Creates the Secret or adds the key; failures are left to the next reconcile, as in the real operator.
  void make_key(const Value& reference) {
    const std::string& name = reference["name"].as_string();
    const std::string& key = reference["key"].as_string();
    const auto secret = api_.find({kube::resources::secrets(), namespace_, name}, stop_);
    if (!secret || (*secret && (**secret)["data"].as_object().contains(key))) return;
    Value object = Object{{"apiVersion", "v1"},
                          {"kind", "Secret"},
                          {"type", "Opaque"},
                          {"metadata", Object{{"name", name}, {"namespace", namespace_}}}};
    if (*secret) object = **secret;
    object.make({"data"}).object().set(key, base64_encode(random_key()));
    const auto written = *secret ? api_.replace(kube::resources::secrets(), object, stop_)
                                 : api_.create(kube::resources::secrets(), object, stop_);
    if (!written) out_.errors.push_back("Failed to write Secret " + name);
  }

  const OperatorApi& api_;
  std::string namespace_;
  std::stop_token stop_;
  Validated out_{};
};

}  // namespace

std::string config_variable(const std::string& secret, const std::string& key) {
  return fmt::format("COROOT_CONFIG_SECRET_{:08x}", crc32_of(secret + "/" + key));
}

Validated validate(const OperatorApi& api, const Value& resource, std::stop_token stop) {
  return Validation(api, resource, std::move(stop)).run();
}

}  // namespace corootctl::support
