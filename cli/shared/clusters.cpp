#include "cli/shared/clusters.hpp"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "kube/session/streaming.hpp"

namespace corootctl::cli {
namespace {

/// As Go writes a duration: "1m30s", "0.5s" being "500ms".
std::string go_duration(std::chrono::milliseconds span) {
  if (span < std::chrono::seconds(1)) return fmt::format("{}ms", span.count());
  const auto minutes = std::chrono::floor<std::chrono::minutes>(span);
  const auto seconds = fmt::format("{}s", std::chrono::duration<double>(span - minutes).count());
  if (minutes.count() == 0) return seconds;
  if (minutes.count() < 60) return fmt::format("{}m{}", minutes.count(), seconds);
  return fmt::format("{}h{}m{}", minutes.count() / 60, minutes.count() % 60, seconds);
}

/// --request-timeout: every request of this session ends by then, whatever deadline its caller had, and the server is
/// told so (kubeconfig 41). What is behind the service proxy is no API server and would take it for a parameter.
class BoundedSession final : public kube::StreamingSession {
 public:
  BoundedSession(std::shared_ptr<kube::Session> inner, std::chrono::milliseconds limit)
      : inner_(std::move(inner)), limit_(limit) {}
  Result<http::Response> send(const kube::Call& call, Deadline deadline, std::stop_token stop) override {
    return inner_->send(with_timeout(call), deadline.earlier(Deadline::in(limit_)), std::move(stop));
  }
  Result<http::Response> stream(const kube::Call& call, const http::BodySink& sink, Deadline deadline,
                                std::stop_token stop) override {
    return kube::stream(*inner_, with_timeout(call), sink, deadline.earlier(Deadline::in(limit_)), std::move(stop));
  }
  const kube::ConnectionSpec& connection() const override { return inner_->connection(); }

 private:
  kube::Call with_timeout(kube::Call call) const {
    if (call.path.find("/proxy/") == std::string::npos) call.query.emplace_back("timeout", go_duration(limit_));
    return call;
  }

  std::shared_ptr<kube::Session> inner_;
  std::chrono::milliseconds limit_;
};

class BoundedConnector final : public fleet::Connector {
 public:
  BoundedConnector(std::unique_ptr<fleet::Connector> inner, std::chrono::milliseconds limit)
      : inner_(std::move(inner)), limit_(limit) {}

 private:
  Result<std::shared_ptr<kube::Session>> open(const fleet::ClusterRef& cluster) const override {
    CTL_PASS(const auto client, inner_->client_for(cluster, false));
    return std::make_shared<BoundedSession>(client.writing_session(), limit_);
  }

