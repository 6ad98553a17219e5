/// Everything the engine may blame, with blame and proof joined into one score.
#pragma once

#include <string>
#include <vector>

#include "rca/blame/case.hpp"
#include "rca/blame/evidence.hpp"

namespace corootctl::rca {

/// Something that may be the cause: a candidate on its way into the answer.
struct Suspect : Candidate {
  ScoreTerms parts{};   ///< what its score is made of; its blame, trust and confidence come with the answer
  double observed = 1;  ///< share of what it calls that was measured: else own and inherited cannot be told apart
  double affected = 1;  ///< of a link: share of its measured calls that are
};

/// Notes how much a reason proved, for those who ask how the score came about. Keeps the first few.
void keep_reason(const Reason& reason, Suspect& suspect);

/// The network of an app: the part of the flow that stayed on calls inside a cluster and belongs to one end of them,
/// and the slowest such call as its proof.
struct AppNetwork {
  double blame = 0;
  Reason reason{};
};

/// One suspect per app (kind external for external services), in the order of World::apps. `network` has one entry per
/// app.
std::vector<Suspect> suspect_apps(const Case& item, const std::vector<AppNetwork>& network);

/// Scores them, and puts the best first: by rounded score, then by subject.
/// score = reach * blame * (base + (1 - base) * proof) + (1 - reach) * proof + a little proof, times the prior; 0..1.
void rank_suspects(const Case& item, std::vector<Suspect>& suspects);

}  // namespace corootctl::rca
