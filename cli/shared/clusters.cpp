#include "cli/shared/clusters.hpp"

#include <set>

#include "base/files.hpp"
#include "base/text.hpp"

namespace corootctl::cli {
namespace {

/// A few names for a hint; a fleet's hundreds would hide the message.
std::string some_names(const kube::Kubeconfig& config) {
  std::vector<std::string> names;
  for (const auto& [name, entry] : config.contexts) names.push_back(name);
  return join_first(names, 8);
}

}  // namespace

Result<kube::Kubeconfig> load_kubeconfig(const Env& env) { return load_kubeconfig(env.globals.kubeconfig, env); }

Result<kube::Kubeconfig> load_kubeconfig(const std::string& file, const Env& env) {
  auto config = kube::load_kubeconfig(file, env.surface.variables);
  if (config) {
    for (const auto& warning : config->warnings) env.talk.warn(warning);
    for (const auto& note : config->shadowed) env.log.write(1, note);
  }
  return config;
}

void warn_about(const std::vector<fleet::ClusterRef>& clusters, const Env& env) {
  std::set<std::string> said;  // contexts share clusters and users
  for (const auto& cluster : clusters) {
    for (const auto& warning : cluster.connection.warnings) {
      if (said.insert(warning).second) env.talk.warn(warning);
    }
  }
}

void say_unread(const std::string& context, const std::vector<std::string>& gaps, const Env& env) {
  for (const auto& gap : gaps) env.talk.warn(fmt::format("cluster {} was not read whole: {}", context, gap));
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
  return fail(ErrorKind::usage, "--contexts-file: {} has no context", file);
}

Result<std::vector<fleet::ClusterRef>> select(const kube::Kubeconfig& config, const std::vector<std::string>& names,
                                              const Env& env) {
  CTL_PASS(const auto overrides, overrides_of(env.globals));
  CTL_PASS(auto clusters, fleet::select(config, names, overrides, env.surface.variables));
  warn_about(clusters, env);
  return clusters;
}

Result<fleet::ClusterRef> select_single(const kube::Kubeconfig& config, const std::string& name, const char* flag,
                                        const Env& env) {
  CTL_TRY(auto clusters, select(config, {name}, env), name.empty() ? "" : flag);
  if (clusters.size() == 1) return clusters.front();
  return fail(ErrorKind::usage, "{}: \"{}\" matches {} contexts, name one", flag, name, clusters.size());
}

Result<fleet::ClusterRef> select_one(const kube::Kubeconfig& config, const std::string& name, const char* flag,
                                     const Env& env) {
  CTL_PASS(auto cluster, select_single(config, name, flag, env));
  CTL_CHECK(fleet::check_entries({cluster}), flag);
  return cluster;
}

Result<std::string> current_context(const kube::Kubeconfig& config, const char* flag) {
  if (config.contexts.empty() || !config.current_context.empty()) return config.current_context;
  return fail_with_hint(ErrorKind::usage, fmt::format("Give {} with one of {}.", flag, some_names(config)),
                        "the kubeconfig has no current context");
}

Result<std::string> context_to_write(const kube::Kubeconfig& config, bool typed_out, const char* flag) {
  if (typed_out || config.contexts.empty()) return current_context(config, flag);
  if (config.contexts.size() == 1) return config.contexts.begin()->first;
  return fail_with_hint(ErrorKind::usage,
                        fmt::format("Give {} with one of {}, or --current-context for {}.", flag, some_names(config),
                                    config.current_context.empty() ? "the current one" : config.current_context),
                        "no cluster named, and the kubeconfig has {} contexts", config.contexts.size());
}

}  // namespace corootctl::cli