  std::unique_ptr<fleet::Connector> inner_;
  std::chrono::milliseconds limit_;
};

std::vector<std::string> context_names(const kube::Kubeconfig& config) {
  std::vector<std::string> out;
  for (const auto& [name, entry] : config.contexts) out.push_back(name);
  return out;
}

/// A few names for a hint; a fleet's hundreds would hide the message.
std::string some_names(const kube::Kubeconfig& config) {
  auto names = context_names(config);
  const std::size_t count = names.size();
  if (count > 8) names.resize(8);
  return join(names, ", ") + (count > 8 ? fmt::format(" and {} more", count - 8) : "");
}

}  // namespace

std::string user_agent() {
  utsname machine{};
  if (::uname(&machine) != 0) return "corootctl/" COROOTCTL_VERSION;
  const std::string arch = machine.machine;
  const auto go_arch = arch == "x86_64" ? "amd64" : arch == "aarch64" ? "arm64" : arch;
  return fmt::format("corootctl/{} ({}/{})", COROOTCTL_VERSION, lower(machine.sysname), go_arch);
}

Result<kube::Kubeconfig> load_kubeconfig(const Env& env) {
  auto config = kube::load_kubeconfig(env.globals.kubeconfig, env.surface.variables);
  if (config) {
    for (const auto& warning : config->warnings) env.talk.warn(warning);
    for (const auto& note : config->shadowed) env.log.write(1, note);
  }
  return config;
}

Result<std::vector<std::string>> named_contexts(const std::vector<std::string>& flags, const std::string& file) {
  auto out = flags;
  if (file.empty()) return out;
  CTL_TRY(const auto text, read_file(file), "--contexts-file");
  for (const auto& line : split(text, '\n')) {
    const auto name = trim(line);
    if (!name.empty() && name.front() != '#') out.emplace_back(name);
  }
  if (out.size() > flags.size()) return out;
  return fail(ErrorKind::usage, "--contexts-file: {} names no context", file);
}

Result<std::vector<fleet::ClusterRef>> select(const kube::Kubeconfig& config, const std::vector<std::string>& names,
                                              const Env& env) {
  CTL_PASS(const auto overrides, overrides_of(env.globals));
  CTL_PASS(auto clusters, fleet::select(config, names, overrides, env.surface.variables));
  warn_about(clusters, env);
  return clusters;
}

void warn_about(const std::vector<fleet::ClusterRef>& clusters, const Env& env) {
  std::set<std::string> said;  // contexts share clusters and users
  for (const auto& cluster : clusters) {
    for (const auto& warning : cluster.connection.warnings) {
      if (said.insert(warning).second) env.talk.warn(warning);
    }
  }
}

Result<fleet::ClusterRef> select_one(const kube::Kubeconfig& config, const std::string& name, const char* flag,
                                     const Env& env) {
  CTL_TRY(auto clusters, select(config, {name}, env), flag);
  if (clusters.size() == 1) return clusters.front();
  return fail(ErrorKind::usage, "{}: \"{}\" fits {} contexts, give the name of one", flag, name, clusters.size());
}

Result<std::string> current_context(const kube::Kubeconfig& config, const char* flag) {
  if (!config.current_context.empty()) return config.current_context;
  return fail_with_hint(ErrorKind::usage, fmt::format("Give {} with one of {}.", flag, some_names(config)),
                        "the kubeconfig has no current context");
}

Result<std::string> context_to_write(const kube::Kubeconfig& config, bool typed_out, const char* flag) {
  if (typed_out) return current_context(config, flag);
  if (config.contexts.size() == 1) return config.contexts.begin()->first;
  return fail_with_hint(ErrorKind::usage,
                        fmt::format("Give {} with one of {}, or --current-context for {}.", flag, some_names(config),
                                    config.current_context.empty() ? "the current one" : config.current_context),
                        "no cluster named, and the kubeconfig has {} contexts", config.contexts.size());
}

std::unique_ptr<fleet::Connector> connector_for(const Env& env) {
  kube::SessionOptions options;
  options.env = env.surface.variables;
  if (!env.globals.kuberc.empty()) options.env.set("KUBERC", env.globals.kuberc);
  options.log = env.log;
  options.interactive = env.surface.terminal.in && env.surface.terminal.err;
  options.user_agent = user_agent();
  options.clock = &env.surface.clock;
  auto connector = env.surface.make_connector(std::move(options));
  const auto limit = env.globals.request_timeout;
  if (limit.count() == 0) return connector;
  return std::make_unique<BoundedConnector>(std::move(connector), limit);
}

void say_asking(std::size_t clusters, const Env& env) {
  if (env.surface.terminal.err)
    env.talk.step({"", fmt::format("asking {} cluster{}", clusters, clusters == 1 ? "" : "s")});
}

std::size_t width_for(const Env& env, std::size_t clusters) {
  return env.globals.parallel > 0 ? static_cast<std::size_t>(env.globals.parallel) : fleet::default_width(clusters);
}

std::string coroot_namespace(const Env& env) {
  return env.globals.namespace_name.empty() ? "coroot" : env.globals.namespace_name;
}

}  // namespace corootctl::cli
