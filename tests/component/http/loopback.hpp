/// A server on a free port of loopback whose behaviour is a function of the connection: for tests that need what no
/// proper server does (hang, cut, tunnel, ask for client certificates).
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "component/http/issuer.hpp"

struct ssl_st;
struct ssl_ctx_st;

namespace corootctl::tests {

/// One accepted connection, plain or over TLS.
class Connection {
 public:
  explicit Connection(int socket, ssl_ctx_st* tls);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  /// At least one byte, or "" at the end.
  std::string read();
  /// Exactly `size` bytes, fewer at the end.
  std::string read_exactly(std::size_t size);
  /// Up to and including `mark`, fewer at the end.
  std::string read_until(std::string_view mark);
  void write(std::string_view bytes);
  /// Whether the TLS handshake (if there is one) went well.
  bool is_ready() const { return ready_; }
  /// The name the client asked for by SNI, and the subject of its certificate ("" = none).
  std::string server_name() const;
  std::string client_subject() const;
  int socket() const { return socket_; }

 private:
  int socket_;
  ssl_st* tls_ = nullptr;
  bool ready_ = true;
  std::string ahead_{};
};

struct TlsSetup {
  Issued identity{};
  std::string client_authority_pem{};  ///< "" = no client certificate is asked for
  int newest_version = 0;              ///< TLS1_1_VERSION, ...; 0 = any
  bool http2 = false;                  ///< "h2" is agreed on by ALPN
};

class Loopback {
 public:
  using Behaviour = std::function<void(Connection&)>;
  explicit Loopback(Behaviour behaviour, std::optional<TlsSetup> tls = std::nullopt);
  ~Loopback();  ///< cuts every connection and waits for its behaviour to return
  int port() const { return port_; }
  /// "127.0.0.1:PORT".
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  int connections() const { return accepted_; }

 private:
  void accept_all();
  void serve(int socket);

  Behaviour behaviour_;
  ssl_ctx_st* tls_ = nullptr;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> accepted_{0};
  std::mutex mutex_{};
  std::vector<int> open_{};
  std::vector<std::jthread> crew_{};
  bool ending_ = false;
  std::jthread acceptor_{};
};

/// One HTTP request as it came.
struct Heard {
  std::string method{}, target{};
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};
  /// All values of that header (any case), joined by "|"; "" = none.
  std::string header(std::string_view name) const;
};

/// The next request; nullopt at the end of the connection.
std::optional<Heard> hear(Connection& connection);

/// "HTTP/1.1 STATUS ..." with Content-Length; `headers` are lines without line ends.
std::string answer(int status, const std::vector<std::string>& headers, const std::string& body);

/// Remembers what was asked; safe to use from several threads.
class Notes {
 public:
  void add(std::string line);
  std::vector<std::string> lines() const;
  /// Waits for the first line, at most 20 seconds; "" when none came.
  std::string first_line() const;

 private:
  mutable std::mutex mutex_{};
  mutable std::condition_variable added_{};
  std::vector<std::string> lines_{};
};

/// Connects to 127.0.0.1:port; -1 = refused.
int dial(int port);
/// Copies both ways until one side ends.
void pump(Connection& client, int upstream);
/// A port that nobody listens on.
int closed_port();

}  // namespace corootctl::tests
