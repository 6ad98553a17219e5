#include "report/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/units.hpp"
#include "rca/blame/evidence.hpp"
#include "rca/constants.hpp"
#include "rca/verdict/quotes.hpp"

namespace corootctl::report {
namespace {

bool has_numbers(const rca::Evidence& evidence) { return evidence.before && evidence.after; }

/// "3.05 ms to 172 ms". Without a unit both are shares or both are counts.
std::string from_to(const rca::Evidence& evidence, const std::string& between) {
  const double before = *evidence.before;
  const double after = *evidence.after;
  const double highest = std::max(std::abs(before), std::abs(after));
  return level_text(before, evidence.unit, highest) + between + level_text(after, evidence.unit, highest);
}

/// "rose from 3.05 ms to 172 ms"
std::string moved(const rca::Evidence& evidence, const std::string& drawing = "") {
  return (*evidence.after >= *evidence.before ? "rose from " : "fell from ") +
         from_to(evidence, drawing.empty() ? " to " : " " + drawing + " to ");
}

/// "the round-trip time of catalog (prod-a) -> search (prod-b)", or "latency" where the owner is clear.
std::string what_of(const rca::Evidence& evidence, const std::string& owner, const std::string& own_article) {
  const std::string words = rca::signal_words(evidence.signal);
  return evidence.subject == owner ? own_article + words
                                   : fmt::format("the {} of {}", words, rca::short_name(evidence.subject));
}

/// What an event said; its kind when it printed nothing.
const std::string& what_it_said(const rca::Evidence& event) { return event.text.empty() ? event.signal : event.text; }

std::string at_moment(const rca::Evidence& evidence, std::optional<std::int64_t> day_ms) {
  return evidence.onset_ms ? " at " + rca::format_moment(*evidence.onset_ms, day_ms) : "";
}

bool is_measured(const rca::Evidence& evidence) { return !rca::is_quote(evidence.signal); }

bool has_proof(const rca::Candidate& candidate) {
  return std::any_of(candidate.evidence.begin(), candidate.evidence.end(), is_measured);
}

/// "its latency rose from 3.05 ms to 172 ms at 16:45:15 UTC"; "" when nothing was measured.
std::string what_happened(const rca::Candidate& candidate, std::optional<std::int64_t> day_ms) {
  const rca::Evidence* change = blamed_change(candidate);
  const std::string before = change != nullptr ? fmt::format("after its {}{} ({}) ", change->signal,
                                                             at_moment(*change, day_ms), what_it_said(*change))
                                               : "";
  const rca::Evidence* evidence = main_evidence(candidate);
  if (evidence == nullptr) return "";
  if (!has_numbers(*evidence))
    return change != nullptr ? "the problem began " + before.substr(0, before.size() - 1)
                             : evidence_text(*evidence) + at_moment(*evidence, day_ms);
  if (evidence->signal == "up") return "it went down" + at_moment(*evidence, day_ms);
  return fmt::format("{}{} {}{}", before, what_of(*evidence, candidate.subject, "its "), moved(*evidence),
                     at_moment(*evidence, day_ms));
}

/// "mobile-api (prod-a) and 2 more"
std::string victims(const rca::Answer& answer) {
  const auto others = std::count_if(answer.alarmed.begin(), answer.alarmed.end(),
                                    [&](const std::string& id) { return id != answer.target; });
  return rca::short_name(answer.target) + (others > 0 ? fmt::format(" and {} more", others) : "");
}

/// "accounts for 100 % of the problem at mobile-api (prod-a)"; "" when no share was found.
std::string share_of(const rca::Answer& answer, const rca::Candidate& candidate) {
  if (candidate.blame < rca::constants::told_share || answer.target.empty()) return "";
  const bool own = answer.target == candidate.subject && answer.alarmed.size() < 2;
  return fmt::format("accounts for {:.0f} % of the problem {}", 100 * candidate.blame,
                     own ? "there" : "at " + victims(answer));
}

const char* claim_of(rca::Confidence confidence) {
  if (confidence == rca::Confidence::high) return "is";
  return confidence == rca::Confidence::medium ? "is probably" : "may be";
}

std::string capitalised(std::string text, const rca::Candidate& candidate) {
  // Names of apps stay as they are written; our own words begin a sentence.
  const bool own_words = candidate.kind != rca::CauseKind::app && candidate.kind != rca::CauseKind::instance;
  if (own_words && !text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

/// ": its latency rose ... and explains ..."
std::string because(const rca::Answer& answer, const rca::Candidate& candidate) {
  const std::string happened = what_happened(candidate, answer.onset_ms);
  const std::string share = share_of(answer, candidate);
  if (happened.empty() && share.empty()) return "";
  if (share.empty()) return ": " + happened;
  if (happened.empty()) return ": it " + share;
  return fmt::format(": {}, which {}", happened, share);
}

std::string unknown_sentence(const rca::Answer& answer) {
  if (answer.candidates.empty())
    return "The root cause is unknown: an alarm was raised, but nothing changed in these data; the problem may be "
           "older.";
  const rca::Candidate& first = answer.candidates.front();
  if (!has_proof(first) && !first.against.empty())
    return fmt::format("The root cause is unknown: of {} it is known that {}.", rca::place_of(first),
                       first.against.front());
  return fmt::format("The root cause is unknown: the data do not decide. The nearest suspect is {}{}.",
                     rca::place_of(first), because(answer, first));
}

std::string doubt_of(const rca::Answer& answer, rca::Open question) {
  switch (question) {
    case rca::Open::trust: return "the problem could not be followed along the calls";
    case rca::Open::lead: return rca::name_cause(answer.candidates[1]) + " fits nearly as well";
    case rca::Open::blame:
      return fmt::format("it accounts for only {:.0f} % of the problem", 100 * answer.candidates.front().blame);
    case rca::Open::proof: return "little at the suspect itself shows a reason";
    case rca::Open::observed: return "not all that it calls, or that its callers call, was measured";
    case rca::Open::change: return "a change next door may be the cause";
    case rca::Open::hidden: return "another app may stand behind it";
    case rca::Open::callees: return "what it calls may explain it within its noise";
    case rca::Open::mixed: return "its calls were measured as other statistics than itself";
    case rca::Open::latencies: return "no latency of a cluster was measured";
    case rca::Open::members: return "most other calls between these clusters are as usual";
  }
  return "";
}

/// What keeps the first suspect from being surer.
std::vector<std::string> doubts(const rca::Answer& answer) {
  const rca::Candidate& first = answer.candidates.front();
  std::vector<std::string> out;
  if (!first.terms) return out;
  for (const rca::Open question : first.terms->confidence.open)
    if (question != rca::Open::lead || answer.candidates.size() > 1) out.push_back(doubt_of(answer, question));
  return out;
}

std::string how_sure(const rca::Answer& answer) {
  const rca::Candidate& first = answer.candidates.front();
  const std::vector<std::string> list = doubts(answer);
  std::string out = to_string(first.confidence);
  if (first.confidence == rca::Confidence::high || list.empty()) return out;
  out += ", because " + list.front();
  for (std::size_t i = 1; i < list.size(); ++i) out += (i + 1 == list.size() ? " and " : ", ") + list[i];
  return out;
}

std::string felt_by(const rca::Answer& answer) {
  std::vector<std::string> names;
  for (const auto& id : answer.alarmed) names.push_back(rca::short_name(id));
  return join_first(names, 5);
}

}  // namespace

// Those of its signal, else the first; what logs and traces say names none.
const rca::Evidence* main_evidence(const rca::Candidate& candidate) {
  const auto& list = candidate.evidence;
  const auto numbers = [](const rca::Evidence& e) { return has_numbers(e) && is_measured(e); };
  auto found = std::find_if(list.begin(), list.end(),
                            [&](const rca::Evidence& e) { return numbers(e) && e.signal == candidate.signal; });
  if (found == list.end()) found = std::find_if(list.begin(), list.end(), numbers);
  if (found == list.end()) found = std::find_if(list.begin(), list.end(), is_measured);
  return found == list.end() ? nullptr : &*found;
}

const rca::Evidence* blamed_change(const rca::Candidate& candidate) {
  for (const rca::Evidence& evidence : candidate.evidence)
    if (rca::is_change(evidence.signal) && evidence.signal == candidate.signal) return &evidence;
  return nullptr;
}

std::string level_text(double value, const std::string& unit, double highest) {
  return unit.empty() && highest > 1.5 ? format_number(value) : format_value(value, unit);
}

std::string verdict_sentence(const rca::Answer& answer) {
  if (answer.status == rca::Status::no_incident && answer.target.empty())
    return "No incident: no known app raised an alarm.";
  if (answer.status == rca::Status::no_incident)
    return fmt::format("No incident: the service level of {} stayed in its usual range.",
                       rca::short_name(answer.target));
  if (answer.status == rca::Status::unknown || answer.candidates.empty()) return unknown_sentence(answer);
  const rca::Candidate& first = answer.candidates.front();
  return capitalised(
      fmt::format("{} {} the root cause{}.", rca::place_of(first), claim_of(first.confidence), because(answer, first)),
      first);
}

std::vector<Fact> headline_facts(const rca::Answer& answer) {
  if (answer.status == rca::Status::no_incident || answer.candidates.empty()) return {};
  std::vector<Fact> out;
  if (answer.onset_ms) out.push_back({"Since", format_time(*answer.onset_ms)});
  out.push_back({"Confidence", how_sure(answer)});
  if (!answer.alarmed.empty()) out.push_back({"Felt by", felt_by(answer)});
  return out;
}

std::size_t suspects_shown(const rca::Answer& answer, std::size_t top) {
  return std::min({top, answer.suspects, answer.candidates.size()});
}

std::string suspect_sentence(const rca::Candidate& candidate) {
  const std::string share =
      candidate.blame < rca::constants::told_share ? "" : fmt::format("explains {:.0f} %, ", 100 * candidate.blame);
  return fmt::format("{}confidence {}, score {:.2f}", share, to_string(candidate.confidence), candidate.score);
}

std::string evidence_text(const rca::Evidence& evidence) {
  if (!is_measured(evidence))
    return fmt::format("{} {} -> {}", evidence.text, format_number(evidence.before.value_or(0)),
                       format_number(evidence.after.value_or(0)));
  if (has_numbers(evidence))
    return fmt::format("{} {} -> {}", evidence.signal, format_value(*evidence.before, evidence.unit),
                       format_value(*evidence.after, evidence.unit));
  return evidence.text.empty() ? evidence.signal : evidence.signal + ": " + evidence.text;
}

std::string evidence_sentence(const rca::Evidence& evidence, const std::string& owner,
                              std::optional<std::int64_t> day_ms, const std::string& drawing) {
  if (!is_measured(evidence))
    return fmt::format("{}: {} before and {} after, began{}", evidence.text, format_number(evidence.before.value_or(0)),
                       format_number(evidence.after.value_or(0)), at_moment(evidence, day_ms));
  if (!has_numbers(evidence)) {
    const std::string of =
        evidence.subject == owner || evidence.subject.empty() ? "" : " of " + rca::short_name(evidence.subject);
    return fmt::format("{}{}{}{}", evidence.signal, of, at_moment(evidence, day_ms),
                       evidence.text.empty() ? "" : ": " + evidence.text);
  }
  std::string out =
      fmt::format("{} {}{}", what_of(evidence, owner, ""), moved(evidence, drawing), at_moment(evidence, day_ms));
  if (evidence.z && *evidence.z >= 1) out += fmt::format(", peak {:.0f} times the usual spread", *evidence.z);
  return out;
}

std::vector<std::string> path_sentences(const rca::Answer& answer) {
  std::vector<std::string> out;
  for (const rca::Hop& hop : answer.path)
    out.push_back(fmt::format("{} -> {}  {:.0f} %{}", rca::short_name(hop.from), rca::short_name(hop.to),
                              100 * hop.excess, hop.cross_cluster ? "  (crosses clusters)" : ""));
  return out;
}

std::vector<std::string> gap_sentences(const rca::Answer& answer) {
  std::vector<std::string> out;
  for (const signals::Gap& gap : answer.data_gaps) out.push_back(rca::short_name(gap.subject) + ": " + gap.what);
  return out;
}

std::vector<Exclusion> exclusions(const rca::Answer& answer) {
  std::vector<Exclusion> out;
  for (const rca::Excluded& excluded : answer.excluded) {
    const std::string name = rca::short_name(excluded.subject);
    const auto same =
        std::find_if(out.begin(), out.end(), [&](const Exclusion& group) { return group.reason == excluded.reason; });
    if (same == out.end())
      out.push_back({name, excluded.reason});
    else
      same->names += ", " + name;
  }
  return out;
}

std::vector<std::string> exclusion_sentences(const rca::Answer& answer) {
  std::vector<std::string> out;
  for (const Exclusion& group : exclusions(answer)) out.push_back(group.names + ": " + group.reason);
  return out;
}

}  // namespace corootctl::report
