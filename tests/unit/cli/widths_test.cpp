/// Every verb's table on terminals of four widths, and read out: what is cut, what is left out, and that names stay.
#include <doctest/doctest.h>

#include "base/text.hpp"
#include "base/text_width.hpp"
#include "cli/commands/apps/view.hpp"
#include "cli/commands/contexts/view.hpp"
#include "cli/commands/converge/view.hpp"
#include "cli/commands/incidents/view.hpp"
#include "cli/commands/install/view.hpp"
#include "cli/commands/link_clusters/view.hpp"
#include "cli/commands/status/view.hpp"
#include "cli/commands/topology/view.hpp"
#include "support/golden.hpp"

namespace corootctl::tests::cli_widths {

using namespace corootctl::cli;

namespace {

const std::string eks = "arn:aws:eks:eu-west-1:123456789012:cluster/prod-a", gke = "gke_shop_europe-west4_prod-b";
const std::string web = "prod-a:shop:Deployment:storefront-web-frontend",
                  db = "prod-b:data:StatefulSet:orders-postgres";
constexpr std::int64_t now = 1'700'000'012'000;

using Draw = std::function<std::string(const Style&, std::size_t columns)>;

ContextReports contexts() {
  ops::ContextReport one;
  one.context = eks;
  one.server = "https://ABCDEF0123456789.gr7.eu-west-1.eks.amazonaws.com";
  one.user = "exec aws";
  one.contacted = one.logged_in = one.current = true;
  one.version = "v1.34.1-eks-113cf36";
  one.role = deploy::Role::member;
  one.projects = {"prod-a", "prod-global"};
  ops::ContextReport other = one;
  other.context = gke;
  other.current = false;
  other.error = Error{ErrorKind::unreachable, "connection refused", {}, {}};
  return {one, other};
}

ops::AppRow row(const std::string& id, const std::string& status) {
  ops::AppRow app;
  app.id = id;
  app.name = coroot::split_app(id);
  app.status = status;
  return app;
}

ops::AppsReport apps() {
  ops::AppsReport out{"prod-global", {row(web, "critical"), row(db, "ok")}, 0, {}};
  out.apps[0].incident = "ivnkjlxq";
  out.apps[0].indicators = {
      {"latency", "critical", "2.3s"}, {"errors", "warning", "1.2%"}, {"upstreams", "warning", "2/3"}};
  return out;
}

ops::Topology topology() {
  ops::Topology out;
  out.apps = apps().apps;
  out.calls = {{web, db, "warning", 9, {"9 rps 3ms", "12 KB/s"}}};
  return out;
}

std::vector<ops::Outage> outages() {
  ops::Sighting seen{"prod-global", {}};
  seen.incident.key = "ivnkjlxq";
  seen.incident.application = web;
  seen.incident.severity = "critical";
  seen.incident.summary = "High latency, and errors of what it calls";
  seen.incident.opened_at_ms = now - 3'700'000;
  seen.incident.impact_percent = 56.4;
  return ops::merge_sightings({seen}, "prod-global");
}

deploy::Component component(const char* name, bool ready, const char* reason) {
  deploy::Component out;
  out.name = name;
  out.object = std::string("Deployment coroot/") + name;
  out.found = true;
  out.desired = 3;
  out.ready = ready ? 3 : 2;
  out.ready_now = ready;
  out.image = "registry.example.com/mirror/coroot/coroot-node-agent:1.26.3";
  out.reason = reason;
  return out;
}

std::vector<deploy::Component> components() {
  return {component("coroot", true, ""),
          component("node-agent", false, "pod node-agent-x7k2p: Back-off pulling image of registry.example.com")};
}

InstallReports installs() {
  ops::ClusterInstall one;
  one.context = eks;
  one.objects = {{"Helm release coroot/coroot-operator", "unchanged", {}}, {"Coroot coroot/coroot", "changed", {}}};
  one.components = components();
  return {one};
}

ops::LinkReport links() {
  ops::MemberLink one;
  one.project = "prod-a";
  one.context = eks;
  one.url = "https://coroot.prod-a.shop.example.com:30001";
  one.key_fingerprint = "k:1a2b3c";
  one.entry = "created";
  one.key = "unchanged";
  one.health = hub::MemberHealth{"prod-a", hub::MemberState::wrong_key, {}, 3, "401"};
  ops::LinkReport out;
  out.members = {one};
  out.objects = {{"Secret coroot/remote-coroot-clusters", "created", {}}};
  return out;
}

ops::StatusReport status() {
  ops::ClusterStatus hub{
      .context = gke, .version = "v1.34.1-gke.500", .role = deploy::Role::hub, .resource = "coroot/coroot"};
  hub.components = components();
  hub.projects = {
      {"prod-a", "remote", {}}, {"prod-b", "remote", {}}, {"prod-global", "aggregate", {"prod-a", "prod-b"}}};
  ops::LinkStatus link{.project = "prod-a", .url = "https://coroot.prod-a.shop.example.com:30001", .context = eks};
  link.hub_fingerprint = link.member_fingerprint = "k:1a2b3c";
  link.health = {"prod-a", hub::MemberState::ok, now - 12'000, 3, ""};
  ops::StatusReport out;
  out.clusters = {hub};
  out.links = {link};
  return out;
}

converge::FleetPlan plan() {
  converge::ClusterPlan one{eks, "prod-a", "remote", "uid-a", false, {}, {}, {}};
  one.objects = {{converge::Wave::members,
                  "Coroot coroot/coroot",
                  "changed",
                  {},
                  {},
                  {"argocd-controller (2026-11-28T10:00:00Z): .spec.logTTL"},
                  true}};
  return {{one}};
}

/// Title, and how it is drawn.
std::vector<std::pair<std::string, Draw>> tables() {
  return {{"contexts", [](auto& s, auto c) { return contexts_table(contexts(), false, s, c); }},
          {"apps", [](auto& s, auto c) { return apps_table(apps(), false, s, c); }},
          {"topology", [](auto& s, auto c) { return topology_table(topology(), false, s, c); }},
          {"incidents", [](auto& s, auto c) { return outages_table(outages(), now, false, s, c); }},
          {"install", [](auto& s, auto c) { return install_text(installs(), false, s, c); }},
          {"install -o wide", [](auto& s, auto c) { return install_text(installs(), true, s, c); }},
          {"link-clusters", [](auto& s, auto c) { return link_text(links(), gke, false, s, c); }},
          {"status", [](auto& s, auto c) { return status_text(status(), now, false, s, c); }},
          {"plan", [](auto& s, auto c) { return plan_text(plan(), false, s, c); }}};
}

}  // namespace

TEST_CASE("tables fit 60, 80, 120 and 200 columns, and no name is lost") {
  std::string all;
  for (const auto& [verb, draw] : tables()) {
    for (const std::size_t columns : {60, 80, 120, 200}) {
      const std::string text = draw(Style{}, columns);
      all += fmt::format("==== {}, {} columns\n{}\n", verb, columns, text);
      for (const auto& line : split(text, '\n'))
        CHECK_MESSAGE(text_width(line) <= columns, verb << ", " << columns << ": " << line);
    }
    all += fmt::format("==== {}, read out\n{}\n", verb, draw(Style{false, true}, 0));
  }
  CHECK(all == support::golden("tables.txt", all));
}

}  // namespace corootctl::tests::cli_widths
