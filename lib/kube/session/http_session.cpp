#include "kube/session/session.hpp"

#include <algorithm>
#include <mutex>
#include <optional>

#include "base/base64.hpp"
#include "base/time.hpp"
#include "document/json.hpp"
#include "http/certificates.hpp"
#include "http/url.hpp"
#include "kube/auth/credentials.hpp"
#include "kube/config/server_url.hpp"
#include "kube/session/pool.hpp"
#include "kube/session/retry.hpp"
#include "kube/session/warnings.hpp"

namespace corootctl::kube {
namespace {

/// What a request says about who we are.
std::vector<http::Header> identity_headers(const Credential& credential) {
  std::vector<http::Header> out;
  if (!credential.token.empty()) {
    out.push_back({"Authorization", "Bearer " + std::string(credential.token.reveal()), true});
  } else if (!credential.username.empty()) {
    auto pair = credential.username + ":" + std::string(credential.password.reveal());
    out.push_back({"Authorization", "Basic " + base64_encode(pair), true});
    wipe(pair);
  }
  out.insert(out.end(), credential.impersonation.begin(), credential.impersonation.end());
  return out;
}

http::Request request_for(const Call& call, const std::string& server, const Credential& credential,
                          Deadline deadline) {
  http::Request out;
  out.method = call.method;
  out.url = http::join_path(server, call.path);
  if (!call.query.empty()) out.url += "?" + http::encode_query(call.query);
  if (!call.accept.empty()) out.headers.push_back({"Accept", call.accept});
  if (!call.content_type.empty()) out.headers.push_back({"Content-Type", call.content_type});
  out.headers.insert(out.headers.end(), call.headers.begin(), call.headers.end());
  for (auto& header : identity_headers(credential)) out.headers.push_back(std::move(header));
  out.body = call.body;
  out.deadline = deadline;
  out.secret_body = call.secret;
  out.sink = call.sink;
  return out;
}

class LiveSession final : public Session {
 public:
  LiveSession(ConnectionSpec spec, SessionOptions options, std::string server, std::unique_ptr<CredentialSource> source)
      : spec_(std::move(spec)),
        options_(std::move(options)),
        server_(std::move(server)),
        source_(std::move(source)),
        warnings_(spec_.context) {}

  Result<http::Response> send(const Call& call, Deadline deadline, std::stop_token stop) override {
    CTL_PASS(const auto credential, source_->get(false, deadline, stop));
    auto answer = ask_as(credential, call, deadline, stop);
    if (!is_refused(answer)) return answer;
    // Expired in between, perhaps: once more, and only with another credential (connections 42).
    if (answer) {
      CTL_PASS(const auto renewed, source_->get(true, deadline, stop));
      if (!same_credential(credential, renewed)) return ask_as(renewed, call, deadline, stop);
    }
    if (auto end = end_of(credential)) return tl::unexpected(std::move(*end));
    return answer;
  }

  Result<std::chrono::milliseconds> log_in(const Within& within) override { return source_->log_in(within); }

  const ConnectionSpec& connection() const override { return spec_; }

 private:
  /// The server, or its end of TLS, does not take who we are.
  static bool is_refused(const Result<http::Response>& answer) {
    return answer ? answer->status == 401 : answer.error().kind == ErrorKind::unreachable;
  }

  /// A server says no more than "unauthorized" or ends the handshake, so the reason is looked for here.
  std::optional<Error> end_of(const Credential& credential) const {
    const auto end = http::end_of_certificate(credential.client_certificate_pem);
    if (!end || *end >= options_.clock->now()) return std::nullopt;
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(end->time_since_epoch()).count();
    return make_error(ErrorKind::unauthorized, "the client certificate of user {} expired on {}", spec_.user_name,
                      format_time(ms))
        .advise("Get a new one from whoever gave out this kubeconfig.");
  }

  Result<http::Response> ask_as(const Credential& credential, const Call& call, Deadline deadline,
                                const std::stop_token& stop) {
    CTL_PASS(const auto transport, transport_for(credential));
    auto request = request_for(call, server_, credential, deadline);
    if (!call.sink) request.silence = silence_of(call);
    auto answer = call.sink ? transport->send(request, stop)
                            : send_with_retries(*transport, request, *options_.clock, options_.log, stop);
    if (answer) warnings_.report(*answer, options_.log);
    return answer;
  }

