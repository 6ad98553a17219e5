#include "coroot/panel_text.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>

#include "document/json.hpp"

namespace corootctl::coroot {

namespace {

/// Deeper than any answer of the server.
constexpr int deepest = 32;

/// A cursor over JSON. Every function is false when the text is not what it reads; nothing is read twice.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool take(char wanted) {
    skip_blanks();
    if (at_ == end_ || *at_ != wanted) return false;
    ++at_;
    return true;
  }
  bool take_word(std::string_view word) {
    skip_blanks();
    if (static_cast<std::size_t>(end_ - at_) < word.size() || std::string_view(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  bool is_at_end() {
    skip_blanks();
    return at_ == end_;
  }
  template <class Number>
  bool take_number(Number& out) {
    skip_blanks();
    const auto [stop, failed] = std::from_chars(at_, end_, out);
    if (failed != std::errc{}) return false;
    at_ = stop;
    return true;
  }
  bool take_string(std::string& out) {
    const auto* begin = at_;
    if (!skip_string()) return false;
    skip_blanks_from(begin);
    const std::string_view quoted(begin, static_cast<std::size_t>(at_ - begin));
    out.assign(quoted.substr(1, quoted.size() - 2));
    if (out.find('\\') == std::string::npos) return true;
    const auto value = document::parse_json(quoted, "name");  // escapes are rare: & < > and quotes
    out = value ? value->as_string() : "";
    return value.has_value();
  }
  bool skip_value(int depth = 0) {
    skip_blanks();
    if (at_ == end_ || depth > deepest) return false;
    if (*at_ == '"') return skip_string();
    if (*at_ == '{') return each_member([&](const std::string&) { return skip_value(depth + 1); });
    if (*at_ == '[') return each_item([&] { return skip_value(depth + 1); });
    const auto* begin = at_;
    while (at_ != end_ && is_literal(*at_)) ++at_;
    return at_ != begin;
  }
  template <class Read>
  bool each_item(Read read) {
    if (!take('[')) return false;
    if (take(']')) return true;
    do {
      if (!read()) return false;
    } while (take(','));
    return take(']');
  }
  template <class Read>
  bool each_member(Read read) {
    if (!take('{')) return false;
    if (take('}')) return true;
    do {
      std::string key;
      skip_blanks();
      if (!take_string(key) || !take(':') || !read(key)) return false;
    } while (take(','));
    return take('}');
  }

 private:
  static bool is_literal(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == 'E' || c == '+' || c == '-' || c == '.';
  }
  void skip_blanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }
  static void skip_blanks_from(const char*& begin) {
    while (*begin != '"') ++begin;
  }
  bool skip_string() {
    if (!take('"')) return false;
    for (; at_ != end_ && *at_ != '"'; ++at_) {
      if (*at_ == '\\' && ++at_ == end_) return false;
    }
    return take('"');
  }

  const char* at_;
  const char* end_;
};

bool read_values(Cursor& cursor, std::vector<float>& values) {
  if (cursor.take_word("null")) return true;
  return cursor.each_item([&] {
    float value = std::numeric_limits<float>::quiet_NaN();
    if (!cursor.take_word("null") && !cursor.take_number(value)) return false;
    values.push_back(value);
    return true;
  });
}

bool read_one(Cursor& cursor, Panel& panel) {
  PanelSeries series;
  if (!panel.series.empty()) series.values.reserve(panel.series.back().values.size());
  const bool good = cursor.each_member([&](const std::string& key) {
    if (key == "name") return cursor.take_string(series.name);
    if (key == "data") return read_values(cursor, series.values);
    return cursor.skip_value();
  });
  panel.series.push_back(std::move(series));
  return good;
}

bool read_context(Cursor& cursor, Panel& panel) {
  return cursor.each_member([&](const std::string& key) {
    if (key == "from") return cursor.take_number(panel.first_ms);
    if (key == "step") return cursor.take_number(panel.step_ms);
    return cursor.skip_value();
  });
}

bool read_chart(Cursor& cursor, Panel& panel) {
  return cursor.each_member([&](const std::string& key) {
    if (key == "ctx") return read_context(cursor, panel);
    if (key == "series") return cursor.take_word("null") || cursor.each_item([&] { return read_one(cursor, panel); });
    return cursor.skip_value();
  });
}

}  // namespace

std::optional<Panel> scan_panel(std::string_view text) {
  Cursor cursor(text);
  Panel panel;
  bool has_chart = false;
  const bool good = cursor.each_member([&](const std::string& key) {
    if (key != "chart" || has_chart) return cursor.skip_value();
    has_chart = true;
    return read_chart(cursor, panel);
  });
  if (!good || !cursor.is_at_end()) return std::nullopt;
  if (!has_chart) return panel;  // nothing matched
  if (panel.step_ms <= 0 || panel.first_ms <= 0) return std::nullopt;
  panel.first_ms = panel.first_ms / panel.step_ms * panel.step_ms;
  std::sort(panel.series.begin(), panel.series.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return panel;
}

}  // namespace corootctl::coroot
