#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "report/words.hpp"

namespace corootctl::report {
namespace {

/// People paste these lines into a shell. Names come from clusters, so only what a Kubernetes name may hold goes in.
bool is_plain(const std::string& name) {
  return !name.empty() && name.front() != '-' &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_") ==
             std::string::npos;
}

bool has_kind(const std::string& kind) {
  constexpr std::array<std::string_view, 5> kinds{"Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job"};
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

bool rolls_back(const std::string& kind) {
  return kind == "Deployment" || kind == "StatefulSet" || kind == "DaemonSet";
}

bool shows(const rca::Candidate& candidate, std::string_view signal) {
  return std::any_of(candidate.evidence.begin(), candidate.evidence.end(),
                     [&](const rca::Evidence& e) { return e.signal == signal; });
}

void add_change_steps(const std::string& kubectl, const rca::AppParts& app, const rca::Candidate& first,
                      std::vector<std::string>& out) {
  if (!rolls_back(app.kind) || !shows(first, "deploy")) return;
  const std::string workload = lower(app.kind) + "/" + app.name;
  // Who is sure that it was the deploy does that first.
  if (first.signal == "deploy")
    out.insert(out.begin(), fmt::format("Roll the deploy back: {} rollout undo {}", kubectl, workload));
  else
    out.push_back(fmt::format("What the deploys changed: {} rollout history {}", kubectl, workload));
}

void add_app_steps(const rca::AppParts& app, const rca::Candidate& first, std::vector<std::string>& out) {
  if (app.kind == "ExternalService" || first.kind == rca::CauseKind::external) {
    out.push_back(
        fmt::format("Ask the owner of {} about its state; check quotas, timeouts and fall-backs of its callers.",
                    app.name.empty() ? first.subject : app.name));
    return;
  }
  if (!is_plain(app.cluster) || !is_plain(app.ns) || !is_plain(app.name)) {
    out.push_back(fmt::format("Look at {}: its events, logs and pods.", rca::short_name(first.subject)));
    return;
  }
  const std::string kubectl = fmt::format("kubectl --context {} -n {}", app.cluster, app.ns);
  if (!has_kind(app.kind)) {
    out.push_back(fmt::format("{} get pods -o wide", kubectl));
    return;
  }
  const std::string workload = lower(app.kind) + "/" + app.name;
  out.push_back(fmt::format("{} describe {}", kubectl, workload));
  if (app.kind != "CronJob") out.push_back(fmt::format("{} logs {} --since=1h --tail=200", kubectl, workload));
  add_change_steps(kubectl, app, first, out);
}

void add_node_steps(const rca::NodeParts& node, std::vector<std::string>& out) {
  if (!is_plain(node.name) || (!node.cluster.empty() && !is_plain(node.cluster))) {
    out.emplace_back("Look at the node: its conditions and its busiest pods.");
    return;
  }
  const std::string kubectl = node.cluster.empty() ? "kubectl" : "kubectl --context " + node.cluster;
  out.push_back(fmt::format("{} describe node {}", kubectl, node.name));
  out.push_back(fmt::format("{} get pods -A -o wide --field-selector spec.nodeName={}", kubectl, node.name));
  out.push_back(fmt::format("Keep new pods away while it is looked at: {} cordon {}", kubectl, node.name));
}

void add_cluster_steps(const std::string& cluster, std::vector<std::string>& out) {
  if (is_plain(cluster)) out.push_back(fmt::format("kubectl --context {} -n kube-system get pods -o wide", cluster));
  out.push_back(fmt::format("Check the cluster services of {}: name resolution, control plane, telemetry.", cluster));
}

/// The names above are those of Coroot's projects; kubectl may know the cluster under another one.
std::string about_contexts(const std::vector<std::string>& steps) {
  for (const std::string& step : steps) {
    const std::size_t at = step.find("--context ");
    if (at == std::string::npos) continue;
    const std::size_t begin = at + std::string_view("--context ").size();
    return fmt::format("{} is the cluster's name in Coroot; where kubectl calls its context otherwise, use that.",
                       step.substr(begin, step.find(' ', begin) - begin));
  }
  return "";
}

}  // namespace

std::vector<std::string> next_steps(const rca::Answer& answer) {
  std::vector<std::string> out;
  if (answer.status == rca::Status::no_incident || answer.candidates.empty()) return out;
  const rca::Candidate& first = answer.candidates.front();
  if (first.kind == rca::CauseKind::link)
    out.push_back(fmt::format(
        "Check the path {}: load balancers, gateways, peering, packet loss (mtr), MTU and firewall changes.",
        rca::short_name(first.subject)));
  else if (first.kind == rca::CauseKind::node)
    add_node_steps(rca::split_node_id(first.subject), out);
  else if (first.kind == rca::CauseKind::load)
    out.push_back(
        fmt::format("Find the clients of {} that send more; scale it or shed load.", rca::short_name(first.subject)));
  else if (first.kind == rca::CauseKind::cluster)
    add_cluster_steps(first.subject, out);
  else
    add_app_steps(rca::split_app_id(first.subject), first, out);
  if (answer.status == rca::Status::unknown)
    out.emplace_back(
        "Repeat with a longer window (--since), or with the missing data named above: corootctl inventory shows what "
        "there is.");
  if (std::string note = about_contexts(out); !note.empty()) out.push_back(std::move(note));
  return out;
}

}  // namespace corootctl::report
