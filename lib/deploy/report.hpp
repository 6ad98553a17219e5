/// What was done to one object, or would be.
#pragma once

#include <string>
#include <vector>

#include "base/secret_string.hpp"
#include "document/edit.hpp"

namespace corootctl::deploy {

enum class DryRun { none, client, server };

/// The outcome of an operator that somebody else brought.
inline constexpr auto used_as_it_is = "used as it is";

/// What happened to one object.
struct ObjectReport {
  std::string object{};                     ///< "Coroot coroot/coroot"
  std::string outcome{};                    ///< created, changed, unchanged, deleted, used as it is
  std::vector<document::Change> changes{};  ///< dry runs and plans; Secret data never
  bool is_checked = true;                   ///< false = of a dry run in which the server was not asked
  std::vector<std::string> owners{};        ///< dry runs: other managers that wrote what would change
};

/// What an interrupted command did not do, as its last line says it.
struct Unfinished {
  std::vector<std::string> in_doubt{};  ///< being written when it was interrupted
  std::vector<std::string> left{};
};

/// The differences a person cares about: without status and the server's own bookkeeping in metadata; the data of a
/// Secret as key fingerprints.
std::vector<document::Change> visible_changes(const document::Value& before, const document::Value& after);

/// Eight hex digits that tell two keys apart and give nothing away.
std::string fingerprint(const SecretString& key);

}  // namespace corootctl::deploy
