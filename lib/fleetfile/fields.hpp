/// The fleet file's format as a table: the reader checks by it, and the JSON Schema is made from it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fleetfile/problem.hpp"

namespace corootctl::fleetfile {

inline constexpr std::string_view api_version = "corootctl.coroot.com/v1";
inline constexpr std::string_view kind_name = "Fleet";

/// What a field takes.
enum class Kind {
  text,        ///< any, not empty
  name,        ///< of a cluster: letters, digits, ".", "_" and "-"
  dns_label,   ///< a namespace
  dns_name,    ///< a Secret, an IngressClass, a host
  project,     ///< of Coroot
  member_url,  ///< as a hub's pod reaches a member
  hub_url,     ///< as the members' pods reach the hub
  path,        ///< of a file; relative to the fleet file's folder
  url_path,    ///< begins with a slash
  label_key,   ///< without "=", which --member splits at
  duration,    ///< as Coroot's server takes it
  choice,      ///< one of a few words
  port,        ///< a number
  flag,        ///< true or false
  paths,       ///< a list of files
  names,       ///< a list of members
  labels,      ///< an object of texts
  resource,    ///< a piece of the Coroot resource's spec
  block,       ///< an object with fields of its own
  block_list,  ///< a list of those
};

struct Block;

struct Field {
  std::string_view key;
  Kind kind;
  std::string_view about;  ///< a sentence, for the schema
  bool required = false;
  std::vector<std::string_view> choices{};
  const Block* block = nullptr;
};

struct Block {
  std::string_view name;  ///< "a member", for messages
  std::vector<Field> fields;
};

/// All of the file.
const Block& fleet_block();

/// What all clusters have in common.
const Block& defaults_block();

/// A rule for one text: why it is refused, and the same rule for the schema.
struct TextRule {
  const char* pattern;  ///< a regular expression that JavaScript and Python read alike
  std::optional<Problem> (*check)(const std::string& text);  ///< position left out; the message follows the key
};

/// Of the kinds text to duration; the others have that of text.
const TextRule& rule_of(Kind kind);

/// Keys of `spec` that the file has other words for, and those words.
struct Reserved {
  std::string_view key;
  std::string_view message;
  std::string_view hint;
};
const std::vector<Reserved>& reserved_in_spec();

/// A field of an exposure that only some types have.
struct TypedField {
  std::string_view key;
  std::vector<std::string_view> types;
};
const std::vector<TypedField>& typed_fields();

}  // namespace corootctl::fleetfile
