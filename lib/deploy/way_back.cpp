#include "deploy/way_back.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "coroot/resource.hpp"
#include "document/json.hpp"

namespace corootctl::deploy {
namespace {

using document::List;
using document::Object;
using document::Value;

std::string kubectl(const std::string& context, const kube::ObjectRef& object, const char* verb) {
  return fmt::format("kubectl --context {} -n {} {} {} {}", shell_word(context), shell_word(object.namespace_name),
                     verb, lower(object.resource.kind), shell_word(object.name));
}

std::string patch(const std::string& context, const kube::ObjectRef& object, List operations) {
  return kubectl(context, object, "patch") + " --type=json -p " +
         shell_word(document::to_json(Value(std::move(operations))));
}

bool has_plain_key(const Value& project) {
  const auto& keys = project["apiKeys"].as_list();
  return !project.at({"remoteCoroot", "apiKey"}).as_string().empty() ||
         std::any_of(keys.begin(), keys.end(), [](const Value& key) { return !key["key"].as_string().empty(); });
}

Value operation(const char* name, const std::string& path, const Value& value = {}) {
  Object out{{"op", name}, {"path", path}};
  if (!value.is_null()) out.set("value", value);
  return out;
}

}  // namespace

std::vector<std::string> way_back(const std::string& context, const kube::ObjectRef& resource,
                                  const std::optional<Value>& before, const Value& after) {
  if (!before) return {kubectl(context, resource, "delete")};
  std::vector<std::string> out;
  List operations;
  const auto& projects = after.at({"spec", "projects"}).as_list();
  for (auto i = projects.size(); i-- > 0;) {  // from the end: what is removed moves nothing that is still to come
    const auto& name = projects[i]["name"];
    const Value* earlier = coroot::find_project(*before, name.as_string());
    if (earlier != nullptr && *earlier == projects[i]) continue;
    if (earlier != nullptr && has_plain_key(*earlier)) {
      out.push_back("# project " + name.as_string() +
                    " had a plain key, which is not shown: put its entry back by hand");
      continue;
    }
    const auto path = "/spec/projects/" + std::to_string(i);
    operations.push_back(operation("test", path + "/name", name));
    operations.push_back(earlier == nullptr ? operation("remove", path) : operation("replace", path, *earlier));
  }
  if (!operations.empty()) out.insert(out.begin(), patch(context, resource, std::move(operations)));
  return out;
}

std::vector<std::string> way_back_of_keys(const std::string& context, const kube::ObjectRef& secret,
                                          const std::optional<Value>& before, const Value& after) {
  if (!before) return {kubectl(context, secret, "delete")};
  std::vector<std::string> out, overwritten;
  List operations;
  for (const auto& [key, value] : after["data"].as_object()) {
    const auto& earlier = (*before)["data"][std::string_view(key)];
    if (earlier.is_null()) operations.push_back(operation("remove", "/data/" + key));
    if (!earlier.is_null() && !(earlier == value)) overwritten.push_back(key);
  }
  if (!operations.empty()) out.push_back(patch(context, secret, std::move(operations)));
  if (!overwritten.empty())
    out.push_back("# " + secret.describe() + ": the earlier keys " + join(overwritten, ", ") + " are not kept");
  return out;
}

}  // namespace corootctl::deploy
