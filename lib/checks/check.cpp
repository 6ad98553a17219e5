#include "checks/check.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

namespace corootctl::checks {
namespace {

constexpr std::pair<Severity, std::string_view> severities[] = {
    {Severity::info, "info"}, {Severity::warning, "warning"}, {Severity::error, "error"}};

/// The first part that was not read, with the reason.
std::optional<std::string> lack_of(const std::vector<Gap>& gaps, std::initializer_list<std::string_view> needed) {
  for (const auto part : needed) {
    if (const auto* why = gap_of(gaps, part)) return *why;
  }
  return std::nullopt;
}

/// The number at the front, which it takes away.
std::optional<int> take_number(std::string_view& text) {
  int out = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (failed != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return out;
}

}  // namespace

std::string_view name_of(Severity severity) {
  const auto* found = std::find_if(std::begin(severities), std::end(severities),
                                   [&](const auto& each) { return each.first == severity; });
  return found->second;
}

std::optional<Severity> severity_of(std::string_view name) {
  for (const auto& [severity, word] : severities) {
    if (word == name) return severity;
  }
  return std::nullopt;
}

const std::string* gap_of(const std::vector<Gap>& gaps, std::string_view part) {
  const auto found = std::find_if(gaps.begin(), gaps.end(), [&](const Gap& gap) { return gap.part == part; });
  return found == gaps.end() ? nullptr : &found->why;
}

std::vector<const Cluster*> judged(const Facts& facts, std::initializer_list<std::string_view> needed,
                                   Outcome& outcome) {
  std::vector<const Cluster*> out;
  for (const auto& cluster : facts.clusters) {
    if (cluster.failure) continue;
    if (auto why = lack_of(cluster.gaps, needed)) {
      outcome.unchecked.push_back({cluster.context, std::move(*why)});
      continue;
    }
    ++outcome.looked;
    out.push_back(&cluster);
  }
  return out;
}

const Hub* judged_hub(const Facts& facts, std::initializer_list<std::string_view> needed, Outcome& outcome) {
  if (!facts.hub) return nullptr;
  const auto& hub = *facts.hub;
  auto why = hub.failure ? hub.failure->what : lack_of(hub.gaps, needed);
  if (!why) {
    ++outcome.looked;
    return &hub;
  }
  outcome.unchecked.push_back({hub.context, std::move(*why)});
  return nullptr;
}

std::string object_of(const Installation& installation) {
  return fmt::format("Coroot {}/{}", installation.namespace_name, installation.name);
}

bool has_all_keys(const Installation& installation) {
  for (const auto& project : installation.projects) {
    for (const auto& key : project.keys) {
      if (project.kind == "agents" && key.state != "present") return false;
    }
  }
  return true;
}

std::optional<Version> read_version(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  Version out;
  for (int* part : {&out.major, &out.minor, &out.patch}) {
    const auto number = take_number(text);
    if (!number) return part == &out.patch ? std::optional(out) : std::nullopt;
    *part = *number;
    if (part != &out.patch && !text.starts_with('.')) return part == &out.minor ? std::optional(out) : std::nullopt;
    if (part != &out.patch) text.remove_prefix(1);
  }
  return out;
}

std::optional<Version> version_of_image(std::string_view image) {
  if (image.find('@') != std::string_view::npos) image = image.substr(0, image.find('@'));
  const auto colon = image.rfind(':');
  if (colon == std::string_view::npos || image.find('/', colon) != std::string_view::npos) return std::nullopt;
  return read_version(image.substr(colon + 1));
}

}  // namespace corootctl::checks
