/// A live connection to one API server: transport plus credentials, with kubectl's retries (docs/rules/connections.md).
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/deadline.hpp"
#include "base/environment.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "http/transport.hpp"
#include "kube/auth/session_options.hpp"
#include "kube/config/kubeconfig.hpp"

namespace corootctl::kube {

/// A request below the server's own path prefix.
struct Call {
  std::string method = "GET";
  std::string path{};  ///< "/api/v1/namespaces"; path segments already encoded
  std::vector<std::pair<std::string, std::string>> query{};
  std::string body{};
  std::string content_type{};
  std::string accept = "application/json";
  std::vector<http::Header> headers{};
  http::BodySink
      sink{};  ///< takes the body of a 2xx answer while it arrives; such a call is not retried (connections 47)
  bool secret = false;         ///< bodies hold Secrets: never logged
  bool may_be_silent = false;  ///< an answer may take long: what others compute (service proxy)
  bool reads_only = false;     ///< a POST that changes nothing (an access review, a login): a ReadSession takes it
};

class Session {
 public:
  virtual ~Session() = default;
  /// The server's answer, whatever its status, after retries. Errors as Transport, plus config/failed/unauthorized when
  /// credentials cannot be had (exec plugin, token file).
  virtual Result<http::Response> send(const Call& call, Deadline deadline, std::stop_token stop) = 0;
  /// Gets the credentials that cost a local process, before the first request needs them. Answers how long it waited
  /// for its turn: processes are bounded by cores, and that wait is nobody's network. Errors: as send, for credentials.
  virtual Result<std::chrono::milliseconds> log_in(const Within&) { return std::chrono::milliseconds(0); }
  virtual const ConnectionSpec& connection() const = 0;
};

/// Reads certificate, key and token files; exec plugins run at the first request (one run per distinct plugin in this
/// process). Safe to use from several threads.
Result<std::unique_ptr<Session>> open_session(const ConnectionSpec& spec, const SessionOptions& options);

/// A Session whose write verbs fail unless they carry dryRun=All: what --dry-run=server holds.
std::shared_ptr<Session> dry_only(std::shared_ptr<Session> session);

/// The part of a session that changes nothing: GET, HEAD, OPTIONS, and POST calls that say `reads_only`. Not a Session,
/// so that no Client can be made of it.
class ReadSession {
 public:
  explicit ReadSession(std::shared_ptr<Session> session) : session_(std::move(session)) {}
  /// As Session::send. Errors also: internal for a call that writes.
  Result<http::Response> send(const Call& call, Deadline deadline, std::stop_token stop) const;
  const ConnectionSpec& connection() const { return session_->connection(); }

 private:
  std::shared_ptr<Session> session_;
};

}  // namespace corootctl::kube
