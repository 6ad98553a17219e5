/// Versions of Coroot's server that are known to crash, and what makes them: for whoever is about to bring such a
/// version, and for whoever looks why one does not start. Each entry was found in the public sources of the server.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace corootctl::coroot {

/// What a hub's server meets.
enum class CrashCause {
  flux_in_a_member,        ///< a cluster of an aggregated project has objects of Flux
  overrides_on_aggregate,  ///< spec.projects[].inspectionOverrides of an aggregated project
};

struct KnownCrash {
  std::string_view code{};   ///< stable, for --accept and for reports
  std::string_view since{};  ///< first version that has it
  std::string_view fixed{};  ///< first version without it
  CrashCause cause{};
  std::string_view what{};
  std::string_view source{};  ///< where it was fixed
};

/// Oldest first.
const std::vector<KnownCrash>& known_crashes();

/// What is known of a version for these causes; empty when the version is not a release's number.
std::vector<KnownCrash> crashes_of(std::string_view version, const std::vector<CrashCause>& causes);

/// "1.24.5" of "ghcr.io/coroot/coroot:v1.24.5@sha256:..."; "" when the tag is no release's number.
std::string version_of_image(std::string_view image);

/// As semver orders releases: below 0, 0 or above; what stands behind "-" comes before the release, and what is no
/// number counts as 0.
int compare_versions(std::string_view a, std::string_view b);

}  // namespace corootctl::coroot
