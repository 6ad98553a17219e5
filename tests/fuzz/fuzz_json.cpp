/// Any bytes: the JSON reader ends soon with a tree or an error, and what it read survives being written and read
/// again.
#include <cstdint>
#include <string_view>

#include "document/json.hpp"
#include "require.hpp"

using corootctl::tests::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace corootctl;
  const auto value = document::parse_json({reinterpret_cast<const char*>(bytes), size}, "input");
  if (!value) return 0;
  for (const int indent : {-1, 2}) {
    const auto text = document::to_json(*value, indent);
    const auto again = document::parse_json(text, "written JSON");
    require(again.has_value(), "written JSON can be read");
    require(*again == *value, "written JSON reads back as the same tree");
    require(document::to_json(*again, indent) == text, "writing is stable");
  }
  return 0;
}
