#include "upkeep/upgrade/upgrade.hpp"

#include <algorithm>
#include <map>

#include "base/time.hpp"
#include "deploy/execute.hpp"
#include "deploy/manifests.hpp"
#include "deploy/wait.hpp"
#include "fleet/fan_out.hpp"
#include "upkeep/upgrade/proof.hpp"
#include "upkeep/upgrade/survey.hpp"

namespace corootctl::upkeep {
namespace {

using document::Value;

constexpr std::chrono::seconds survey_deadline{60};
constexpr auto not_begun = "not begun";

/// The hub as the proofs ask it.
struct HubCluster {
  std::string context{};
  std::optional<kube::Reader> reader{};
  deploy::Installation installation{};
};

class Upgrader {
 public:
  Upgrader(const UpgradeRequest& request, const fleet::Surroundings& around, const std::optional<HubCluster>& hub)
      : request_(request), around_(around), hub_(hub) {}

  /// Fills the survey's report step by step, so that a failure keeps what was done.
  Result<> bring(UpgradeSurvey& survey, const std::stop_token& stop) const {
    auto& report = survey.report;
    report.outcome = "failed";
    if (report.wave > 0) CTL_RUN(write(survey, stop));
    if (request_.dry_run) {
      report.outcome = report.wave > 0 ? "would be upgraded" : "unchanged";
      report.unfinished = {};
      return {};
    }
    const auto written_at = report.wave > 0 ? now_ms(around_.clock) : 0;
    CTL_RUN(wait(survey, stop));
    if (request_.verify) CTL_RUN(prove(survey, written_at, stop));
    report.outcome = report.wave > 0 ? "upgraded" : "unchanged";
    report.unfinished = {};
    return {};
  }

 private:
  Result<> write(UpgradeSurvey& survey, const std::stop_token& stop) const {
    auto& report = survey.report;
    deploy::Plan plan;
    for (const auto& definition : survey.more_definitions) {
      auto ref = deploy::ref_of_document(definition);
      ref.resource = kube::resources::custom_resource_definitions();
      plan.steps.push_back({report.context,
                            ref,
                            deploy::Action::apply,
                            definition,
                            "helm leaves definitions of crds/ as they are",
                            "the definition",
                            {}});
    }
    const kube::ObjectRef release{
        {"", "", "helm release", "", true}, survey.release.namespace_name, survey.release.source.release};
    plan.steps.push_back({report.context, release, deploy::Action::release, {}, "the operator", "operator", {}});
    if (!request_.dry_run) plan.steps.push_back(deploy::await_definition(report.context));
    const deploy::Site site{*survey.client, survey.release.namespace_name, around_, survey.release};
    // Of a definition that helm made and does not look at again there is no other owner to ask.
    const bool forced = request_.force_conflicts || !survey.more_definitions.empty();
    const auto budget = std::max<std::chrono::milliseconds>(request_.timeout, survey_deadline);
    auto done = deploy::execute(site, plan, {request_.dry_run, forced, {}}, {Deadline::in(budget), stop});
    report.unfinished = deploy::unfinished(plan, done);
    report.unfinished.left.emplace_back("the wait until it runs");
    report.objects = std::move(done.reports);
    if (done.error) return tl::unexpected(std::move(*done.error).with("upgrade the operator"));
    return {};
  }

  Result<> wait(UpgradeSurvey& survey, const std::stop_token& stop) const {
    auto& report = survey.report;
    auto waited = deploy::wait_for_operator(*survey.client, survey.release.namespace_name, report.context, around_,
                                            {Deadline::in(request_.timeout), stop});
    report.components = std::move(waited.components);
    if (waited.error) return tl::unexpected(std::move(*waited.error));
    for (const auto& each : survey.installations) {
      auto running = deploy::wait_until_running(*survey.client, each, report.context, around_,
                                                {Deadline::in(request_.timeout), stop});
      report.components = std::move(running.components);
      if (running.error) return tl::unexpected(std::move(*running.error));
    }
    return {};
  }

  /// The hub where one is named, else the cluster's own Coroot.
  Result<> prove(UpgradeSurvey& survey, std::int64_t since_ms, const std::stop_token& stop) const {
    auto& report = survey.report;
    report.unfinished.left = {"the proof that data flow"};
    const auto projects = own_projects(survey.installations);
    if (projects.empty()) return {};
    const Within within{Deadline::in(request_.timeout), stop};
    const kube::Reader& reader = hub_ ? *hub_->reader : static_cast<const kube::Reader&>(*survey.client);
    const auto& server = hub_ ? hub_->installation : survey.installations.front();
    CTL_TRY(
        const auto client,
        deploy::ask_patiently([&](const Within& each) { return hub::open_hub(reader, server, request_.login, each); },
                              hub_ ? hub_->context : report.context, around_, within),
        "verify");
    CTL_PASS(report.proofs, prove_data(*client, projects, since_ms, report.context, around_, within));
    return {};
  }

