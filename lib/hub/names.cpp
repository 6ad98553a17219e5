#include "hub/names.hpp"

#include "base/text.hpp"

namespace corootctl::hub {

namespace {

tl::unexpected<Error> no_app(const std::vector<std::string>& ids, const std::string& text) {
  std::vector<std::string> names;
  for (const auto& id : ids) names.push_back(coroot::split_app(id).name);
  const auto near = closest(text, names);
  return fail_with_hint(ErrorKind::not_found,
                        near ? "Did you mean " + *near + "?" : "List the apps with: corootctl apps.",
                        "no app matches {}", text);
}

}  // namespace

Result<coroot::IncidentEntry> find_incident(const std::vector<coroot::IncidentEntry>& incidents,
                                            const std::string& key) {
  std::vector<std::string> keys;
  for (const auto& incident : incidents) {
    if (incident.key == key) return incident;
    keys.push_back(incident.key);
  }
  return fail_with_hint(ErrorKind::not_found,
                        keys.empty() ? "There are no incidents." : "Incidents: " + join(keys, ", ") + ".",
                        "the project has no incident {}", key);
}

Result<std::string> find_app(const std::vector<signals::App>& apps, const std::string& text) {
  std::vector<std::string> ids;
  for (const auto& app : apps) ids.push_back(app.id);
  return find_app_id(ids, text);
}

Result<std::string> find_app_id(const std::vector<std::string>& ids, const std::string& text) {
  const auto wanted = lower(text);
  std::vector<std::string> named, containing;
  for (const auto& id : ids) {
    if (id == text) return id;
    if (lower(coroot::split_app(id).name) == wanted) named.push_back(id);
    if (lower(id).find(wanted) != std::string::npos) containing.push_back(id);
  }
  const auto& matches = named.empty() ? containing : named;
  if (matches.size() == 1) return matches.front();
  if (matches.empty()) return no_app(ids, text);
  return fail_with_hint(ErrorKind::usage, "Matches: " + join(matches, ", ") + ".",
                        "{} apps match {}: say more of the id", matches.size(), text);
}

}  // namespace corootctl::hub
