#include <fmt/format.h>

#include <cmath>

#include "document/json.hpp"
#include "report/forms.hpp"
#include "report/plain.hpp"
#include "report/words.hpp"

namespace corootctl::report {
namespace {

using document::List;
using document::Object;
using document::Value;

Value share(double value) { return number(std::round(value * 1e6) / 1e6); }

template <class T, class Make>
List list_of(const std::vector<T>& items, Make make) {
  List out;
  out.reserve(items.size());
  for (const T& item : items) out.emplace_back(make(item));
  return out;
}

Object evidence_value(const rca::Evidence& evidence) {
  const auto z = evidence.z ? std::optional(std::round(*evidence.z * 100) / 100) : std::nullopt;
  return {{"signal", evidence.signal},          {"subject", evidence.subject},    {"before", number(evidence.before)},
          {"after", number(evidence.after)},    {"unit", evidence.unit},          {"z", number(z)},
          {"onset", moment(evidence.onset_ms)}, {"text", evidence_text(evidence)}};
}

Object reason_value(const rca::WeighedReason& reason) {
  Object out{{"signal", reason.signal}, {"subject", reason.subject}, {"weight", share(reason.weight)}};
  if (!reason.terms) return out;
  out.set("kind", share(reason.terms->kind));
  out.set("place", share(reason.terms->place));
  out.set("strength", share(reason.terms->strength));
  out.set("lasting", share(reason.terms->lasting));
  out.set("timing", share(reason.terms->timing));
  return out;
}

Object passage_value(const rca::Passage& passage) {
  return {{"passing", share(passage.passing)}, {"own", share(passage.own)}};
}

Object confidence_value(const rca::ConfidenceTerms& terms) {
  return {{"value", share(terms.value)},
          {"blame", share(terms.blame)},
          {"lead", share(terms.lead)},
          {"proof", share(terms.proof)},
          {"trust", share(terms.trust)},
          {"followed", share(terms.followed)},
          {"callees_known", share(terms.callees_known)},
          {"place", share(terms.place)},
          {"observed", share(terms.observed)},
          {"own_reason", share(terms.own_reason)},
          {"open", list_of(terms.open, [](rca::Open question) { return to_string(question); })}};
}

Object terms_value(const rca::ScoreTerms& terms) {
  return {{"blame", share(terms.blame)},
          {"proof", share(terms.proof)},
          {"trust", share(terms.trust)},
          {"prior", share(terms.prior)},
          {"latency", passage_value(terms.latency)},
          {"errors", passage_value(terms.errors)},
          {"reasons", list_of(terms.reasons, reason_value)},
          {"change_bonus", share(terms.change_bonus)},
          {"confidence", confidence_value(terms.confidence)}};
}

Object candidate_value(const rca::Candidate& candidate, std::int64_t rank, Detail detail) {
  Object out{{"rank", rank},
             {"kind", to_string(candidate.kind)},
             {"subject", candidate.subject},
             {"signal", candidate.signal},
             {"score", share(candidate.score)},
             {"blame", share(candidate.blame)},
             {"confidence", to_string(candidate.confidence)},
             {"evidence", list_of(candidate.evidence, evidence_value)},
             {"against", List(candidate.against.begin(), candidate.against.end())}};
  if (detail == Detail::explained && candidate.terms) out.set("terms", terms_value(*candidate.terms));
  return out;
}

Object hop_value(const rca::Hop& hop) {
  return {{"from", hop.from}, {"to", hop.to}, {"excess", share(hop.excess)}, {"cross_cluster", hop.cross_cluster}};
}

Object excluded_value(const rca::Excluded& excluded) {
  return {{"subject", excluded.subject}, {"reason", excluded.reason}};
}

Object gap_value(const signals::Gap& gap) { return {{"subject", gap.subject}, {"what", gap.what}}; }

}  // namespace

Value to_value(const rca::Answer& answer, Detail detail) {
  std::int64_t rank = 0;
  const auto ranked = [&](const rca::Candidate& candidate) { return candidate_value(candidate, ++rank, detail); };
  return Object{{"schema", "corootctl.rca/v1"},
                {"status", to_string(answer.status)},
                {"target", answer.target.empty() ? Value() : Value(answer.target)},
                {"onset", moment(answer.onset_ms)},
                {"candidates", list_of(answer.candidates, ranked)},
                {"suspects", static_cast<std::int64_t>(suspects_shown(answer, answer.candidates.size()))},
                {"path", list_of(answer.path, hop_value)},
                {"excluded", list_of(answer.excluded, excluded_value)},
                {"data_gaps", list_of(answer.data_gaps, gap_value)}};
}

std::string to_json(const rca::Answer& answer, Detail detail) {
  return document::to_json(to_value(answer, detail), -1, document::Digits::six) + "\n";
}

}  // namespace corootctl::report
