#include "signals/snapshot_walk.hpp"

#include <simdjson.h>

#include <algorithm>

#include "signals/json_extent.hpp"

namespace corootctl::signals {
namespace {

constexpr std::size_t piece = 512 * 1024;  // stays in the processor's cache until it is parsed

/// Reads `"name" :`, so that the value is next.
bool read_key(std::string_view text, std::size_t& at, std::string_view& key) {
  if (at >= text.size() || text[at] != '"') return false;
  const std::size_t end = end_of_string(text, at);
  if (end == std::string_view::npos) return false;
  key = text.substr(at + 1, end - at - 2);
  at = past_blanks(text, end);
  if (at >= text.size() || text[at] != ':') return false;
  at = past_blanks(text, at + 1);
  return true;
}

}  // namespace

/// What does not seem to be JSON may only be cut off: it counts when nothing more can follow.
Result<bool> SnapshotWalk::next(Batch& out) {
  out.items.clear();
  for (std::size_t room = piece; !place_.ended; room *= 2) {
    CTL_RUN(fill(out, std::max(room, 2 * rest_.size())));
    take_items(out);
    if (place_.ended) CTL_RUN(read_to_end());
    if (rest_.size() < out.size || place_.ended) return true;
  }
  return false;
}

/// What is left of the last bytes, and new ones.
Result<> SnapshotWalk::fill(Batch& out, std::size_t room) {
  if (out.room < room) {
    out.bytes = std::make_unique_for_overwrite<char[]>(room + simdjson::SIMDJSON_PADDING);
    out.room = room;
  }
  out.size = rest_.copy(out.bytes.get(), rest_.size());
  CTL_PASS(const std::size_t got, source_(out.bytes.get() + out.size, out.room - out.size));
  out.size += got;
  size_ += got;
  read_all_ = out.size < out.room;
  return {};
}

/// Bytes behind the snapshot mean nothing, but that they can be read says that the file is whole.
Result<> SnapshotWalk::read_to_end() {
  std::string bytes(piece, '\0');
  while (!read_all_) {
    CTL_PASS(const std::size_t got, source_(bytes.data(), bytes.size()));
    size_ += got;
    read_all_ = got < bytes.size();
  }
  return {};
}

void SnapshotWalk::take_items(Batch& out) {
  const std::string_view text(out.bytes.get(), out.size);
  Item item;
  Place next = place_;  // where an attempt fails tells nothing yet
  while (!place_.ended && take_item(text, next, item)) {
    place_ = next;
    if (!place_.ended) out.items.push_back(item);
  }
  const std::size_t used = place_.at;
  if (!place_.ended && read_all_) {
    flaw_ = flaw_at(text, next);
    place_.ended = true;
  }
  rest_.assign(text.substr(used));
  base_ += used;
  place_.at = 0;
}

bool SnapshotWalk::take_item(std::string_view text, Place& place, Item& out) const {
  for (;;) {
    place.at = past_blanks(text, place.at);
    if (place.at >= text.size()) return false;
    const char c = text[place.at];
    if (!place.begun) {
      if (c != '{' && c != '[') return false;
      place.begun = true;
      place.keyed = c == '{';
      ++place.at;
    } else if (c == (place.keyed && !place.list ? '}' : ']')) {
      place.ended = !place.list;
      if (place.ended) return true;
      place.list.reset();
      place.first = false;
      ++place.at;
    } else {
      if (!place.first && c != ',') return false;
      if (!place.first) place.at = past_blanks(text, place.at + 1);
      place.first = false;
      out.key = place.list ? list_names[*place.list] : "";
      if (place.keyed && !place.list && !read_key(text, place.at, out.key)) return false;
      if (!enters_list(text, place, out.key)) return take_value(text, place, out);
    }
  }
}

/// A list of objects begins here: its elements come next.
bool SnapshotWalk::enters_list(std::string_view text, Place& place, std::string_view key) const {
  if (place.list || place.at >= text.size() || text[place.at] != '[') return false;
  const auto name = std::find(list_names.begin(), list_names.end(), key);
  if (name == list_names.end()) return false;
  place.list = static_cast<std::size_t>(name - list_names.begin());
  place.list_offset = base_ + place.at++;
  place.first = true;
  return true;
}

bool SnapshotWalk::take_value(std::string_view text, Place& place, Item& out) const {
  const std::size_t end = end_of_value(text, place.at);
  if (end == std::string_view::npos || (end == text.size() && !read_all_)) return false;
  out.value = text.substr(place.at, end - place.at);
  out.offset = base_ + place.at;
  out.index = place.list ? std::optional(place.counts[*place.list]++) : std::nullopt;
  place.at = end;
  return true;
}

Flaw SnapshotWalk::flaw_at(std::string_view text, const Place& place) const {
  const auto near = [](std::size_t offset) {
    return Flaw{offset, fail(ErrorKind::config, "the JSON is broken near byte {}", offset).value()};
  };
  if (!place.list) return near(base_ + place.at);
  if (end_of_container(text, place.at, 1) == std::string_view::npos) return near(place.list_offset);
  return {base_ + place.at,
          fail(ErrorKind::config, "{}[{}]: the JSON is broken", list_names[*place.list], place.counts[*place.list])
              .value()};
}

}  // namespace corootctl::signals
