#include "survey/cluster.hpp"

#include <algorithm>

#include "checks/check.hpp"
#include "deploy/installations.hpp"
#include "deploy/namespaces.hpp"
#include "deploy/operators.hpp"
#include "fleet/cluster.hpp"
#include "kube/objects/deletion.hpp"
#include "rights/uses.hpp"
#include "survey/clock.hpp"
#include "survey/installation.hpp"
#include "survey/nodes.hpp"
#include "survey/parts.hpp"
#include "survey/rights.hpp"

namespace corootctl::survey {
namespace {

using document::Value;

checks::Definition definition_of(const std::optional<Value>& live) {
  checks::Definition out;
  if (!live) return out;
  out.exists = true;
  for (const auto& condition : live->at({"status", "conditions"}).as_list()) {
    if (condition["type"].as_string() == "Established") out.established = condition["status"].as_string() == "True";
  }
  for (const auto& version : live->at({"spec", "versions"}).as_list()) {
    const auto& project = version.at(
        {"schema", "openAPIV3Schema", "properties", "spec", "properties", "projects", "items", "properties"});
    out.knows_remote = out.knows_remote || project["remoteCoroot"].is_object();
    out.knows_aggregate = out.knows_aggregate || !project["memberProjects"].is_null();
  }
  return out;
}

checks::Operator operator_of(const deploy::Operator& found, const std::optional<deploy::Component>& running) {
  const auto& deployment = found.deployment;
  const auto& container = deployment.at({"spec", "template", "spec", "containers"})[std::size_t{0}];
  checks::Operator out{found.namespace_name,
                       found.ref().describe(),
                       found.release,
                       container["image"].as_string(),
                       deployment.at({"metadata", "labels", "helm.sh/chart"}).as_string(),
                       "",
                       ""};
  if (auto at_work = check_at_work(found); !at_work) {
    out.trouble = std::move(at_work.error().what);
    out.hint = std::move(at_work.error().hint);
  } else if (running && !running->ready_now && !running->reason.empty()) {
    out.trouble = running->reason;
    out.hint = running->hint;
  }
  return out;
}

/// Reads what one cluster is, part by part.
struct ClusterReader {
  const kube::Client& client;
  const ClusterQuestion& question;
  ReadCluster& out;
  const Within& within;
  checks::Cluster& facts = out.facts;

  Result<> read_identity() const {
    CTL_RUN(take(fleet::cluster_uid(client, within), checks::parts::uid, facts.gaps,
                 [&](std::string uid) { facts.uid = std::move(uid); }));
    CTL_RUN(take(read_clock(client, within), checks::parts::clock, facts.gaps,
                 [&](checks::ClockReading clock) { facts.clock = clock; }));
    CTL_RUN(take(read_nodes(client, within), checks::parts::nodes, facts.gaps,
                 [&](std::vector<checks::Node> nodes) { facts.nodes = std::move(nodes); }));
    return take(read_service_ranges(client, within), checks::parts::services, facts.gaps,
                [&](std::vector<std::string> ranges) { facts.service_ranges = std::move(ranges); });
  }

  Result<> read_definition() const {
    return take(client.find(deploy::coroot_definition(), within), checks::parts::definition, facts.gaps,
                [&](const std::optional<Value>& live) { facts.definition = definition_of(live); });
  }

  Result<> read_installations() const {
    auto readable = deploy::find_readable_installations(client, within);
    if (readable && readable->gap) facts.gaps.push_back({"installations elsewhere", *readable->gap});
    CTL_RUN(take(std::move(readable), checks::parts::installations, facts.gaps,
                 [&](deploy::ReadableInstallations all) { out.installations = std::move(all.all); }));
    for (const auto& installation : out.installations) {
      CTL_PASS(auto read, read_installation_facts(client, installation, facts.gaps, within));
      facts.installations.push_back(std::move(read));
    }
    return {};
  }

  std::string namespace_name() const {
    return out.installations.empty() ? question.namespace_name : out.installations.front().namespace_name;
  }

