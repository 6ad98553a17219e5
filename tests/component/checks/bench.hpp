/// A fleet that is linked, and `check` and `preflight` as a user types them.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "component/ops/bench.hpp"
#include "document/json.hpp"
#include "unit/cli/stage.hpp"

namespace corootctl::tests::broken {

using Lines = std::vector<std::string>;

inline const support::ObjectKey operator_key{"apps", "deployments", "coroot", "coroot-operator"};
inline const support::ObjectKey resource_key{"coroot.com", "coroots", "coroot", "coroot"};
inline const support::ObjectKey definition_key{"apiextensions.k8s.io", "customresourcedefinitions", "",
                                               "coroots.coroot.com"};

/// prod-a and prod-b are members of prod-c.
struct CheckBench : OpsBench {
  cli::test::TextOutput out{}, err{};
  std::chrono::minutes ahead{0};  ///< of corootctl's own clock

  explicit CheckBench(bool linked = true) {
    if (!linked) return;
    install({"prod-a", "prod-b", "prod-c"});
    const auto report = ops::link_clusters(link_request(), around(), {});
    REQUIRE_MESSAGE(report.has_value(), (report ? "" : describe(report.error())));
    REQUIRE_FALSE(report->error.has_value());
  }

  int run(std::vector<std::string> args) {
    out.text.clear();
    err.text.clear();
    args.insert(args.end(), {"--kubeconfig", sandbox->fleet().kubeconfig()});
    struct Ahead final : Clock {
      std::chrono::system_clock::time_point now() const override { return system_clock().now() + by; }
      bool pause(std::chrono::milliseconds span, std::stop_token stop) const override {
        return system_clock().pause(span, std::move(stop));
      }
      std::chrono::minutes by{0};
    } clock;
    clock.by = ahead;
    Environment path;
    path.set("PATH", "/nonexistent");
    return cli::run(args, cli::Surface{.out = out, .err = err, .variables = path, .clock = clock});
  }

  /// "CODE@CLUSTER" of each finding, but for what a server up to 1.24.5 always has (CRT308).
  Lines found(const std::string& verb = "check", Lines more = {}) {
    more.insert(more.end(), {"--suppress", "CRT308"});
    return all_found(verb, more);
  }
  Lines all_found(const std::string& verb = "check", const Lines& more = {}) {
    Lines args{verb, "--hub", "prod-c", "--context", "prod-a", "--context", "prod-b", "-o", "name"};
    args.insert(args.end(), more.begin(), more.end());
    run(args);
    auto lines = split(out.text, '\n');
    std::erase(lines, "");
    return lines;
  }

  support::SimCluster& cluster_at(std::size_t index) const { return sandbox->fleet()[index]; }

  /// Edits one stored object of a cluster; its controllers follow.
  void edit(std::size_t index, const support::ObjectKey& key, const std::function<void(document::Value&)>& work) const {
    cluster_at(index).change([&](support::SimState& state) {
      const auto* live = state.store.find(key);
      REQUIRE_MESSAGE(live != nullptr, key.name);
      auto object = *live;
      work(object);
      state.store.put(key, std::move(object));
    });
  }

  /// What the stand-in operators saw before has no effect any more, and they touch nothing.
  void stop_operator(std::size_t index) const {
    cluster_at(index).change([](support::SimState& state) { state.store.erase(operator_key); });
  }
};

}  // namespace corootctl::tests::broken
