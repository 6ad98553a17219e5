#include <fmt/format.h>

#include <cmath>

#include "base/json_text.hpp"
#include "document/json.hpp"

namespace corootctl::document {
namespace {

class JsonWriter {
 public:
  JsonWriter(std::string& out, int indent, Digits digits) : out_(out), indent_(indent), digits_(digits) {}

  void write(const Value& value, int level) {
    const auto put = [&](const Value& item) { write(item, level + 1); };
    if (value.is_list()) return write_items("[]", value.as_list(), level, put);
    if (value.is_object())
      return write_items("{}", value.as_object(), level, [&](const Member& member) {
        append_json_text(out_, member.key);
        out_ += indent_ < 0 ? ":" : ": ";
        put(member.value);
      });
    if (value.is_string()) return append_json_text(out_, value.as_string());
    if (value.is_null()) {
      out_ += "null";
    } else if (value.is_number()) {
      write_number(value);
    } else {
      out_ += value.as_bool() ? "true" : "false";
    }
  }

 private:
  void new_line(int level) {
    if (indent_ < 0) return;
    out_ += '\n';
    out_.append(static_cast<std::size_t>(indent_) * static_cast<std::size_t>(level), ' ');
  }

  /// `brackets` around the items, each put behind a comma and on a line of its own.
  template <class Items, class Put>
  void write_items(const char* brackets, const Items& items, int level, Put put) {
    out_ += brackets[0];
    for (const auto& item : items) {
      if (&item != &*items.begin()) out_ += ',';
      new_line(level + 1);
      put(item);
    }
    if (!items.empty()) new_line(level);
    out_ += brackets[1];
  }

  void write_number(const Value& value) {
    const bool rounded = digits_ == Digits::six && !value.is_integer() && std::isfinite(value.as_number());
    out_ += rounded ? fmt::format("{:.6g}", value.as_number()) : number_text(value);
  }

  std::string& out_;
  int indent_;
  Digits digits_;
};

}  // namespace

std::string number_text(const Value& value) {
  if (value.is_integer()) return fmt::format("{}", value.as_integer());
  const double number = value.as_number();
  if (!std::isfinite(number)) return "null";
  std::string text = fmt::format("{}", number);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";  // else it would come back as an integer
  return text;
}

std::string to_json(const Value& value, int indent, Digits digits) {
  std::string out;
  JsonWriter(out, indent, digits).write(value, 0);
  return out;
}

}  // namespace corootctl::document