  Result<> read_operators() const {
    auto found = deploy::find_operators(client, namespace_name(), within);
    if (found && found->found.empty() && !found->everywhere)
      found = fail(ErrorKind::unauthorized, "no operator is seen in {}, and other namespaces may not be read",
                   namespace_name());
    return take(std::move(found), checks::parts::operators, facts.gaps, [&](const deploy::Operators& all) {
      for (std::size_t i = 0; i < all.found.size(); ++i) {
        const auto running = i == 0 ? deploy::operator_component(client, namespace_name(), within)
                                    : Result<deploy::Component>(deploy::Component{});
        facts.operators.push_back(operator_of(all.found[i], running ? std::optional(*running) : std::nullopt));
      }
    });
  }

  Result<> read_space() const {
    const auto name = namespace_name();
    facts.space.name = name;
    auto live = client.find({kube::resources::namespaces(), "", name}, within);
    if (live && *live) {
      facts.space.exists = true;
      facts.space.level = (*live)->at({"metadata", "labels", "pod-security.kubernetes.io/enforce"}).as_string();
      if (auto admits = deploy::check_admits_agents(client, **live, within); !admits) {
        if (admits.error().kind == ErrorKind::cancelled) return admits;
        facts.space.refusal = std::move(admits.error().what);
        facts.space.hint = std::move(admits.error().hint);
      }
    }
    return take(std::move(live), checks::parts::space, facts.gaps, [](const auto&) {});
  }

  void note_deletions() const {
    for (const auto& installation : out.installations) {
      const kube::ObjectRef ref{kube::resources::coroots(), installation.namespace_name, installation.name};
      if (const auto deletion = kube::deletion_of(installation.resource); !deletion.empty())
        facts.being_deleted.push_back(ref.describe() + " is " + deletion);
    }
    for (auto& text : deploy::deletions_around(client, namespace_name(), within))
      facts.being_deleted.push_back(std::move(text));
  }

  Result<> read_what_writes_need() const {
    CTL_RUN(take(read_default_classes(client, within), checks::parts::storage_classes, facts.gaps,
                 [&](std::vector<std::string> names) { facts.storage_classes = std::move(names); }));
    CTL_RUN(take(read_quotas(client, namespace_name(), within), checks::parts::quotas, facts.gaps,
                 [&](std::vector<checks::Quota> quotas) { facts.quotas = std::move(quotas); }));
    return take(ask_rights(client, rights_question(), within), checks::parts::rights, facts.gaps,
                [&](std::vector<checks::Right> rights) { facts.rights = std::move(rights); });
  }

  /// An operator that runs elsewhere is used as it is, so that install brings none.
  bool uses_operator_elsewhere() const {
    const auto& all = facts.operators;
    return !all.empty() && std::none_of(all.begin(), all.end(), [&](const checks::Operator& each) {
      return each.namespace_name == namespace_name();
    });
  }

  RightsQuestion rights_question() const {
    const auto& there = out.installations;
    RightsQuestion asked{namespace_name(),
                         there.empty() ? "coroot" : there.front().name,
                         facts.space.exists || checks::gap_of(facts.gaps, checks::parts::space) != nullptr,
                         uses_operator_elsewhere() ? "nobody" : question.operator_by,
                         question.link_in,
                         {},
                         {}};
    const auto note = [&](const char* condition, bool is_met) {
      (is_met ? asked.met : asked.absent).emplace_back(condition);
    };
    note(rights::conditions::definition_there, facts.definition.exists);
    note(rights::conditions::operator_there, !facts.operators.empty());
    note(rights::conditions::several_clusters, !question.is_alone);
    return asked;
  }
};

}  // namespace

Result<> read_cluster(const kube::Client& client, const ClusterQuestion& question, ReadCluster& out,
                      const Within& within) {
  CTL_PASS(const auto version, client.version(within));
  out.facts.version = version.git_version;
  const ClusterReader reader{client, question, out, within};
  CTL_RUN(reader.read_identity());
  CTL_RUN(reader.read_definition());
  CTL_RUN(reader.read_installations());
  CTL_RUN(reader.read_operators());
  CTL_RUN(reader.read_space());
  reader.note_deletions();
  out.facts.runs_flux = client.discover("kustomize.toolkit.fluxcd.io/v1", "Kustomization", within).has_value();
  return question.before ? reader.read_what_writes_need() : Result<>();
}

}  // namespace corootctl::survey
