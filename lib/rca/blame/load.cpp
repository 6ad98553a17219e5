#include <algorithm>

#include "rca/blame/aggregates.hpp"
#include "rca/constants.hpp"

namespace corootctl::rca {
namespace {

/// 0 when requests did not grow, 1 when they grew beyond doubt.
double growth_of(const Change& requests) {
  if (!requests.measured || requests.before <= 0 || !requests.outside) return 0;
  const double factor = requests.after / requests.before;
  return std::clamp((factor - (1 + constants::worth_a_look)) / (constants::grown - (1 + constants::worth_a_look)), 0.0,
                    1.0) *
         requests.certainty();
}

/// Requests that came in from outside, i.e. not over measured calls.
struct Arrivals {
  double before = 0;
  double after = 0;
};

Arrivals arrivals_of(const Case& item, std::size_t app) {
  const Change& requests = item.measured.apps[app].requests;
  Arrivals out{requests.before, requests.after};
  for (const std::size_t call : item.world->incoming[app]) {
    const Change& brought = item.measured.calls[call].requests;
    if (!brought.measured) return {};  // who brought the requests is not known
    out.before -= brought.before;
    out.after -= brought.after;
  }
  return {std::max(0.0, out.before), std::max(0.0, out.after)};
}

/// Additional requests that a call brought because its caller itself got more (retries do not count: they are an
/// effect).
double passed_on(const Case& item, std::size_t call) {
  const CallRatio ratio = calls_per_request(*item.world, item.measured, call);
  const Change& caller = item.measured.apps[item.world->calls[call].from].requests;
  if (!caller.measured) return 0;
  return std::max(0.0, (caller.after - caller.before) * std::min(ratio.before, ratio.after));
}

/// Walks up from the blamed app to where the additional requests came in; retries end the walk without a finding.
void walk_up(const Case& item, std::size_t app, double amount, int hops, std::vector<double>& entries) {
  const Change& requests = item.measured.apps[app].requests;
  const double more = requests.after - requests.before;
  if (more <= 0 || hops == 0 || amount < constants::negligible) return;
  const Arrivals arrivals = arrivals_of(item, app);
  const double outside = std::min(more, std::max(0.0, arrivals.after - arrivals.before));
  if (outside > 0) entries[app] += amount * outside / more;
  for (const std::size_t call : item.world->incoming[app])
    if (const double part = std::min(more, passed_on(item, call)); part > 0)
      walk_up(item, item.world->calls[call].from, amount * part / more, hops - 1, entries);
}

Suspect load_at(const Case& item, std::size_t app, double blame) {
  Suspect out;
  const Change& requests = item.measured.apps[app].requests;
  out.kind = CauseKind::load;
  out.subject = item.world->apps[app]->id;
  out.signal = "requests";
  out.blame = std::min(1.0, blame);
  out.parts.proof = constants::nearly_all * growth_of(requests) * std::max(constants::most, requests.strength());
  out.parts.prior = constants::grown;
  const ReasonTerms terms{constants::nearly_all, growth_of(requests), std::max(constants::most, requests.strength())};
  keep_reason({out.parts.proof, evidence_of(*item.world, item.window, out.subject, requests), terms}, out);
  out.evidence.push_back(evidence_of(*item.world, item.window, out.subject, requests));
  return out;
}

}  // namespace

std::vector<Suspect> suspect_load(const Case& item, std::vector<double>& blame) {
  std::vector<double> entries(item.world->apps.size(), 0);
  for (std::size_t app = 0; app < blame.size(); ++app) {
    if (blame[app] < constants::negligible) continue;
    const double moved = blame[app] * growth_of(item.measured.apps[app].requests);
    if (moved <= 0) continue;
    std::vector<double> found(entries.size(), 0);
    walk_up(item, app, moved, constants::most_hops, found);
    double sum = 0;
    for (const double part : found) sum += part;
    const double fit = sum > moved ? moved / sum : 1;  // shares of several callers may overlap
    for (std::size_t entry = 0; entry < found.size(); ++entry) {
      const double part = fit * found[entry] * growth_of(item.measured.apps[entry].requests);
      entries[entry] += part;
      blame[app] -= part;
    }
  }
  std::vector<Suspect> out;
  for (std::size_t app = 0; app < entries.size(); ++app)
    if (entries[app] > constants::negligible) out.push_back(load_at(item, app, entries[app]));
  return out;
}

}  // namespace corootctl::rca
