#include "mcp/bounded.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/utf8.hpp"
#include "document/json.hpp"

namespace corootctl::mcp {

using document::Value;

namespace {

constexpr std::size_t shortest_text = 200;  ///< bytes: what a cut text keeps at least

/// The place that takes most bytes, of those that can be cut.
struct Place {
  Value* value = nullptr;
  std::size_t bytes = 0;
  std::string path{};
};

struct Largest {
  Place list{}, text{};
};

void offer(Place& best, Value& value, std::size_t bytes, const std::string& path) {
  if (bytes > best.bytes) best = {&value, bytes, path};
}

/// About the bytes of the value's JSON; notes on the way what is largest.
std::size_t measure(Value& value, const std::string& path, Largest& largest) {
  if (value.is_string()) {
    const std::size_t bytes = value.as_string().size() + 2;
    if (bytes > shortest_text + 8) offer(largest.text, value, bytes, path);
    return bytes;
  }
  std::size_t bytes = 8;
  if (value.is_list()) {
    std::size_t index = 0;
    for (auto& item : value.list()) bytes += measure(item, fmt::format("{}[{}]", path, index++), largest) + 1;
    if (value.as_list().size() > 1) offer(largest.list, value, bytes, path);
  } else if (value.is_object()) {
    for (auto& member : value.object()) {
      const std::string below = path.empty() ? member.key : path + "." + member.key;
      bytes += member.key.size() + 4 + measure(member.value, below, largest);
    }
  }
  return bytes;
}

/// So many of `size` that what is over should go, at least one fewer and never none.
std::size_t kept_of(std::size_t size, std::size_t bytes, std::size_t over) {
  const double share = bytes > over ? static_cast<double>(bytes - over) / static_cast<double>(bytes) : 0.0;
  const auto kept = static_cast<std::size_t>(static_cast<double>(size) * share * 0.95);
  return std::clamp<std::size_t>(kept, 1, size - 1);
}

std::string beginning_of(const std::string& text, std::size_t bytes) {
  std::size_t end = 0;
  while (end < text.size() && end + character_at(text, end).size <= bytes) end += character_at(text, end).size;
  return text.substr(0, end) + "...";
}

/// Where lists were cut, and how long they had been.
using Lengths = std::vector<std::pair<std::string, std::pair<std::size_t, std::size_t>>>;

void note(Lengths& lengths, const std::string& path, std::size_t kept, std::size_t before) {
  const auto known = std::find_if(lengths.begin(), lengths.end(), [&](const auto& each) { return each.first == path; });
  if (known == lengths.end()) {
    lengths.emplace_back(path, std::pair(kept, before));
  } else {
    known->second.first = kept;
  }
}

}  // namespace

Bounded bounded(Value value, std::size_t limit) {
  Bounded out{std::move(value), {}};
  Lengths lengths;
  for (std::size_t size = document::to_json(out.value).size(); size > limit;) {
    Largest largest;
    measure(out.value, "", largest);
    if (largest.list.value != nullptr) {
      auto& items = largest.list.value->list();
      const std::size_t before = items.size();
      items.resize(kept_of(before, largest.list.bytes, size - limit));
      note(lengths, largest.list.path, items.size(), before);
    } else if (largest.text.value != nullptr) {
      const std::string& text = largest.text.value->as_string();
      *largest.text.value = beginning_of(text, std::max(shortest_text, text.size() / 2));
      note(lengths, largest.text.path, 0, 0);
    } else {
      break;
    }
    size = document::to_json(out.value).size();
  }
  for (const auto& [path, counts] : lengths) {
    out.cuts.push_back(counts.second == 0 ? path + ": the beginning"
                                          : fmt::format("{}: the first {} of {}", path, counts.first, counts.second));
  }
  return out;
}

}  // namespace corootctl::mcp
