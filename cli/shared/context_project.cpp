#include "cli/shared/context_project.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace corootctl::cli {
namespace {

bool names_context(const kube::Kubeconfig& config, const std::string& text) {
  const auto fits = [&](const auto& context) { return glob_match(text, context.first); };
  return config.contexts.contains(text) || std::any_of(config.contexts.begin(), config.contexts.end(), fits);
}

tl::unexpected<Error> unclear(const std::string& text, const char* flag, bool both, const ContextProject& reading,
                              const ContextProject& old_reading) {
  const auto way_out = both ? "If the kubeconfig's names are in the way: kubectl config rename-context OLD NEW."
                            : "The contexts: corootctl contexts --no-contact -o name";
  return fail_with_hint(
      ErrorKind::usage,
      fmt::format("Read as CONTEXT=PROJECT it is context {} with project {}; in the older order, PROJECT=CONTEXT, it "
                  "is context {} with project {}. {}",
                  reading.context, reading.project, old_reading.context, old_reading.project, way_out),
      "{} \"{}\": {}", flag, text,
      both ? "both sides name a context of the kubeconfig" : "neither side names a context of the kubeconfig");
}

}  // namespace

ContextProject split_target(const std::string& text, const kube::Kubeconfig& config) {
  const auto equals = text.rfind('=');
  if (equals == std::string::npos || config.contexts.contains(text)) return {text, ""};
  return {text.substr(0, equals), text.substr(equals + 1)};
}

Result<ContextProject> split_either_way(const std::string& text, const kube::Kubeconfig& config, const char* flag,
                                        const Env& env) {
  auto reading = split_target(text, config);
  if (reading.context == text) return reading;
  const auto equals = text.find('=');
  ContextProject old_reading{text.substr(equals + 1), text.substr(0, equals)};
  const bool fits = names_context(config, reading.context), old_fits = names_context(config, old_reading.context);
  if (reading == old_reading || (fits && !old_fits)) return reading;
  if (fits == old_fits) return unclear(text, flag, fits, reading, old_reading);
  env.talk.warn(fmt::format("{} {}: the order is CONTEXT=PROJECT; read as {}={}", flag, text, old_reading.context,
                            old_reading.project));
  return old_reading;
}

}  // namespace corootctl::cli
