#include "deploy/wait.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "deploy/namespaces.hpp"
#include "deploy/reconciled.hpp"

namespace corootctl::deploy {
namespace {

using document::Object;
using document::Value;

constexpr std::chrono::milliseconds poll_interval{500};
constexpr std::chrono::seconds look_limit{30};

/// What is still missing, most basic first; empty when everything runs.
struct Look {
  std::vector<Component> components{};
  std::string waiting_for{};
  bool hopeless = false;
  bool is_behind = false;  ///< the operator has not written what the resource says
};

/// The operator creates the agents before the server (operator 8), so an agent's workload that is missing when the
/// server's exists was refused. A dry run of ours makes the API server say why.
std::string why_refused(const kube::Client& client, const Installation& installation, const Component& component,
                        const Within& within) {
  const auto name = component.object.substr(component.object.rfind('/') + 1);
  const Object labels{{"app.kubernetes.io/name", name}};
  const Value container =
      Object{{"name", "probe"}, {"image", "probe"}, {"securityContext", Object{{"privileged", true}}}};
  const Value object = Object{
      {"apiVersion", "apps/v1"},
      {"kind", "DaemonSet"},
      {"metadata", Object{{"name", name + "-probe"}, {"namespace", installation.namespace_name}}},
      {"spec",
       Object{{"selector", Object{{"matchLabels", labels}}},
              {"template", Object{{"metadata", Object{{"labels", labels}}},
                                  {"spec", Object{{"hostPID", true}, {"containers", document::List{container}}}}}}}}};
  const auto tried = client.create(object, kube::resources::daemon_sets(), true, within);
  return tried ? "" : tried.error().what;
}

void mark_refused(Look& look, const kube::Client& client, const Installation& installation, const Within& within) {
  const bool server_exists = std::any_of(look.components.begin(), look.components.end(),
                                         [](const auto& c) { return c.name == "coroot" && c.found; });
  for (auto& component : look.components) {
    if (!server_exists || component.found || component.name != "node-agent") continue;
    const auto why = why_refused(client, installation, component, within);
    component.failed = true;
    component.reason = "could not be created" + (why.empty() ? std::string(": see the operator's log") : ": " + why);
    look.hopeless = true;
  }
}

std::string summary(const Component& component) {
  return component.object + ": " + (component.reason.empty() ? "ready" : component.reason);
}

/// Pods that Pod Security refuses are refused each time anew, unless the namespace was opened after the event
/// (objects 28).
void mark_insecure(Look& look, const kube::Client& client, const Installation& installation, const Within& within) {
  for (auto& component : look.components) {
    if (component.ready_now || component.reason.find("violates PodSecurity") == std::string::npos) continue;
    const auto space =
        client.find({kube::resources::namespaces(), "", installation.namespace_name}, within).value_or(std::nullopt);
    if (!space || is_open_to_privileged(*space)) return;
    component.failed = true;
    look.hopeless = true;
    component.hint = privileged_hint(installation.namespace_name);
  }
}

Result<Look> look_once(const kube::Client& client, const Installation& installation, const Within& within) {
  Look out;
  // Before the workloads: those that are read afterwards are of the configuration that was written by then.
  CTL_PASS(const auto missing, unwritten(client, installation, within));
  CTL_PASS(auto first, operator_component(client, installation.namespace_name, within));
  if (!first.ready_now && !first.unseen) out.waiting_for = summary(first);
  CTL_PASS(out.components, components_of(client, installation, within));
  out.components.insert(out.components.begin(), std::move(first));
  mark_refused(out, client, installation, within);
  mark_insecure(out, client, installation, within);
  out.is_behind = !missing.empty();
  if (out.waiting_for.empty() && out.is_behind) out.waiting_for = "the operator has not written " + missing;
  for (const auto& each : out.components) {
    out.hopeless = out.hopeless || each.failed;
    if (out.waiting_for.empty() && !each.ready_now && !each.unseen) out.waiting_for = summary(each);
  }
  return out;
}

/// What was waited for first, then everything else that does not run.
Error out_of_time(const Look& look, std::chrono::milliseconds limit) {
  std::vector<std::string> troubles{look.waiting_for};
  for (const auto& component : look.components) {
    if (component.ready_now || component.unseen || summary(component) == look.waiting_for) continue;
    troubles.push_back(summary(component));
  }
  const auto seconds = std::chrono::round<std::chrono::seconds>(limit).count();
  return make_error(ErrorKind::timeout, "timed out after {}s: {}", seconds, join(troubles, "; "))
      .advise("run `corootctl status` for the current state, or give more time with --timeout");
}

Error hopeless(const Look& look) {
  std::vector<std::string> troubles;
  std::string hint;
  for (const auto& component : look.components) {
    if (!component.failed) continue;
    troubles.push_back(summary(component));
    if (hint.empty()) hint = component.hint;
  }
  if (hint.empty()) hint = "the Coroot resource may still say status OK: the operator only logs such failures";
  return make_error(ErrorKind::failed, "{}", join(troubles, "; ")).advise(std::move(hint));
}

/// A retry under another random name is no news: pods' names are cut down to their workload's (objects 28).
std::string without_pod_names(std::string text, const std::vector<Component>& components) {
  constexpr std::string_view repeated = "(combined from similar events): ";
  if (const auto at = text.find(repeated); at != std::string::npos) text.erase(at, repeated.size());
  for (const auto& component : components) {
    const auto stem = component.object.substr(component.object.rfind('/') + 1) + "-";
    for (auto at = text.find(stem); at != std::string::npos; at = text.find(stem, at + 1)) {
      const auto end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-", at + stem.size());
      text.erase(at + stem.size(), std::min(end, text.size()) - at - stem.size());
    }
  }
  return text;
}

/// Looks again and again until all runs, nothing helps or the time is up. Each look has its own short limit, so that
/// one hanging request does not eat the whole wait.
template <class LookAt>
Waited follow(LookAt look_at, const std::string& cluster, const fleet::Surroundings& around, const Within& within) {
  const auto limit = within.deadline.left();
  std::string told;
  for (Look last;;) {
    auto look = look_at(Within{Deadline::in(look_limit).earlier(within.deadline), within.stop});
    if (!look && !may_pass(look.error())) return {std::move(last.components), std::move(look.error())};
    const bool well = look && look->waiting_for.empty() && !look->hopeless;
    if (look) last = std::move(*look);
    if (!look && last.waiting_for.empty()) last.waiting_for = describe(look.error());
    if (well) return {std::move(last.components), std::nullopt};
    if (last.hopeless || within.deadline.expired()) {
      auto error = last.hopeless ? hopeless(last) : out_of_time(last, limit);
      return {std::move(last.components), std::move(error)};
    }
    const auto news = without_pod_names(last.waiting_for, last.components);
    if (around.tell && news != told) around.tell({cluster, "wait: " + last.waiting_for});
    told = news;
    if (around.clock.pause(poll_interval, within.stop)) continue;
    auto error = make_error(ErrorKind::cancelled, "interrupted while waiting for {}", last.waiting_for);
    return {std::move(last.components), std::move(error)};
  }
}

/// Who may see no operator anywhere would wait in vain: the error is that of asking for all.
Result<> refuse_blind_wait(const kube::Reader& reader, const Component& component, const Within& within) {
  if (!component.unseen) return {};
  CTL_CHECK(reader.list(kube::resources::deployments(), "", "", within), "wait for the operator");
  return {};
}

}  // namespace

bool may_pass(const Error& error) {
  switch (error.kind) {
    case ErrorKind::unreachable:
    case ErrorKind::timeout:
    case ErrorKind::no_data:
    case ErrorKind::failed: return true;
    default: return error.reason == Reason::web_page;
  }
}

Waited wait_for_operator(const kube::Reader& reader, const std::string& namespace_name, const std::string& cluster,
                         const fleet::Surroundings& around, const Within& within) {
  const auto look = [&](const Within& soon) -> Result<Look> {
    CTL_PASS(const auto component, operator_component(reader, namespace_name, soon));
    CTL_RUN(refuse_blind_wait(reader, component, soon));
    return Look{{component}, component.ready_now ? "" : summary(component), component.failed};
  };
  return follow(look, cluster, around, within);
}

Waited wait_until_running(const kube::Client& client, const Installation& installation, const std::string& cluster,
                          const fleet::Surroundings& around, const Within& within) {
  // Somebody else may write the resource meanwhile: what the operator then writes is the newer one.
  auto newest = installation;
  const auto look = [&](const Within& soon) -> Result<Look> {
    auto out = look_once(client, newest, soon);
    if (!out || !out->is_behind) return out;
    CTL_PASS(newest, read_installation(client, installation.namespace_name, installation.name, soon));
    return out;
  };
  return follow(look, cluster, around, within);
}

}  // namespace corootctl::deploy
