#include "cli/commands/rca/follow.hpp"

#include <algorithm>

namespace corootctl::cli {
namespace {

constexpr std::chrono::seconds between_rounds{10};

/// Troubles of a server or member that has just been started.
bool heals_with_time(ErrorKind kind) {
  return kind == ErrorKind::no_data || kind == ErrorKind::unreachable || kind == ErrorKind::not_found ||
         kind == ErrorKind::timeout;
}

bool heals_with_time(hub::MemberState state) {
  using hub::MemberState;
  return state == MemberState::no_telemetry || state == MemberState::unknown_project || state == MemberState::down ||
         state == MemberState::hanging || state == MemberState::hub_unreachable;
}

/// What is still missing, in words; "" = nothing that waiting would bring.
std::string missing(const Result<ops::RcaReport>& report) {
  if (!report) return heals_with_time(report.error().kind) ? describe(report.error()) : "";
  std::string text;
  for (const auto& member : report->members) {
    if (!heals_with_time(member.state)) continue;
    text += (text.empty() ? "" : ", ") + member.project + " (" + std::string(name_of(member.state)) + ")";
  }
  return text;
}

}  // namespace

Result<ops::RcaReport> ask_until_data(const AskRca& ask, std::chrono::milliseconds patience, const Env& env) {
  const auto end = env.surface.clock.now() + patience;
  std::string said;
  while (true) {
    auto report = ask();
    const auto text = missing(report);
    if (text.empty() || env.surface.clock.now() + between_rounds > end) return report;
    if (text != said) env.talk.line("waiting for data: " + text);
    said = text;
    if (!env.surface.clock.pause(between_rounds, env.surface.stop)) return fail(ErrorKind::cancelled, "interrupted");
  }
}

std::string gist_of(const ops::RcaReport& report, std::size_t top) {
  std::string gist = fmt::format("{} {}\n", static_cast<int>(report.answer.status), report.answer.target);
  const auto& candidates = report.answer.candidates;
  for (std::size_t i = 0; i < std::min(top, candidates.size()); ++i) {
    gist += fmt::format("{} {} {}\n", candidates[i].subject, candidates[i].signal,
                        static_cast<int>(candidates[i].confidence));
  }
  for (const auto& incident : report.snapshot.incidents) {
    gist += fmt::format("{} {} {}\n", incident.subject, incident.slo, incident.resolved_at_ms.has_value());
  }
  for (const auto& member : report.members) gist += member.project + " " + std::string(name_of(member.state)) + "\n";
  return gist;
}

}  // namespace corootctl::cli
