#include "coroot/known_crashes.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"

namespace corootctl::coroot {
namespace {

/// A release: three numbers, perhaps with a "v" before them, and whether something like "-rc.1" follows.
struct Release {
  std::array<int, 3> numbers{};
  bool is_before_release = false;
  bool is_valid = false;
};

Release read_release(std::string_view text) {
  Release out;
  if (text.starts_with('v')) text.remove_prefix(1);
  text = text.substr(0, text.find('+'));
  const auto dash = text.find('-');
  out.is_before_release = dash != std::string_view::npos;
  const auto parts = split(text.substr(0, dash), '.');
  if (parts.size() != out.numbers.size()) return out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto* end = parts[i].data() + parts[i].size();
    const auto [stop, error] = std::from_chars(parts[i].data(), end, out.numbers[i]);
    if (error != std::errc() || stop != end) return Release();
  }
  out.is_valid = true;
  return out;
}

}  // namespace

const std::vector<KnownCrash>& known_crashes() {
  static const std::vector<KnownCrash> table{
      {"flux-merge", "1.17.0", "1.23.1", CrashCause::flux_in_a_member,
       "the server panics when it merges the Flux objects of the members of an aggregated project",
       "https://github.com/coroot/coroot/pull/925"},
      {"aggregate-overrides", "1.24.1", "1.24.3", CrashCause::overrides_on_aggregate,
       "the server ends at its start when an aggregated project has inspectionOverrides",
       "https://github.com/coroot/coroot/pull/948"},
  };
  return table;
}

std::vector<KnownCrash> crashes_of(std::string_view version, const std::vector<CrashCause>& causes) {
  std::vector<KnownCrash> out;
  if (!read_release(version).is_valid) return out;
  for (const auto& crash : known_crashes()) {
    const bool is_met = std::find(causes.begin(), causes.end(), crash.cause) != causes.end();
    const bool is_in = compare_versions(version, crash.since) >= 0 && compare_versions(version, crash.fixed) < 0;
    if (is_met && is_in) out.push_back(crash);
  }
  return out;
}

std::string version_of_image(std::string_view image) {
  image = image.substr(0, image.find('@'));
  const auto colon = image.rfind(':');
  if (colon == std::string_view::npos || image.find('/', colon) != std::string_view::npos) return "";
  auto tag = image.substr(colon + 1);
  if (!read_release(tag).is_valid) return "";
  if (tag.starts_with('v')) tag.remove_prefix(1);
  return std::string(tag);
}

int compare_versions(std::string_view a, std::string_view b) {
  const auto left = read_release(a), right = read_release(b);
  if (left.numbers != right.numbers) return left.numbers < right.numbers ? -1 : 1;
  return static_cast<int>(right.is_before_release) - static_cast<int>(left.is_before_release);
}

}  // namespace corootctl::coroot
