#include "cli/commands/gate/flags.hpp"

#include "base/time.hpp"
#include "cli/parse/flags.hpp"
#include "cli/parse/values.hpp"
#include "cli/shared/surroundings.hpp"

namespace corootctl::cli {
namespace {

constexpr std::int64_t recent_ms = 30 * 60'000;  // an older deploy is hardly the one that a pipeline has just made
constexpr double percent = 0.01;

}  // namespace

void declare_gate(CLI::App& app, GateOptions& o) {
  declare_hub(app, o.hub, "--hub,--context", false);
  text_flag(app, "--app", o.app, "APP", "the app that was released: part of its id");
  text_flag(app, "--since", o.since, "TIME", "when: deploy (default), 10m ago, or 2025-01-31T09:30:00Z");
  span_flag(app, "--for", o.watched, "how long the release is watched before it is called harmless (default 10m)");
  number_flag(app, "--max-latency-rise", o.latency_rise, 1, 10000, "percent that latency may rise by (default 25)");
  number_flag(app, "--max-error-rise", o.error_rise, 1, 100, "percent more of the requests that may fail (default 1)");
  switch_flag(app, "--wait", o.wait, "wait until there is enough to say (default; --wait=false looks once)");
  text_flag(app, "--snapshot", o.snapshot, "FILE", "judge from this file (- = stdin) instead of a hub");
  declare_timeouts(app, o.hub);
  declare_other_way(app, o.hub);
}

Result<> check_gate(const GateOptions& o) {
  const bool live = !o.hub.context.empty() || !o.hub.coroot_url.empty() || !o.hub.fleet.file.empty();
  if (!o.snapshot.empty() && live) {
    return fail(ErrorKind::usage, "--snapshot cannot be used with --hub, --fleet or --coroot-url");
  }
  if (o.snapshot.empty() && o.app.empty()) {
    return fail_with_hint(ErrorKind::usage, "Name the app that was released: --app checkout.", "--app is missing");
  }
  if (o.watched < std::chrono::minutes(3)) {
    return fail(ErrorKind::usage, "--for must be at least 3m: less says nothing about a release");
  }
  return {};
}

Result<rca::GateQuestion> gate_question(const GateOptions& options, const Env& env) {
  rca::GateQuestion question;
  const auto now = now_ms(env.surface.clock);
  if (options.since != "deploy") {
    CTL_TRY(question.release_ms, parse_instant(options.since, now), "--since");
  } else if (options.snapshot.empty()) {
    question.deployed_since_ms = now - recent_ms;
  }
  question.watch_ms = options.watched.count();
  question.allowed = {percent * options.latency_rise, percent * options.error_rise};
  return question;
}

Result<ops::GateRequest> gate_request(const GateOptions& options, const rca::GateQuestion& question, const Env& env) {
  ops::GateRequest request{.question = question, .wait = options.wait};
  CTL_PASS(auto hub, choose_hub(options.hub, env));
  request.access = std::move(hub.access);
  auto& wanted = request.wanted;
  wanted.project = std::move(hub.project);
  wanted.app = options.app;
  wanted.timeout = options.hub.timeout;
  wanted.member_timeout = options.hub.member_timeout;
  wanted.width = width_for(env, 8);
  return request;
}

}  // namespace corootctl::cli
