#include "render/render.hpp"

#include <set>

#include "base/text.hpp"
#include "render/argocd.hpp"
#include "render/flux.hpp"
#include "render/kustomize.hpp"
#include "render/plain.hpp"

namespace corootctl::render {
namespace {

Result<Tree> tree_of(const std::vector<Part>& parts, const Settings& settings) {
  switch (settings.form) {
    case Form::kustomize: return kustomize_tree(parts, settings);
    case Form::argocd: return argocd_tree(parts, settings);
    case Form::flux: return flux_tree(parts, settings);
    case Form::plain: break;
  }
  return plain_tree(parts, settings);
}

/// A key that two clusters need cannot be left to the operator of one.
Result<> check_given_keys(const std::vector<Part>& parts, const GivenKeys& keys) {
  std::set<std::string> missing;
  for (const auto& part : parts)
    for (const auto& secret : part.secrets)
      for (const auto& entry : secret.entries)
        if (entry.travels && !keys.contains({entry.project, std::string(entry.property)}))
          missing.insert(fmt::format("{} {}", entry.project, entry.property));
  if (missing.empty()) return {};
  return fail_with_hint(ErrorKind::config, "Add them: those of the clusters, or 32 letters and digits for a new one.",
                        "keys are not given: {}", join({missing.begin(), missing.end()}, ", "));
}

}  // namespace

Result<Rendered> render_fleet(const fleetfile::Fleet& fleet, const std::vector<std::string>& only,
                              const Settings& settings) {
  CTL_PASS(const auto parts, parts_of(fleet, only));
  if (settings.secrets == Secrets::emitted) CTL_RUN(check_given_keys(parts, settings.keys));
  CTL_PASS(auto tree, tree_of(parts, settings));
  Rendered out{sorted(std::move(tree)), {}};
  std::vector<std::string> unpinned;
  for (const auto& part : parts) {
    if (part.chart && part.chart->version == "*") unpinned.push_back(part.cluster.name);
  }
  if (!unpinned.empty())
    out.warnings.push_back("no version of the operator's chart is named for " + join_first(unpinned, 3) +
                           ": engines take the newest, without a review");
  return out;
}

}  // namespace corootctl::render
