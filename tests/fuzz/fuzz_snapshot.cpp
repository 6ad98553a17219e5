/// Any bytes as a snapshot file: an answer or one clear error, soon and in bounded memory, the same one each time; what
/// was read can be written and read again, and every answer can be shown.
#include <cmath>
#include <cstdint>
#include <string_view>

#include "base/result.hpp"
#include "rca/diagnose.hpp"
#include "report/forms.hpp"
#include "report/page/page.hpp"
#include "require.hpp"
#include "signals/snapshot_json.hpp"

using corootctl::tests::require;

namespace {

using namespace corootctl;

bool is_share(double value) { return std::isfinite(value) && value >= 0 && value <= 1 + 1e-9; }

/// What the format promises of every answer.
void check(const rca::Answer& answer, const signals::Snapshot& snapshot) {
  double last = 1;
  for (const rca::Candidate& candidate : answer.candidates) {
    require(is_share(candidate.score) && is_share(candidate.blame), "score and blame are shares");
    require(candidate.score <= last, "candidates are in the order of their scores");
    last = candidate.score;
  }
  require(answer.status != rca::Status::root_cause || !answer.candidates.empty(), "a root cause has a candidate");
  require(!report::to_text(answer, {}).empty() && !report::to_markdown(answer, 3).empty(), "every answer can be shown");
  require(report::to_page(answer, snapshot, {}).has_value(), "every answer can be drawn");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const auto snapshot = signals::parse_snapshot(std::string(input));
  const auto again = signals::parse_snapshot(std::string(input));
  require(snapshot.has_value() == again.has_value(), "reading is repeatable");
  if (!snapshot) {
    require(!snapshot.error().what.empty() && snapshot.error().what.find('\n') == std::string::npos,
            "an error is one line");
    require(describe(snapshot.error()) == describe(again.error()), "the same bytes give the same error");
    return 0;
  }
  const rca::Answer answer = rca::diagnose(*snapshot);
  check(answer, *snapshot);
  const std::string text = report::to_json(answer);
  require(report::to_json(rca::diagnose(*again)) == text, "the same bytes give the same answer");
  const auto written = signals::parse_snapshot(signals::write_snapshot(*snapshot));
  require(written.has_value(), "a written snapshot can be read");
  require(report::to_json(rca::diagnose(*written)) == text, "a written snapshot gives the same answer");
  return 0;
}
