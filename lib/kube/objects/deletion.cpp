#include "kube/objects/deletion.hpp"

#include "base/text.hpp"
#include "kube/objects/status.hpp"

namespace corootctl::kube {
namespace {

using document::Value;

/// Of a namespace every condition is about its end; other kinds have one of this type (objects 26).
bool is_about_the_end(const std::string& type) { return type.starts_with("Namespace") || type == "Terminating"; }

std::vector<std::string> holders_of(const Value& object) {
  std::vector<std::string> out;
  for (const auto& condition : object.at({"status", "conditions"}).as_list()) {
    if (condition["status"].as_string() != "True" || !is_about_the_end(condition["type"].as_string())) continue;
    out.push_back(printable(condition["message"].string_or(condition["reason"].as_string()), 300));
  }
  std::vector<std::string> finalizers;
  for (const auto& finalizer : object.at({"metadata", "finalizers"}).as_list())
    finalizers.push_back(printable(finalizer.as_string(), 100));
  if (!finalizers.empty()) out.push_back("finalizers " + join(finalizers, ", "));
  return out;
}

std::string how_to_look(const ObjectRef& ref) {
  const auto where = ref.namespace_name.empty() ? std::string() : " -n " + ref.namespace_name;
  return "kubectl get" + where + " " + lower(ref.resource.kind) + " " + ref.name + " -o yaml";
}

}  // namespace

std::string deletion_of(const Value& object) {
  const auto& since = object.at({"metadata", "deletionTimestamp"}).as_string();
  if (since.empty()) return "";
  const auto holders = holders_of(object);
  return "being deleted since " + printable(since, 40) + (holders.empty() ? "" : ", held by: " + join(holders, "; "));
}

Result<> refuse_deleted(const ObjectRef& ref, const Value& live) {
  const auto deletion = deletion_of(live);
  if (deletion.empty()) return {};
  return fail_with_hint(ErrorKind::failed,
                        "Wait until it is gone, then run this again; what holds it is in: " + how_to_look(ref),
                        "{} is {}", ref.describe(), deletion);
}

}  // namespace corootctl::kube
