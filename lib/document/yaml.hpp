/// YAML as kubectl reads it: YAML 1.1 scalars (yes/no/on/off, octal, 1_000), anchors and merge keys expanded, with
/// limits on depth and size (kubeconfig 8-25).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "document/value.hpp"

namespace corootctl::document {

/// The first document of the text; an empty text is null. JSON is accepted. Errors: config, with line and column.
Result<Value> parse_yaml(std::string_view text, const std::string& source);

struct RepeatedKey {
  std::string key{};
  Position position{};  ///< of the second one
};

struct MarkedDocument {
  Value value{};
  std::vector<RepeatedKey> repeated{};
  Position another{};  ///< where a second document begins; line 0 = there is none
};

/// For files that people write for this program: every value and key has its position, in JSON text, too, and what
/// other readers pass over in silence is told. Errors: as parse_yaml.
Result<MarkedDocument> parse_marked_yaml(std::string_view text, const std::string& source);

/// Every document of a stream, empty ones left out (the output of `helm template`).
Result<std::vector<Value>> parse_yaml_all(std::string_view text, const std::string& source);

/// Block style, two spaces, every text on one line. Texts are quoted when any reader of YAML 1.1 or 1.2 could read them
/// otherwise. Bytes that are no UTF-8 become U+FFFD.
std::string to_yaml(const Value& value);

}  // namespace corootctl::document
