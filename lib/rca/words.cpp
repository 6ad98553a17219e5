#include "rca/words.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "rca/render.hpp"
#include "rca/units.hpp"

namespace corootctl::rca {
namespace {

/// cluster, namespace, kind and name of an app id; empty fields when it is none. Names may contain colons.
struct Parts {
  std::string cluster{};
  std::string ns{};
  std::string kind{};
  std::string name{};
};

Parts split_id(std::string_view id) {
  const std::vector<std::string> fields = split(id, ':');
  if (fields.size() < 4) return {};
  return {fields[0], fields[1], fields[2], std::string(id.substr(fields[0].size() + fields[1].size() + fields[2].size() + 3))};
}

std::string since(const Answer& answer) {
  return answer.onset_ms ? fmt::format(" since {}", format_time(*answer.onset_ms)) : "";
}

std::string share_of(const Candidate& candidate) {
  if (candidate.blame < 0.005) return "";
  return fmt::format("; {:.0f} % of the incident's excess stays there", 100 * candidate.blame);
}

std::string confidence_of(const Candidate& candidate) { return fmt::format("confidence {}", to_string(candidate.confidence)); }

void add_app_steps(const Parts& app, const Candidate& first, std::vector<std::string>& out) {
  if (app.kind == "ExternalService") {
    out.push_back(fmt::format("Ask the owner of {} about its state; check quotas, timeouts and fall-backs of its callers.", app.name));
    return;
  }
  out.push_back(fmt::format("In cluster {}: kubectl -n {} get pods -o wide | grep {}", app.cluster, app.ns, app.name));
  out.push_back(fmt::format("In cluster {}: kubectl -n {} logs {}/{} --since=1h", app.cluster, app.ns, lower(app.kind), app.name));
  for (const Evidence& evidence : first.evidence)
    if (evidence.signal == "deploy") {
      out.push_back(fmt::format("If nothing speaks against it, roll back: kubectl -n {} rollout undo {}/{}", app.ns, lower(app.kind), app.name));
      break;
    }
}

}  // namespace

std::string short_name(std::string_view id) {
  if (const std::size_t arrow = id.find(" -> "); arrow != std::string_view::npos)
    return short_name(id.substr(0, arrow)) + " -> " + short_name(id.substr(arrow + 4));
  const Parts parts = split_id(id);
  if (parts.name.empty()) return std::string(id);
  return parts.cluster == "external" ? parts.name + " (external)" : fmt::format("{} ({})", parts.name, parts.cluster);
}

std::string name_cause(const Candidate& candidate) {
  const std::string name = short_name(candidate.subject);
  if (candidate.kind == "link") return "the network " + name;
  if (candidate.kind == "node") return "node " + name;
  if (candidate.kind == "cluster") return "cluster " + name;
  if (candidate.kind == "load") return "more load at " + name;
  return name;
}

std::string verdict_sentence(const Answer& answer) {
  if (answer.status == Status::no_incident) return "No incident: the service level stayed in its usual range.";
  if (answer.candidates.empty()) return "Unknown: something is wrong, but nothing can be named.";
  const Candidate& first = answer.candidates.front();
  const std::string signal = first.signal.empty() ? "" : fmt::format(" ({})", first.signal);
  const std::string victim = answer.target.empty() || answer.target == first.subject ? "" : fmt::format(" for the trouble of {}", short_name(answer.target));
  if (answer.status == Status::unknown)
    return fmt::format("Unknown: the data do not decide. The nearest suspect{} is {}{}{}, {}.", victim, name_cause(first), signal, since(answer), confidence_of(first));
  return fmt::format("The root cause{} is {}{}{}: {}{}.", victim, name_cause(first), signal, since(answer), confidence_of(first), share_of(first));
}

std::string evidence_sentence(const Evidence& evidence) {
  if (!evidence.before || !evidence.after) {
    const std::string at = evidence.onset_ms ? " at " + format_time(*evidence.onset_ms) : "";
    return fmt::format("{}: {}{}", short_name(evidence.subject), evidence.text, at);
  }
  std::string out = fmt::format("{}: {} {} -> {}", short_name(evidence.subject), evidence.signal, format_value(*evidence.before, evidence.unit),
                                format_value(*evidence.after, evidence.unit));
  if (evidence.z) out += fmt::format(", {:.0f} deviations at its peak", *evidence.z);
  if (evidence.onset_ms) out += ", since " + format_time(*evidence.onset_ms);
  return out;
}

std::string hop_sentence(const Hop& hop) {
  return fmt::format("{} -> {}  {:.0f} %{}", short_name(hop.from), short_name(hop.to), 100 * hop.excess, hop.cross_cluster ? "  (crosses clusters)" : "");
}

std::vector<std::string> next_steps(const Answer& answer) {
  std::vector<std::string> out;
  if (answer.status == Status::no_incident || answer.candidates.empty()) return out;
  const Candidate& first = answer.candidates.front();
  if (first.kind == "link") {
    out.push_back(fmt::format("Check the path {}: load balancers, gateways, peering, packet loss (mtr), MTU and firewall changes.", first.subject));
  } else if (first.kind == "node") {
    const std::string node = first.subject.substr(first.subject.rfind(first.subject.find(':') == std::string::npos ? '/' : ':') + 1);
    out.push_back(fmt::format("kubectl describe node {0}; kubectl cordon {0} while its processes are looked at.", node));
  } else if (first.kind == "load") {
    out.push_back(fmt::format("Find the clients of {} that send more; scale it or shed load.", short_name(first.subject)));
  } else if (first.kind == "cluster") {
    out.push_back(fmt::format("Check the cluster services of {}: DNS (kubectl -n kube-system get pods), control plane, telemetry.", first.subject));
  } else {
    add_app_steps(split_id(first.subject), first, out);
  }
  if (answer.status == Status::unknown) out.push_back("Repeat with a longer window, or with the missing data that the gaps name.");
  return out;
}

}  // namespace corootctl::rca
