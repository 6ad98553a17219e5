#include "survey/rights.hpp"

#include <algorithm>

#include "fleet/fan_out.hpp"
#include "kube/objects/access.hpp"
#include "rights/roles.hpp"

namespace corootctl::survey {
namespace {

constexpr std::size_t reviews_at_once = 4;  // each is one answer of a far server, and some dozens are needed

bool has(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

bool is_same(const checks::Right& a, const checks::Right& b) {
  return a.verb == b.verb && a.resource == b.resource && a.group == b.group && a.name == b.name &&
         a.namespace_name == b.namespace_name;
}

/// Whether whoever has `wide` has `right`, too, and `wide` is needed whenever that is.
bool is_covered(const checks::Right& right, const checks::Right& wide) {
  const bool is_about_it = wide.verb == right.verb && wide.resource == right.resource && wide.group == right.group;
  const bool is_wide_enough = (wide.name.empty() || wide.name == right.name) &&
                              (wide.namespace_name.empty() || wide.namespace_name == right.namespace_name);
  return is_about_it && is_wide_enough && !is_same(right, wide) && (wide.when.empty() || wide.when == right.when);
}

void add_once(std::vector<checks::Right>& into, checks::Right right) {
  const auto same = std::find_if(into.begin(), into.end(), [&](const auto& each) { return is_same(each, right); });
  if (same == into.end()) {
    into.push_back(std::move(right));
  } else if (right.when.empty()) {
    same->when.clear();
  }
}

/// Every verb on every object of a rule, one by one.
void add_rights(const rights::Rule& rule, const std::string& purpose, const RightsQuestion& question,
                std::vector<checks::Right>& out) {
  if (has(question.absent, rule.when)) return;
  const auto where = rule.scope == rights::Scope::home ? question.namespace_name : std::string();
  const auto when = has(question.met, rule.when) ? std::string() : rule.when;
  const auto names = rule.names.empty() ? std::vector<std::string>{""} : rule.names;
  for (const auto& verb : rule.verbs)
    for (const auto& name : names) add_once(out, {purpose, verb, rule.resource, rule.group, where, true, name, when});
}

Result<> add_verb(rights::RoleWish wish, const std::string& purpose, const RightsQuestion& question,
                  std::vector<checks::Right>& out) {
  wish.namespace_name = question.namespace_name;
  wish.resource_name = question.resource_name;
  CTL_PASS(const auto uses, rights::chosen_uses(wish));
  std::vector<checks::Right> all;
  for (const auto& use : uses)
    for (const auto& rule : use.rules) add_rights(rule, purpose, question, all);
  std::copy_if(all.begin(), all.end(), std::back_inserter(out), [&](const checks::Right& right) {
    return std::none_of(all.begin(), all.end(), [&](const checks::Right& wide) { return is_covered(right, wide); });
  });
  return {};
}

Result<std::vector<checks::Right>> wanted_rights(const RightsQuestion& question) {
  std::vector<checks::Right> out;
  rights::RoleWish install;
  install.verbs = {"install"};
  install.operator_by = question.operator_by;
  CTL_RUN(add_verb(install, "install --operator-by " + question.operator_by, question, out));
  if (!question.namespace_exists)
    out.push_back({out.front().purpose, "create", "namespaces", "", "", true, question.namespace_name, ""});
  if (question.link_in.empty()) return out;
  rights::RoleWish link;
  link.verbs = {"link-clusters"};
  link.place = question.link_in;
  CTL_RUN(add_verb(link, "link-clusters --in " + question.link_in, question, out));
  return out;
}

}  // namespace

Result<std::vector<checks::Right>> ask_rights(const kube::Reader& reader, const RightsQuestion& question,
                                              const Within& within) {
  CTL_PASS(auto rights, wanted_rights(question));
  auto answers = fleet::fan_out(
      rights, reviews_at_once, within.stop, [&](const checks::Right& right, const std::stop_token&) -> Result<bool> {
        const kube::Access access{right.verb, right.group, "*", right.resource, right.namespace_name, right.name};
        return kube::is_allowed(reader, access, within);
      });
  for (std::size_t i = 0; i < rights.size(); ++i) {
    if (!answers[i]) return tl::unexpected(std::move(answers[i].error()));
    rights[i].allowed = *answers[i];
  }
  return rights;
}

}  // namespace corootctl::survey
