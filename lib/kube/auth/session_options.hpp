/// What connections share: the surroundings, the answers of plugins, the open transports.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/environment.hpp"
#include "base/log.hpp"

namespace corootctl::kube {

class PluginRegistry;
/// Answers of credential plugins, so that contexts with the same plugin run it once (connections 44).
std::shared_ptr<PluginRegistry> make_plugin_registry();

class TransportPool;
/// Open connections, shared by the contexts of one server, trust and client certificate (connections 21).
std::shared_ptr<TransportPool> make_transport_pool();

/// What a connection needs from its surroundings.
struct SessionOptions {
  Environment env{};
  Log log{};
  bool interactive = false;  ///< a terminal is on stdin and we do not read it ourselves
  std::string user_agent = "corootctl";
  const Clock* clock = &system_clock();
  std::chrono::milliseconds notice = std::chrono::seconds(5);    ///< of a server's silence, after which `waiting` hears
  std::chrono::milliseconds silence = std::chrono::seconds(20);  ///< and after which a request ends; 0 = never
  std::function<void(const std::string& context, const std::string& request)> waiting{};  ///< on any thread
  /// Shared: every copy of these options, one a cluster, must meet in the same registry.
  std::shared_ptr<PluginRegistry> plugins = make_plugin_registry();
  std::shared_ptr<TransportPool> transports = make_transport_pool();
};

}  // namespace corootctl::kube
