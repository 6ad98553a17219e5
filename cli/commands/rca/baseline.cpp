#include "cli/commands/rca/baseline.hpp"

#include <string_view>

#include "base/files.hpp"
#include "document/json.hpp"
#include "ops/rca/offline.hpp"

namespace corootctl::cli {
namespace {

/// An answer is small and says so at its beginning, however it was laid out since.
bool is_answer(std::string_view text) {
  constexpr std::size_t beginning = 200;
  return text.substr(0, beginning).find("corootctl.rca/") != std::string_view::npos;
}

Result<report::Blamed> read_baseline(const std::string& file) {
  CTL_PASS(const auto text, read_file(file));
  if (is_answer(text)) {
    CTL_PASS(const auto answer, document::parse_json(text, file));
    return report::read_blamed(answer);
  }
  CTL_PASS(const auto diagnosis, ops::diagnose_file(file, "", nullptr));
  return report::blamed_in(diagnosis.answer);
}

}  // namespace

Result<std::optional<report::Change>> change_since(const std::string& file, const rca::Answer& now) {
  if (file.empty()) return std::optional<report::Change>();
  CTL_TRY(const auto before, read_baseline(file), "--baseline");
  return std::optional(report::compare(before, now));
}

}  // namespace corootctl::cli
