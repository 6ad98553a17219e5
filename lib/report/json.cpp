#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "report/forms.hpp"

namespace corootctl::report {
namespace {

void put_text(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (static_cast<unsigned char>(c) < 0x20)
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    else
      out += c;
  }
  out += '"';
}

/// A comma unless something was just opened, then the key.
void put_key(std::string& out, std::string_view key) {
  if (out.back() != '{') out += ',';
  put_text(out, key);
  out += ':';
}

void put_member(std::string& out, std::string_view key, std::string_view text) {
  put_key(out, key);
  put_text(out, text);
}

/// Six significant digits: as many as the float32 values behind them carry.
void put_number(std::string& out, std::string_view key, double value) {
  put_key(out, key);
  if (std::isfinite(value))
    fmt::format_to(std::back_inserter(out), "{:.6g}", value == 0 ? 0.0 : value);
  else
    out += "null";
}

void put_share(std::string& out, std::string_view key, double value) {
  put_number(out, key, std::round(value * 1e6) / 1e6);
}

template <class T>
void put_optional(std::string& out, std::string_view key, const std::optional<T>& value) {
  if (!value) {
    put_key(out, key);
    out += "null";
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    put_key(out, key);
    out += std::to_string(*value);
  } else {
    put_number(out, key, *value);
  }
}

template <class T, class Put>
void put_list(std::string& out, std::string_view key, const std::vector<T>& items, Put put) {
  put_key(out, key);
  out += '[';
  for (const T& item : items) {
    if (out.back() != '[') out += ',';
    put(out, item);
  }
  out += ']';
}

void put_evidence(std::string& out, const rca::Evidence& evidence) {
  out += '{';
  put_member(out, "signal", evidence.signal);
  put_member(out, "subject", evidence.subject);
  put_optional(out, "before", evidence.before);
  put_optional(out, "after", evidence.after);
  put_member(out, "unit", evidence.unit);
  put_optional(out, "z", evidence.z ? std::optional(std::round(*evidence.z * 100) / 100) : evidence.z);
  put_optional(out, "onset", evidence.onset_ms);
  put_member(out, "text", evidence.text);
  out += '}';
}

void put_reason(std::string& out, const rca::WeighedReason& reason) {
  out += '{';
  put_member(out, "signal", reason.signal);
  put_member(out, "subject", reason.subject);
  put_share(out, "weight", reason.weight);
  if (reason.terms) {
    put_share(out, "kind", reason.terms->kind);
    put_share(out, "place", reason.terms->place);
    put_share(out, "strength", reason.terms->strength);
    put_share(out, "lasting", reason.terms->lasting);
    put_share(out, "timing", reason.terms->timing);
  }
  out += '}';
}

void put_passage(std::string& out, std::string_view key, const rca::Passage& passage) {
  put_key(out, key);
  out += '{';
  put_share(out, "passing", passage.passing);
  put_share(out, "own", passage.own);
  out += '}';
}

void put_confidence(std::string& out, const rca::ConfidenceTerms& terms) {
  put_key(out, "confidence");
  out += '{';
  put_share(out, "value", terms.value);
  put_share(out, "blame", terms.blame);
  put_share(out, "lead", terms.lead);
  put_share(out, "proof", terms.proof);
  put_share(out, "trust", terms.trust);
  put_share(out, "followed", terms.followed);
  put_share(out, "callees_known", terms.callees_known);
  put_share(out, "place", terms.place);
  out += '}';
}

void put_terms(std::string& out, const rca::ScoreTerms& terms) {
  put_key(out, "terms");
  out += '{';
  put_share(out, "blame", terms.blame);
  put_share(out, "proof", terms.proof);
  put_share(out, "trust", terms.trust);
  put_share(out, "prior", terms.prior);
  put_passage(out, "latency", terms.latency);
  put_passage(out, "errors", terms.errors);
  put_list(out, "reasons", terms.reasons, put_reason);
  put_share(out, "change_bonus", terms.change_bonus);
  put_confidence(out, terms.confidence);
  out += '}';
}

void put_candidate(std::string& out, const rca::Candidate& candidate, std::size_t rank, Detail detail) {
  out += '{';
  put_key(out, "rank");
  out += std::to_string(rank);
  put_member(out, "kind", candidate.kind);
  put_member(out, "subject", candidate.subject);
  put_member(out, "signal", candidate.signal);
  put_share(out, "score", candidate.score);
  put_share(out, "blame", candidate.blame);
  put_member(out, "confidence", to_string(candidate.confidence));
  put_list(out, "evidence", candidate.evidence, put_evidence);
  put_list(out, "against", candidate.against, [](std::string& to, const std::string& text) { put_text(to, text); });
  if (detail == Detail::explained && candidate.terms) put_terms(out, *candidate.terms);
  out += '}';
}

void put_hop(std::string& out, const rca::Hop& hop) {
  out += '{';
  put_member(out, "from", hop.from);
  put_member(out, "to", hop.to);
  put_share(out, "excess", hop.excess);
  put_key(out, "cross_cluster");
  out += hop.cross_cluster ? "true}" : "false}";
}

void put_pair(std::string& out, std::string_view first_key, std::string_view first, std::string_view second_key,
              std::string_view second) {
  out += '{';
  put_member(out, first_key, first);
  put_member(out, second_key, second);
  out += '}';
}

}  // namespace

std::string to_json(const rca::Answer& answer, Detail detail) {
  std::string out = "{";
  put_member(out, "schema", "corootctl.rca/v1");
  put_member(out, "status", to_string(answer.status));
  put_key(out, "target");
  if (answer.target.empty())
    out += "null";
  else
    put_text(out, answer.target);
  put_optional(out, "onset", answer.onset_ms);
  std::size_t rank = 0;
  put_list(out, "candidates", answer.candidates,
           [&](std::string& to, const rca::Candidate& candidate) { put_candidate(to, candidate, ++rank, detail); });
  put_list(out, "path", answer.path, put_hop);
  put_list(out, "excluded", answer.excluded,
           [](std::string& to, const rca::Excluded& e) { put_pair(to, "subject", e.subject, "reason", e.reason); });
  put_list(out, "data_gaps", answer.data_gaps,
           [](std::string& to, const signals::Gap& g) { put_pair(to, "subject", g.subject, "what", g.what); });
  return out += "}\n";
}

}  // namespace corootctl::report
