/// One set of open connections for all contexts that may share it (connections 21).
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/log.hpp"
#include "base/result.hpp"
#include "http/transport.hpp"
#include "kube/session/session.hpp"

namespace corootctl::kube {

/// Transports by what tells connections apart: server, proxy, trust, TLS name and client certificate. Who logs in with
/// a header does not matter. Safe for several threads.
class TransportPool {
 public:
  /// The transport in use for such connections, else a new one. `server`: its URL; the path does not count.
  /// Errors: as make_curl_transport.
  Result<std::shared_ptr<http::Transport>> get(const std::string& server, http::ConnectionOptions options,
                                               const Log& log);

 private:
  using Held = std::weak_ptr<http::Transport>;  // the sessions own it: with the last one its connections close
  std::shared_ptr<http::Transport> in_use(const std::string& key);

  std::mutex mutex_{};
  std::map<std::string, Held> transports_{};  ///< by a digest, because the options hold a key
};

}  // namespace corootctl::kube
