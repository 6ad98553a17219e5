#include "cli/shared/project_page.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/time.hpp"
#include "cli/output/health.hpp"
#include "cli/output/interrupted.hpp"

namespace corootctl::cli {
namespace {

report::ViewFact members_fact(const ops::Honesty& honesty) {
  const auto silent = honesty.silent();
  const auto all = honesty.members.size();
  return {"Members", fmt::format("{} of {} give data", all - silent.size(), all),
          silent.empty() ? "" : "not " + join(silent, ", ")};
}

}  // namespace

Result<> check_page(const WatchOptions& options, Format format) {
  if (!options.on || format != Format::html) return {};
  return fail(ErrorKind::usage, "--watch cannot be used with -o html: a page holds one look");
}

coroot::Addresses addresses_of(const ops::ProjectLook& at) {
  return {at.project.hub->browser_address(), at.project.about.id, at.project.projects};
}

report::ViewPage start_page(const char* kind, const std::string& project, const ops::Honesty& honesty, const Env& env) {
  report::ViewPage page{.kind = kind, .scope = project, .state = "ok", .command = env.command};
  page.facts.push_back({"As of", format_time(now_ms(env.surface.clock)), ""});
  page.facts.push_back(members_fact(honesty));
  page.gaps = honesty.warnings;
  for (const auto& member : honesty.members) {
    if (const auto error = health_error(member)) page.gaps.push_back(describe(*error));
  }
  return page;
}

std::string command_like(const HubOptions& options, const std::string& project, std::vector<std::string> words) {
  const auto add = [&](const char* flag, const std::string& value) {
    if (!value.empty()) words.insert(words.end(), {flag, value});
  };
  add("--fleet", options.fleet.file);
  add("--hub", options.context);
  add("--coroot", options.coroot);
  add("--coroot-url", options.coroot_url);
  add("--project", project);
  return command_line(words);
}

}  // namespace corootctl::cli
