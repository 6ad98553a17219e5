#include "report/page/map.hpp"

#include <fmt/format.h>

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "report/page/graph.hpp"
#include "report/words.hpp"

namespace corootctl::report {
namespace {

using document::Value;

bool is_blamed(const rca::Hop& hop, const rca::Answer& answer) {
  if (answer.candidates.empty() || answer.candidates.front().kind != rca::CauseKind::link) return false;
  return answer.candidates.front().subject ==
         rca::split_app_id(hop.from).cluster + " -> " + rca::split_app_id(hop.to).cluster;
}

/// `hop` when the trouble took this call.
Stroke stroke_of(std::size_t from, std::size_t to, const rca::Hop* hop, const rca::Answer& answer) {
  if (hop == nullptr) return {from, to};
  const bool blamed = is_blamed(*hop, answer);
  return {from, to, blamed ? "call lit blamed" : "call lit",
          fmt::format("{:.0f} %{}", 100 * hop->excess, blamed ? ", blamed" : "")};
}

/// Calls between the apps of the cast, by caller and callee: the path's in any case, whether or not they were measured.
std::vector<Stroke> calls_between(const Cast& cast, const rca::Answer& answer, const signals::Snapshot& snapshot) {
  std::unordered_map<std::string_view, std::size_t> index;
  for (std::size_t i = 0; i < cast.all.size(); ++i) index.emplace(cast.all[i].id, i);
  std::map<std::pair<std::size_t, std::size_t>, const rca::Hop*> found;
  for (const rca::Hop& hop : answer.path)
    if (index.contains(hop.from) && index.contains(hop.to)) found[{index[hop.from], index[hop.to]}] = &hop;
  for (const signals::Edge& edge : snapshot.edges) {
    const auto from = index.find(edge.from), to = index.find(edge.to);
    if (from != index.end() && to != index.end() && from != to) found.try_emplace({from->second, to->second}, nullptr);
  }
  std::vector<Stroke> out;
  for (const auto& [ends, hop] : found) out.push_back(stroke_of(ends.first, ends.second, hop, answer));
  return out;
}

std::string blamed_cluster(const rca::Answer& answer) {
  if (answer.candidates.empty() || answer.candidates.front().kind != rca::CauseKind::cluster) return "";
  return answer.candidates.front().subject;
}

std::string map_words(const Cast& cast, const rca::Answer& answer) {
  std::string out;
  for (const Named& one : cast.all)
    out += fmt::format("{}{}: {}", out.empty() ? "" : "; ", rca::short_name(one.id), one.role);
  for (const rca::Hop& hop : answer.path)
    out += fmt::format("; {} calls {} and got {:.0f} % of the problem from it", rca::short_name(hop.from),
                       rca::short_name(hop.to), 100 * hop.excess);
  return out + ".";
}

}  // namespace

Value map_value(const rca::Answer& answer, const signals::Snapshot& snapshot, std::size_t top) {
  const Cast cast = cast_of(answer, snapshot, top);
  if (cast.all.empty()) return {};
  auto out = graph_value({cast, calls_between(cast, answer, snapshot), answer.path.empty() ? 0 : answer.path.size() + 1,
                          blamed_cluster(answer), "Map of the apps that this answer names, by cluster",
                          map_words(cast, answer)});
  out.set("left_out", cast.left_out == 0 ? Value() : Value(fmt::format("{} more apps suffer, too.", cast.left_out)));
  return out;
}

}  // namespace corootctl::report
