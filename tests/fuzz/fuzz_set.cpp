/// Any bytes as a `--set` expression: an error leaves the target as it was, and no error quotes what stands behind the
/// first '='.
#include <cstdint>
#include <string_view>

#include "document/edit.hpp"
#include "document/json.hpp"
#include "require.hpp"

using corootctl::tests::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace corootctl;
  const auto target = document::parse_json(R"({"a":{"b":1},"l":[{"n":1},2],"s":"x","z":null})", "target").value();
  auto changed = target;
  const auto done = document::apply_set(changed, {reinterpret_cast<const char*>(bytes), size});
  if (!done) {
    require(changed == target, "a refused expression changes nothing");
    require(done.error().kind == ErrorKind::usage, "a refused expression is a matter of usage");
    return 0;
  }
  // apart from differences, nothing may change; every path of a difference must be readable as a path of --set
  for (const auto& change : document::diff(target, changed)) {
    auto copy = target;
    require(!change.path.empty(), "the target itself stays an object");
    if (change.before)
      require(document::apply_set(copy, change.path + "=null").has_value(), "paths of diff are paths of --set");
  }
  return 0;
}
