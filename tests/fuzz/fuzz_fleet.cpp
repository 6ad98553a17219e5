/// Any bytes as a fleet file: reading ends soon with a fleet or with mistakes that have a place in the text, and a file
/// with its defaults filled in says the same.
#include <algorithm>
#include <cstdint>
#include <string_view>

#include "document/yaml.hpp"
#include "fleetfile/filled.hpp"
#include "fleetfile/read.hpp"
#include "require.hpp"

using corootctl::tests::require;

namespace {

using namespace corootctl;

constexpr auto source = "fleet/corootctl.yaml";

void check_mistakes(const fleetfile::Problems& problems, std::string_view text) {
  // Beside line feeds YAML 1.1 knows CR and, by their last bytes in UTF-8, NEL, LS and PS.
  constexpr std::string_view breaks = "\n\r\x85\xa8\xa9";
  const auto lines =  // and one behind the end, where what is never closed is missed
      2 + std::count_if(text.begin(), text.end(), [&](char c) { return breaks.find(c) != std::string_view::npos; });
  for (const auto& problem : problems) {
    require(!problem.message.empty(), "a mistake says what is wrong");
    require(problem.position.line >= 0 && problem.position.line <= lines,
            "a mistake has a place in the text, or right behind it");
    require(!fleetfile::describe(problem, text, source).empty(), "a mistake can be shown");
  }
  require(std::is_sorted(problems.begin(), problems.end(),
                         [](const auto& one, const auto& other) { return one.position.line < other.position.line; }),
          "mistakes come in the order of their lines");
}

/// Of what is not used nothing is kept: a chart beside manifests, or anything where somebody else brings the operator.
bool is_same_operator(const fleetfile::Cluster& one, const fleetfile::Cluster& other) {
  if (one.brings_operator != other.brings_operator) return false;
  const auto& source = one.operator_source;
  if (!one.brings_operator) return true;
  if (!source.manifests_file.empty()) return source.manifests_file == other.operator_source.manifests_file;
  return source == other.operator_source;
}

void require_same(const fleetfile::Fleet& one, const fleetfile::Fleet& other) {
  require(one.members.size() == other.members.size(), "the filled file has the same members");
  for (std::size_t i = 0; i < one.members.size(); ++i) {
    const auto& before = one.members[i];
    const auto& after = other.members[i];
    require(before.name == after.name && before.context == after.context && before.project == after.project &&
                before.topology == after.topology && before.safety == after.safety && before.url == after.url,
            "the filled file says the same of each member");
    require(is_same_operator(before, after), "the filled file brings the same operator");
  }
  require(one.aggregates.size() == other.aggregates.size(), "the filled file has the same aggregates");
  for (std::size_t i = 0; i < one.aggregates.size(); ++i)
    require(one.aggregates[i].projects == other.aggregates[i].projects, "with the same members");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto problems = fleetfile::problems(text, source);
  check_mistakes(problems, text);
  (void)fleetfile::read_what_is_readable(text, source);
  const auto fleet = fleetfile::read(text, source);
  require(fleet.has_value() == problems.empty(), "a file without mistakes is a fleet, and no other one is");
  if (!fleet) {
    require(fleet.error().kind == ErrorKind::usage && !fleet.error().what.empty(), "mistakes are the user's");
    return 0;
  }
  const auto filled = fleetfile::filled(text, source);
  require(filled.has_value(), "a fleet can be filled in");
  const auto again = fleetfile::read(document::to_yaml(*filled), source);
  require(again.has_value(), "a filled file is a fleet");
  require_same(*fleet, *again);
  return 0;
}
