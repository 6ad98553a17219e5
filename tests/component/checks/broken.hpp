/// Breaking a linked fleet in one way, and what `check` finds then.
#pragma once

#include <set>

#include "base/base64.hpp"
#include "component/checks/bench.hpp"

namespace corootctl::tests::broken {

using document::List;
using document::Object;
using document::Value;
using support::MemberFault;

inline constexpr std::size_t prod_a = 0, prod_b = 1, prod_c = 2;

inline const support::ObjectKey first_node{"", "nodes", "", "prod-a-node-1"};

/// What is broken, and what is found then.
struct Case {
  const char* what;
  std::function<void(const CheckBench&)> breakage;
  Lines found;
  std::function<void(const CheckBench&)> each_time{};  ///< before every look: what the sandbox would put right
};

/// A fleet before and after: every case begins with the same one.
struct Fleet : CheckBench {
  std::vector<support::SimState> states{};

  void keep() {
    for (std::size_t i = 0; i < 3; ++i)
      cluster_at(i).change([&](support::SimState& state) { states.push_back(state); });
  }
  void restore() const {
    for (std::size_t i = 0; i < 3; ++i) cluster_at(i).change([&](support::SimState& state) { state = states[i]; });
    for (const char* project : {"prod-a", "prod-b", "prod-global"})
      sandbox->coroot().set_fault(project, MemberFault::none);
    sandbox->settle();
  }
  /// Operators take some looks until they have done what they can.
  Lines settled(const Case& each, const std::string& verb, const Lines& more) {
    Lines last;
    for (int tries = 0; tries < 60; ++tries) {
      if (each.each_time) each.each_time(*this);
      last = found(verb, more);
      if (last == each.found) return last;
      static_cast<void>(system_clock().pause(std::chrono::milliseconds(20), {}));
    }
    return last;
  }
  void check_all(const std::vector<Case>& cases, const std::string& verb = "check", const Lines& more = {}) {
    keep();
    for (const auto& each : cases) {
      CAPTURE(std::string(each.what));
      each.breakage(*this);
      CHECK(join(settled(each, verb, more), " ") == join(each.found, " "));
      restore();
    }
    CHECK(join(settled({"nothing", {}, {}}, verb, more), " ").empty());
  }
};

inline void of_resource(const CheckBench& bench, std::size_t cluster, const std::function<void(Value&)>& change) {
  bench.edit(cluster, resource_key, [&](Value& resource) {
    change(resource);
    resource.make({"metadata", "generation"}) = resource.at({"metadata", "generation"}).as_integer() + 1;
  });
}

inline Value& project_of(Value& resource, std::string_view name) {
  for (auto& project : resource.make({"spec", "projects"}).list())
    if (project["name"].as_string() == name) return project;
  FAIL("no project " << name);
  return resource;
}

inline void set_member(const CheckBench& bench, const char* project, const char* field, const Value& value) {
  of_resource(bench, prod_c, [&](Value& hub) { project_of(hub, project).make({"remoteCoroot", field}) = value; });
}

inline void set_key(const CheckBench& bench, std::size_t cluster, const char* secret, const char* key,
                    const Value& value) {
  bench.edit(cluster, {"", "secrets", "coroot", secret}, [&](Value& object) {
    if (value.is_null()) object.make({"data"}).object().erase(key);
    if (!value.is_null()) object.make({"data", key}) = value;
  });
}

inline Value key_of(const CheckBench& bench, std::size_t cluster, const char* secret, const char* key) {
  return (*bench.cluster_at(cluster).object("", "secrets", "coroot", secret))["data"][key];
}

inline void set_image(const CheckBench& bench, std::size_t cluster, const char* part, const char* image) {
  of_resource(bench, cluster, [&](Value& resource) { resource.make({"spec", part, "image", "name"}) = image; });
}

inline void fault(const CheckBench& bench, const char* project, MemberFault what) {
  bench.sandbox->coroot().set_fault(project, what);
}

/// A member as the hub meets it; set again before every look, because the sandbox follows the clusters.
inline Case of_fault(const char* what, const char* project, MemberFault how, Lines found) {
  const auto set = [=](const CheckBench& bench) { fault(bench, project, how); };
  return {what, set, std::move(found), set};
}

inline void set_node_info(const CheckBench& bench, const char* field, const char* text) {
  bench.edit(prod_a, first_node, [&](Value& node) { node.make({"status", "nodeInfo", field}) = text; });
}

inline void set_faults(const CheckBench& bench, std::size_t cluster,
                       const std::function<void(support::SimFaults&)>& set) {
  bench.cluster_at(cluster).change([&](support::SimState& state) { set(state.faults); });
}

inline void mend_members(const CheckBench& bench) {
  fault(bench, "prod-a", MemberFault::none);
  fault(bench, "prod-b", MemberFault::none);
}

}  // namespace corootctl::tests::broken
