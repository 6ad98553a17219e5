#include "deploy/report.hpp"

#include "base/base64.hpp"
#include "http/crypto.hpp"
#include "kube/objects/managed_fields.hpp"

namespace corootctl::deploy {

using document::Object;
using document::Value;

std::string fingerprint(const SecretString& key) {
  // Keyed, so that the digits cannot be looked up in a table of plain digests; fixed, so that two runs compare.
  return http::hmac_sha256_hex("corootctl key fingerprint v1", key.reveal()).substr(0, 8);
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

}  // namespace

std::vector<document::Change> visible_changes(const Value& before, const Value& after) {
  return document::diff(before.is_null() ? Value(Object{}) : what_people_write(before), what_people_write(after));
}

}  // namespace corootctl::deploy
