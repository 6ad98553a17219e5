#include "collect/tally.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace corootctl::collect {

namespace {

constexpr float unmeasured = std::numeric_limits<float>::quiet_NaN();

}  // namespace

Tally::Cell& Tally::cell(std::string_view signal, bool mean) {
  const auto found = cells_.find(signal);
  if (found != cells_.end()) return found->second;
  return cells_.emplace(std::string(signal), Cell{std::vector<double>(points_), std::vector<double>(points_), mean})
      .first->second;
}

void Tally::add(std::string_view signal, const Values& values) {
  auto& sum = cell(signal, false);
  for (std::size_t i = 0; i < points_ && i < values.size(); ++i) {
    if (std::isnan(values[i])) continue;
    sum.total[i] += static_cast<double>(values[i]);
    sum.weight[i] = 1;
  }
}

void Tally::add_weighted(std::string_view signal, const Values& values, const Values& weights) {
  auto& mean = cell(signal, true);
  for (std::size_t i = 0; i < points_ && i < values.size() && i < weights.size(); ++i) {
    if (std::isnan(values[i]) || !(weights[i] > 0)) continue;
    mean.total[i] += static_cast<double>(values[i]) * static_cast<double>(weights[i]);
    mean.weight[i] += static_cast<double>(weights[i]);
  }
}

void Tally::add_largest(std::string_view signal, const Values& values) {
  auto& largest = cell(signal, false);
  for (std::size_t i = 0; i < points_ && i < values.size(); ++i) {
    if (std::isnan(values[i])) continue;
    const auto value = static_cast<double>(values[i]);
    largest.total[i] = largest.weight[i] > 0 ? std::max(largest.total[i], value) : value;
    largest.weight[i] = 1;
  }
}

void Tally::add_mean(std::string_view signal, const Values& values) {
  add_weighted(signal, values, Values(values.size(), 1));
}

Values Tally::values(std::string_view signal) const {
  Values out(points_, unmeasured);
  const auto found = cells_.find(signal);
  if (found == cells_.end()) return out;
  const auto& cell = found->second;
  for (std::size_t i = 0; i < points_; ++i) {
    if (cell.weight[i] > 0) out[i] = static_cast<float>(cell.mean ? cell.total[i] / cell.weight[i] : cell.total[i]);
  }
  return out;
}

signals::SeriesBag Tally::bag() const {
  signals::SeriesBag bag;
  for (const auto& [signal, cell] : cells_) {
    auto all = values(signal);
    bool any = false;
    for (const float value : all) any = any || !std::isnan(value);
    if (any) bag.all.push_back({signal, std::move(all), {}});
  }
  return bag;
}

void Tally::remove(std::string_view signal) {
  const auto found = cells_.find(signal);
  if (found != cells_.end()) cells_.erase(found);
}

void Tally::set(std::string_view signal, const Values& values) {
  remove(signal);
  add(signal, values);
}

const Values* find(const SeriesByQuery& series, std::string_view query) {
  const auto found = series.find(query);
  return found == series.end() ? nullptr : &found->second;
}

void add_service_level(Tally& tally, const SeriesByQuery& series, const std::string& prefix) {
  const auto* requests = find(series, prefix + "requests");
  if (requests == nullptr) return;
  tally.add("requests", *requests);
  if (const auto* errors = find(series, prefix + "errors")) tally.add("errors", *errors);
  for (const auto name : latency_signals) {
    if (const auto* latency = find(series, prefix + std::string(name))) tally.add_weighted(name, *latency, *requests);
  }
}

Values ratio_of_errors(const Values& errors, const Values& requests) {
  Values out(requests.size(), unmeasured);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (!(requests[i] > 0)) continue;
    const float failed = i < errors.size() && !std::isnan(errors[i]) ? errors[i] : 0;
    out[i] = std::min(1.0F, failed / requests[i]);
  }
  return out;
}

Values increases(const Values& counter) {
  Values out(counter.size(), unmeasured);
  float before = unmeasured;
  for (std::size_t i = 0; i < counter.size(); ++i) {
    if (std::isnan(counter[i])) continue;
    if (!std::isnan(before)) out[i] = std::max(0.0F, counter[i] - before);
    before = counter[i];
  }
  return out;
}

}  // namespace corootctl::collect
