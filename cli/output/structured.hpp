/// The forms a result can take, and the ones for programs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "document/value.hpp"

namespace corootctl::cli {

enum class Format {
  table,
  wide,
  json,
  yaml,
  name,
  markdown,
  junit,
  tree,
  dot,
  html,
  mermaid,
  d2,
  brief,
  sarif,
  github,
  gitlab
};

/// The format of that name; flags have checked it before, so an unknown one reads as `table`.
Format format_of(std::string_view name);

/// The forms that only pipelines read, which all verbs that have them get from the same writers (pipelines.hpp).
inline bool is_for_pipelines(Format format) {
  return format == Format::junit || format == Format::sarif || format == Format::github || format == Format::gitlab;
}

/// Whether failures have to be for programs too.
inline bool is_structured(Format format) { return format == Format::json || format == Format::yaml; }

/// JSON with two spaces a level, or YAML; a newline at the end.
std::string structured(const document::Value& value, Format format);

/// The items in their order, each as `value_of` gives it.
template <class Items, class ValueOf>
document::List list_of(const Items& items, ValueOf value_of) {
  document::List out;
  for (const auto& item : items) out.push_back(value_of(item));
  return out;
}

/// One item's `name`, a member, a line.
template <class Items, class Name>
std::string names(const Items& items, Name name) {
  std::string out;
  for (const auto& item : items) out += item.*name + "\n";
  return out;
}

/// A result in the form asked for: `value()` for programs, `name_lines()` for shells, else `table(wide)`.
template <class ValueOf, class NamesOf, class TableOf>
std::string text_as(Format format, ValueOf value, NamesOf name_lines, TableOf table) {
  if (is_structured(format)) return structured(value(), format);
  return format == Format::name ? name_lines() : table(format == Format::wide);
}

}  // namespace corootctl::cli
