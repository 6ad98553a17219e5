#include "cli/rca_options.hpp"

#include <algorithm>

#include "base/files.hpp"
#include "cli/flags.hpp"
#include "cli/selection.hpp"
#include "cli/values.hpp"
#include "document/json.hpp"
#include "rca/render.hpp"

namespace corootctl::cli {
namespace {

Result<http::ConnectionOptions> url_options(const RcaOptions& options, const Env& env) {
  http::ConnectionOptions out;
  if (!options.coroot_ca.empty()) {
    CTL_TRY(out.ca_pem, read_file(options.coroot_ca), "--coroot-ca");
  }
  const auto variable = [&](const char* upper, const char* lower_case) {
    const auto value = env.surface.variables.get_or_empty(upper);
    return value.empty() ? env.surface.variables.get_or_empty(lower_case) : value;
  };
  const http::ProxyVariables proxies{variable("HTTPS_PROXY", "https_proxy"), variable("HTTP_PROXY", "http_proxy"),
                                     variable("NO_PROXY", "no_proxy")};
  out.insecure = options.coroot_insecure;
  out.proxy_url = proxies.proxy_for(options.coroot_url);
  out.user_agent = "corootctl/" COROOTCTL_VERSION;
  return out;
}

/// A file or a recording has nothing that could change or arrive.
Result<> check_offline(const RcaOptions& o, bool live) {
  const char* source = !o.snapshot.empty() ? "--snapshot" : "--replay";
  if (o.snapshot.empty() && o.replay.empty()) return {};
  if (live) return fail(ErrorKind::usage, "{} excludes --hub, --context, --contexts-file and --coroot-url", source);
  if (o.watch || !o.record.empty() || o.wait_for_data.count() > 0) {
    return fail(ErrorKind::usage, "{} excludes --watch, --wait-for-data and --record", source);
  }
  return {};
}

Result<> set_access(const RcaOptions& options, const Env& env, ops::CorootAccess& access) {
  CTL_PASS(auto login, login_of(options.login, env));
  access.user = std::move(login.user);
  access.password = std::move(login.password);
  access.namespace_name = env.globals.namespace_name;
  access.url = options.coroot_url;
  if (access.url.empty()) return {};
  CTL_PASS(access.url_options, url_options(options, env));
  return {};
}

/// The hub, and the members whose API servers are asked. kubectl's habit: `--context` alone is where the command goes.
Result<> set_clusters(const RcaOptions& options, const Env& env, ops::RcaRequest& request) {
  const bool by_url = !options.coroot_url.empty();
  CTL_PASS(const auto names, named_contexts(options.contexts, options.contexts_file));
  if (by_url && names.empty()) return {};
  CTL_PASS(const auto config, load_kubeconfig(env));
  CTL_PASS(request.clusters, select(config, names, env));
  if (by_url) return {};
  std::string hub = options.hub;
  if (hub.empty() && request.clusters.size() == 1) hub = request.clusters.front().context;
  if (hub.empty()) {
    CTL_PASS(hub, current_context(config, "--hub"));
  }
  CTL_PASS(request.access.hub, select_one(config, hub, "--hub", env));
  std::erase_if(request.clusters, [&](const auto& cluster) { return cluster.context == hub; });
  return {};
}

}  // namespace

void declare_rca(CLI::App& app, RcaOptions& o) {
  text_flag(app, "--hub", o.hub, "CTX", "cluster with the aggregated project (default: current context)");
  list_flag(app, "--context", o.contexts, "CTX", "member whose API server is asked too, name or glob, repeatable");
  text_flag(app, "--contexts-file", o.contexts_file, "FILE", "more such members, one name or glob a line");
  text_flag(app, "--project", o.project, "NAME", "the aggregated project (default: the hub's only one)");
  text_flag(app, "--since", o.since, "TIME",
            "1h, 30m ago, or 2025-01-31T09:30:00Z (default: two hours before the end)");
  text_flag(app, "--until", o.until, "TIME", "end of the window, in the same forms (default: now)");
  text_flag(app, "--incident", o.incident, "INCIDENT", "key of one incident, which sets window and target");
  text_flag(app, "--app", o.app, "APP", "part of the id of the app in trouble (default: all open incidents)");
  number_flag(app, "--top", o.top, 1, 1000, "candidates to show; -o json has all (default 3)");
  switch_flag(app, "--explain", o.explain, "every term of the scores of these candidates");
  choice_flag(app, "--fail-on", o.fail_on, "incident|root_cause|medium|high",
              "exit 10 when the answer is at least this");
  text_flag(app, "--snapshot", o.snapshot, "FILE", "analyse this file (- = stdin) instead of a hub");
  text_flag(app, "--snapshot-out", o.snapshot_out, "FILE", "keep what was read, for --snapshot");
  text_flag(app, "--record", o.record, "DIR", "keep every answer of Coroot in a new directory, without secrets");
  text_flag(app, "--replay", o.replay, "DIR", "answer from such a directory instead of a hub");
  switch_flag(app, "--watch", o.watch, "go on, and answer again whenever something changes");
  span_flag(app, "--interval", o.interval, "between two looks of --watch (default 30s)");
  span_flag(app, "--wait-for-data", o.wait_for_data, "after a deploy: wait that long until all members have data");
  switch_flag(app, "--timings", o.timings, "milliseconds of each stage, on stderr");
  span_flag(app, "--timeout", o.timeout, "limit of everything that is asked (default 60s)");
  span_flag(app, "--member-timeout", o.member_timeout, "limit for each member (default 20s)");
  heading("Another way to the hub's Coroot",
          {text_flag(app, "--coroot-url", o.coroot_url, "URL", "its address, instead of the Kubernetes API's proxy"),
           text_flag(app, "--coroot-ca", o.coroot_ca, "FILE", "CA of that address"),
           switch_flag(app, "--coroot-insecure", o.coroot_insecure, "do not verify its certificate")});
  declare_login(app, o.login);
}

Result<> check_rca(const RcaOptions& o) {
  const bool live = !o.hub.empty() || !o.contexts.empty() || !o.contexts_file.empty() || !o.coroot_url.empty();
  CTL_CHECK(check_offline(o, live), "");
  if (!o.snapshot.empty() && !o.replay.empty()) {
    return fail(ErrorKind::usage, "--snapshot and --replay exclude each other");
  }
  if (!o.incident.empty() && !o.app.empty()) return fail(ErrorKind::usage, "--incident and --app exclude each other");
  if (o.watch && (!o.record.empty() || !o.snapshot_out.empty())) {
    return fail(ErrorKind::usage, "--watch excludes --record and --snapshot-out: each holds one answer");
  }
  if (o.interval < std::chrono::seconds(5)) {
    return fail(ErrorKind::usage, "--interval is at least 5s: the server builds its whole view anew for each look");
  }
  if (!o.snapshot.empty() && !o.snapshot_out.empty()) {
    return fail(ErrorKind::usage, "--snapshot and --snapshot-out exclude each other");
  }
  if (!o.hub.empty() && !o.coroot_url.empty())
    return fail(ErrorKind::usage, "--hub and --coroot-url exclude each other");
  return {};
}

Result<ops::RcaRequest> rca_request(const RcaOptions& options, const Env& env) {
  ops::RcaRequest request;
  CTL_CHECK(set_window(options, env, request), "");
  request.incident = options.incident;
  request.record_dir = options.record;
  request.replay_dir = options.replay;
  if (options.replay.empty()) {
    CTL_CHECK(set_access(options, env, request.access), "");
    CTL_CHECK(set_clusters(options, env, request), "");
  }
  request.project = options.project;
  request.app = options.app;
  request.timeout = options.timeout;
  request.member_timeout = options.member_timeout;
  request.width = width_for(env, 8);
  return request;
}

Result<> set_window(const RcaOptions& options, const Env& env, ops::RcaRequest& request) {
  const auto now = now_ms(env.surface.clock);
  if (!options.since.empty()) {
    CTL_TRY(request.since_ms, parse_instant(options.since, now), "--since");
  }
  if (!options.until.empty()) {
    CTL_TRY(request.until_ms, parse_instant(options.until, now), "--until");
  }
  if (request.since_ms && *request.since_ms >= request.until_ms.value_or(now)) {
    return fail(ErrorKind::usage, "--since {} is not before {}", format_instant(*request.since_ms),
                options.until.empty() ? std::string("now") : "--until " + format_instant(*request.until_ms));
  }
  return {};
}

bool is_met(const std::string& fail_on, const rca::Answer& answer) {
  if (fail_on.empty() || answer.status == rca::Status::no_incident) return false;
  if (fail_on == "incident") return true;
  if (answer.status != rca::Status::root_cause || answer.candidates.empty()) return false;
  const auto confidence = answer.candidates.front().confidence;
  if (fail_on == "medium") return confidence != rca::Confidence::low;
  return fail_on == "root_cause" || confidence == rca::Confidence::high;
}

document::Value answer_value(const rca::Answer& answer, rca::Detail detail) {
  // One public form: what the JSON writer says, read back.
  return document::parse_json(rca::to_json(answer, detail), "answer").value_or(document::Value());
}

std::vector<std::string> subjects_of(const rca::Answer& answer, std::size_t top) {
  std::vector<std::string> out;
  for (const auto& candidate : answer.candidates) {
    if (out.size() < top) out.push_back(candidate.subject);
  }
  return out;
}

}  // namespace corootctl::cli
