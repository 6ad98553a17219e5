/// The engine with other constants: vary_constants CASE... <VARIANTS. A case is a snapshot file or made:SEED; a variant
/// is a line `NAME VALUE` or `- 0` (as they are). Prints one JSON line a variant:
/// {"variant","value","answers":[{"status", "candidates":[[kind, subject, signal, confidence]...]}...]}, answers in the
/// order of the cases, the first candidates only.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <variant>

#include "base/files.hpp"
#include "base/gzip.hpp"
#include "rca/constants.hpp"
#include "rca/diagnose.hpp"
#include "report/forms.hpp"
#include "scenarios/plans.hpp"
#include "signals/snapshot_json.hpp"

namespace {

using namespace corootctl;

struct Knob {
  std::string_view name;
  std::variant<double*, int*, std::int64_t*, std::size_t*> at;
};

std::vector<Knob> all_knobs() {
  using namespace rca::constants;
  return {
#include "knobs.inc"
  };
}

double value_of(const Knob& knob) {
  return std::visit([](const auto* at) { return static_cast<double>(*at); }, knob.at);
}

void set(const Knob& knob, double value) {
  std::visit([&](auto* at) { *at = static_cast<std::remove_pointer_t<decltype(at)>>(value); }, knob.at);
}

Result<signals::Snapshot> load(const std::string& name) {
  if (name.starts_with("made:"))
    return scenarios::make_incident(scenarios::plan_of(std::strtoull(name.c_str() + 5, nullptr, 10))).snapshot;
  CTL_PASS(std::string bytes, read_file(name));
  return signals::parse_snapshot(bytes);
}

/// Texts in snapshots are ids; quotes and backslashes are all that would break the line.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string line_of(const rca::Answer& answer) {
  constexpr std::size_t shown = 12;
  std::string list;
  for (std::size_t i = 0; i < std::min(shown, answer.candidates.size()); ++i) {
    const rca::Candidate& one = answer.candidates[i];
    list += fmt::format("{}[{},{},{},\"{}\"]", i > 0 ? "," : "", quoted(to_string(one.kind)), quoted(one.subject),
                        quoted(one.signal), to_string(one.confidence));
  }
  return fmt::format("{{\"status\":\"{}\",\"candidates\":[{}]}}", to_string(answer.status), list);
}

void answer_all(const std::vector<signals::Snapshot>& cases, const std::string& name, double value) {
  std::string answers;
  for (const signals::Snapshot& one : cases) answers += (answers.empty() ? "" : ",") + line_of(rca::diagnose(one));
  fmt::print("{{\"variant\":\"{}\",\"value\":{},\"answers\":[{}]}}\n", name, value, answers);
  std::fflush(stdout);  // what was answered stays, should the next variant end the program
}

/// Runs one variant and puts the constant back; false when there is no such constant.
bool run_variant(const std::vector<Knob>& knobs, const std::vector<signals::Snapshot>& cases, const std::string& name,
                 double value) {
  if (name == "-") {
    answer_all(cases, name, value);
    return true;
  }
  for (const Knob& knob : knobs) {
    if (knob.name != name) continue;
    const double before = value_of(knob);
    set(knob, value);
    answer_all(cases, name, value);
    set(knob, before);
    return true;
  }
  fmt::print(stderr, "error: there is no constant {}\n", name);
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<signals::Snapshot> cases;
  for (int i = 1; i < argc; ++i) {
    auto snapshot = load(argv[i]);
    if (!snapshot) {
      fmt::print(stderr, "error: {}: {}\n", argv[i], describe(snapshot.error()));
      return 1;
    }
    cases.push_back(std::move(*snapshot));
  }
  const std::vector<Knob> knobs = all_knobs();
  std::string name;
  double value = 0;
  while (std::cin >> name >> value)
    if (!run_variant(knobs, cases, name, value)) return 1;
  return 0;
}
