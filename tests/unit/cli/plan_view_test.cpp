#include <doctest/doctest.h>

#include "cli/commands/converge/view.hpp"
#include "cli/output/structured.hpp"

namespace corootctl::tests::cli_plan_view {

using namespace corootctl::cli;
using converge::ClusterPlan;
using converge::FleetPlan;
using converge::Wave;

namespace {

/// A hub that waits for a key, a member with a field that Argo CD wrote, a readonly member and one that is gone.
FleetPlan four_clusters() {
  ClusterPlan hub{"hub", "prod-c", "hub", "uid-c", false, {}, {}, {}};
  hub.objects = {
      {Wave::operators, "Namespace coroot", "unchanged", {}, {}, {}, true},
      {Wave::hub, "Secret coroot/remote-coroot-clusters", "created", {}, "waits for the keys of prod-a", {}, false}};
  hub.notes = {"no more in the file: prod-x; --prune takes them from the hub"};
  ClusterPlan member{"prod-a", "prod-a", "remote", "uid-a", false, {}, {}, {}};
  member.objects = {{Wave::members,
                     "Coroot coroot/coroot",
                     "changed",
                     {{"spec.logTTL", document::Value("3d"), document::Value("7d")},
                      {"spec.service.nodePort", std::nullopt, document::Value(30001)}},
                     {},
                     {"helm (2026-11-28T10:00:00Z): .spec.logTTL"},
                     true}};
  ClusterPlan frozen{"prod-b", "b", "remote", "uid-b", true, {}, {}, {}};
  frozen.objects = {{Wave::members, "Coroot coroot/coroot", "changed", {}, {}, {}, false}};
  ClusterPlan gone{"prod-d", "d", "agents", "", false, {}, {}, {}};
  gone.error = Error{ErrorKind::unreachable, "GET https://d/version: connection refused", {}, {}};
  return {{hub, member, frozen, gone}};
}

}  // namespace

TEST_CASE("a plan lists what is pending by wave, then the fields that change, then what is to be known") {
  CHECK(plan_text(four_clusters(), false, Style{}, 0) ==
        R"(WAVE      CLUSTER   ACTION   OBJECT                                 REMARK
members   prod-a    change   Coroot coroot/coroot                   written by helm (2026-11-28T10:00:00Z): .spec.logTTL
members   prod-b    change   Coroot coroot/coroot                   readonly: left alone; not checked by the server
hub       hub       create   Secret coroot/remote-coroot-clusters   waits for the keys of prod-a

prod-a: Coroot coroot/coroot
  spec.logTTL: "3d" -> "7d"
  spec.service.nodePort: (absent) -> 30001

hub: no more in the file: prod-x; --prune takes them from the hub
)");
  CHECK(plan_text(four_clusters(), true, Style{}, 0).find("operators   hub       none     Namespace coroot") !=
        std::string::npos);
}

TEST_CASE("the summary of a plan counts what apply would write") {
  CHECK(plan_summary(four_clusters()) == "1 to create, 1 to change in 2 clusters");
  CHECK(plan_summary({}) == "nothing to do");
  auto moving = four_clusters();
  moving.clusters[0].objects.push_back({Wave::hub, "Coroot project prod-a", "deleted", {}, {}, {}, false});
  CHECK(plan_summary(moving) == "1 to create, 1 to change, 1 to delete in 2 clusters");
  CHECK(plan_text(moving, false, Style{}, 0).find("hub       hub       delete   Coroot project prod-a") !=
        std::string::npos);
}

TEST_CASE("a plan for a pull request is Markdown with the fields as a diff") {
  CHECK(plan_markdown(four_clusters(), "prod") == R"(### Plan of fleet prod: 1 to create, 1 to change in 2 clusters

| wave | cluster | action | object | remark |
|---|---|---|---|---|
| members | prod-a | change | Coroot coroot/coroot | written by helm (2026-11-28T10:00:00Z): .spec.logTTL |
| members | prod-b | change | Coroot coroot/coroot | readonly: left alone; not checked by the server |
| hub | hub | create | Secret coroot/remote-coroot-clusters | waits for the keys of prod-a |

**prod-a**: Coroot coroot/coroot

```diff
- spec.logTTL: "3d"
+ spec.logTTL: "7d"
+ spec.service.nodePort: 30001
```

- hub: no more in the file: prod-x; --prune takes them from the hub
- prod-d could not be read: GET https://d/version: connection refused
)");
}

TEST_CASE("a plan for programs has every object with its action, and a digest for each cluster") {
  const auto value = plan_value(four_clusters(), "prod");
  CHECK(value["fleet"].as_string() == "prod");
  CHECK(value["pending"].as_bool());
  const auto& member = value["clusters"][std::size_t{1}];
  CHECK(member["digest"].as_string().size() == 64);
  CHECK(structured(member["objects"][std::size_t{0}], Format::json) == R"({
  "wave": "members",
  "object": "Coroot coroot/coroot",
  "action": "change",
  "checked": true,
  "note": null,
  "owners": [
    "helm (2026-11-28T10:00:00Z): .spec.logTTL"
  ],
  "changes": [
    {
      "path": "spec.logTTL",
      "before": "3d",
      "after": "7d"
    },
    {
      "path": "spec.service.nodePort",
      "before": null,
      "after": 30001
    }
  ]
}
)");
  CHECK(value["clusters"][std::size_t{3}]["error"]["kind"].as_string() == "unreachable");
}

TEST_CASE("a plan ends with 3 when a cluster could not be read, before 7 for pending changes") {
  const Outcomes well{std::nullopt}, gone{std::nullopt, Error{ErrorKind::unreachable, "x", {}, {}}};
  CHECK(exit_code_of_plan(false, well) == ExitCode::ok);
  CHECK(exit_code_of_plan(true, well) == ExitCode::pending);
  CHECK(exit_code_of_plan(true, gone) == ExitCode::partial);
  CHECK(exit_code_of_plan(true, {Error{ErrorKind::cancelled, "x", {}, {}}}) == ExitCode::interrupted);
}

}  // namespace corootctl::tests::cli_plan_view
