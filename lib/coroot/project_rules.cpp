#include "coroot/project_rules.hpp"

#include <algorithm>
#include <map>

namespace corootctl::coroot {
namespace {

using document::Value;

bool has_dollar(const Value& text) { return text.as_string().find('$') != std::string::npos; }

/// Keys from Secrets come in as environment variables, whose values are not expanded again.
bool has_dollar_in_plain_key(const Value& project) {
  const auto& keys = project["apiKeys"].as_list();
  return has_dollar(project.at({"remoteCoroot", "apiKey"})) ||
         std::any_of(keys.begin(), keys.end(), [](const Value& entry) { return has_dollar(entry["key"]); });
}

}  // namespace

std::vector<Misread> misread_projects(const Value& resource) {
  std::vector<Misread> out;
  std::map<std::string, int> seen;
  for (const auto& project : resource.at({"spec", "projects"}).as_list()) {
    const auto& name = project["name"].as_string();
    if (++seen[name] == 2)
      out.push_back({name, "is there twice, and Coroot takes the last of the two", "Take one of them out."});
    if (has_dollar_in_plain_key(project))
      out.push_back({name, "has a plain key with a $ in it, which Coroot reads as a variable",
                     "Put the key into a Secret, and name that in keySecret or apiKeySecret."});
  }
  return out;
}

Result<> refuse_misread(const Value& resource, const std::vector<std::string>& names, const char* whose) {
  for (const auto& each : misread_projects(resource)) {
    if (std::find(names.begin(), names.end(), each.project) == names.end()) continue;
    return fail_with_hint(ErrorKind::invalid, each.hint, "{} {} {}", whose, each.project, each.what);
  }
  return {};
}

document::List joined_keys(const document::List& live, const document::List& ours) {
  document::List out = live;
  for (const auto& key : ours) {
    const auto same = [&](const Value& other) {
      return key["keySecret"] == other["keySecret"] && key["key"] == other["key"];
    };
    if (std::none_of(live.begin(), live.end(), same)) out.push_back(key);
  }
  return out;
}

}  // namespace corootctl::coroot
