/// Writes snapshots as large as one likes with one planted cause, value by value: the maker needs no memory for them.
#pragma once

#include <cstddef>
#include <string>

namespace corootctl::bench {

/// App number of the planted cause, some calls below app 0, which suffers.
std::size_t planted_cause(std::size_t apps);

/// The id of an app by its number.
std::string app_id(std::size_t app);

/// A snapshot of `apps` apps in 8 clusters: 20 series of 240 points an app, about 3 calls of 3 series each. The same
/// number gives the same bytes. False when the file cannot be written.
bool write_large_snapshot(const std::string& path, std::size_t apps);

}  // namespace corootctl::bench
