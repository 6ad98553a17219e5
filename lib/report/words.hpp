/// Sentences of an answer, shared by the text and the Markdown form. All from the answer's data.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rca/answer.hpp"
#include "rca/names.hpp"

namespace corootctl::report {

/// The one sentence, beginning with the cause: what broke, where, how, since when, and what it explains. How sure it is
/// stands in its verb: is, is probably, may be.
std::string verdict_sentence(const rca::Answer& answer);

/// The line of evidence that names the cause; null when nothing was measured.
const rca::Evidence* main_evidence(const rca::Candidate& candidate);

/// The change that is blamed by name; null when the cause is no change.
const rca::Evidence* blamed_change(const rca::Candidate& candidate);

/// A line below the verdict: a short label and what it says.
struct Fact {
  std::string label{};
  std::string text{};
};

/// Since when, how sure and why not surer, who feels it. Nothing for a quiet answer.
std::vector<Fact> headline_facts(const rca::Answer& answer);

/// Of the first `top` candidates those that are suspects.
std::size_t suspects_shown(const rca::Answer& answer, std::size_t top);

/// "explains 91 %, confidence high": what is said of a suspect beside its name.
std::string suspect_sentence(const rca::Candidate& candidate);

/// A level for people. Without a unit it is a share, or a count where levels beside it reach `highest` beyond 1.5.
std::string level_text(double value, const std::string& unit, double highest);

/// "error_ratio 0.08 % -> 36.8 %", "deploy: shop:1 -> shop:2": the evidence in few words, by the signal's own name.
std::string evidence_text(const rca::Evidence& evidence);

/// "error rate rose from 0.08 % to 36.8 % at 08:24:00 UTC, peak 41 times the usual spread". `owner` is the suspect it
/// speaks for, `day_ms` a time on the day that needs no date, `drawing` stands between the two levels.
std::string evidence_sentence(const rca::Evidence& evidence, const std::string& owner,
                              std::optional<std::int64_t> day_ms, const std::string& drawing = "");

/// "checkout (prod-a) -> orders (prod-b)  87 %  crosses clusters", for each call of the path.
std::vector<std::string> path_sentences(const rca::Answer& answer);

/// What was ruled out: a reason and the apps that it holds for, in the answer's order.
struct Exclusion {
  std::string names{};
  std::string reason{};
};
std::vector<Exclusion> exclusions(const rca::Answer& answer);

/// What was ruled out, apps with the same reason in one line.
std::vector<std::string> exclusion_sentences(const rca::Answer& answer);

/// Whose data are missing, and which.
std::vector<std::string> gap_sentences(const rca::Answer& answer);

/// The score taken apart, for --explain: one sentence for each of score, blame, proof with its reasons, and confidence;
/// empty when the terms were not kept.
std::vector<std::string> explain_score(const rca::Candidate& candidate);

/// What to look at next, by the kind of the first candidate. Commands use the cluster's name as the context's.
std::vector<std::string> next_steps(const rca::Answer& answer);

}  // namespace corootctl::report
