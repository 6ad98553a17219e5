#include "cli/help/help_text.hpp"

#include "cli/exit_code.hpp"

namespace corootctl::cli {
namespace {

std::string exit_codes() {
  std::string out = "Exit codes do not depend on the output form.\n\n";
  for (const auto& meaning : exit_code_meanings()) {
    out += fmt::format("  {:>3}  {}\n", static_cast<int>(meaning.code), meaning.text);
  }
  return out +
         "\nOver several clusters: 0 when all went well, 3 when some failed, and when all failed\n"
         "the code they have in common, or 1.\n";
}

constexpr const char* environment =
    "Environment variables that corootctl reads.\n\n"
    "  KUBECONFIG          kubeconfig files, separated by colons; --kubeconfig wins\n"
    "  HOME                where .kube/config is\n"
    "  COROOTCTL_AGENT     any text: --agent for every command that has JSON\n"
    "  NO_COLOR            any text: no colour\n"
    "  CLICOLOR_FORCE      other than 0: colour even if the output is not a terminal\n"
    "  CLICOLOR            0: no colour\n"
    "  TERM                dumb: no colour, no live progress\n"
    "  COLUMNS             width of the terminal\n"
    "  CI                  set: no live progress\n"
    "  HTTPS_PROXY, HTTP_PROXY, NO_PROXY\n"
    "                      as kubectl reads them; a kubeconfig's proxy-url wins\n"
    "  PATH                where helm and credential plugins are found\n"
    "  TMPDIR              for files that helm has to read\n"
    "  COROOTCTL_COROOT_KEY\n"
    "                      a service account's key for --coroot-url; programs that are started do not see it\n"
    "  COROOTCTL_POST_TOKEN\n"
    "                      token of the receiver of rca --post; programs that are started do not see it\n"
    "\nNo other password or token is read from the environment, and no secret from a flag of a verb: use\n"
    "--coroot-password-stdin or --coroot-password-file, --coroot-key-stdin or --coroot-key-file.\n";

constexpr const char* output =
    "Standard output carries results only; progress, warnings and errors go to standard error.\n\n"
    "  -o table     for people (default); on a terminal the last column is cut to fit\n"
    "  -o wide      more columns\n"
    "  -o json      for programs; keys are stable, absent values are null\n"
    "  -o yaml      the same as YAML\n"
    "  -o name      names only, one per line\n"
    "  -o short     one line a finding (check, preflight)\n"
    "  -o junit     a test report, failed while something is wrong\n"
    "  -o sarif     findings for code scanning, SARIF 2.1.0\n"
    "  -o github    findings as annotations of a GitHub workflow\n"
    "  -o gitlab    findings as a code quality report of GitLab\n"
    "               (these four: check, preflight, status, plan, rca, gate)\n"
    "  -o tree      what calls what, indented (topology)\n"
    "  -o dot       for Graphviz (topology); mermaid and d2 for documents\n"
    "  -o html      one page that needs nothing else (rca, apps, incidents, topology)\n"
    "  -o markdown  for a pull request or a ticket (the same verbs)\n"
    "\nWith -o json or yaml a command that fails as a whole prints\n"
    "  {\"error\": {\"kind\", \"what\", \"where\", \"hint\", \"reason\"}}\n"
    "on standard output too; \"contexts\" prints it on standard error, its standard output stays\n"
    "empty. What failed in single clusters is in the \"error\" of that cluster.\n"
    "kind = usage, config, unreachable, unauthorized, conflict, not-found, invalid, timeout,\n"
    "no-data, cancelled, failed or internal; reason says more where programs may act on it\n"
    "(stale-version: run it again) and is null elsewhere.\n"
    "\nKeys, tokens and passwords are never printed; keys show as a short fingerprint.\n"
    "On a terminal progress is shown live. Elsewhere each change is a line, and work that takes\n"
    "long says so every 30 seconds; -q turns progress off.\n";

}  // namespace

std::vector<std::string> topic_names() { return {"exit-codes", "environment", "output", "flags"}; }

std::optional<std::string> topic_text(const std::string& name, const Style& style, std::size_t columns) {
  if (name == "exit-codes") return exit_codes();
  if (name == "environment") return environment;
  if (name == "output") return output;
  if (name == "flags") return connection_flags_text(style, columns);
  return std::nullopt;
}

}  // namespace corootctl::cli
