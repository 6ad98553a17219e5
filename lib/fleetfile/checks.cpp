#include "fleetfile/checks.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "fleetfile/fields.hpp"
#include "fleetfile/joined.hpp"
#include "fleetfile/shape.hpp"

namespace corootctl::fleetfile {
namespace {

using document::Position;
using document::Value;

/// Where a block's value of a key is, or its key; the block itself when it has none.
Position place_of(const Value& block, std::string_view key) {
  return block[key].is_null() ? block.position : block[key].position;
}
Position key_place(const Value& block, std::string_view key) {
  return block[key].is_null() ? block.position : block[key].key_position;
}

/// Names that must differ, and where each was used first.
class Taken {
 public:
  Taken(Problems& problems, std::string hint) : problems_(problems), hint_(std::move(hint)) {}

  /// `what` = "the name prod-a", for the message.
  void take(const std::string& name, const Position& position, const std::string& what) {
    if (name.empty()) return;
    const auto [first, is_new] = places_.emplace(name, position.line);
    if (!is_new)
      problems_.push_back({position, fmt::format("{} is taken: line {} has it", what, first->second), hint_});
  }

 private:
  Problems& problems_;
  std::string hint_;
  std::map<std::string, int> places_{};
};

class FleetCheck {
 public:
  FleetCheck(const Value& document, const Fleet& fleet) : document_(document), fleet_(fleet) {}

  Problems run() {
    names();
    contexts();
    projects();
    urls();
    each_cluster(fleet_.hub, document_["hub"], false);
    const auto& members = document_["members"].as_list();
    for (std::size_t i = 0; i < fleet_.members.size(); ++i) each_cluster(fleet_.members[i], members[i], true);
    shared_block(document_["defaults"]);
    for (const auto& rule : document_["byLabel"].as_list()) shared_block(rule);
    hub_url();
    for (const auto& aggregate : document_["aggregates"].as_list()) this->aggregate(aggregate);
    return std::move(problems_);
  }

 private:
  void add(const Position& position, std::string message, std::string hint) {
    problems_.push_back({position, std::move(message), std::move(hint)});
  }
  const Value& block_of(std::size_t member) const { return document_["members"].as_list()[member]; }

  void names() {
    Taken taken(problems_, "Give the hub and every member a name of its own.");
    const auto& hub = document_["hub"];
    taken.take(fleet_.hub.name, place_of(hub, hub["name"].is_null() ? "context" : "name"),
               "the name " + fleet_.hub.name);
    if (hub["name"].is_null() && !trim(fleet_.hub.context).empty())
      if (const auto problem = rule_of(Kind::name).check(fleet_.hub.name))
        add(place_of(hub, "context"), "the hub needs name, because its context " + problem->message, "Add name: hub.");
    for (std::size_t i = 0; i < fleet_.members.size(); ++i)
      taken.take(fleet_.members[i].name, place_of(block_of(i), "name"), "the name " + fleet_.members[i].name);
  }

  /// One context of one kubeconfig is one cluster; two files may well use the same name.
  void contexts() {
    Taken taken(problems_, "Name each cluster once.");
    const auto take = [&](const Cluster& cluster, const Value& block) {
      if (cluster.context.empty()) return;
      taken.take(cluster.context + "\n" + cluster.kubeconfig,
                 place_of(block, block["context"].is_null() ? "name" : "context"), "the context " + cluster.context);
    };
    take(fleet_.hub, document_["hub"]);
    for (std::size_t i = 0; i < fleet_.members.size(); ++i) take(fleet_.members[i], block_of(i));
  }

  void projects() {
    Taken taken(problems_, "The hub tells projects apart by name: give each one of its own.");
    taken.take(fleet_.hub.project, place_of(document_["hub"], "project"), "the project " + fleet_.hub.project);
    for (std::size_t i = 0; i < fleet_.members.size(); ++i) {
      const auto& block = block_of(i);
      const auto& project = fleet_.members[i].project;
      const bool is_named = !block["project"].is_null();
      taken.take(project, place_of(block, is_named ? "project" : "name"), "the project " + project);
      const auto problem = rule_of(Kind::project).check(project);
      if (!is_named && !rule_of(Kind::name).check(project) && problem)
        add(place_of(block, "name"), fmt::format("{} needs project, because its name {}", project, problem->message),
            problem->hint);
    }
    for (const auto& aggregate : document_["aggregates"].as_list())
      taken.take(aggregate["name"].as_string(), place_of(aggregate, "name"),
                 "the project " + aggregate["name"].as_string());
  }

  void urls() {
    Taken taken(problems_, "Give each member its own URL.");
    for (std::size_t i = 0; i < fleet_.members.size(); ++i)
      taken.take(fleet_.members[i].url, place_of(block_of(i), "url"), "the URL " + fleet_.members[i].url);
  }

  void each_cluster(const Cluster& cluster, const Value& own, bool is_member) {
    const auto effective = join_settings(document_, own).settings;
    misfits(own, effective);
    const auto& exposure = effective["exposure"];
    const bool has_coroot = !is_member || cluster.topology == Topology::remote;
    if (has_coroot && exposure["type"].as_string() == "Ingress" && exposure["host"].is_null())
      add(own["exposure"].is_object() ? key_place(own, "exposure") : own.position,
          fmt::format("{} has an exposure of type Ingress without host", name_or(cluster, is_member)),
          "Add host below its exposure, like host: coroot-a.example.com.");
    if (has_coroot) return;
    for (const std::string key : {"url", "metricResolution"})
      if (!own[key].is_null())
        add(key_place(own, key), fmt::format("{} is for members with topology remote", key),
            "Agents push to the hub's url: take the line out, or write topology: remote.");
  }

