#include "support/operator/stand_in_operator.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/base64.hpp"
#include "http/crypto.hpp"
#include "support/operator/objects.hpp"
#include "support/operator/parts.hpp"

namespace corootctl::support {

using document::List;
using document::Object;
using document::Value;

namespace {

constexpr auto request_patience = std::chrono::seconds(30);
constexpr std::size_t password_bytes = 8;  // 16 characters

std::string uid_of(const Value& resource) { return resource.at({"metadata", "uid"}).as_string(); }
std::string version_of(const Value& resource) { return resource.at({"metadata", "resourceVersion"}).as_string(); }
std::string named(const Value& resource, const char* suffix = "") {
  return resource.at({"metadata", "name"}).as_string() + suffix;
}
std::string namespace_in(const Value& resource) { return resource.at({"metadata", "namespace"}).as_string(); }

}  // namespace

StandInOperator::StandInOperator(kube::Client client, OperatorOptions options)
    : api_(std::move(client), request_patience), options_(std::move(options)) {}

void StandInOperator::run(std::stop_token stop) {
  std::string trouble;  // said once, not at every look
  for (; !stop.stop_requested(); system_clock().pause(options_.poll, stop)) {
    const auto moves = options_.moves ? std::optional(options_.moves()) : std::nullopt;
    if (is_still(moves)) continue;
    const auto looked = tick(std::chrono::steady_clock::now(), stop);
    still_ = looked ? moves : std::nullopt;
    looked_at_ = moves.value_or(0);
    const std::string text = looked ? "" : describe(looked.error());
    if (!text.empty() && text != trouble && !stop.stop_requested()) options_.log("cannot look at the cluster: " + text);
    trouble = text;
  }
}

/// A resource in error is tried again by the clock, too.
bool StandInOperator::is_still(const std::optional<std::uint64_t>& moves) const {
  const auto waits = [](const auto& seen) { return seen.second.misconfigured; };
  return moves && moves == still_ && std::none_of(seen_.begin(), seen_.end(), waits);
}

Result<bool> StandInOperator::is_deployed(std::stop_token stop) const {
  CTL_PASS(const auto found, api_.list(kube::resources::deployments(), "app.kubernetes.io/name=coroot-operator", stop));
  return std::any_of(found.begin(), found.end(),
                     [](const Value& deployment) { return deployment.at({"spec", "replicas"}).as_integer(1) > 0; });
}

Result<> StandInOperator::tick(std::chrono::steady_clock::time_point now, std::stop_token stop) {
  CTL_PASS(const bool deployed, is_deployed(stop));
  if (!deployed) return {};
  CTL_PASS(const auto resources, api_.list(kube::resources::coroots(), "", stop));
  forget_gone(resources, stop);
  for (const Value& resource : resources) {
    CTL_PASS(const std::string owned, owned_state(resource, stop));
    if (is_due(resource, owned, now)) reconcile(resource, now, stop);
  }
  return {};
}

/// Cluster roles have no owner: the last resource that it knows takes those of its name along, others leave theirs
/// (operator 14).
void StandInOperator::forget_gone(const std::vector<Value>& resources, std::stop_token stop) {
  std::map<std::string, std::string> now;
  for (const Value& resource : resources) now[namespace_in(resource) + "/" + named(resource)] = named(resource);
  for (const auto& [key, name] : instances_) {
    if (now.contains(key) || !now.empty()) continue;
    for (const auto& [kind, plural] :
         {std::pair{"ClusterRoleBinding", "clusterrolebindings"}, std::pair{"ClusterRole", "clusterroles"}}) {
      const kube::ObjectRef ref{{"rbac.authorization.k8s.io", "v1", kind, plural, false}, "", name + "-cluster-agent"};
      if (const auto gone = api_.remove(ref, stop); !gone && gone.error().kind != ErrorKind::not_found)
        options_.log("failed to remove " + ref.describe() + ": " + gone.error().what);
    }
  }
  instances_ = std::move(now);
}

/// A watch on owned objects would tell of every change; generations tell of those that matter here.
Result<std::string> StandInOperator::owned_state(const Value& resource, std::stop_token stop) const {
  std::string state;
  const std::string selector =
      "app.kubernetes.io/managed-by=coroot-operator,app.kubernetes.io/part-of=" + named(resource);
  for (const auto& kind :
       {kube::resources::deployments(), kube::resources::stateful_sets(), kube::resources::daemon_sets()}) {
    CTL_PASS(const auto found, api_.list(kind, selector, stop));
    for (const Value& object : found)
      if (namespace_in(object) == namespace_in(resource))
        state += fmt::format("{}/{}={};", kind.kind, named(object), object.at({"metadata", "generation"}).as_integer());
  }
  return state;
}

bool StandInOperator::is_due(const Value& resource, const std::string& owned,
                             std::chrono::steady_clock::time_point now) const {
  const auto it = seen_.find(uid_of(resource));
  if (it == seen_.end() || it->second.version != version_of(resource) || it->second.owned != owned) return true;
  return it->second.misconfigured && now - it->second.handled >= options_.requeue;
}

void StandInOperator::create_all(const std::vector<Planned>& plan, std::stop_token stop) const {
  for (const auto& planned : plan) {
    if (stop.stop_requested()) return;
    const auto done = ensure(api_, planned, stop);
    if (!done) {
      options_.log(fmt::format("failed to write {}: {}", planned.describe(), done.error().what));
    } else if (*done) {
      options_.log("wrote " + planned.describe());
    }
  }
}

/// Made once and owned, so that it goes with the resource (operator 14).
void StandInOperator::ensure_database_password(const Value& resource, std::stop_token stop) const {
  const Origin origin{resource, "clickhouse"};
  const kube::ObjectRef ref{kube::resources::secrets(), namespace_in(resource), origin.named()};
  const auto live = api_.find(ref, stop);
  if (!live || *live) return;
  Value secret = Object{{"apiVersion", "v1"},
                        {"kind", "Secret"},
                        {"type", "Opaque"},
                        {"metadata", metadata_of(origin, origin.named())},
                        {"data", Object{{"password", base64_encode(http::random_hex(password_bytes))}}}};
  if (const auto made = api_.create(kube::resources::secrets(), secret, stop); !made)
    options_.log(fmt::format("failed to write {}: {}", ref.describe(), made.error().what));
}

void StandInOperator::remove_ingress(const Value& resource, std::stop_token stop) const {
  if (resource.at({"spec", "ingress"}).is_object()) return;
  const kube::ObjectRef ref{kube::resources::ingresses(), namespace_in(resource), named(resource)};
  const auto live = api_.find(ref, stop);
  if (!live || !*live) return;
  if (const auto gone = api_.remove(ref, stop); !gone)
    options_.log("failed to remove " + ref.describe() + ": " + gone.error().what);
}

/// Writes the status when it differs; the resourceVersion afterwards.
std::string StandInOperator::publish(const Value& resource, const std::vector<std::string>& errors,
                                     std::stop_token stop) const {
  Object status{{"status", errors.empty() ? "OK" : "Misconfigured"}};
  if (!errors.empty()) status.set("errors", List(errors.begin(), errors.end()));
  if (resource["status"] == Value(status)) return version_of(resource);
  Value object = resource;
  object.object().set("apiVersion", "coroot.com/v1");
  object.object().set("kind", "Coroot");
  object.object().set("status", std::move(status));
  const auto written = api_.write_status(kube::resources::coroots(), object, stop);
  if (written) return version_of(*written);
  options_.log("failed to write the status of Coroot " + named(resource) + ": " + written.error().what);
  return version_of(resource);
}

void StandInOperator::reconcile(const Value& resource, std::chrono::steady_clock::time_point now,
                                std::stop_token stop) {
  options_.log("reconciling Coroot " + namespace_in(resource) + "/" + named(resource));
  const Validated validated = validate(api_, resource, stop);
  create_all(agent_objects(resource, validated), stop);
  Seen& seen = seen_[uid_of(resource)];
  seen.version = version_of(resource);
  seen.handled = now;
  seen.misconfigured = false;
  // With agentsOnly the operator returns here: nothing else is created and the status stays what it was (operator 13).
  if (!validated.spec["agentsOnly"].is_object()) {
    if (!validated.spec["externalClickhouse"].is_object()) ensure_database_password(resource, stop);
    create_all(server_objects(resource, validated), stop);
    remove_ingress(resource, stop);
    seen.version = publish(resource, validated.errors, stop);
    seen.misconfigured = !validated.errors.empty();
  }
  if (const auto owned = owned_state(resource, stop)) seen.owned = *owned;
}

}  // namespace corootctl::support
