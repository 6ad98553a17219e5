/// Keys that change in a member, and a hub whose server does not know of it yet.
#pragma once

#include <string>

#include "base/base64.hpp"
#include "component/ops/bench.hpp"
#include "document/yaml.hpp"

namespace corootctl::tests {

inline constexpr auto restarted_for = "corootctl.coroot.com/restarted-for-keys";

/// Member prod-a's own key becomes another one.
inline void change_key(const OpsBench& bench, const std::string& key) {
  const auto client = support::open_client(bench.sandbox->fleet().kubeconfig(), "prod-a");
  const auto secret = document::parse_yaml(
      "apiVersion: v1\nkind: Secret\nmetadata: {name: coroot, namespace: coroot}\ndata: {multi-cluster-api-key: " +
          base64_encode(key) + "}\n",
      "test");
  const Within soon{Deadline::in(std::chrono::seconds(60)), {}};
  const auto applied = client->apply(*secret, kube::resources::secrets(), {true, false}, soon);
  REQUIRE_MESSAGE(applied.has_value(), (applied ? "" : describe(applied.error())));
}

/// As a run leaves it that is ended before the restart.
inline void forget_restart(const OpsBench& bench) {
  bench.sandbox->hub().change([](support::SimState& state) {
    const support::ObjectKey key{"apps", "statefulsets", "coroot", "coroot-coroot"};
    auto server = *state.store.find(key);
    server.make({"spec", "template", "metadata", "annotations"}).object().erase(restarted_for);
    state.store.put(key, std::move(server));
  });
  (void)bench.versions();  // lets the controllers follow
}

/// The hub's server runs since long ago.
inline void age_server(const OpsBench& bench) {
  bench.sandbox->hub().change([](support::SimState& state) {
    const support::ObjectKey key{"", "pods", "coroot", "coroot-coroot-0"};
    auto pod = *state.store.find(key);
    pod.make({"metadata", "creationTimestamp"}) = "2020-01-01T00:00:00Z";  // of which the container's start is made
    state.store.put(key, std::move(pod));
  });
}

}  // namespace corootctl::tests
