#include <fmt/core.h>

#include <charconv>
#include <cmath>

#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

/// What an installation with the defaults asks for (operator: 3 keepers, ClickHouse, Prometheus, Coroot).
struct Need {
  const char* resource;
  double amount;
  const char* words;
};
constexpr double gib = 1024.0 * 1024 * 1024;
constexpr Need needs[] = {{"persistentvolumeclaims", 6, "6 volumes"},
                          {"requests.storage", 150 * gib, "150Gi of volumes"},
                          {"pods", 8, "8 pods and one agent a node"}};

/// A Kubernetes quantity; nullopt when it is none.
std::optional<double> read_quantity(const std::string& text) {
  double number = 0;
  const auto* last = text.data() + text.size();
  const auto [end, failed] = std::from_chars(text.data(), last, number);
  if (failed != std::errc()) return std::nullopt;
  static constexpr std::pair<std::string_view, double> units[] = {
      {"", 1},      {"m", 1e-3},           {"k", 1e3},  {"M", 1e6},         {"G", 1e9},  {"T", 1e12},
      {"Ki", 1024}, {"Mi", 1024 * 1024.0}, {"Gi", gib}, {"Ti", 1024 * gib}, {"P", 1e15}, {"Pi", 1024 * 1024 * gib}};
  const std::string_view unit(end, static_cast<std::size_t>(last - end));
  for (const auto& [name, factor] : units) {
    if (name == unit) return number * factor;
  }
  return std::nullopt;
}

void judge_quota(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::quotas}, out)) {
    for (const auto& quota : cluster->quotas) {
      const auto hard = read_quantity(quota.hard);
      const auto used = read_quantity(quota.used);
      for (const auto& need : needs) {
        if (quota.resource != need.resource || !hard) continue;
        if (!cluster->installations.empty() || *hard - used.value_or(0) >= need.amount) continue;
        out.findings.push_back(
            {Severity::warning, cluster->context, fmt::format("ResourceQuota {}/{}", cluster->space.name, quota.name),
             fmt::format("{} leaves {} of {} used, and an installation with the defaults needs {}", quota.resource,
                         quota.used.empty() ? "0" : quota.used, quota.hard, need.words),
             ""});
      }
    }
  }
}

}  // namespace

Check quota_check() {
  return {
      "CRT106",
      "quota",
      Severity::warning,
      When::preflight,
      "The namespace's quota leaves room",
      "A ResourceQuota of the namespace leaves less than an installation with the defaults asks for: three keepers, "
      "ClickHouse (100Gi), Prometheus and Coroot (10Gi each). What does not fit is never created, and the operator "
      "only logs it.",
      "Raise the quota, or ask for less: --storage-size, --prometheus-storage-size, --clickhouse-storage-size, or "
      "--set spec.clickhouse.keeper.replicas=1 at the first install.",
      judge_quota};
}

}  // namespace corootctl::checks
