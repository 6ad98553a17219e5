#include "base/text.hpp"
#include "checks/all.hpp"
#include "cli/commands/all.hpp"
#include "cli/commands/explain/pages.hpp"
#include "cli/env.hpp"
#include "cli/output/table.hpp"
#include "cli/parse/flags.hpp"

namespace corootctl::cli {
namespace {

struct ExplainOptions {
  std::vector<std::string> codes{};
};

void declare_explain(CLI::App& app, ExplainOptions& options) {
  app.add_option("codes", options.codes, "codes or names of checks, exit codes; none = list all checks")
      ->type_name("CODE");
}

/// Without a code all checks; exit codes have a help topic of their own.
Result<std::vector<Page>> wanted_pages(const ExplainOptions& options) {
  std::vector<std::string> codes = options.codes;
  if (codes.empty()) {
    for (const auto& check : checks::all_checks()) codes.emplace_back(check.code);
  }
  std::vector<Page> out;
  for (const auto& code : codes) {
    CTL_PASS(auto page, page_of(code));
    out.push_back(std::move(page));
  }
  return out;
}

std::string list_text(const Env& env) {
  Table table{{"CODE", "NAME", "SEVERITY", "WHAT IS RIGHT"}, {}};
  for (const auto& check : checks::all_checks())
    table.rows.push_back({check.code, check.name, std::string(checks::name_of(check.severity)), check.title});
  return render(table, env.style, env.columns());
}

std::string together(const std::vector<Page>& pages, std::string Page::* form) {
  std::vector<std::string> out;
  for (const auto& page : pages) out.push_back(page.*form);
  return sections(out);
}

Result<ExitCode> run_explain(const ExplainOptions& options, const Env& env) {
  CTL_PASS(const auto pages, wanted_pages(options));
  if (env.format == Format::markdown) {
    env.print(together(pages, &Page::markdown));
    return ExitCode::ok;
  }
  env.print(text_as(
      env.format, [&] { return document::Value(list_of(pages, [](const auto& each) { return each.value; })); },
      [&] { return names(pages, &Page::code); },
      [&](bool) { return options.codes.empty() ? list_text(env) : together(pages, &Page::text); }));
  return ExitCode::ok;
}

}  // namespace

Command explain_command() {
  return verb<ExplainOptions>(
      {.name = "explain",
       .summary = "Say what a check's code or an exit code means and how to put it right",
       .usage = "[CODE]...",
       .details = "CODE is a check's code or name, or an exit code: 7 or exit-7. Without one all checks are listed. No "
                  "cluster is asked. The same pages are in docs/checks and docs/exit-codes.",
       .examples = "corootctl explain\n"
                   "corootctl explain CRT107\n"
                   "corootctl explain exit-7\n"
                   "corootctl explain pod-security -o json",
       .formats = "table|json|yaml|name|markdown"},
      declare_explain, run_explain);
}

}  // namespace corootctl::cli
