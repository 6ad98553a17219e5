/// A .tar.gz in memory: the one place that uses libarchive.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace corootctl::bundle {

struct Entry {
  std::string path{};  ///< relative, with "/"
  std::string content{};
};

/// The same entries give the same bytes: sorted by path, without owner, with the time 0.
Result<std::string> pack(std::vector<Entry> entries);

/// What an archive from somewhere else may be at most.
struct Limits {
  std::size_t entries = 20'000;
  std::uint64_t entry_bytes = 64ULL << 20U;
  std::uint64_t all_bytes = 512ULL << 20U;
};

/// Nothing is written anywhere. Errors: config for what is no such archive, is larger than the limits allow, or has an
/// entry that is no plain file below the archive's own root.
Result<std::vector<Entry>> unpack(std::string_view bytes, const Limits& limits = {});

}  // namespace corootctl::bundle
