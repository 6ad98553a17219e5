#include "rights/roles.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/text.hpp"

namespace corootctl::rights {
namespace {

using document::List;
using document::Object;
using document::Value;

constexpr auto api_group = "rbac.authorization.k8s.io";

std::string filled(std::string text, const RoleWish& wish) {
  const std::pair<std::string_view, const std::string&> places[] = {
      {"%coroot%", wish.resource_name}, {"%namespace%", wish.namespace_name}, {"%release%", wish.release}};
  for (const auto& [mark, value] : places) {
    if (const auto at = text.find(mark); at != std::string::npos) text.replace(at, mark.size(), value);
  }
  return text;
}

Use filled(Use use, const RoleWish& wish) {
  for (auto& rule : use.rules) {
    for (auto& name : rule.names) name = filled(std::move(name), wish);
  }
  return use;
}

/// What is said about uses of one verb that differ: "in a hub or in a member", and the flag that decides.
Error undecided(const std::string& verb, const std::set<std::string>& choices, const char* what, const char* flag) {
  const std::vector<std::string> all(choices.begin(), choices.end());
  return make_error(ErrorKind::usage, "{} needs other rights for each {}: {}", verb, what, join(all, ", "))
      .advise(fmt::format("Say which is meant with {} {}.", flag, join(all, "|")));
}

Result<> check_decided(const std::string& verb, const std::vector<Use>& uses) {
  std::set<std::string> places, ways;
  for (const auto& use : uses) {
    places.insert(use.place);
    ways.insert(use.operator_by);
  }
  if (places.size() > 1) return tl::unexpected(undecided(verb, places, "kind of cluster", "--in"));
  if (ways.size() > 1) return tl::unexpected(undecided(verb, ways, "way to bring the operator", "--operator-by"));
  return {};
}

/// What one list of verbs may be told for.
using Subject = std::tuple<Scope, std::string, std::string, std::vector<std::string>>;

Subject subject_of(const Rule& rule) {
  auto names = rule.names;
  std::sort(names.begin(), names.end());
  return {rule.scope, rule.group, rule.resource, std::move(names)};
}

/// Whether the verb is allowed anyhow: for the same resource under any name, or in the whole cluster.
bool is_covered(const std::map<Subject, Rule>& rules, const Rule& rule, const std::string& verb) {
  return std::any_of(rules.begin(), rules.end(), [&](const auto& entry) {
    const auto& other = entry.second;
    const bool is_same = subject_of(other) == subject_of(rule);
    const bool is_wider = other.group == rule.group && other.resource == rule.resource &&
                          (other.names.empty() || other.names == rule.names) &&
                          (other.scope == Scope::cluster || other.scope == rule.scope);
    return !is_same && is_wider && std::find(other.verbs.begin(), other.verbs.end(), verb) != other.verbs.end();
  });
}

Value texts_of(const std::vector<std::string>& items) { return List(items.begin(), items.end()); }

Value rule_value(const Rule& rule) {
  Object out{{"apiGroups", List{rule.group}}, {"resources", List{rule.resource}}};
  if (!rule.names.empty()) out.set("resourceNames", texts_of(rule.names));
  out.set("verbs", texts_of(rule.verbs));
  return out;
}

std::string role_name_of(const RoleWish& wish) {
  if (!wish.role_name.empty()) return wish.role_name;
  std::string out = "corootctl";
  for (const auto& verb : wish.verbs) out += "-" + join(split(verb, ' '), "-");
  return out + (wish.place.empty() ? "" : "-" + wish.place);
}

Object metadata_of(const RoleWish& wish, Scope scope) {
  Object out{{"name", role_name_of(wish)}};
  if (scope == Scope::home) out.set("namespace", wish.namespace_name);
  return out;
}

Value role_of(const RoleWish& wish, Scope scope, List rules) {
  return Object{{"apiVersion", std::string(api_group) + "/v1"},
                {"kind", scope == Scope::home ? "Role" : "ClusterRole"},
                {"metadata", metadata_of(wish, scope)},
                {"rules", std::move(rules)}};
}

Value person(const char* kind, const std::string& name) {
  return Object{{"kind", kind}, {"apiGroup", api_group}, {"name", name}};
}

Result<List> subjects_of(const RoleWish& wish) {
  List out;
  for (const auto& name : wish.subjects.users) out.push_back(person("User", name));
  for (const auto& name : wish.subjects.groups) out.push_back(person("Group", name));
  for (const auto& text : wish.subjects.service_accounts) {
    const auto parts = split(text, ':');
    const bool is_short = parts.size() == 1;
    if (parts.size() > 2 || parts.back().empty() || parts.front().empty())
      return fail(ErrorKind::usage, "--serviceaccount {}: write NAMESPACE:NAME", printable(text));
    out.push_back(Object{{"kind", "ServiceAccount"},
                         {"namespace", is_short ? wish.namespace_name : parts.front()},
                         {"name", parts.back()}});
  }
  return out;
}

Value binding_of(const RoleWish& wish, Scope scope, const List& subjects) {
  const auto* kind = scope == Scope::home ? "Role" : "ClusterRole";
  return Object{{"apiVersion", std::string(api_group) + "/v1"},
                {"kind", std::string(kind) + "Binding"},
                {"metadata", metadata_of(wish, scope)},
                {"roleRef", Object{{"apiGroup", api_group}, {"kind", kind}, {"name", role_name_of(wish)}}},
                {"subjects", subjects}};
}

}  // namespace

Result<std::vector<Use>> uses_of_verb(const std::string& verb, const RoleWish& wish) {
  std::vector<Use> out;
  for (const auto& use : all_uses()) {
    const bool is_there = wish.place.empty() || use.place.empty() || use.place == wish.place;
    const bool is_way = wish.operator_by.empty() || use.operator_by.empty() || use.operator_by == wish.operator_by;
    if (use.verb == verb && is_there && is_way) out.push_back(filled(use, wish));
  }
  const auto& free = verbs_without_rights();
  if (!out.empty() || std::find(free.begin(), free.end(), verb) != free.end()) return out;
  const auto known = known_verbs();
  if (std::find(known.begin(), known.end(), verb) != known.end()) {
    return fail(ErrorKind::usage, "{} asks nothing of a {}", verb, wish.place);
  }
  const auto near = closest(verb, known);
  return fail_with_hint(ErrorKind::usage, near ? "Perhaps " + *near + "?" : "Verbs with rights: " + join(known, ", "),
                        "no rights are known for the verb {}", printable(verb));
}

Result<std::vector<Use>> chosen_uses(const RoleWish& wish) {
  std::vector<Use> out;
  for (const auto& verb : wish.verbs) {
    CTL_PASS(auto uses, uses_of_verb(verb, wish));
    CTL_RUN(check_decided(verb, uses));
    std::move(uses.begin(), uses.end(), std::back_inserter(out));
  }
  return out;
}

std::vector<Rule> united(const std::vector<Use>& uses) {
  std::map<Subject, Rule> rules;
  for (const auto& use : uses) {
    for (const auto& rule : use.rules) {
      auto& slot = rules.emplace(subject_of(rule), Rule{rule.group, rule.resource, rule.names, {}, rule.scope, {}, {}})
                       .first->second;
      slot.verbs.insert(slot.verbs.end(), rule.verbs.begin(), rule.verbs.end());
      if (slot.why.empty()) slot.why = rule.why;
    }
  }
  std::vector<Rule> out;
  for (const auto& [subject, rule] : rules) {
    auto kept = rule;
    const std::set<std::string> verbs(rule.verbs.begin(), rule.verbs.end());
    kept.verbs.clear();
    std::copy_if(verbs.begin(), verbs.end(), std::back_inserter(kept.verbs),
                 [&, &one = rule](const std::string& verb) { return !is_covered(rules, one, verb); });
    if (!kept.verbs.empty()) out.push_back(std::move(kept));
  }
  return out;
}

Result<std::vector<Value>> make_roles(const RoleWish& wish) {
  CTL_PASS(const auto uses, chosen_uses(wish));
  CTL_PASS(const auto subjects, subjects_of(wish));
  const auto rules = united(uses);
  std::vector<Value> out;
  for (const auto scope : {Scope::cluster, Scope::home}) {
    List own;
    for (const auto& rule : rules) {
      if (rule.scope == scope) own.push_back(rule_value(rule));
    }
    if (own.empty()) continue;
    out.push_back(role_of(wish, scope, std::move(own)));
    if (!subjects.empty()) out.push_back(binding_of(wish, scope, subjects));
  }
  return out;
}

}  // namespace corootctl::rights
