#include "report/baseline.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/lists.hpp"
#include "base/markup.hpp"
#include "rca/names.hpp"

namespace corootctl::report {
namespace {

document::List subjects_value(const std::vector<std::string>& list) { return {list.begin(), list.end()}; }

void stand_for_itself(Blamed& blamed) {
  if (blamed.suspects.empty() && blamed.status != to_string(rca::Status::no_incident) && !blamed.target.empty())
    blamed.suspects.push_back(blamed.target);
}

/// visit(word, subject), the new ones first.
template <class Visit>
void each_change(const Change& change, Visit visit) {
  for (const auto& each : change.is_new) visit("new", each);
  for (const auto& each : change.stays) visit("stays", each);
  for (const auto& each : change.gone) visit("gone", each);
}

}  // namespace

Blamed blamed_in(const rca::Answer& answer) {
  Blamed out{to_string(answer.status), answer.target, {}};
  if (answer.status == rca::Status::no_incident) return out;
  for (std::size_t i = 0; i < std::min(answer.suspects, answer.candidates.size()); ++i)
    out.suspects.push_back(answer.candidates[i].subject);
  stand_for_itself(out);
  return out;
}

Result<Blamed> read_blamed(const document::Value& answer) {
  if (answer["schema"].as_string() != "corootctl.rca/v1") {
    return fail_with_hint(ErrorKind::config, "Write one with `corootctl rca -o json` or --snapshot-out.",
                          "it is neither an answer of rca nor a snapshot");
  }
  Blamed out{answer["status"].as_string(), answer["target"].as_string(), {}};
  if (out.status == to_string(rca::Status::no_incident)) return out;
  const auto& candidates = answer["candidates"].as_list();
  const auto suspects = static_cast<std::size_t>(std::max<std::int64_t>(0, answer["suspects"].as_integer(1)));
  for (std::size_t i = 0; i < std::min(suspects, candidates.size()); ++i)
    out.suspects.push_back(candidates[i]["subject"].as_string());
  stand_for_itself(out);
  return out;
}

Change compare(const Blamed& before, const rca::Answer& now) {
  Change out{.before = before};
  const auto after = blamed_in(now);
  for (const auto& each : after.suspects) (has(before.suspects, each) ? out.stays : out.is_new).push_back(each);
  for (const auto& each : before.suspects) {
    if (!has(after.suspects, each)) out.gone.push_back(each);
  }
  return out;
}

document::Value to_value(const Change& change) {
  const auto& target = change.before.target;
  return document::Object{{"status", change.before.status},
                          {"target", target.empty() ? document::Value() : document::Value(target)},
                          {"new", subjects_value(change.is_new)},
                          {"gone", subjects_value(change.gone)},
                          {"stays", subjects_value(change.stays)}};
}

std::string to_text(const Change& change) {
  std::string out = "Since the baseline\n";
  each_change(change, [&](const char* word, const std::string& subject) {
    out += fmt::format("  {:<6} {}\n", word, rca::short_name(subject));
  });
  return change.is_new.empty() ? out + "  nothing is new\n" : out;
}

std::string to_markdown(const Change& change) {
  std::string out = "\n### Since the baseline\n\n";
  each_change(change, [&](const char* word, const std::string& subject) {
    out += fmt::format("- {}: {}\n", word, markdown_text(rca::short_name(subject)));
  });
  return change.is_new.empty() ? out + "- nothing is new\n" : out;
}

}  // namespace corootctl::report
