#include "rca/verdict/quotes.hpp"

#include <doctest/doctest.h>

#include "rca/diagnose.hpp"
#include "report/answer_findings.hpp"
#include "report/forms.hpp"
#include "report/words.hpp"
#include "unit/rca/fixture.hpp"

namespace corootctl::rca::rca_quotes {
namespace {

const std::string back = "b:shop:Deployment:back";

std::int64_t onset_of(const signals::Snapshot& snapshot) {
  return snapshot.grid.from_ms + static_cast<std::int64_t>(fixture_onset) * snapshot.grid.step_ms;
}

/// `before` in each step of a minute up to the onset, `after` in the next 20 minutes.
signals::Excerpt excerpt_of(const signals::Snapshot& snapshot, const std::string& kind, const std::string& severity,
                            const std::string& text, float before, float after) {
  signals::Excerpt out{back, kind, severity, text, onset_of(snapshot) - 30 * 60'000, 60'000, {}};
  out.counts.assign(30, before);
  out.counts.resize(50, after);
  return out;
}

std::vector<std::string> quotes_in(const Answer& answer) {
  std::vector<std::string> out;
  for (const Candidate& candidate : answer.candidates)
    for (const Evidence& evidence : candidate.evidence)
      if (is_quote(evidence.signal))
        out.push_back(candidate.subject + ": " +
                      report::evidence_sentence(evidence, candidate.subject, answer.onset_ms));
  return out;
}

signals::Snapshot with(std::vector<signals::Excerpt> excerpts) {
  signals::Snapshot snapshot = slow_chain();
  snapshot.excerpts = std::move(excerpts);
  return snapshot;
}

std::string first_quote(std::vector<signals::Excerpt> excerpts) {
  const auto quotes = quotes_in(diagnose(with(std::move(excerpts))));
  return quotes.empty() ? "" : quotes.front();
}

}  // namespace

TEST_CASE("the one excerpt that began at the onset and says most is quoted at the blamed app") {
  const signals::Snapshot plain = slow_chain();
  const Answer answer = diagnose(with({excerpt_of(plain, "log_pattern", "warning", "retrying", 0, 9),
                                       excerpt_of(plain, "log_pattern", "error", "usual complaint", 5, 6),
                                       excerpt_of(plain, "trace_span", "failed", "GET /: HTTP-503", 0, 90),
                                       excerpt_of(plain, "log_pattern", "error", "no space left on device", 0, 7)}));
  REQUIRE(quotes_in(answer).size() == 1);
  CHECK(quotes_in(answer)[0].starts_with(back + ": error log \"no space left on device\": 0 before and "));
  CHECK(report::to_text(answer, {}).find("+ error log \"no space left on device\": 0 before") != std::string::npos);
  CHECK(report::to_markdown(answer, 3).find("- error log \"no space left on device\": 0 before") != std::string::npos);
  CHECK(report::to_json(answer).find("\"signal\":\"log_pattern\"") != std::string::npos);
  CHECK(report::findings_of(answer, {}, nullptr).cases[0].text.find("no space left on device") != std::string::npos);
}

TEST_CASE("failed spans come before slow ones, and both before warnings") {
  const signals::Snapshot plain = slow_chain();
  const auto slow = excerpt_of(plain, "trace_span", "slow", "SELECT orders, 500 ms or more", 0, 90);
  const auto failed = excerpt_of(plain, "trace_span", "failed", "GET /: HTTP-503", 0, 5);
  const auto warning = excerpt_of(plain, "log_pattern", "warning", "retrying", 0, 90);
  CHECK(first_quote({warning, slow, failed}).find("failed spans such as \"GET /: HTTP-503\": 0") != std::string::npos);
  CHECK(first_quote({warning, slow}).find("slow spans such as \"SELECT orders, 500 ms or more\": 0") !=
        std::string::npos);
  CHECK(first_quote({warning}).find("warning log \"retrying\": 0") != std::string::npos);
}

TEST_CASE("what was there before, came late or is rare is not quoted") {
  const signals::Snapshot plain = slow_chain();
  auto late = excerpt_of(plain, "log_pattern", "error", "late", 0, 9);
  std::fill_n(late.counts.begin() + 30, 10, 0.0F);
  auto rare = excerpt_of(plain, "log_pattern", "error", "rare", 0, 0);
  rare.counts[31] = 2;
  const auto usual = excerpt_of(plain, "log_pattern", "error", "usual", 4, 6);
  const auto other = excerpt_of(plain, "metric", "error", "of a kind that this version does not know", 0, 9);
  auto elsewhere = excerpt_of(plain, "log_pattern", "error", "of nobody", 0, 9);
  elsewhere.subject = "prod-z:x:Deployment:y";
  CHECK(quotes_in(diagnose(with({late, rare, usual, other, elsewhere}))).empty());
}

TEST_CASE("quotes change no rank, score, signal, confidence or verdict") {
  const signals::Snapshot plain = slow_chain();
  Answer quoted = diagnose(with({excerpt_of(plain, "log_pattern", "fatal", "out of \x1b[2Jmemory", 0, 90)}));
  REQUIRE(quotes_in(quoted).size() == 1);
  CHECK(quotes_in(quoted)[0].find('\x1b') == std::string::npos);
  const Answer without = diagnose(plain);
  CHECK(report::verdict_sentence(quoted) == report::verdict_sentence(without));
  for (Candidate& candidate : quoted.candidates)
    std::erase_if(candidate.evidence, [](const Evidence& evidence) { return is_quote(evidence.signal); });
  CHECK(report::to_json(quoted, report::Detail::explained) == report::to_json(without, report::Detail::explained));
}

TEST_CASE("a quote alone is no reason: the verdict does not speak of it") {
  Answer answer;
  answer.status = Status::unknown;
  answer.onset_ms = 1'795'335'780'000;
  Candidate first;
  first.subject = back;
  first.evidence = {{"log_pattern", back, 0, 9, "messages", {}, {}, "error log \"lost\""}};
  first.against = {"no signal of its own names a reason"};
  answer.candidates = {first};
  CHECK(report::verdict_sentence(answer) ==
        "The root cause is unknown: of back in cluster b it is known that no signal of its own names a reason.");
}

TEST_CASE("the logs and traces worth reading are those of the first three suspects and the target") {
  const signals::Snapshot snapshot = slow_chain();
  const Answer answer = diagnose(snapshot);
  const auto apps = apps_to_quote(answer, snapshot);
  CHECK(apps.size() <= 4);
  REQUIRE_FALSE(apps.empty());
  CHECK(apps.front() == answer.candidates.front().subject);
  CHECK(apps.back() == answer.target);
  Answer quiet = answer;
  quiet.status = Status::no_incident;
  CHECK(apps_to_quote(quiet, snapshot).empty());
}

}  // namespace corootctl::rca::rca_quotes
