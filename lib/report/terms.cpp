#include <fmt/format.h>

#include "rca/constants.hpp"
#include "report/words.hpp"

namespace corootctl::report {
namespace {

std::string score_line(const rca::Candidate& candidate, const rca::ScoreTerms& terms) {
  return fmt::format(
      "score {:.3f} = prior {:.2f} x (trust {:.2f} x blame {:.3f} x ({:.2f} + {:.2f} x proof {:.3f}) + {:.2f} x proof "
      "+ {:.2f} x proof)",
      candidate.score, terms.prior, terms.trust, terms.blame, rca::constants::a_part, 1 - rca::constants::a_part,
      terms.proof, 1 - terms.trust, rca::constants::hardly);
}

std::string blame_line(const rca::ScoreTerms& terms) {
  const double stayed = terms.latency.own + terms.errors.own;
  std::string out = fmt::format("blame {:.3f}:", terms.blame);
  if (terms.latency.passing > 0)
    out += fmt::format(" of {:.3f} that came by as latency {:.3f} stayed;", terms.latency.passing, terms.latency.own);
  if (terms.errors.passing > 0)
    out += fmt::format(" of {:.3f} that came by as errors {:.3f} stayed;", terms.errors.passing, terms.errors.own);
  const double elsewhere = terms.blame - stayed;
  if (elsewhere > 5e-4) out += fmt::format(" {:.3f} from calls and members;", elsewhere);
  if (elsewhere < -5e-4) out += fmt::format(" {:.3f} went to load, a node or a cluster;", -elsewhere);
  if (out.back() == ':') return out + " none came by";
  out.pop_back();
  return out;
}

std::string reason_line(const rca::WeighedReason& reason) {
  std::string out = fmt::format("{:.3f} {} at {}", reason.weight, reason.signal, rca::short_name(reason.subject));
  if (!reason.terms) return out + ": a change, weighs as the symptom it may explain";
  const rca::ReasonTerms& terms = *reason.terms;
  return out + fmt::format(" = kind {:.2f} x place {:.2f} x strength {:.3f} x lasting {:.2f} x timing {:.2f}",
                           terms.kind, terms.place, terms.strength, terms.lasting, terms.timing);
}

std::string confidence_line(const rca::Candidate& candidate, const rca::ConfidenceTerms& terms) {
  std::string open;
  for (const rca::Open question : terms.open)
    open += (open.empty() ? "; not high while open: " : ", ") + to_string(question);
  return fmt::format(
      "confidence {:.3f} ({}) = rank {:.2f} x followed {:.2f} x callees known {:.2f} x the mean of blame {:.3f}, "
      "lead {:.3f}, proof {:.3f} and trust {:.2f}{}",
      terms.value, to_string(candidate.confidence), terms.place, terms.followed, terms.callees_known, terms.blame,
      terms.lead, terms.proof, terms.trust, open);
}

}  // namespace

std::vector<std::string> explain_score(const rca::Candidate& candidate) {
  if (!candidate.terms) return {};
  const rca::ScoreTerms& terms = *candidate.terms;
  std::vector<std::string> out{score_line(candidate, terms), blame_line(terms)};
  out.push_back(fmt::format(
      "proof {:.3f}: the strongest of these reasons{}", terms.proof,
      terms.change_bonus > 0 ? fmt::format(", and {:.3f} for a change right before it", terms.change_bonus) : ""));
  if (terms.reasons.empty()) out.back() = fmt::format("proof {:.3f}: no reason was measured", terms.proof);
  for (const rca::WeighedReason& reason : terms.reasons) out.push_back("  " + reason_line(reason));
  out.push_back(confidence_line(candidate, terms.confidence));
  return out;
}

}  // namespace corootctl::report
