/// A snapshot's text as it arrives: cut into values that can be parsed apart from each other. Inside lib/signals only.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.hpp"

namespace corootctl::signals {

/// The members that are lists of objects: their elements are handed out one by one.
inline constexpr std::array<std::string_view, 8> list_names{"apps",     "clusters", "edges",     "events",
                                                            "excerpts", "gaps",     "incidents", "nodes"};

/// One element of a list, or the value of any other member.
struct Item {
  std::string_view key{};
  std::string_view value{};            ///< raw; the parser may read some bytes beyond
  std::optional<std::size_t> index{};  ///< its place in the list `key`
  std::size_t offset = 0;              ///< in the whole text
};

/// Some of them, and the bytes that they lie in.
struct Batch {
  std::vector<Item> items{};
  std::unique_ptr<char[]> bytes{};
  std::size_t size = 0;
  std::size_t room = 0;
};

/// What is wrong with a text, and where. Of several, the first counts.
struct Flaw {
  std::size_t offset = 0;
  Error error;
};

class SnapshotWalk {
 public:
  explicit SnapshotWalk(ReadBytes source) : source_(std::move(source)) {}

  /// The next items; false when there are no more. Errors: those of the source.
  Result<bool> next(Batch& out);
  bool ended() const { return place_.ended; }
  /// Where the text stops being JSON; known at its end.
  const std::optional<Flaw>& flaw() const { return flaw_; }
  /// Bytes of the text that were read.
  std::size_t size() const { return size_; }

 private:
  struct Place {
    std::size_t at = 0;  ///< in the bytes at hand
    bool begun = false;  ///< inside the outermost object (or array)
    bool keyed = false;  ///< it is an object
    bool first = true;   ///< nothing was read yet on this level
    bool ended = false;
    std::optional<std::size_t> list{};                    ///< the one of list_names that is walked through
    std::size_t list_offset = 0;                          ///< in the whole text
    std::array<std::size_t, list_names.size()> counts{};  ///< elements of each so far
  };

  Result<> fill(Batch& out, std::size_t room);
  Result<> read_to_end();
  void take_items(Batch& out);
  bool take_item(std::string_view text, Place& place, Item& out) const;
  bool enters_list(std::string_view text, Place& place, std::string_view key) const;
  bool take_value(std::string_view text, Place& place, Item& out) const;
  Flaw flaw_at(std::string_view text, const Place& place) const;

  ReadBytes source_;
  std::string rest_{};  ///< read, but not handed out
  Place place_{};
  std::size_t base_ = 0;  ///< offset of the bytes at hand
  std::size_t size_ = 0;
  bool read_all_ = false;
  std::optional<Flaw> flaw_{};
};

}  // namespace corootctl::signals
