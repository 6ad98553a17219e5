#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "document/json.hpp"
#include "rca/diagnose.hpp"
#include "signals/snapshot_json.hpp"
#include "support/golden.hpp"
#include "support/tree_path.hpp"

namespace corootctl::rca::rca_incidents {
namespace {

const std::string folder = "tests/data/incidents/";

/// One recorded incident, and what is right to say of it.
struct Truth {
  std::string name{};
  std::string kind{};
  std::vector<std::string> subjects{};
};

std::vector<Truth> truths() {
  const auto text = read_file(support::tree_path(folder + "truth.json"));
  REQUIRE(text.has_value());
  const auto all = document::parse_json(*text, "truth.json");
  REQUIRE(all.has_value());
  std::vector<Truth> out;
  for (const auto& [name, value] : all->as_object()) {
    if (name == "_suite") continue;
    Truth one{name, value["kind"].as_string(), {}};
    for (const auto& subject : value["subjects"].as_list()) one.subjects.push_back(subject.as_string());
    out.push_back(std::move(one));
  }
  return out;
}

Answer answer_to(const std::string& name) {
  const auto bytes = read_file(support::tree_path(folder + name + ".json.gz"));
  REQUIRE(bytes.has_value());
  const auto snapshot = signals::parse_snapshot(*bytes);
  REQUIRE(snapshot.has_value());
  return diagnose(*snapshot);
}

bool is_right(const Truth& truth, const Answer& answer) {
  if (answer.status != Status::root_cause || answer.candidates.empty()) return false;
  const Candidate& first = answer.candidates.front();
  const bool named = std::find(truth.subjects.begin(), truth.subjects.end(), first.subject) != truth.subjects.end();
  return named && (truth.kind != "load" || first.kind == CauseKind::load);
}

std::string line_of(const Truth& truth, const Answer& answer) {
  std::string found = to_string(answer.status);
  if (!answer.candidates.empty()) {
    const Candidate& first = answer.candidates.front();
    found += fmt::format(", first {} {}, {}", to_string(first.kind), first.subject, to_string(first.confidence));
  }
  return fmt::format("{}; cause: {} {}; found: {}{}\n", truth.name, truth.kind, fmt::join(truth.subjects, " or "),
                     found, is_right(truth, answer) ? "" : "; WRONG");
}

}  // namespace

TEST_CASE("incidents of real servers: every verdict is the one of tests/golden/incidents.txt, none wrong and sure") {
  std::string table;
  for (const Truth& truth : truths()) {
    const Answer answer = answer_to(truth.name);
    table += line_of(truth, answer);
    const bool sure = !answer.candidates.empty() && answer.candidates.front().confidence == Confidence::high;
    CHECK_MESSAGE((is_right(truth, answer) || !sure), truth.name);
  }
  CHECK(table == support::golden("incidents.txt", table));
}

}  // namespace corootctl::rca::rca_incidents
