#include "ops/collect_target.hpp"

#include "base/text.hpp"

namespace corootctl::ops {

namespace {

/// "web" of "prod-a:shop:Deployment:web"; a name may hold colons itself.
std::string name_in(const std::string& id) {
  std::size_t at = 0;
  for (int colons = 0; colons < 3; ++colons) {
    const auto next = id.find(':', at);
    if (next == std::string::npos) return id;
    at = next + 1;
  }
  return id.substr(at);
}

tl::unexpected<Error> no_app(const std::vector<signals::App>& apps, const std::string& text) {
  std::vector<std::string> names;
  for (const auto& app : apps) names.push_back(name_in(app.id));
  const auto near = closest(text, names);
  return fail_with_hint(ErrorKind::not_found,
                        near ? "Did you mean " + *near + "?" : "List the apps with: corootctl apps",
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
  const auto wanted = lower(text);
  std::vector<std::string> named, containing;
  for (const auto& app : apps) {
    if (app.id == text) return app.id;
    if (lower(name_in(app.id)) == wanted) named.push_back(app.id);
    if (lower(app.id).find(wanted) != std::string::npos) containing.push_back(app.id);
  }
  const auto& matches = named.empty() ? containing : named;
  if (matches.size() == 1) return matches.front();
  if (matches.empty()) return no_app(apps, text);
  return fail_with_hint(ErrorKind::usage, "Matches: " + join(matches, ", ") + ".",
                        "{} apps match {}: say more of the id", matches.size(), text);
}

}  // namespace corootctl::ops
