#include "fleetfile/shape.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.hpp"

namespace corootctl::fleetfile {
namespace {

using document::Position;
using document::Value;

std::string with_article(std::string_view kind) {
  if (kind == "string" || kind == "null") return kind == "null" ? "nothing" : "text";
  return (kind == "object" || kind == "integer" ? "an " : "a ") + std::string(kind);
}

bool has_key(const Block& block, std::string_view key) {
  return std::any_of(block.fields.begin(), block.fields.end(), [&](const Field& f) { return f.key == key; });
}

std::vector<std::string> keys_of(const Block& block) {
  std::vector<std::string> out;
  for (const auto& field : block.fields) out.emplace_back(field.key);
  return out;
}

/// Walks a document beside the table.
class ShapeCheck {
 public:
  explicit ShapeCheck(std::string_view text) : text_(text) {}

  void block(const Value& value, const Block& block) {
    for (const auto& member : value.as_object()) {
      const auto known = std::find_if(block.fields.begin(), block.fields.end(),
                                      [&](const Field& field) { return field.key == member.key; });
      if (known == block.fields.end()) {
        add(member.value.key_position, fmt::format("{} has no key \"{}\"", block.name, printable(member.key, 60)),
            hint_for_unknown(member.key, block));
      } else if (!member.value.is_null()) {
        field(member.value, *known);
      }
    }
    for (const auto& wanted : block.fields) {
      if (wanted.required && value[wanted.key].is_null())
        add(value.position, fmt::format("{} needs {}", block.name, wanted.key), std::string(wanted.about));
    }
  }

  Problems take() { return std::move(problems_); }

 private:
  void add(const Position& position, std::string message, std::string hint) {
    problems_.push_back({position, std::move(message), std::move(hint)});
  }

  static std::string hint_for_unknown(std::string_view key, const Block& block) {
    for (const auto& field : block.fields) {
      if (field.kind == Kind::block && has_key(*field.block, key)) return fmt::format("Write it below {}.", field.key);
    }
    return nearest(key, keys_of(block), "It has");
  }

  void field(const Value& value, const Field& field) {
    switch (field.kind) {
      case Kind::port: return port(value, field);
      case Kind::flag: return flag(value, field);
      case Kind::paths:
      case Kind::names: return texts(value, field);
      case Kind::labels: return labels(value, field);
      case Kind::resource: return resource(value, field);
      case Kind::block:
        if (is_object(value, field.key)) block(value, *field.block);
        return;
      case Kind::block_list: return blocks(value, field);
      default: return text(value, field.key, field);
    }
  }

  void wrong_type(const Value& value, std::string_view key, std::string_view wanted, std::string hint) {
    add(value.position, fmt::format("{} must be {}, not {}", key, wanted, with_article(value.kind())), std::move(hint));
  }

  bool is_object(const Value& value, std::string_view key) {
    if (value.is_object()) return true;
    wrong_type(value, key, "an object", "Write its keys below it, two blanks further in.");
    return false;
  }

  bool is_list(const Value& value, std::string_view key) {
    if (value.is_list()) return true;
    wrong_type(value, key, "a list", "Begin each entry with \"- \" on a line of its own.");
    return false;
  }

  /// False for what YAML 1.1 makes of an unquoted word: a boolean of `no`, a number of 012.
  bool is_text(const Value& value, std::string_view key) {
    if (value.is_string()) return true;
    const auto word = printable(word_at(text_, value.position), 60);
    if (value.is_bool() || value.is_number()) {
      add(value.position,
          fmt::format("{} must be text, but {} without quotes is {}", key, word,
                      value.is_bool() ? "a boolean" : "a number"),
          fmt::format("Put it in quotes: \"{}\".", word));
    } else {
      wrong_type(value, key, "text", "");
    }
    return false;
  }

  void text(const Value& value, std::string_view key, const Field& field) {
    if (!is_text(value, key)) return;
    if (field.kind == Kind::choice) return choice(value, field);
    if (auto problem = rule_of(field.kind).check(value.as_string()))
      add(value.position, fmt::format("{} {}", key, problem->message), problem->hint);
  }

  void choice(const Value& value, const Field& field) {
    const auto& given = value.as_string();
    if (std::find(field.choices.begin(), field.choices.end(), given) != field.choices.end()) return;
    const auto near = closest(given, {field.choices.begin(), field.choices.end()});
    add(value.position,
        fmt::format("{} must be {}, not \"{}\"", field.key, one_of(field.choices), printable(given, 60)),
        near ? fmt::format("Did you mean {}?", *near) : "");
  }

