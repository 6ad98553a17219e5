/// What a check is: texts, and a pure function from facts to findings.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/facts.hpp"

namespace corootctl::checks {

enum class Severity { info, warning, error };
std::string_view name_of(Severity severity);
std::optional<Severity> severity_of(std::string_view name);

/// Something that is not right.
struct Finding {
  Severity severity = Severity::error;
  std::string cluster{};  ///< context; "" = of the whole fleet
  std::string object{};   ///< "Namespace coroot", "Coroot coroot/coroot"
  std::string message{};  ///< lower case, no final dot
  std::string hint{};     ///< the next thing to do; "" = what the check says for all of its findings
};

/// Something that could not be judged.
struct Unchecked {
  std::string cluster{};
  std::string why{};
};

/// What one check found out.
struct Outcome {
  std::size_t looked = 0;  ///< how many subjects it judged
  std::vector<Finding> findings{};
  std::vector<Unchecked> unchecked{};
};

enum class When { preflight, check, both };

/// One entry of the registry.
struct Check {
  const char* code;   ///< "CRT101": stable; CRT1xx cluster, 2xx operator, 3xx link, 4xx data
  const char* name;   ///< "kubernetes-version"
  Severity severity;  ///< of its findings, unless one says otherwise
  When when;
  const char* title;    ///< a few words
  const char* meaning;  ///< what a finding means for Coroot
  const char* fix;      ///< how to put it right
  void (*run)(const Facts& facts, Outcome& outcome);
};

/// Clusters that were read and whose `needed` parts were: each counts as judged. Of the others the outcome says why
/// not; a cluster that was not read at all is left out without a word, because the report says that once.
std::vector<const Cluster*> judged(const Facts& facts, std::initializer_list<std::string_view> needed,
                                   Outcome& outcome);

/// The same for the hub; nullptr also when there is none.
const Hub* judged_hub(const Facts& facts, std::initializer_list<std::string_view> needed, Outcome& outcome);

/// Why a part was not read; nullptr = it was.
const std::string* gap_of(const std::vector<Gap>& gaps, std::string_view part);

/// "Coroot coroot/coroot".
std::string object_of(const Installation& installation);

/// Whether every key of the projects with keys of their own is there (CRT301 and CRT302 say which are not).
bool has_all_keys(const Installation& installation);

/// Three numbers at the front of a version; nullopt when it begins otherwise.
struct Version {
  int major = 0, minor = 0, patch = 0;
  auto operator<=>(const Version&) const = default;
};
std::optional<Version> read_version(std::string_view text);

/// The version in an image's tag; nullopt for a digest, "latest", or no tag.
std::optional<Version> version_of_image(std::string_view image);

}  // namespace corootctl::checks
