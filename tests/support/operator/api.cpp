#include "support/operator/api.hpp"

#include "document/json.hpp"

namespace corootctl::support {

using document::List;
using document::Object;
using document::Value;

namespace {

constexpr std::string_view last_written = "operator.coroot.com/last-applied-configuration";

std::string text_at(const Value& object, std::string_view key) { return object.at({"metadata", key}).as_string(); }

std::string collection_path(const kube::Resource& resource, const std::string& namespace_name) {
  std::string path =
      resource.group.empty() ? "/api/" + resource.version : "/apis/" + resource.group + "/" + resource.version;
  if (resource.namespaced) path += "/namespaces/" + namespace_name;
  return path + "/" + resource.plural;
}

/// Real servers leave out members that have the zero value of their type.
bool is_zero(const Value& value) {
  return value.is_null() || value == Value("") || value == Value(false) || value == Value(0);
}

/// Whether everything wanted is there already; the server's defaults beside it do not count.
bool holds(const Value& live, const Value& wanted) {
  if (live.is_null() && is_zero(wanted)) return true;
  if (wanted.is_list()) {
    const List& items = wanted.as_list();
    if (!live.is_list() || live.as_list().size() != items.size()) return false;
    for (std::size_t i = 0; i < items.size(); ++i)
      if (!holds(live[i], items[i])) return false;
    return true;
  }
  if (!wanted.is_object()) return live == wanted;
  for (const auto& member : wanted.as_object())
    if (!member.value.is_null() && !holds(live[std::string_view(member.key)], member.value)) return false;
  return true;
}

/// Lays `wanted` over `live` and removes what `last` set and `wanted` does not.
void merge_three_ways(Value& live, const Value& last, const Value& wanted) {
  if (!live.is_object() || !wanted.is_object()) {
    if (!holds(live, wanted)) live = wanted;
    return;
  }
  for (const auto& member : last.as_object())
    if (!wanted.as_object().contains(member.key)) live.object().erase(member.key);
  for (const auto& member : wanted.as_object())
    merge_three_ways(live.object()[member.key], last[std::string_view(member.key)], member.value);
}

}  // namespace

std::string Planned::describe() const {
  return kube::ObjectRef{resource, text_at(object, "namespace"), text_at(object, "name")}.describe();
}

Result<std::optional<Value>> OperatorApi::find(const kube::ObjectRef& ref, std::stop_token stop) const {
  return client_.find(ref, {Deadline::in(patience_), stop});
}

Result<std::vector<Value>> OperatorApi::list(const kube::Resource& resource, const std::string& selector,
                                             std::stop_token stop) const {
  return client_.list(resource, "", selector, {Deadline::in(patience_), stop});
}

Result<Value> OperatorApi::send(const std::string& method, const kube::Resource& resource, const std::string& rest,
                                const Value& object, std::stop_token stop) const {
  kube::Call call;
  call.method = method;
  call.path = collection_path(resource, text_at(object, "namespace")) + rest;
  call.query = {{"fieldManager", "coroot-operator"}};
  call.content_type = "application/json";
  call.body = document::to_json(object);
  call.secret = resource.plural == "secrets";
  CTL_PASS(const auto response, client_.writing_session()->send(call, Deadline::in(patience_), stop));
  const std::string action = method + " " + resource.kind + " " + text_at(object, "name");
  if (response.status >= 300) return tl::unexpected<Error>(kube::status_error(response, action));
  return document::parse_json(response.body, "answer to " + action);
}

Result<Value> OperatorApi::create(const kube::Resource& resource, const Value& object, std::stop_token stop) const {
  return send("POST", resource, "", object, stop);
}
Result<Value> OperatorApi::replace(const kube::Resource& resource, const Value& object, std::stop_token stop) const {
  return send("PUT", resource, "/" + text_at(object, "name"), object, stop);
}
Result<Value> OperatorApi::write_status(const kube::Resource& resource, const Value& object,
                                        std::stop_token stop) const {
  return send("PUT", resource, "/" + text_at(object, "name") + "/status", object, stop);
}
Result<> OperatorApi::remove(const kube::ObjectRef& ref, std::stop_token stop) const {
  return client_.remove(ref, false, {Deadline::in(patience_), stop});
}

Result<bool> ensure(const OperatorApi& api, const Planned& planned, std::stop_token stop) {
  Value wanted = planned.object;
  const std::string text = document::to_json(wanted);
  const kube::ObjectRef ref{planned.resource, text_at(wanted, "namespace"), text_at(wanted, "name")};
  CTL_PASS(const auto live, api.find(ref, stop));
  if (!live) {
    wanted.make({"metadata", "annotations", last_written}) = text;
    CTL_PASS(const Value created, api.create(planned.resource, wanted, stop));
    return true;
  }
  const std::string before = live->at({"metadata", "annotations", last_written}).as_string();
  if (before == text && holds(*live, wanted)) return false;
  const auto last = document::parse_json(before.empty() ? "{}" : before, "last written");
  Value next = *live;
  merge_three_ways(next, last ? *last : Value(Object{}), wanted);
  next.make({"metadata", "annotations", last_written}) = text;
  CTL_PASS(const Value written, api.replace(planned.resource, next, stop));
  return true;
}

}  // namespace corootctl::support
