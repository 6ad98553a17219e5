#include "document/json.hpp"

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "document/limits.hpp"
#include "document/object_builder.hpp"
#include "document/utf8.hpp"

namespace corootctl::document {
namespace {

/// What is left of the library's message when everything that quotes the input is cut off: "while parsing value -
/// unexpected end of input".
std::string safe_reason(std::string_view message) {
  const std::size_t from = message.find("while parsing ");
  if (from == std::string_view::npos) return "not valid JSON";
  message = message.substr(from, message.find("; last read") - from);
  return "not valid JSON " + std::string(message.substr(0, message.find("; expected")));
}

/// Builds the tree from the events of the SAX reader; `false` from an event stops the reader.
class JsonTree final : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return add(Value()); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(Value(static_cast<std::int64_t>(value))); }
  bool number_unsigned(number_unsigned_t value) override {
    constexpr auto limit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return value <= limit ? add(Value(static_cast<std::int64_t>(value))) : add(Value(static_cast<double>(value)));
  }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool string(string_t& text) override { return add(std::move(text)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(true); }
  bool start_array(std::size_t) override { return open(false); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& text) override {
    stack_.back().key = std::move(text);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) override {
    offset_ = position > 0 ? position - 1 : 0;
    reason_ = error.id == 406 ? "a number is out of range" : safe_reason(error.what());
    return false;
  }

  Value& root() { return root_; }
  const std::string& reason() const { return reason_; }
  /// Where the reader stopped, when it knows.
  std::optional<std::size_t> offset() const { return offset_; }

 private:
  struct Level {
    bool is_object = false;
    std::string key{};
    ObjectBuilder members{};
    List items{};
  };

  bool add(Value value) {
    if (stack_.empty()) {
      root_ = std::move(value);
      return true;
    }
    Level& level = stack_.back();
    if (level.is_object) {
      level.members.set(std::move(level.key), std::move(value));
    } else {
      level.items.push_back(std::move(value));
    }
    return true;
  }

  bool open(bool is_object) {
    if (stack_.size() >= static_cast<std::size_t>(max_depth)) {
      reason_ = fmt::format("nested deeper than {} levels", max_depth);
      return false;
    }
    stack_.emplace_back().is_object = is_object;
    return true;
  }

  bool close() {
    Level level = std::move(stack_.back());
    stack_.pop_back();
    return add(level.is_object ? Value(level.members.take()) : Value(std::move(level.items)));
  }

  Value root_{};
  std::vector<Level> stack_{};
  std::string reason_ = "not valid JSON";
  std::optional<std::size_t> offset_{};
};

/// As much of an iterator as the reader needs. It remembers how far any copy of it has read, since the reader does not
/// tell.
class CountingCursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingCursor(const char* at, const char** furthest) : at_(at), furthest_(furthest) {}
  reference operator*() const { return *at_; }
  CountingCursor& operator++() {
    *furthest_ = ++at_;
    return *this;
  }
  friend bool operator==(const CountingCursor& a, const CountingCursor& b) { return a.at_ == b.at_; }

 private:
  const char* at_;
  const char** furthest_;
};

Result<Value> read(std::string_view text, const std::string& source, bool strict, std::size_t& used) {
  JsonTree builder;
  const char* furthest = text.data();
  bool good = false;
  try {
    good = nlohmann::json::sax_parse(CountingCursor(text.data(), &furthest),
                                     CountingCursor(text.data() + text.size(), &furthest), &builder,
                                     nlohmann::json::input_format_t::json, strict);
  } catch (const std::exception&) {
    return fail_at(source, {}, "not valid JSON");
  }
  used = static_cast<std::size_t>(furthest - text.data());
  if (good) return std::move(builder.root());
  return fail_at(source, position_of(text, builder.offset().value_or(used > 0 ? used - 1 : 0)), builder.reason());
}

}  // namespace

Result<Value> parse_json(std::string_view text, const std::string& source) {
  // the library takes a NUL for the end of the input and would pass what follows
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
    return fail_at(source, position_of(text, nul), "control characters are not allowed");
  }
  std::size_t used = 0;
  return read(text, source, true, used);
}

Result<JsonPrefix> parse_json_prefix(std::string_view text, const std::string& source) {
  JsonPrefix out;
  CTL_PASS(out.value, read(text, source, false, out.size));
  return out;
}

}  // namespace corootctl::document
