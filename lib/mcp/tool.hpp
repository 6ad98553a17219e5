/// What an agent may call: verbs of ours that only read, as data, with their parameters as a JSON Schema.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "document/value.hpp"

namespace corootctl::mcp {

struct Parameter {
  enum class Kind { text, texts, choice, choices, number, toggle };
  std::string name{};  ///< as agents spell it: "in_cluster"
  std::string flag{};  ///< "--in-cluster"; "" = the verb's argument
  Kind kind = Kind::text;
  std::string help{};
  std::vector<std::string> values{};  ///< of a choice
  bool is_required = false;
};

struct Tool {
  std::string name{};  ///< letters, digits and "_"
  std::string title{};
  std::string help{};
  std::vector<std::string> verb{};  ///< {"incidents", "show"}
  std::vector<Parameter> parameters{};
  /// The members that its answer has at the top, for the schema of the answer.
  std::vector<std::string> members{};
};

/// The entry of tools/list. Only words that mean the same in draft-07 and 2020-12.
document::Object description_of(const Tool& tool);

/// The verb with its flags, each value as one word with its flag, so that no value is ever taken for a flag. Errors:
/// usage, naming the parameter, for unknown or missing ones and for values of another kind.
Result<std::vector<std::string>> command_of(const Tool& tool, const document::Value& arguments);

}  // namespace corootctl::mcp
