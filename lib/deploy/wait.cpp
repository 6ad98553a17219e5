#include "deploy/wait.hpp"

#include <algorithm>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "coroot/resource.hpp"
#include "document/yaml.hpp"

namespace corootctl::deploy {
namespace {

using document::Object;
using document::Value;

constexpr std::chrono::milliseconds poll_interval{500};

/// What is still missing, most basic first; empty when everything runs.
struct Look {
  std::vector<Component> components{};
  std::string waiting_for{};
  bool hopeless = false;
};

/// The operator creates missing key Secrets (operator 15); a key of the projects that is not there yet, or "".
Result<std::string> missing_key(const kube::Reader& reader, const Installation& installation, const Within& within) {
  for (const auto& project : installation.resource.at({"spec", "projects"}).as_list()) {
    for (const auto& ref : coroot::key_refs(project)) {
      const kube::ObjectRef secret{kube::resources::secrets(), installation.namespace_name, ref.secret};
      CTL_PASS(const auto live, reader.find(secret, within));
      if (!live || (*live)["data"][std::string_view(ref.key)].as_string().empty()) {
        return "key " + ref.key + " in " + secret.describe();
      }
    }
  }
  return std::string();
}

/// Whether the operator's copy of a project is this one: same kind, members, remote address and number of keys (the
/// copy has placeholders where keys stand).
bool is_copy_of(const Value& copy, const Value& project) {
  const auto& remote = project["remoteCoroot"];
  return coroot::kind_of(copy) == coroot::kind_of(project) && copy["memberProjects"] == project["memberProjects"] &&
         copy["remoteCoroot"]["url"] == remote["url"] &&
         copy["remoteCoroot"]["metricResolution"] == remote["metricResolution"] &&
         copy["apiKeys"].as_list().size() == project["apiKeys"].as_list().size();
}

/// A ready StatefulSet may be the old generation's (operator 11); the operator's ConfigMap shows whether it has seen
/// this spec. The project it lacks, or "".
Result<std::string> missing_project(const kube::Reader& reader, const Installation& installation,
                                    const Within& within) {
  const coroot::ObjectNames names(installation.name);
  const kube::ObjectRef ref{kube::resources::config_maps(), installation.namespace_name, names.server()};
  CTL_PASS(const auto live, reader.find(ref, within));
  if (!live) return ref.describe();
  const auto bytes = base64_decode((*live).at({"binaryData", "config.yaml"}).as_string());
  const auto config =
      document::parse_yaml(bytes ? *bytes : (*live).at({"data", "config.yaml"}).as_string(), ref.describe());
  for (const auto& project : installation.resource.at({"spec", "projects"}).as_list()) {
    const auto& known = config ? (*config)["projects"].as_list() : document::List{};
    const auto entry =
        std::find_if(known.begin(), known.end(), [&](const Value& k) { return k["name"] == project["name"]; });
    if (entry == known.end() || !is_copy_of(*entry, project)) {
      return "project " + project["name"].as_string() + " in " + ref.describe();
    }
  }
  return std::string();
}

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

Result<Look> look_once(const kube::Client& client, const Installation& installation, const Within& within) {
  Look out;
  CTL_PASS(const auto component, operator_component(client, installation.namespace_name, within));
  out.components.push_back(component);
  if (component.found && !component.ready_now) out.waiting_for = summary(component);
  CTL_PASS(auto components, components_of(client, installation, within));
  out.components.insert(out.components.end(), components.begin(), components.end());
  mark_refused(out, client, installation, within);
  for (const auto& missing :
       {missing_key(client, installation, within), missing_project(client, installation, within)}) {
    if (!missing) return tl::unexpected(missing.error());
    if (out.waiting_for.empty() && !missing->empty()) out.waiting_for = "the operator has not written " + *missing;
  }
  for (const auto& each : out.components) {
    out.hopeless = out.hopeless || each.failed;
    if (out.waiting_for.empty() && !each.ready_now && each.name != "operator") out.waiting_for = summary(each);
  }
  return out;
}

Error give_up(const Look& look, bool hopeless) {
  std::vector<std::string> troubles;
  for (const auto& component : look.components) {
    if (hopeless ? component.failed : (!component.ready_now && (component.found || component.name != "operator")))
      troubles.push_back(summary(component));
  }
  if (troubles.empty()) troubles.push_back(look.waiting_for);
  Error error;
  error.kind = hopeless ? ErrorKind::failed : ErrorKind::timeout;
  error.what = (hopeless ? "" : "not running when the time was up: ") + join(troubles, "; ");
  error.hint = hopeless ? "the Coroot resource may still say status OK: the operator only logs such failures"
                        : "run `corootctl status` for the current state, or give more time with --timeout";
  return error;
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
  Waited out;
  for (std::string told;;) {
    auto seen = ask_patiently([&](const Within& each) { return operator_component(reader, namespace_name, each); },
                              cluster, around, within);
    if (!seen) return {std::move(out.components), std::move(seen.error())};
    out.components = {*seen};
    if (seen->ready_now) return out;
    if (seen->failed || within.deadline.expired()) {
      const auto kind = seen->failed ? ErrorKind::failed : ErrorKind::timeout;
      out.error = make_error(kind, "{}: {}", seen->object, seen->reason);
      return out;
    }
    if (seen->reason != told && around.tell) around.tell({cluster, "wait: " + seen->object + ": " + seen->reason});
    told = seen->reason;
    if (around.clock.pause(poll_interval, within.stop)) continue;
    out.error = make_error(ErrorKind::cancelled, "interrupted");
    return out;
  }
}

Waited wait_until_running(const kube::Client& client, const Installation& installation, const std::string& cluster,
                          const fleet::Surroundings& around, const Within& within) {
  std::string told;
  Look last;
  for (;;) {
    // Each look has its own short deadline, so that one hanging request does not eat the whole wait.
    auto look =
        look_once(client, installation, {Deadline::in(std::chrono::seconds(30)).earlier(within.deadline), within.stop});
    if (!look && (!may_pass(look.error()) || within.deadline.expired())) {
      auto error = std::move(look.error());
      if (!last.waiting_for.empty()) error.what += " (was waiting for " + last.waiting_for + ")";
      return {std::move(last.components), std::move(error)};
    }
    if (look) last = std::move(*look);
    if (look && last.waiting_for.empty() && !last.hopeless) return {std::move(last.components), std::nullopt};
    if (last.hopeless || within.deadline.expired()) {
      auto error = give_up(last, last.hopeless);
      return {std::move(last.components), std::move(error)};
    }
    if (around.tell && last.waiting_for != told) around.tell({cluster, "wait: " + last.waiting_for});
    told = last.waiting_for;
    if (!around.clock.pause(poll_interval, within.stop))
      return {std::move(last.components), make_error(ErrorKind::cancelled, "interrupted while waiting for {}", told)};
  }
}

}  // namespace corootctl::deploy
