#include <algorithm>
#include <tuple>

#include "base/text.hpp"
#include "collect/parts.hpp"

namespace corootctl::collect {

std::string cluster_of(const std::string& id) { return id.substr(0, id.find(':')); }

signals::App unobserved(const std::string& id) {
  const auto parts = split(id, ':');
  return {id, parts[0], parts.size() > 2 ? parts[2] : "", false, signals::SliSource::none, {}, {}};
}

void sort_apps(std::vector<signals::App>& apps) {
  std::sort(apps.begin(), apps.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
}

void sort_edges(std::vector<signals::Edge>& edges) {
  std::sort(edges.begin(), edges.end(),
            [](const auto& a, const auto& b) { return std::tie(a.from, a.to) < std::tie(b.from, b.to); });
}

void sort_series(std::vector<signals::Series>& series) {
  std::sort(series.begin(), series.end(), [](const auto& a, const auto& b) { return a.signal < b.signal; });
}

}  // namespace corootctl::collect
