#include "deploy/apply.hpp"

#include "base/base64.hpp"
#include "document/edit.hpp"
#include "http/crypto.hpp"
#include "kube/objects/managed_fields.hpp"

namespace corootctl::deploy {

using document::Object;
using document::Value;

std::string fingerprint(const SecretString& key) {
  // Keyed, so that the digits cannot be looked up in a table of plain digests; fixed, so that two runs compare.
  return http::hmac_sha256_hex("corootctl key fingerprint v1", key.reveal()).substr(0, 8);
}

std::string_view name_of(kube::Outcome outcome) {
  switch (outcome) {
    case kube::Outcome::created: return "created";
    case kube::Outcome::changed: return "changed";
    case kube::Outcome::unchanged: break;
  }
  return "unchanged";
}

namespace {

Value without_secrets(const Value& object) {
  Value out = object;
  if (object["kind"].as_string() != "Secret") return out;
  Object data;
  for (const auto& [key, value] : object["data"].as_object()) {
    const auto bytes = base64_decode(value.as_string());
    data.set(key, "fingerprint " + (bytes ? fingerprint(SecretString(*bytes)) : std::string("unreadable")));
  }
  out.make({"data"}) = std::move(data);
  return out;
}

Value what_people_write(const Value& object) {
  Value out = kube::without_bookkeeping(without_secrets(object));
  out.object().erase("status");
  return out;
}

kube::ObjectRef ref_of(const Value& object, const kube::Resource& resource) {
  return {resource, object.at({"metadata", "namespace"}).as_string(), object.at({"metadata", "name"}).as_string()};
}

}  // namespace

std::vector<document::Change> visible_changes(const Value& before, const Value& after) {
  return document::diff(before.is_null() ? Value(Object{}) : what_people_write(before), what_people_write(after));
}

Result<ObjectReport> apply_object(const kube::Client& client, const Value& object, const kube::Resource& resource,
                                  const kube::ApplyOptions& options, const kube::Within& within) {
  CTL_PASS(const auto before, client.find(ref_of(object, resource), within));
  return apply_over(client, before, object, resource, options, within);
}

Result<ObjectReport> apply_over(const kube::Client& client, const std::optional<Value>& before, const Value& object,
                                const kube::Resource& resource, const kube::ApplyOptions& options,
                                const kube::Within& within) {
  CTL_PASS(const auto applied, client.apply_over(before, object, resource, options, within));
  ObjectReport report{ref_of(object, resource).describe(), std::string(name_of(applied.outcome)), {}};
  if (!options.dry_run) return report;
  report.changes = visible_changes(before.value_or(Value()), applied.object);
  report.outcome = !before ? "created" : report.changes.empty() ? "unchanged" : "changed";
  return report;
}

Result<ObjectReport> ensure_namespace(const kube::Client& client, const std::string& name, bool dry_run,
                                      const kube::Within& within) {
  const kube::ObjectRef ref{kube::resources::namespaces(), "", name};
  CTL_PASS(const auto live, client.find(ref, within));
  ObjectReport report{ref.describe(), live ? "unchanged" : "created", {}};
  if (live) return report;
  const Value object = Object{{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", Object{{"name", name}}}};
  if (auto made = client.create(object, ref.resource, dry_run, within); !made) {
    if (made.error().kind != ErrorKind::conflict) return tl::unexpected(std::move(made.error()));
    report.outcome = "unchanged";  // another run was quicker
  }
  return report;
}

}  // namespace corootctl::deploy
