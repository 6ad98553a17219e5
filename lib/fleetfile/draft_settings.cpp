#include "fleetfile/draft_settings.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "deploy/settings.hpp"
#include "kube/objects/client.hpp"
#include "kube/objects/managed_fields.hpp"

namespace corootctl::fleetfile {
namespace {

using document::Object;
using document::Value;

void set_text(Object& out, std::string_view key, const Value& value) {
  if (!value.as_string().empty()) out.set(key, value);
}

/// `all` without what `known` says as well; null when nothing is left.
Value without(const Value& all, const Value& known) {
  if (all == known) return {};
  if (!all.is_object()) return all;
  Object out;
  for (const auto& member : all.as_object())
    if (auto left = without(member.value, known[member.key]); !left.is_null()) out.set(member.key, std::move(left));
  return out.empty() ? Value() : Value(std::move(out));
}

bool is_plain_secret(std::string_view key) {
  const auto name = lower(key);
  const auto ends = [&](std::string_view word) { return name.ends_with(word); };
  return ends("password") || ends("token") || ends("apikey") || ends("licensekey") || ends("connectionstring");
}

/// Takes texts behind keys that sound like secrets out, at any depth.
void strip_secrets(Value& value, const std::string& path, std::vector<std::string>& left_out) {
  if (value.is_list()) {
    for (auto& item : value.list()) strip_secrets(item, path + "[]", left_out);
  }
  if (!value.is_object()) return;
  std::vector<std::string> secrets;
  for (auto& member : value.object()) {
    const auto place = path.empty() ? member.key : path + "." + member.key;
    const bool is_environment = member.key == "value" && path.find("env") != std::string::npos;
    if (member.value.is_string() && (is_plain_secret(member.key) || is_environment)) {
      secrets.push_back(member.key);
      left_out.push_back(place);
    } else {
      strip_secrets(member.value, place, left_out);
    }
  }
  for (const auto& key : secrets) value.object().erase(key);
}

}  // namespace

Value exposure_of(const Value& resource) {
  const auto& spec = resource["spec"];
  Object out;
  if (const auto& ingress = spec["ingress"]; !ingress["host"].as_string().empty()) {
    out.set("type", "Ingress");
    out.set("host", ingress["host"]);
    set_text(out, "class", ingress["className"]);
    set_text(out, "path", ingress["path"]);
    set_text(out, "tlsSecret", ingress["tls"]["secretName"]);
    return out;
  }
  const auto type = spec.at({"service", "type"}).string_or("ClusterIP");
  if (type != "NodePort") out.set("type", type);
  for (const auto* key : {"nodePort", "grpcNodePort"})
    if (spec["service"][key].as_integer() > 0 && type != "ClusterIP") out.set(key, spec["service"][key]);
  return out.empty() ? Value() : Value(std::move(out));
}

Value spec_of(const Value& resource, std::vector<std::string>& left_out) {
  auto spec = kube::owned_by(resource, kube::field_manager)["spec"];
  if (!spec.is_object()) return {};
  for (const auto* said_elsewhere : {"projects", "agentsOnly", "service", "ingress", "apiKeySecret"})
    spec.object().erase(said_elsewhere);
  const auto fresh = deploy::member_resource({}, "coroot", "coroot");
  if (fresh) spec = without(spec, (*fresh)["spec"]);
  strip_secrets(spec, "", left_out);
  return spec.is_object() && !spec.as_object().empty() ? spec : Value();
}

}  // namespace corootctl::fleetfile
