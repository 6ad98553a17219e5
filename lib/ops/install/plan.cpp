#include "ops/install/plan.hpp"

#include <algorithm>

#include "coroot/project_rules.hpp"
#include "coroot/resource.hpp"
#include "deploy/manifests.hpp"
#include "deploy/namespaces.hpp"
#include "document/edit.hpp"
#include "kube/objects/managed_fields.hpp"

namespace corootctl::ops {
namespace {

using deploy::Action;
using deploy::Step;
using document::List;
using document::Value;

/// An entry of the same name; one that somebody else wrote keeps what we do not know of.
Value joined_project(const Value& live, const Value& ours, bool is_adopted) {
  Value out = is_adopted ? document::merge(live, ours) : ours;
  out.make({"apiKeys"}) = coroot::joined_keys(live["apiKeys"].as_list(), ours["apiKeys"].as_list());
  return out;
}

Value keep_foreign_projects(Value resource, const std::optional<Value>& live) {
  if (!live) return resource;
  const bool is_adopted = kube::owned_by(*live, kube::field_manager).at({"spec", "projects"}).is_null();
  const auto own = resource.at({"spec", "projects"}).as_list();
  List merged = live->at({"spec", "projects"}).as_list();
  for (const auto& project : own) {
    const Value* before = coroot::find_project(*live, project["name"].as_string());
    coroot::upsert_project(merged, before == nullptr ? project : joined_project(*before, project, is_adopted));
  }
  if (!merged.empty()) resource.make({"spec", "projects"}) = std::move(merged);
  resource.make({"metadata", "resourceVersion"}) = live->at({"metadata", "resourceVersion"});
  return resource;
}

Step namespace_step(const InstallWish& wish) {
  return {wish.context,
          {kube::resources::namespaces(), "", wish.namespace_name},
          Action::create,
          deploy::new_namespace(wish.namespace_name),
          "for the operator and Coroot",
          "namespace " + wish.namespace_name,
          {}};
}

std::vector<Step> operator_steps(const InstallWish& wish, bool dry_run) {
  std::vector<Step> out;
  if (!wish.brings_operator) return out;
  if (!wish.manifests) {
    const kube::ObjectRef release{{"", "", "helm release", "", true}, wish.namespace_name, wish.release};
    out.push_back({wish.context, release, Action::release, {}, "the operator", "", {}});
  } else {
    out = deploy::manifest_steps(wish.context, *wish.manifests, dry_run);
  }
  for (auto& step : out) step.part = operator_part;
  return out;
}

/// The key that the agents send: in the cluster before the resource that names it.
Step secret_step(const InstallWish& wish) {
  const kube::ObjectRef secret{kube::resources::secrets(), wish.namespace_name,
                               wish.key_secret.at({"metadata", "name"}).as_string()};
  return {wish.context, secret, Action::apply, wish.key_secret, "the key that the agents send", "", {}};
}

/// In the manifests' own order, by the names they have there.
std::vector<Step> unchecked_operator(const InstallWish& wish) {
  if (!wish.manifests || !wish.brings_operator) return operator_steps(wish, true);
  std::vector<Step> out;
  for (const auto& object : *wish.manifests) {
    auto ref = deploy::ref_of_document(object);
    ref.namespace_name.clear();
    out.push_back({wish.context, std::move(ref), Action::apply, object, "the operator", operator_part, {}});
  }
  return out;
}

}  // namespace

Step resource_step(const InstallWish& wish, Action action) {
  auto ref = deploy::ref_of_document(wish.resource);
  ref.resource = kube::resources::coroots();
  const auto part = ref.describe();
  return {wish.context,
          std::move(ref),
          action,
          wish.resource,
          "what the operator shall run",
          part,
          [rendered = wish.resource](const std::optional<Value>& live) -> Result<Value> {
            auto merged = keep_foreign_projects(rendered, live);
            CTL_RUN(coroot::refuse_misread(merged, coroot::project_names(rendered), "project"));
            return merged;
          }};
}

Result<std::optional<Value>> only_one(const std::vector<deploy::Installation>& installations, const Value& resource) {
  const auto wanted = deploy::ref_of_document(resource);
  for (const auto& other : installations) {
    if (other.namespace_name == wanted.namespace_name && other.name == wanted.name) return other.resource;
  }
  if (installations.empty()) return std::nullopt;
  const auto& other = installations.front();
  return fail_with_hint(ErrorKind::conflict,
                        "install over it with -n " + other.namespace_name + " --name " + other.name,
                        "the cluster has {}/{} already, and a second Coroot would run every agent twice",
                        other.namespace_name, other.name);
}

bool is_ours(const deploy::Operator& found, const InstallWish& wish) {
  if (!wish.manifests) return found.namespace_name == wish.namespace_name && found.release == wish.release;
  return std::any_of(wish.manifests->begin(), wish.manifests->end(), [&](const Value& object) {
    const auto space = object.at({"metadata", "namespace"}).string_or(wish.namespace_name);
    return deploy::is_operator(object) && space == found.namespace_name;
  });
}

Result<> refuse_blindness(const InstallState& state, const std::string& namespace_name) {
  if (!state.definition_exists) return {};
  return fail_with_hint(ErrorKind::unauthorized,
                        "use --resource-only when one runs, or ask for the right to list deployments",
                        "an operator may run outside namespace {}, where this user may not look", namespace_name);
}

Result<> need_definition(const InstallState& state) {
  if (state.definition_exists) return {};
  return fail_with_hint(ErrorKind::not_found, "the owner of the operator has to bring it",
                        "{} does not exist, and this install brings no operator",
                        deploy::coroot_definition().describe());
}

void drop_checked(std::vector<Step>& steps) {
  std::erase_if(steps,
                [](const Step& step) { return step.action == Action::await || step.object.resource.kind == "Coroot"; });
}

Result<deploy::Plan> change_of(const InstallWish& wish, const std::optional<Value>& live) {
  deploy::Plan out;
  if (!live) return out;
  out.steps.push_back(resource_step(wish, Action::apply));
  auto& step = out.steps.front();
  CTL_PASS(step.document, step.merge(live));
  out.known[step.object.describe()] = live;
  return out;
}

InstallPlan plan_install(const InstallWish& wish, const InstallState& state, bool dry_run) {
  InstallPlan out;
  const bool has_resource = !wish.resource.is_null();
  out.steps.push_back(namespace_step(wish));
  if (dry_run && !state.namespace_exists) {
    out.unchecked = unchecked_operator(wish);
    if (!wish.key_secret.is_null()) out.unchecked.push_back(secret_step(wish));
    if (has_resource) out.unchecked.push_back(resource_step(wish, Action::apply));
    out.warnings.push_back("namespace " + wish.namespace_name +
                           " does not exist yet, so the server could not check what would go into it");
    return out;
  }
  for (auto& step : operator_steps(wish, dry_run)) out.steps.push_back(std::move(step));
  if (!has_resource) return out;
  if (dry_run && !state.definition_exists) {
    out.unchecked.push_back(resource_step(wish, Action::apply));
    out.warnings.push_back("the Coroot definition is not installed yet, so the server could not check the resource");
    return out;
  }
  out.steps.push_back(deploy::await_definition(wish.context));
  if (!wish.key_secret.is_null()) {
    if (!dry_run) out.steps.push_back(resource_step(wish, Action::check));  // the Secret is the first write
    out.steps.push_back(secret_step(wish));
  }
  out.steps.push_back(resource_step(wish, Action::apply));
  return out;
}

}  // namespace corootctl::ops