  http::Silence silence_of(const Call& call) const {
    const auto limit = call.may_be_silent ? std::chrono::milliseconds(0) : options_.silence;
    http::Silence out{options_.notice, limit, {}};
    if (options_.waiting)
      out.tell = [this, name = call.method + " " + call.path] { options_.waiting(spec_.context, name); };
    return out;
  }

  /// The open connections belong to one client certificate; another one starts anew (connections 43). Shared, because a
  /// request of another thread may still be under way on the old one.
  Result<std::shared_ptr<http::Transport>> transport_for(const Credential& credential) {
    {
      const std::lock_guard lock(mutex_);
      const bool fits =
          transport_ && certificate_ == credential.client_certificate_pem && key_.equals(credential.client_key_pem);
      if (fits) return transport_;
    }
    CTL_PASS(auto options, connection_options(spec_, credential, options_));
    if (options.user_agent.empty()) options.user_agent = options_.user_agent;
    CTL_TRY(auto transport, options_.transports->get(server_, std::move(options), options_.log),
            fmt::format("cluster {}, user {}", spec_.cluster_name, spec_.user_name));
    const std::lock_guard lock(mutex_);
    transport_ = std::move(transport);
    certificate_ = credential.client_certificate_pem;
    key_ = credential.client_key_pem;
    return transport_;
  }

  const ConnectionSpec spec_;
  const SessionOptions options_;
  const std::string server_;
  const std::unique_ptr<CredentialSource> source_;
  WarningReporter warnings_;
  std::mutex mutex_{};
  std::shared_ptr<http::Transport> transport_{};
  std::string certificate_{};
  SecretString key_{};
};

bool is_reading(const Call& call) {
  return call.method == "GET" || call.method == "HEAD" || call.method == "OPTIONS" ||
         (call.method == "POST" && call.reads_only);
}

/// Whether the server will carry nothing out: a DELETE with a body has its options there (objects 10).
bool is_dry(const Call& call) {
  if (call.method == "DELETE" && !call.body.empty()) {
    const auto options = document::parse_json(call.body, "delete options");
    return options && (*options)["dryRun"] == document::Value(document::List{"All"});
  }
  return std::any_of(call.query.begin(), call.query.end(),
                     [](const auto& part) { return part.first == "dryRun" && part.second == "All"; });
}

Result<> allow(bool harmless, const Call& call, std::string_view asker) {
  if (harmless) return {};
  return fail(ErrorKind::internal, "{} {} from {}", call.method, call.path, asker);
}

class DrySession final : public Session {
 public:
  explicit DrySession(std::shared_ptr<Session> session) : session_(std::move(session)) {}
  Result<http::Response> send(const Call& call, Deadline deadline, std::stop_token stop) override {
    CTL_RUN(allow(is_reading(call) || is_dry(call), call, "a dry run"));
    return session_->send(call, deadline, stop);
  }
  Result<std::chrono::milliseconds> log_in(const Within& within) override { return session_->log_in(within); }
  const ConnectionSpec& connection() const override { return session_->connection(); }

 private:
  const std::shared_ptr<Session> session_;
};

}  // namespace

Result<std::unique_ptr<Session>> open_session(const ConnectionSpec& spec, const SessionOptions& options) {
  CTL_TRY(auto server, normalized_server(spec.cluster.server), "cluster " + spec.cluster_name);
  CTL_PASS(auto source, make_credential_source(spec, options));
  return std::make_unique<LiveSession>(spec, options, std::move(server), std::move(source));
}

std::shared_ptr<Session> dry_only(std::shared_ptr<Session> session) {
  return std::make_shared<DrySession>(std::move(session));
}

Result<http::Response> ReadSession::send(const Call& call, Deadline deadline, std::stop_token stop) const {
  CTL_RUN(allow(is_reading(call), call, "a command that only reads"));
  return session_->send(call, deadline, stop);
}

}  // namespace corootctl::kube
