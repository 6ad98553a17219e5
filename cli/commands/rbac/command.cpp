#include <CLI/CLI.hpp>

#include "base/text.hpp"
#include "cli/commands/all.hpp"
#include "cli/env.hpp"
#include "cli/output/structured.hpp"
#include "cli/output/table.hpp"
#include "cli/parse/flags.hpp"
#include "document/json.hpp"
#include "document/yaml.hpp"
#include "rights/roles.hpp"

namespace corootctl::cli {
namespace {

struct RbacOptions {
  rights::RoleWish wish{};
};

void declare(CLI::App& app, RbacOptions& o) {
  auto& w = o.wish;
  app.add_option("verb", w.verbs, "verbs that shall be allowed; none = the table of all")->type_name("VERB");
  choice_flag(app, "--in", w.place, "hub|member", "the kind of cluster, where a verb needs other rights in each");
  choice_flag(app, "--operator-by", w.operator_by, "helm|manifests|nobody",
              "who brings the operator: helm, --operator-manifests, or nobody (--resource-only)");
  text_flag(app, "--name", w.resource_name, "NAME", "of the Coroot resource (default coroot)");
  text_flag(app, "--role-name", w.role_name, "NAME", "of the roles and bindings (default corootctl-VERB)");
  heading("Who gets the roles",
          {list_flag(app, "--group", w.subjects.groups, "GROUP", "bind the roles to this group, repeatable"),
           list_flag(app, "--serviceaccount", w.subjects.service_accounts, "NAMESPACE:NAME",
                     "bind the roles to this service account, repeatable")});
}

std::string scope_text(const rights::Rule& rule, const rights::RoleWish& wish) {
  return rule.scope == rights::Scope::cluster ? "cluster" : wish.namespace_name;
}

std::string resource_text(const rights::Rule& rule) {
  return rule.resource + (rule.group.empty() ? "" : "." + rule.group);
}

std::string why_text(const rights::Rule& rule) {
  return rule.why + (rule.when.empty() ? "" : " (only when " + rule.when + ")");
}

document::Value texts_of(const std::vector<std::string>& items) { return document::List(items.begin(), items.end()); }

/// Of the table: every use with its rules, nothing united.
document::Value rules_value(const std::vector<rights::Use>& uses, const rights::RoleWish& wish) {
  document::List out;
  for (const auto& use : uses) {
    for (const auto& rule : use.rules) {
      out.push_back(document::Object{
          {"verb", use.verb},
          {"in", use.place.empty() ? document::Value() : document::Value(use.place)},
          {"operator_by", use.operator_by.empty() ? document::Value() : document::Value(use.operator_by)},
          {"scope", scope_text(rule, wish)},
          {"group", rule.group},
          {"resource", rule.resource},
          {"names", texts_of(rule.names)},
          {"verbs", texts_of(rule.verbs)},
          {"why", rule.why},
          {"when", rule.when.empty() ? document::Value() : document::Value(rule.when)}});
    }
  }
  return document::Object{{"rules", std::move(out)}};
}

std::string use_text(const rights::Use& use) {
  std::string out = use.verb;
  if (!use.place.empty()) out += " --in " + use.place;
  if (!use.operator_by.empty()) out += " --operator-by " + use.operator_by;
  return out;
}

std::string rules_table(const std::vector<rights::Use>& uses, const rights::RoleWish& wish, const Env& env) {
  Table table{{"VERB", "WHERE", "RESOURCE", "NAMES", "ALLOWED TO", "FOR"}, {}};
  for (const auto& use : uses) {
    for (const auto& rule : use.rules) {
      table.rows.push_back({use_text(use), scope_text(rule, wish), resource_text(rule),
                            rule.names.empty() ? "any" : join(rule.names, ","), join(rule.verbs, ","), why_text(rule)});
    }
  }
  return render(table, env.style, env.columns());
}

/// What kubectl apply reads: a stream of documents, or a List.
std::string roles_text(const std::vector<document::Value>& roles, Format format) {
  if (format == Format::json) {
    const document::Value list =
        document::Object{{"apiVersion", "v1"}, {"kind", "List"}, {"items", document::List(roles.begin(), roles.end())}};
    return structured(list, format);
  }
  std::string out;
  for (const auto& role : roles) out += (out.empty() ? "" : "---\n") + document::to_yaml(role);
  return out;
}

/// Without verbs, and as a table, all uses that the other flags leave.
Result<std::vector<rights::Use>> shown_uses(const rights::RoleWish& wish) {
  std::vector<rights::Use> out;
  for (const auto& verb : wish.verbs.empty() ? rights::known_verbs() : wish.verbs) {
    CTL_PASS(auto uses, rights::uses_of_verb(verb, wish));
    std::move(uses.begin(), uses.end(), std::back_inserter(out));
  }
  return out;
}

Result<ExitCode> run(const RbacOptions& options, const Env& env) {
  auto wish = options.wish;
  wish.namespace_name = coroot_namespace(env.globals);
  const auto& user = env.globals.connection.user;  // no cluster is asked, so --user cannot mean a kubeconfig's
  if (!user.empty()) wish.subjects.users.push_back(user);
  const bool is_table = !is_structured(env.format);
  if (is_table || wish.verbs.empty()) {
    CTL_PASS(const auto uses, shown_uses(wish));
    env.print(is_table ? rules_table(uses, wish, env) : structured(rules_value(uses, wish), env.format));
    if (is_table && uses.empty()) env.talk.line("No rights are needed: no cluster is asked.");
    return ExitCode::ok;
  }
  CTL_PASS(const auto roles, rights::make_roles(wish));
  env.print(roles_text(roles, env.format));
  if (roles.empty()) env.talk.line("No rights are needed: no cluster is asked.");
  return ExitCode::ok;
}

}  // namespace

Command rbac_command() {
  return verb<RbacOptions>(
      {.name = "rbac",
       .summary = "Print the rights that verbs need, as a table or as roles to apply",
       .usage = "[VERB]... [--in hub|member] [--operator-by helm|manifests|nobody] [flags]",
       .details =
           "Asks no cluster. The table has each right with its reason; -o yaml and -o json are a ClusterRole for "
           "what is asked of the whole cluster, a Role in the namespace of Coroot (-n), and their bindings when "
           "--user NAME, --group or --serviceaccount is given. Several verbs share one role. Without verbs, -o json "
           "and -o yaml give the whole table. Who applies such a role must hold its rights, or may escalate and "
           "bind; so must who installs the operator, whose own rights are wider than anybody's here.",
       .examples = "corootctl rbac rca\n"
                   "corootctl rbac rca apps incidents --in hub --user jane -o yaml | kubectl apply -f -\n"
                   "corootctl rbac install --operator-by helm --serviceaccount ci:deploy -o yaml\n"
                   "corootctl rbac link-clusters --in member -o yaml",
       .formats = "table|json|yaml"},
      declare, run);
}

}  // namespace corootctl::cli
