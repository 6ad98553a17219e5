/// The answer for machines and for people.
#pragma once

#include <cstddef>
#include <string>

#include "rca/answer.hpp"

namespace corootctl::rca {

/// "corootctl.rca/v1": fixed key order and rounding, one line break at the end. The same answer gives the same bytes.
std::string to_json(const Answer& answer);

struct TextOptions {
  bool color = false;
  std::size_t width = 100;  ///< columns; longer sentences are wrapped
  std::size_t top = 3;      ///< candidates shown
};

/// Verdict first, then numbers, path, doubts, exclusions, gaps and next steps.
std::string to_text(const Answer& answer, const TextOptions& options);

/// The same content for a ticket or a pull request.
std::string to_markdown(const Answer& answer, std::size_t top);

std::string to_string(Status status);
std::string to_string(Confidence confidence);

}  // namespace corootctl::rca
