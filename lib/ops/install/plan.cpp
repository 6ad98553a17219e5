#include "ops/install/plan.hpp"

#include <algorithm>

#include "coroot/resource.hpp"
#include "deploy/manifests.hpp"
#include "deploy/namespaces.hpp"

namespace corootctl::ops {
namespace {

using deploy::Action;
using deploy::Step;
using document::List;
using document::Value;

void add_further_keys(Value& project, const Value& live) {
  auto& keys = project.make({"apiKeys"}).list();
  for (const auto& key : live["apiKeys"].as_list()) {
    const bool known = std::any_of(keys.begin(), keys.end(), [&](const Value& k) {
      return k["keySecret"] == key["keySecret"] && k["key"] == key["key"];
    });
    if (!known) keys.push_back(key);
  }
}

Value keep_foreign_projects(Value resource, const std::optional<Value>& live) {
  if (!live) return resource;
  const auto own = resource.at({"spec", "projects"}).as_list();
  List merged = live->at({"spec", "projects"}).as_list();
  for (Value project : own) {
    if (const Value* before = coroot::find_project(*live, project["name"].as_string()))
      add_further_keys(project, *before);
    coroot::upsert_project(merged, std::move(project));
  }
  resource.make({"spec", "projects"}) = std::move(merged);
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
  if (wish.manifests.empty()) {
    const kube::ObjectRef release{{"", "", "helm release", "", true}, wish.namespace_name, wish.release};
    out.push_back({wish.context, release, Action::release, {}, "the operator", "", {}});
  } else {
    out = deploy::manifest_steps(wish.context, wish.manifests, dry_run);
  }
  for (auto& step : out) step.part = operator_part;
  return out;
}

/// In the manifests' own order, by the names they have there.
std::vector<Step> unchecked_operator(const InstallWish& wish) {
  if (wish.manifests.empty() || !wish.brings_operator) return operator_steps(wish, true);
  std::vector<Step> out;
  for (const auto& object : wish.manifests) {
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
            return keep_foreign_projects(rendered, live);
          }};
}

InstallPlan plan_install(const InstallWish& wish, const InstallState& state, bool dry_run) {
  InstallPlan out;
  const bool has_resource = !wish.resource.is_null();
  out.steps.push_back(namespace_step(wish));
  if (dry_run && !state.namespace_exists) {
    out.unchecked = unchecked_operator(wish);
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
  if (!dry_run) out.steps.push_back(resource_step(wish, Action::check));
  out.steps.push_back(resource_step(wish, Action::apply));
  return out;
}

}  // namespace corootctl::ops
