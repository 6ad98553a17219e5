/// A Kubernetes API server in memory, on a free loopback port over TLS: what component tests and the quickstart's
/// sandbox talk to. It keeps real rules (server-side apply, resourceVersion, validation by the stored definition,
/// garbage collection) and plays controllers and kubelets at once. Watches do not exist.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "http/transport.hpp"
#include "support/cluster/state.hpp"
#include "support/net/http_server.hpp"

namespace corootctl::support {

/// A request as it came in.
struct SimRequest {
  std::string method{}, path{}, query{}, body{}, user_agent{};
  bool is_write = false;  ///< wanted to write: no dry run, no access review, not for a proxied Service
  std::string text() const { return method + " " + path + (query.empty() ? "" : "?") + query; }
};

class SimCluster {
 public:
  static Result<std::unique_ptr<SimCluster>> start(SimSettings settings);
  SimCluster(const SimCluster&) = delete;
  SimCluster& operator=(const SimCluster&) = delete;
  ~SimCluster();

  std::string name() const { return settings_.name; }
  const std::string& node_ip() const { return settings_.node_ip; }
  std::string url() const;
  /// What clients must trust and send.
  const std::string& authority_pem() const { return identity_.authority_pem; }
  const std::string& token() const { return token_; }

  void set_faults(SimFaults faults);
  /// While true, requests get no answer.
  void set_hanging(bool hanging);
  /// Connections are refused until resume(), which listens on the same port again.
  void stop();
  Result<> resume();
  /// Where the service proxy of a Service leads to.
  void set_backend(const std::string& namespace_name, const std::string& service, const std::string& url);

  /// Every request so far, in order of arrival.
  std::vector<SimRequest> requests() const;
  /// The same as "METHOD /path?query".
  std::vector<std::string> calls() const;
  /// Those that wanted to write (dry runs excepted).
  std::vector<std::string> writes() const;
  /// A copy of one object, nullopt when it does not exist.
  std::optional<document::Value> object(const std::string& group, const std::string& plural,
                                        const std::string& namespace_name, const std::string& name) const;
  /// Copies of all objects of a kind, by namespace and name.
  std::vector<document::Value> objects(const std::string& group, const std::string& plural) const;
  /// What a pod's containers read when they started (SimState::started); empty while none runs.
  std::map<std::string, std::string> started_with(const std::string& namespace_name, const std::string& pod) const;
  /// resourceVersion of every object, to see that nothing was written.
  std::map<std::string, std::string> versions() const;
  /// Another number after every change of an object or of what is wrong with the cluster: who plays a part in it need
  /// not look again while it stays the same.
  std::uint64_t moves() const;
  /// Works on the state itself, then lets controllers settle.
  void change(const std::function<void(SimState&)>& edit);

 private:
  explicit SimCluster(SimSettings settings);
  Result<> listen(int port);
  ServedResponse answer(const ServedRequest& request, const std::stop_token& stop);
  ServedResponse answer_undated(const ServedRequest& request, const std::stop_token& stop);
  ServedResponse proxy(const SimTarget& target, const ServedRequest& request, const std::stop_token& stop);
  std::optional<SimAnswer> check_service(const SimTarget& target, const std::string& service,
                                         const std::string& port) const;

  SimSettings settings_;
  TlsIdentity identity_{};
  std::string token_{};
  std::unique_ptr<http::Transport> transport_{};
  mutable std::mutex mutex_{};
  std::condition_variable_any released_{};
  bool hanging_ = false;
  std::uint64_t troubled_ = 0;  ///< changes that are none of an object
  SimState state_;
  std::vector<SimRequest> requests_{};
  std::map<std::string, std::string> backends_{};
  int port_ = 0;
  std::unique_ptr<HttpServer> server_{};  ///< last: its threads end before anything else goes
};

/// A kubeconfig with one context, cluster and user a cluster, all named like the cluster; no current context.
std::string kubeconfig_of(const std::vector<const SimCluster*>& clusters);

}  // namespace corootctl::support
