/// What an app's own signals prove: the measured reasons, apart from what it felt from others.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rca/answer.hpp"
#include "rca/measure/measure.hpp"

namespace corootctl::rca {

/// Whether an event, or the evidence made of it, is something that people changed: its kind is the evidence's signal.
inline bool is_change(std::string_view kind) { return kind == "deploy" || kind == "config"; }

/// Levels and logs tell that something is wrong, not why.
bool is_symptom(const World& world, std::string_view signal);

/// One measured reason and how much it proves, 0..1.
struct Reason {
  double weight = 0;
  Evidence evidence{};
  std::optional<ReasonTerms> terms{};
  bool blamed = false;  ///< a change whose new pods suffer while the old ones did not
};

/// `best` becomes what `change` proves, where that is more.
void keep_stronger(Reason& best, const ReasonTerms& terms, const World& world, const Window& window,
                   const std::string& subject, const Change& change);

/// Reasons of an app, strongest first.
struct Proof {
  double weight = 0;  ///< of the strongest, with the bonus for a change right before it
  std::vector<Reason> reasons{};
  double change_bonus = 0;  ///< part of weight
};

/// When the app itself began to suffer; the incident's onset when it did not.
std::size_t symptom_of(const Window& window, const AppState& state);

Evidence evidence_of_event(const signals::Event& event);

/// How much of the excess that came by stayed with the app, 0..1 each.
struct OwnShare {
  double latency = 1;
  double errors = 1;
};

/// Reads all internal signals of the app and its pods, and the changes made to it.
Proof prove_app(const World& world, const Measured& measured, std::size_t app, const OwnShare& own);

/// For an app that nobody measured at itself: what its callers saw of it, latency and errors, worst call first.
std::vector<Reason> seen_by_callers(const World& world, const Measured& measured, std::size_t app, const OwnShare& own);

/// The strongest internal reason only: no service levels, logs or changes.
double strongest_internal(const World& world, const Measured& measured, std::size_t app);

/// What a node's own signals prove.
Proof prove_node(const World& world, const Window& window, const signals::Node& node);

/// One line of evidence from a change.
Evidence evidence_of(const World& world, const Window& window, const std::string& subject, const Change& change);

}  // namespace corootctl::rca
