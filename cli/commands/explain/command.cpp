#include "base/text.hpp"
#include "checks/all.hpp"
#include "cli/commands/all.hpp"
#include "cli/env.hpp"
#include "cli/output/table.hpp"
#include "cli/parse/flags.hpp"
#include "report/check_forms.hpp"

namespace corootctl::cli {
namespace {

struct ExplainOptions {
  std::vector<std::string> codes{};
};

void declare_explain(CLI::App& app, ExplainOptions& options) {
  app.add_option("codes", options.codes, "codes or names of checks; none = list all")->type_name("CODE");
}

Result<std::vector<checks::Check>> wanted_checks(const ExplainOptions& options) {
  if (options.codes.empty()) return checks::all_checks();
  std::vector<checks::Check> out;
  for (const auto& code : options.codes) {
    CTL_PASS(const auto known, checks::read_suppression(code));  // the same words for a code that does not exist
    out.push_back(*checks::find_check(known.code));
  }
  return out;
}

std::string list_text(const std::vector<checks::Check>& all, const Env& env) {
  Table table{{"CODE", "NAME", "SEVERITY", "WHAT IS RIGHT"}, {}};
  for (const auto& check : all)
    table.rows.push_back({check.code, check.name, std::string(checks::name_of(check.severity)), check.title});
  return render(table, env.style, env.columns());
}

std::string markdown_text(const std::vector<checks::Check>& all) {
  std::vector<std::string> pages;
  for (const auto& check : all) pages.push_back(report::to_markdown(check));
  return sections(pages);
}

Result<ExitCode> run_explain(const ExplainOptions& options, const Env& env) {
  CTL_PASS(const auto all, wanted_checks(options));
  if (env.format == Format::markdown) {
    env.print(markdown_text(all));
    return ExitCode::ok;
  }
  env.print(text_as(
      env.format,
      [&] { return document::Value(list_of(all, [](const auto& each) { return report::to_value(each); })); },
      [&] {
        std::string out;
        for (const auto& check : all) out += std::string(check.code) + "\n";
        return out;
      },
      [&](bool) {
        if (options.codes.empty()) return list_text(all, env);
        std::vector<std::string> pages;
        for (const auto& check : all) pages.push_back(report::to_text(check));
        return sections(pages);
      }));
  return ExitCode::ok;
}

}  // namespace

Command explain_command() {
  return verb<ExplainOptions>(
      {.name = "explain",
       .summary = "Say what a check's code means and how to put it right",
       .usage = "[CODE]...",
       .details = "Without a code all checks are listed. No cluster is asked. The same pages are in docs/checks.",
       .examples = "corootctl explain\n"
                   "corootctl explain CRT107\n"
                   "corootctl explain pod-security -o json",
       .formats = "table|json|yaml|name|markdown"},
      declare_explain, run_explain);
}

}  // namespace corootctl::cli
