#include "upkeep/upgrade/survey.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "coroot/resource.hpp"
#include "deploy/helm.hpp"

namespace corootctl::upkeep {
namespace {

using coroot::CrashCause;
using document::Value;

constexpr auto flux_label = "helm.toolkit.fluxcd.io/name";

/// The one operator, brought by a helm release that no other tool would set back.
Result<deploy::Operator> the_operator(const deploy::Operators& operators, const std::string& context) {
  const auto& found = operators.found;
  if (found.empty()) {
    return fail_with_hint(ErrorKind::not_found, "Run `corootctl install --operator-only --context " + context + "`.",
                          "no operator is {}", operators.everywhere ? "in this cluster" : "where this user may look");
  }
  if (found.size() > 1)
    return fail_with_hint(ErrorKind::conflict, "Remove all but one: each works on every Coroot resource.",
                          "{} operators are in this cluster", found.size());
  const auto& used = found.front();
  const auto& flux = used.deployment.at({"metadata", "labels", flux_label}).as_string();
  if (!flux.empty())
    return fail_with_hint(ErrorKind::conflict, "Change the version in the HelmRelease that Flux reads.",
                          "Flux brings the {} and would set it back: HelmRelease {}", used.describe(), flux);
  if (!used.release.empty()) return used;
  return fail_with_hint(ErrorKind::conflict,
                        "Apply the newer manifests: corootctl install --operator-only --operator-manifests FILE.",
                        "helm did not bring the {}", used.describe());
}

deploy::HelmRelease release_of(const UpgradeTarget& target, const deploy::Operator& used,
                               const UpgradeRequest& request) {
  deploy::HelmRelease out{
      target.source,     used.namespace_name, target.cluster.context, target.cluster.connection.context,
      target.kubeconfig, request.overrides,   request.force_conflicts};
  out.source.release = used.release;
  return out;
}

using Records = std::vector<deploy::HelmRecord>;

/// A helm that was interrupted between its last two records has already marked the old one as superseded, and not yet
/// the new one as deployed: helm itself then goes on from the old one.
Result<deploy::HelmContent> deployed(const Records& records, const std::string& release) {
  for (const auto* status : {"deployed", "superseded"}) {
    const auto newest =
        std::find_if(records.rbegin(), records.rend(), [&](const auto& record) { return record.status == status; });
    if (newest != records.rend()) return deploy::unpack(*newest);
  }
  return fail_with_hint(ErrorKind::failed, "Look at `helm history`, and bring it back with `helm rollback`.",
                        "no revision of {} is deployed", release);
}

/// helm tries nothing over a revision that was left pending: its record says what it would have brought (operator 21).
Result<deploy::HelmContent> wanted(const Records& records, const deploy::HelmContent& before,
                                   const deploy::HelmRelease& release, const fleet::Surroundings& around,
                                   const Within& within) {
  if (records.empty() || !records.back().status.starts_with("pending-"))
    return deploy::helm_preview(release, around, within);
  CTL_PASS(auto version, deploy::wanted_chart_version(release, around, within));
  CTL_PASS(auto left, deploy::unpack(records.back()));
  if (left.version == version) return left;
  auto out = before;
  out.version = std::move(version);
  return out;
}

Result<> refuse_downgrade(const ChartDiff& diff) {
  if (coroot::compare_versions(diff.to, diff.from) >= 0) return {};
  return fail_with_hint(ErrorKind::usage,
                        "Name a newer one with --chart-version; going back is `helm rollback`, which leaves the "
                        "definition's newer fields in the resources.",
                        "chart {} is older than {}, which is installed", diff.to, diff.from);
}

/// One that may not be read counts as absent: it only warns of a crash.
bool has_flux(const kube::Reader& reader, const Within& within) {
  for (const auto* name : {"kustomizations.kustomize.toolkit.fluxcd.io", "helmreleases.helm.toolkit.fluxcd.io",
                           "gitrepositories.source.toolkit.fluxcd.io"}) {
    const auto live = reader.find({kube::resources::custom_resource_definitions(), "", name}, within);
    if (live && *live) return true;
  }
  return false;
}

bool has_overrides_on_aggregate(const Value& resource) {
  const auto& projects = resource.at({"spec", "projects"}).as_list();
  return std::any_of(projects.begin(), projects.end(), [](const Value& project) {
    return coroot::kind_of(project) == coroot::ProjectKind::aggregate &&
           !project["inspectionOverrides"].as_object().empty();
  });
}

std::vector<CrashCause> causes_in(const kube::Reader& reader, const std::vector<deploy::Installation>& installations,
                                  const Within& within) {
  std::vector<CrashCause> out;
  if (has_flux(reader, within)) out.push_back(CrashCause::flux_in_a_member);
  const bool overrides = std::any_of(installations.begin(), installations.end(),
                                     [](const auto& each) { return has_overrides_on_aggregate(each.resource); });
  if (overrides) out.push_back(CrashCause::overrides_on_aggregate);
  return out;
}

void warn_of_lost_fields(UpgradeSurvey& out) {
  for (const auto& each : out.installations) {
    const auto lost = used_fields(each.resource, out.report.diff.fields_removed);
    if (lost.empty()) continue;
    out.report.warnings.push_back(
        fmt::format("Coroot {}/{} sets what the new definition does not know, and would lose "
                    "it: {}",
                    each.namespace_name, each.name, join_first(lost, 5)));
  }
}

bool is_hub(const Value& resource) {
  const auto& projects = resource.at({"spec", "projects"}).as_list();
  return std::any_of(projects.begin(), projects.end(),
                     [](const Value& project) { return coroot::kind_of(project) == coroot::ProjectKind::aggregate; });
}

}  // namespace

Result<UpgradeSurvey> survey(const UpgradeTarget& target, const UpgradeRequest& request,
                             const fleet::Surroundings& around, const Within& within) {
  UpgradeSurvey out;
  auto limit = within;
  CTL_PASS(out.client, around.connector.client_for(target.cluster, request.dry_run, limit));
  auto uid = fleet::cluster_uid(*out.client, limit);
  if (!uid && request.targets.size() > 1) return tl::unexpected(std::move(uid.error()));
  out.uid = uid.value_or("");
  CTL_PASS(const auto operators, deploy::find_operators(*out.client, request.namespace_name, limit));
  if (operators.found.empty() && !operators.everywhere)  // then the server says which right that takes
    CTL_CHECK(out.client->list(kube::resources::deployments(), "", "", limit), "look for the operator");
  CTL_PASS(const auto used, the_operator(operators, target.cluster.context));
  CTL_PASS(out.installations, deploy::find_installations(*out.client, limit));
  CTL_PASS(const auto live, out.client->find(deploy::coroot_definition(), limit));
  out.definition = live.value_or(Value());
  out.release = release_of(target, used, request);
  const auto name = out.release.namespace_name + "/" + out.release.source.release;
  CTL_PASS(const auto records,
           deploy::helm_records(*out.client, out.release.namespace_name, out.release.source.release, limit));
  CTL_PASS(const auto before, deployed(records, "helm release " + name));
  CTL_PASS(const auto after, wanted(records, before, out.release, around, limit));
  CTL_PASS(out.more_definitions, deploy::definitions_beside(out.release, around, limit));
  auto& report = out.report;
  report.context = target.cluster.context;
  report.release = "helm release " + name;
  report.diff = diff_charts(before, after, out.definition, out.more_definitions);
  CTL_RUN(refuse_downgrade(report.diff));
  out.release.source.chart_version = report.diff.to;
  warn_of_lost_fields(out);
  out.causes = causes_in(*out.client, out.installations, limit);
  return out;
}

Result<> check_hub(const kube::Reader& reader, const deploy::Installation& hub, const std::vector<CrashCause>& causes,
                   const std::vector<std::string>& accepted, const Within& within) {
  if (!is_hub(hub.resource)) return {};
  CTL_PASS(const auto components, deploy::components_of(reader, hub, within));
  const auto server =
      std::find_if(components.begin(), components.end(), [](const auto& each) { return each.name == "coroot"; });
  if (server == components.end()) return {};
  const auto version = coroot::version_of_image(server->image);
  for (const auto& crash : coroot::crashes_of(version, causes)) {
    if (std::find(accepted.begin(), accepted.end(), crash.code) != accepted.end()) continue;
    return fail_with_hint(ErrorKind::conflict,
                          fmt::format("Bring the hub's server to {} or newer first, or say --accept {}. See {}",
                                      crash.fixed, crash.code, crash.source),
                          "the hub runs Coroot {}, and here {}", version, crash.what);
  }
  return {};
}

void assign_waves(std::vector<UpgradeSurvey>& surveys, const UpgradeRequest& request) {
  std::vector<UpgradeSurvey*> pending;
  for (auto& each : surveys)
    if (is_pending(each.report.diff)) pending.push_back(&each);
  std::stable_partition(pending.begin(), pending.end(),
                        [&](const auto* each) { return each->report.context == request.canary; });
  const auto size = request.wave_size == 0 ? pending.size() : request.wave_size;
  for (std::size_t i = 0; i < pending.size(); ++i)
    pending[i]->report.wave = i == 0 ? 1 : static_cast<int>(2 + (i - 1) / size);
}

}  // namespace corootctl::upkeep
