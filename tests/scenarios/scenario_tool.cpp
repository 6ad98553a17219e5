/// Writes made incidents as files: scenario_tool DIR FIRST_SEED COUNT. Each is DIR/NAME.json; DIR/truth.json has the
/// right answers in the form that docs/rca-results reads.
#include <fmt/format.h>

#include <cstdlib>

#include "base/files.hpp"
#include "scenarios/plans.hpp"
#include "signals/snapshot_json.hpp"

namespace {

using namespace corootctl;

std::string quoted_list(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += fmt::format("{}\"{}\"", out.empty() ? "" : ", ", item);
  return "[" + out + "]";
}

std::string truth_of(const std::string& name, const scenarios::Plan& plan, const scenarios::Incident& incident) {
  const std::string kind = incident.kind.empty() ? "no_incident" : incident.kind;
  return fmt::format("\"{}\": {{\"subjects\": {}, \"kind\": \"{}\", \"cells\": [\"{}\"], \"loudest_is_cause\": {}}}",
                     name, quoted_list(incident.subjects), kind, to_string(plan.fault),
                     scenarios::loudest_is_cause(incident));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    fmt::print(stderr, "usage: scenario_tool DIR FIRST_SEED COUNT\n");
    return 2;
  }
  const std::string folder = argv[1];
  const auto first = std::strtoull(argv[2], nullptr, 10);
  const auto count = std::strtoull(argv[3], nullptr, 10);
  std::string truth = "{\"_suite\": {\"name\": \"made\", \"normal_share\": 0.6}";
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const scenarios::Plan plan = scenarios::plan_of(seed);
    const scenarios::Incident incident = scenarios::make_incident(plan);
    const std::string name = fmt::format("made-{:05}", seed);
    if (!write_file_atomically(folder + "/" + name + ".json", signals::write_snapshot(incident.snapshot), 0644))
      return 1;
    truth += ",\n" + truth_of(name, plan, incident);
  }
  return write_file_atomically(folder + "/truth.json", truth + "}\n", 0644) ? 0 : 1;
}
