/// A line of measurements as the numbers that a drawing of it is made of.
#pragma once

#include <optional>
#include <string>

#include "document/value.hpp"
#include "rca/answer.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::report {

/// What to draw, and what is said of it.
struct Plot {
  std::string id{};     ///< unique on the page
  std::string title{};  ///< for those who cannot see it
  const signals::Series* series = nullptr;
  std::string unit{};
  std::optional<double> before{};  ///< levels of the two states, drawn as lines
  std::optional<double> after{};
  std::optional<std::int64_t> onset_ms{};  ///< of this series; the answer's own is drawn in any case
  std::optional<double> top{};             ///< highest level of the axis, so that two plots can be compared
};

/// {id, title, desc, usual, abnormal, levels, lines, onset, marks, ticks}: shapes in a frame of 360 x 136, the usual
/// state and the abnormal one shaded. Null without a measurement or without states to compare.
document::Value plot_value(const Plot& plot, const rca::Answer& answer, const signals::Snapshot& snapshot);

/// The highest value in the span that plot_value would draw; nothing when there is none.
std::optional<double> highest(const signals::Series* series, const rca::Answer& answer,
                              const signals::Snapshot& snapshot);

}  // namespace corootctl::report