  void port(const Value& value, const Field& field) {
    constexpr int most = 65535;
    if (value.is_integer() && value.as_integer() >= 1 && value.as_integer() <= most) return;
    const auto given = value.is_number() ? std::string(word_at(text_, value.position)) : with_article(value.kind());
    add(value.position, fmt::format("{} must be a number from 1 to {}, not {}", field.key, most, given),
        value.is_string() ? "Write the number without quotes."
                          : "Most clusters publish node ports from 30000 to 32767.");
  }

  void flag(const Value& value, const Field& field) {
    if (value.is_bool()) return;
    wrong_type(value, field.key, "true or false", value.is_string() ? "Write it without quotes." : "");
  }

  void texts(const Value& value, const Field& field) {
    if (!is_list(value, field.key)) return;
    const auto kind = field.kind == Kind::paths ? Kind::path : Kind::name;
    for (const auto& item : value.as_list())
      text(item, "an entry of " + std::string(field.key), {.key = field.key, .kind = kind, .about = ""});
  }

  void blocks(const Value& value, const Field& field) {
    if (!is_list(value, field.key)) return;
    for (const auto& item : value.as_list())
      if (is_object(item, "an entry of " + std::string(field.key))) block(item, *field.block);
  }

  void labels(const Value& value, const Field& field) {
    if (!is_object(value, field.key)) return;
    if (value.as_object().empty() && field.key == "match")
      add(value.position, "match names no label", "Write labels below it, like env: prod.");
    for (const auto& member : value.as_object()) {
      const auto word = std::string(word_at(text_, member.value.key_position));
      const bool is_word = member.key == "true" || member.key == "false";
      if (is_word && word != member.key && word.find(member.key) == std::string::npos) {
        add(member.value.key_position,
            fmt::format("{} must have texts as keys, but {} without quotes is a boolean", field.key, word),
            fmt::format("Put it in quotes: \"{}\".", word));
      } else if (!rule_of(Kind::label_key).check(member.key)) {
        is_text(member.value, member.key);
      } else {
        add(member.value.key_position, fmt::format("\"{}\" is no name of a label", printable(member.key, 60)),
            rule_of(Kind::label_key).check(member.key)->hint);
      }
    }
  }

  void resource(const Value& value, const Field& field) {
    if (!is_object(value, field.key)) return;
    for (const auto& member : value.as_object()) {
      for (const auto& reserved : reserved_in_spec())
        if (reserved.key == member.key)
          add(member.value.key_position, std::string(reserved.message), std::string(reserved.hint));
    }
  }

  std::string_view text_;
  Problems problems_{};
};

}  // namespace

std::string one_of(const std::vector<std::string_view>& choices) {
  std::string out;
  for (std::size_t i = 0; i < choices.size(); ++i)
    out += std::string(i == 0 ? "" : i + 1 < choices.size() ? ", " : " or ") + std::string(choices[i]);
  return out;
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates, std::string_view what_there_is) {
  if (const auto near = closest(word, candidates)) return fmt::format("Did you mean {}?", *near);
  return fmt::format("{} {}.", what_there_is, join_first(candidates, 20));
}

Problems check_kind(const Value& document) {
  Problems out;
  const auto at = [&](std::string_view key) {
    return document[key].position.line > 0 ? document[key].position : document.position;
  };
  if (!document.is_object()) {
    out.push_back({document.position, "a fleet file is an object with apiVersion, kind, hub and members",
                   "`corootctl fleet init` drafts one."});
  } else if (const auto& kind = document["kind"]; kind.is_string() && kind.as_string() != kind_name) {
    out.push_back({at("kind"),
                   fmt::format("kind is {}, and a fleet file's is {}", printable(kind.as_string(), 60), kind_name),
                   "Name the fleet file, or draft one with `corootctl fleet init`."});
  } else if (const auto& version = document["apiVersion"]; version.is_string() && version.as_string() != api_version) {
    out.push_back({at("apiVersion"),
                   fmt::format("this corootctl does not know version {}: it reads {}",
                               printable(version.as_string(), 60), api_version),
                   "Write that version, or use the corootctl that the file was written for."});
  }
  return out;
}

Problems check_shape(const Value& document, std::string_view text) {
  ShapeCheck check(text);
  check.block(document, fleet_block());
  return check.take();
}

}  // namespace corootctl::fleetfile