  static std::string name_or(const Cluster& cluster, bool is_member) {
    if (!cluster.name.empty()) return cluster.name;
    return is_member ? "the member" : "the hub";
  }

  /// A block for several clusters is only measured by itself: others may add to it.
  void shared_block(const Value& block) { misfits(block, block); }

  /// What a block says and what is really done with it.
  void misfits(const Value& block, const Value& effective) {
    const auto& type = effective.at({"exposure", "type"}).string_or(&effective == &block ? "" : "NodePort");
    for (const auto& field : typed_fields()) {
      if (type.empty() || block.at({"exposure", field.key}).is_null() || fits(field, type)) continue;
      add(key_place(block["exposure"], field.key),
          fmt::format("{} is for exposures of type {}, and this one is {}", field.key, one_of(field.types), type),
          "Take the line out, or change the type.");
    }
    const auto& source = block["operator"];
    const bool brings = effective.at({"operator", "install"}).as_bool(true);
    for (const std::string key : {"chart", "repository", "version", "release", "values", "manifests"}) {
      if (source[key].is_null()) continue;
      if (!brings) {
        add(key_place(source, key), fmt::format("{} has no effect with install: false", key),
            "Take the line out, or write install: true.");
      } else if (key != "manifests" && !effective.at({"operator", "manifests"}).is_null()) {
        add(key_place(source, key), fmt::format("{} has no effect with manifests, which are applied without helm", key),
            "Take the line out, or write manifests: null.");
      }
    }
  }

  static bool fits(const TypedField& field, const std::string& type) {
    const bool known = one_of(typed_types()).find(type) != std::string::npos;
    return !known || std::find(field.types.begin(), field.types.end(), type) != field.types.end();
  }
  static const std::vector<std::string_view>& typed_types() {
    static const std::vector<std::string_view> out{"NodePort", "LoadBalancer", "ClusterIP", "Ingress"};
    return out;
  }

  void hub_url() {
    if (!fleet_.hub.url.empty() || !document_["hub"].is_object() || !document_["hub"]["url"].is_null()) return;
    std::vector<std::string> pushing;
    for (const auto& member : fleet_.members)
      if (member.topology == Topology::agents) pushing.push_back(member.name);
    if (pushing.empty()) return;
    add(document_["hub"].position, fmt::format("the hub needs url: agents push to it from {}", join_first(pushing, 3)),
        "Add url, the address under which the members' agents reach the hub.");
  }

  void aggregate(const Value& block) {
    if (!block.is_object()) return;
    const bool by_name = !block["members"].is_null(), by_label = !block["match"].is_null();
    if (by_name && by_label)
      add(key_place(block, "match"), "an aggregate has members or match, not both", "Take one of them out.");
    if (block["hub"].as_bool(false) && fleet_.hub.project.empty())
      add(place_of(block, "hub"), "hub: true, but the hub has no project of its own",
          "Add project to the hub, or take the line out.");
    if (by_name) return named_members(block["members"], key_place(block, "members"));
    const bool any = std::any_of(fleet_.members.begin(), fleet_.members.end(), [&](const Cluster& member) {
      return !by_label || matches(block["match"], member.labels);
    });
    if (any || (by_label && !block["match"].is_object())) return;
    add(by_label ? key_place(block, "match") : block.position,
        by_label ? "no member has these labels" : "the aggregate has no member",
        by_label ? labels_hint() : "Add members to the fleet, or take the aggregate out.");
  }

  std::string labels_hint() const {
    std::vector<std::string> labels;
    for (const auto& member : fleet_.members)
      for (const auto& [key, value] : member.labels)
        if (const auto text = key + ": " + value; std::find(labels.begin(), labels.end(), text) == labels.end())
          labels.push_back(text);
    return labels.empty() ? "No member has labels." : "Members have " + join_first(labels, 8) + ".";
  }

  void named_members(const Value& names, const Position& position) {
    if (names.is_list() && names.as_list().empty())
      add(position, "the aggregate has no member", "Name members, or take the line out for all of them.");
    std::vector<std::string> known, seen;
    for (const auto& member : fleet_.members) known.push_back(member.name);
    for (const auto& item : names.as_list()) {
      const auto& name = item.as_string();
      if (name.empty()) continue;
      if (std::find(known.begin(), known.end(), name) == known.end()) {
        const bool is_hub = name == fleet_.hub.name || name == fleet_.hub.project;
        add(item.position, fmt::format("{} is no member", printable(name, 60)),
            is_hub ? "Write hub: true for the hub's own project." : nearest(name, known, "Members are"));
      } else if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
        add(item.position, fmt::format("{} is in the aggregate twice", name), "Take one of them out.");
      }
      seen.push_back(name);
    }
  }

  const Value& document_;
  const Fleet& fleet_;
  Problems problems_{};
};

}  // namespace

Problems check_fleet(const Value& document, const Fleet& fleet) { return FleetCheck(document, fleet).run(); }

}  // namespace corootctl::fleetfile