  const UpgradeRequest& request_;
  const fleet::Surroundings& around_;
  const std::optional<HubCluster>& hub_;
};

Result<std::vector<UpgradeSurvey>> survey_all(const UpgradeRequest& request, const fleet::Surroundings& around,
                                              const std::stop_token& stop) {
  auto answers =
      fleet::fan_out(request.targets, request.width, stop,
                     [&](const UpgradeTarget& target, const std::stop_token& token) -> Result<UpgradeSurvey> {
                       auto out = survey(target, request, around, {Deadline::in(survey_deadline), token});
                       if (out) return out;
                       return tl::unexpected(std::move(out.error()).with("cluster " + target.cluster.context));
                     });
  std::vector<UpgradeSurvey> out;
  std::map<std::string, std::string> seen;
  for (auto& answer : answers) {
    if (!answer) return tl::unexpected(std::move(answer.error()));
    const auto& context = answer->report.context;
    if (const auto [other, fresh] = seen.emplace(answer->uid, context); !fresh && !answer->uid.empty())
      return fail_with_hint(ErrorKind::usage, "name each cluster once", "contexts {} and {} are the same cluster",
                            other->second, context);
    out.push_back(std::move(*answer));
  }
  return out;
}

/// Errors: not_found when the hub has no Coroot with a server; conflict when it is known to crash.
Result<std::optional<HubCluster>> look_at_hub(const UpgradeRequest& request, const std::vector<UpgradeSurvey>& surveys,
                                              const fleet::Surroundings& around, const std::stop_token& stop) {
  if (!request.hub) return std::nullopt;
  HubCluster out;
  out.context = request.hub->context;
  Within within{Deadline::in(survey_deadline), stop};
  const auto step = "cluster " + out.context;
  CTL_TRY(out.reader, around.connector.reader_for(*request.hub, within), step);
  CTL_TRY(auto installations, deploy::find_installations(*out.reader, within), step);
  std::erase_if(installations, [](const auto& each) { return each.resource.at({"spec", "agentsOnly"}).is_object(); });
  if (installations.empty())
    return fail_with_hint(ErrorKind::not_found, "Name the hub with --hub, or leave it out.", "{}: no Coroot is there",
                          step);
  out.installation = std::move(installations.front());
  std::vector<coroot::CrashCause> causes;
  for (const auto& each : surveys) causes.insert(causes.end(), each.causes.begin(), each.causes.end());
  CTL_CHECK(check_hub(*out.reader, out.installation, causes, request.accepted, within), step);
  return out;
}

/// The clusters of one wave, side by side.
std::vector<UpgradeSurvey*> of_wave(std::vector<UpgradeSurvey>& surveys, int wave) {
  std::vector<UpgradeSurvey*> out;
  for (auto& each : surveys)
    if (each.report.wave == wave) out.push_back(&each);
  return out;
}

bool run_wave(const std::vector<UpgradeSurvey*>& wave, const Upgrader& upgrader, std::size_t width,
              const std::stop_token& stop) {
  auto done = fleet::fan_out(wave, width, stop, [&](UpgradeSurvey* survey, const std::stop_token& token) {
    return upgrader.bring(*survey, token);
  });
  for (std::size_t i = 0; i < wave.size(); ++i)
    if (!done[i]) wave[i]->report.error = std::move(done[i].error());
  return std::all_of(done.begin(), done.end(), [](const auto& each) { return each.has_value(); });
}

std::vector<ClusterUpgrade> reports_of(const std::vector<UpgradeSurvey>& surveys) {
  std::vector<ClusterUpgrade> out;
  for (const auto& each : surveys) out.push_back(each.report);
  return out;
}

}  // namespace

Result<std::vector<ClusterUpgrade>> upgrade(const UpgradeRequest& request, const fleet::Surroundings& around,
                                            std::stop_token stop) {
  CTL_PASS(auto surveys, survey_all(request, around, stop));
  CTL_PASS(const auto hub, look_at_hub(request, surveys, around, stop));
  assign_waves(surveys, request);
  int last = 0;
  for (auto& each : surveys) {
    each.report.outcome = not_begun;
    each.report.unfinished.left = {"everything"};
    last = std::max(last, each.report.wave);
  }
  if (request.consent && !request.dry_run && last > 0) CTL_RUN(request.consent(reports_of(surveys)));
  const Upgrader upgrader(request, around, hub);
  for (int wave = 0; wave <= last; ++wave)
    if (!run_wave(of_wave(surveys, wave), upgrader, request.width, stop)) break;
  return reports_of(surveys);
}

}  // namespace corootctl::upkeep
