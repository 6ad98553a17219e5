/// The answer for machines and for people.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "document/value.hpp"
#include "rca/answer.hpp"

namespace corootctl::report {

/// explained adds every term of the first candidates' scores.
enum class Detail { usual, explained };

/// "corootctl.rca/v1": fixed key order and rounding. The one public form, for JSON and YAML alike.
document::Value to_value(const rca::Answer& answer, Detail detail = Detail::usual);

/// The same in one line of JSON, with a line break at the end. The same answer gives the same bytes.
std::string to_json(const rca::Answer& answer, Detail detail = Detail::usual);

/// What stands out in a text, and why.
enum class Emphasis { heading, alarm, doubt, calm };

struct TextOptions {
  std::size_t width = 100;  ///< columns; longer sentences are wrapped, longer names on the path cut
  std::size_t top = 3;      ///< candidates shown
  Detail detail = Detail::usual;
  std::function<std::string(std::string_view, Emphasis)> paint{};  ///< shows the emphasis; none = plain text
  const signals::Snapshot* snapshot = nullptr;  ///< its series are drawn between before and after; null = no drawings
};

/// Verdict first, then numbers, path, doubts, exclusions, gaps and next steps.
std::string to_text(const rca::Answer& answer, const TextOptions& options);

/// The same to be read out: a fact a line, however long it gets, nothing drawn and no arrows.
std::string to_plain(const rca::Answer& answer, std::size_t top, Detail detail = Detail::usual);

/// The same content for a ticket or a pull request.
std::string to_markdown(const rca::Answer& answer, std::size_t top, Detail detail = Detail::usual);

}  // namespace corootctl::report
