/// What status and plan tell pipelines.
#include <doctest/doctest.h>

#include "cli/commands/converge/findings.hpp"
#include "cli/commands/status/findings.hpp"
#include "pipeline/forms.hpp"

namespace corootctl::tests::cli_findings {

namespace {

ops::StatusReport a_status() {
  ops::StatusReport out;
  ops::ClusterStatus hub{.context = "prod-c", .resource = "coroot/coroot"};
  hub.components = {{.name = "coroot", .reason = "image cannot be pulled", .hint = "Look at its events."}};
  hub.gaps = {"volumes could not be read"};
  ops::ClusterStatus dead{.context = "prod-b", .error = Error{ErrorKind::unreachable, "connection refused", {}, ""}};
  out.clusters = {hub, {.context = "prod-a"}, dead};
  ops::LinkStatus waiting{.project = "prod-a", .context = "prod-a"};
  waiting.health = {.project = "prod-a", .state = hub::MemberState::no_telemetry};
  out.links = {waiting};
  return out;
}

converge::PlannedObject planned(const char* object, const char* outcome) {
  return {.wave = converge::Wave::members, .object = object, .outcome = outcome};
}

converge::FleetPlan a_plan() {
  auto changed = planned("Coroot coroot/coroot", "changed");
  changed.changes = {{"spec.metricsRefreshInterval", document::Value("30s"), document::Value("15s")}};
  changed.owners = {"kubectl-edit at 08:00"};
  converge::ClusterPlan member{.name = "prod-a", .context = "prod-a"};
  member.objects = {planned("Namespace coroot", "unchanged"), changed, planned("Secret coroot/old", "deleted")};
  converge::ClusterPlan left_alone{.name = "edge", .context = "edge", .is_readonly = true};
  left_alone.objects = {planned("Namespace coroot", "created")};
  converge::ClusterPlan dead{
      .name = "prod-b", .context = "prod-b", .error = Error{ErrorKind::unreachable, "connection refused", {}, ""}};
  return {{member, left_alone, dead}};
}

}  // namespace

TEST_CASE("status for pipelines: a case for each cluster and link; only late data is a warning") {
  CHECK(pipeline::to_markdown(cli::status_findings(a_status())) ==
        "## corootctl status: 1 error, 1 warning, 1 not read\n"
        "\n"
        "| level | rule | cluster | object | problem | what to do |\n"
        "|---|---|---|---|---|---|\n"
        "| error | status.cluster | prod-c | Coroot coroot/coroot | coroot is missing: image cannot be pulled | Look "
        "at "
        "its events. |\n"
        "| warning | status.link | prod-a | link prod-a | no telemetry | " +
            std::string(hub::hint_for(hub::MemberState::no_telemetry)) +
            " |\n"
            "\n"
            "### Not judged\n"
            "\n"
            "- status.cluster: prod-c: volumes could not be read\n"
            "\n"
            "### Not read\n"
            "\n"
            "- prod-b: connection refused\n");
}

TEST_CASE("plan for pipelines: what would be written is a warning at the fleet file, a readonly cluster's a notice") {
  CHECK(pipeline::to_github(cli::plan_findings(a_plan(), "")) ==
        "::warning file=corootctl.yaml,title=plan.change An object differs from the fleet file::prod-a: Coroot "
        "coroot/coroot: it would be changed: spec.metricsRefreshInterval; written by kubectl-edit at 08:00. Run "
        "corootctl "
        "apply, or put the fleet file right.\n"
        "::warning file=corootctl.yaml,title=plan.delete An object is not in the fleet file any more::prod-a: Secret "
        "coroot/old: it would be deleted. Run corootctl apply, or put the fleet file right.\n"
        "::notice file=corootctl.yaml,title=plan.create An object of the fleet file is missing::edge: Namespace "
        "coroot: it "
        "would be created. Run corootctl apply, or put the fleet file right.\n"
        "::warning file=corootctl.yaml,title=not read::prod-b: connection refused\n");
}

TEST_CASE(
    "plan for pipelines: drift fails its object's test, what is as the file says passes, readonly does not fail") {
  const auto junit = pipeline::to_junit(cli::plan_findings(a_plan(), "/elsewhere/fleet.yaml"));
  CHECK(junit.find("tests=\"5\" failures=\"2\" errors=\"1\" skipped=\"0\"") != std::string::npos);
  CHECK(junit.find("name=\"prod-a: Namespace coroot\" />") != std::string::npos);
}

TEST_CASE("plan for pipelines: a file outside of the repository is not told") {
  CHECK(cli::plan_findings({}, "/elsewhere/fleet.yaml").file.empty());
  CHECK(cli::plan_findings({}, "../fleet.yaml").file.empty());
  CHECK(cli::plan_findings({}, "-").file.empty());
  CHECK(cli::plan_findings({}, "fleets/prod.yaml").file == "fleets/prod.yaml");
}

}  // namespace corootctl::tests::cli_findings
