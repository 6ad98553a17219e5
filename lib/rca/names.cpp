#include "rca/names.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "base/time.hpp"
#include "signals/catalogue.hpp"

namespace corootctl::rca {
namespace {

std::string in_cluster(const std::string& name, const std::string& cluster) {
  return cluster.empty() ? name : fmt::format("{} in cluster {}", name, cluster);
}

std::string app_place(const std::string& id) {
  const AppParts app = split_app_id(id);
  if (app.name.empty()) return id;
  return app.cluster == "external" ? app.name : in_cluster(app.name, app.cluster);
}

std::string node_in_list(const std::string& id) {
  const NodeParts node = split_node_id(id);
  return node.cluster.empty() ? "node " + node.name : fmt::format("node {} ({})", node.name, node.cluster);
}

}  // namespace

AppParts split_app_id(std::string_view id) {
  const std::vector<std::string> fields = split(id, ':');
  if (fields.size() < 4) return {};
  return {fields[0], fields[1], fields[2],
          std::string(id.substr(fields[0].size() + fields[1].size() + fields[2].size() + 3))};
}

NodeParts split_node_id(std::string_view id) {
  const std::size_t at = id.find_first_of(":/");
  if (at == std::string_view::npos) return {"", std::string(id)};
  return {std::string(id.substr(0, at)), std::string(id.substr(at + 1))};
}

std::string short_name(std::string_view id) {
  if (const std::size_t arrow = id.find(" -> "); arrow != std::string_view::npos)
    return short_name(id.substr(0, arrow)) + " -> " + short_name(id.substr(arrow + 4));
  const AppParts parts = split_app_id(id);
  if (parts.name.empty()) return std::string(id);
  return parts.cluster == "external" ? parts.name + " (external)" : fmt::format("{} ({})", parts.name, parts.cluster);
}

std::string name_cause(const Candidate& candidate) {
  const std::string name = short_name(candidate.subject);
  if (candidate.kind == CauseKind::link) return "the network " + name;
  if (candidate.kind == CauseKind::node) return node_in_list(candidate.subject);
  if (candidate.kind == CauseKind::cluster) return "cluster " + name;
  if (candidate.kind == CauseKind::load) return "more load at " + name;
  return name;
}

std::string place_of(const Candidate& candidate) {
  const std::string& id = candidate.subject;
  if (candidate.kind == CauseKind::link) {
    const std::size_t arrow = id.find(" -> ");
    if (arrow == std::string::npos) return "the network " + id;
    return fmt::format("the network from {} to {}", short_name(id.substr(0, arrow)), short_name(id.substr(arrow + 4)));
  }
  if (candidate.kind == CauseKind::node) return in_cluster("node " + split_node_id(id).name, split_node_id(id).cluster);
  if (candidate.kind == CauseKind::cluster) return "cluster " + id;
  if (candidate.kind == CauseKind::load) return "more load at " + app_place(id);
  if (candidate.kind == CauseKind::external) return "the external service " + app_place(id);
  return app_place(id);
}

std::string signal_words(std::string_view signal) { return std::string(signals::describe_signal(signal, {}).words); }

std::string format_moment(std::int64_t ms, std::optional<std::int64_t> day_ms) {
  const std::string whole = format_time(ms);
  constexpr std::size_t date = 10;
  if (!day_ms || format_time(*day_ms).substr(0, date) != whole.substr(0, date)) return whole;
  return whole.substr(date + 1);
}

}  // namespace corootctl::rca
