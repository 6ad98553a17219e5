#include "bundle/redact.hpp"

#include <algorithm>
#include <array>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "bundle/scrubber.hpp"
#include "coroot/log_text.hpp"
#include "document/json.hpp"
#include "document/yaml.hpp"

namespace corootctl::bundle {
namespace {

using document::List;
using document::Object;
using document::Value;

bool names_a_secret(std::string_view name) {
  static constexpr std::array<std::string_view, 12> words{"password",    "passwd",     "token",      "secret",
                                                          "apikey",      "api_key",    "api-key",    "licensekey",
                                                          "license_key", "webhookurl", "routingkey", "credential"};
  const auto text = lower(name);
  if (text == "key" || text == "integrationkey" || text == "accesskey" || text == "secretkey") return true;
  return std::any_of(words.begin(), words.end(), [&](auto word) { return text.find(word) != std::string::npos; });
}

bool holds_headers(std::string_view name) {
  const auto text = lower(name);
  return text == "customheaders" || text == "headers" || text == "basicauth" || text == "extraheaders" ||
         text == "httpheaders";
}

/// {name, key}: where a secret is, not what it is.
bool is_reference(const Value& value) {
  const auto& members = value.as_object();
  return value["name"].is_string() && std::all_of(members.begin(), members.end(), [](const auto& member) {
           return member.key == "name" || member.key == "key" || member.key == "optional" || member.key == "namespace";
         });
}

Value cleaned(const Value& value, bool all_hidden);

Value cleaned_list(const Value& value, bool all_hidden) {
  List out;
  for (const auto& each : value.as_list()) out.push_back(cleaned(each, all_hidden));
  return out;
}

/// {name: API_KEY, value: ...} of a container, or of spec.env.
bool is_variable(const Value& value) { return value["name"].is_string() && value["value"].is_string(); }

Value cleaned_object(const Value& value, bool all_hidden) {
  Object out;
  const bool is_secret_variable = is_variable(value) && names_a_secret(value["name"].as_string());
  for (const auto& member : value.as_object()) {
    const bool is_text = member.value.is_string() || member.value.is_number();
    const bool hides = is_secret_variable ? member.key == "value" : names_a_secret(member.key);
    const bool is_name = member.key.ends_with("Name") || member.key.ends_with("Ref");
    if (is_text && hides && !is_name) {
      out.set(member.key, member.value.as_string().empty() && member.value.is_string() ? Value("") : Value(hidden));
    } else {
      out.set(member.key, cleaned(member.value, all_hidden || holds_headers(member.key)));
    }
  }
  return out;
}

Value cleaned(const Value& value, bool all_hidden) {
  if (value.is_list()) return cleaned_list(value, all_hidden);
  if (value.is_object()) return is_reference(value) ? value : cleaned_object(value, all_hidden);
  if (!value.is_string()) return all_hidden && value.is_number() ? Value(hidden) : value;
  if (all_hidden) return hidden;
  return coroot::mask_log(hide_userinfo(value.as_string()));
}

Value without_copies(Value object) {
  auto& metadata = object.make({"metadata"}).object();
  metadata.erase("managedFields");
  if (auto* annotations = metadata.find("annotations"); annotations != nullptr && annotations->is_object()) {
    for (const auto* copy :
         {"kubectl.kubernetes.io/last-applied-configuration", "operator.coroot.com/last-applied-configuration"})
      annotations->object().erase(copy);
  }
  return object;
}

/// Names and sizes; the operator's configuration whole, and redacted.
Value entries_of(const Value& data, bool is_base64, bool reads) {
  Object out;
  for (const auto& member : data.as_object()) {
    auto text = member.value.as_string();
    if (is_base64) text = base64_decode(text).value_or("");
    const auto read =
        reads && member.key == "config.yaml" ? document::parse_yaml(text, "config.yaml") : Result<Value>(Value());
    if (read && !read->is_null()) {
      out.set(member.key, cleaned(*read, false));
    } else {
      out.set(member.key, std::to_string(text.size()) + " bytes");
    }
  }
  return out;
}

}  // namespace

Value redacted(const Value& object) {
  auto out = without_copies(object);
  const auto& kind = object["kind"].as_string();
  if (kind != "Secret" && kind != "ConfigMap") return cleaned(out, false);
  const bool is_operators =
      out.at({"metadata", "labels", "app.kubernetes.io/managed-by"}).as_string() == "coroot-operator";
  const bool reads = kind == "ConfigMap" && is_operators;
  const auto metadata = cleaned(out["metadata"], false);
  Object short_form{{"apiVersion", "v1"}, {"kind", kind}, {"metadata", metadata}};
  if (out["type"].is_string()) short_form.set("type", out["type"]);
  if (out["data"].is_object()) short_form.set("data", entries_of(out["data"], kind == "Secret", reads));
  if (out["binaryData"].is_object()) short_form.set("binaryData", entries_of(out["binaryData"], true, reads));
  return short_form;
}

}  // namespace corootctl::bundle
