#include "cli/commands/explain/pages.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "base/text_width.hpp"
#include "checks/all.hpp"
#include "cli/help/exit_code_pages.hpp"
#include "report/check_forms.hpp"

namespace corootctl::cli {
namespace {

/// "7" of "7" and "exit-7", "" of anything else.
std::string number_in(const std::string& code) {
  const std::string number = code.starts_with("exit-") ? code.substr(5) : code;
  const bool is_number = !number.empty() && number.find_first_not_of("0123456789") == std::string::npos;
  return is_number ? number : "";
}

Page page_of(const ExitCodePage& exit, const char* title) {
  constexpr std::size_t columns = 100;
  const std::string code = fmt::format("exit-{}", exit.code);
  return {code,
          document::Object{{"code", code},
                           {"name", exit.name},
                           {"severity", document::Value()},
                           {"title", title},
                           {"meaning", exit.meaning},
                           {"fix", exit.fix}},
          fmt::format("{} {}: {}\n\n{}\n\nWhat to do\n{}\n\nTold by: {}\n", code, exit.name, title,
                      wrap(exit.meaning, columns, 0), wrap(exit.fix, columns, 0), exit.told_by),
          fmt::format("# Exit code {} ({})\n\n**{}.** Told by: {}\n\n## What it means\n\n{}\n\n## What to do\n\n{}\n",
                      exit.code, exit.name, title, exit.told_by, exit.meaning, exit.fix)};
}

Result<Page> exit_page(const std::string& number) {
  std::vector<std::string> known;
  for (std::size_t i = 0; i < exit_code_pages().size(); ++i) {
    const auto& page = exit_code_pages().at(i);
    known.push_back(std::to_string(page.code));
    if (known.back() == number) return page_of(page, exit_code_meanings().at(i).text);
  }
  return fail_with_hint(ErrorKind::usage, "Exit codes: " + join(known, ", ") + ".", "there is no exit code {}", number);
}

}  // namespace

Result<Page> page_of(const std::string& code) {
  if (const auto number = number_in(code); !number.empty()) return exit_page(number);
  CTL_PASS(const auto known, checks::read_suppression(code));  // the same words for a code that does not exist
  const auto check = *checks::find_check(known.code);
  return Page{check.code, report::to_value(check), report::to_text(check), report::to_markdown(check)};
}

}  // namespace corootctl::cli
