/// Any bytes: the YAML reader ends soon with a tree or an error, and what it read survives being written and read
/// again.
#include <cstdint>
#include <string_view>

#include "document/json.hpp"
#include "document/yaml.hpp"
#include "require.hpp"

using corootctl::tests::require;

namespace {

using namespace corootctl;

void check_round_trip(const document::Value& value) {
  const auto from_yaml = document::parse_yaml(document::to_yaml(value), "written YAML");
  require(from_yaml.has_value(), "written YAML can be read");
  require(*from_yaml == value, "written YAML reads back as the same tree");
  const auto from_json = document::parse_json(document::to_json(value), "written JSON");
  require(from_json.has_value(), "written JSON can be read");
  require(*from_json == value, "written JSON reads back as the same tree");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto first = document::parse_yaml(text, "input");
  if (first) check_round_trip(*first);
  const auto all = document::parse_yaml_all(text, "input");
  if (!all) return 0;
  require(first.has_value(), "a stream that can be read whole has a first document");
  for (const auto& value : *all) check_round_trip(value);
  return 0;
}
