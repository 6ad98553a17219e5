/// Panel answers of one member, laid on the snapshot's grid.
#pragma once

#include <map>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collect/queries.hpp"
#include "coroot/panel.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::collect {

/// One series: its label values in the order of the query's columns ("" = the series has no such label), one value per
/// grid point.
struct Frame {
  std::vector<std::string> labels{};
  std::vector<float> values{};
};

struct MemberData {
  std::string member{};                                             ///< project name = cluster name
  std::map<std::string, std::vector<Frame>, std::less<>> frames{};  ///< by query name; series in label order
  /// Every frame has as many labels as its query; none when nothing was answered.
  std::span<const Frame> of(std::string_view query) const;
};

/// The place of a label among a query's columns. A label that the query does not have does not compile.
template <const auto& columns>
struct Label {
  std::size_t place = 0;
  consteval Label(const char* name) {
    while (columns.labels.at(place) != name) ++place;
  }
};

/// One series of a query, its labels by name: row["pod"].
template <const auto& columns>
struct Row {
  const Frame* frame = nullptr;
  const std::string& operator[](Label<columns> label) const { return frame->labels[label.place]; }
  const std::vector<float>& values() const { return frame->values; }
};

/// What a member answered to the query of these columns, or to one of the queries that share them.
template <const auto& columns>
auto rows_of(const MemberData& data, std::string_view query = columns.query) {
  return data.of(query) | std::views::transform([](const Frame& frame) { return Row<columns>{&frame}; });
}

/// Joins the answers of all requests. Values of later panels fill what earlier ones do not have.
MemberData lay_out(const std::string& member, const std::vector<coroot::Panel>& panels, const signals::Grid& grid);

/// The last index with a value, or -1.
std::ptrdiff_t last_value_at(const std::vector<float>& values);
std::ptrdiff_t first_value_at(const std::vector<float>& values);

/// Removes what an instant vector repeats for five minutes after its series has gone (coroot-api 36). Rates end at
/// once: `last_of_rate` is the last point of one of the same thing. Does nothing when that is so near the window's end
/// that the series need not be gone, or -1.
void cut_echo(std::vector<float>& values, std::ptrdiff_t last_of_rate);

}  // namespace corootctl::collect
