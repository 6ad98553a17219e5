#include "support/net/http_server.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>
#include <csignal>

#include <cerrno>
#include <cstring>
#include <list>
#include <mutex>
#include <thread>

#include "base/freed_by.hpp"
#include "base/text.hpp"
#include "support/net/http_wire.hpp"

namespace corootctl::support {
namespace {

using TlsContext = std::unique_ptr<SSL_CTX, FreedBy<SSL_CTX_free>>;
using Tls = std::unique_ptr<SSL, FreedBy<SSL_free>>;
using Bio = std::unique_ptr<BIO, FreedBy<BIO_free_all>>;

/// A descriptor that is closed at the end of its life.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

class PlainStream : public ByteStream {
 public:
  explicit PlainStream(int socket) : socket_(socket) {}
  std::size_t read(char* into, std::size_t capacity) override {
    const ssize_t count = ::recv(socket_, into, capacity, 0);
    return count > 0 ? static_cast<std::size_t>(count) : 0;
  }
  bool write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }

 private:
  int socket_;
};

class TlsStream : public ByteStream {
 public:
  explicit TlsStream(SSL* tls) : tls_(tls) {}
  std::size_t read(char* into, std::size_t capacity) override {
    std::size_t count = 0;
    return SSL_read_ex(tls_, into, capacity, &count) == 1 ? count : 0;
  }
  bool write(std::string_view bytes) override {
    std::size_t count = 0;
    return bytes.empty() || (SSL_write_ex(tls_, bytes.data(), bytes.size(), &count) == 1 && count == bytes.size());
  }

 private:
  SSL* tls_;
};

Result<TlsContext> tls_context(const TlsIdentity& identity) {
  TlsContext context(SSL_CTX_new(TLS_server_method()));
  const Bio certificate_text(BIO_new_mem_buf(identity.certificate_pem.data(), -1));
  const Bio key_text(BIO_new_mem_buf(identity.key_pem.data(), -1));
  if (!context || !certificate_text || !key_text) return fail(ErrorKind::failed, "no memory for TLS");
  const std::unique_ptr<X509, FreedBy<X509_free>> certificate(
      PEM_read_bio_X509(certificate_text.get(), nullptr, nullptr, nullptr));
  const std::unique_ptr<EVP_PKEY, FreedBy<EVP_PKEY_free>> key(
      PEM_read_bio_PrivateKey(key_text.get(), nullptr, nullptr, nullptr));
  if (!certificate || !key || SSL_CTX_use_certificate(context.get(), certificate.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1)
    return fail(ErrorKind::failed, "the test server's certificate cannot be used");
  return context;
}

Result<int> listen_on(const std::string& address, int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return fail(ErrorKind::failed, "no socket: {}", std::strerror(errno));
  const int on = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(static_cast<std::uint16_t>(port));
  if (::inet_pton(AF_INET, address.c_str(), &where.sin_addr) != 1 ||
      ::bind(socket, reinterpret_cast<const sockaddr*>(&where), sizeof where) != 0 || ::listen(socket, 256) != 0) {
    const std::string reason = std::strerror(errno);
    ::close(socket);
    return fail(ErrorKind::failed, "cannot listen on {}:{}: {}", address, port, reason);
  }
  return socket;
}

int port_of(int socket) {
  sockaddr_in where{};
  socklen_t size = sizeof where;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&where), &size);
  return ntohs(where.sin_port);
}

/// A peer that went away must not end the process.
void block_sigpipe() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

class ThreadedServer : public HttpServer {
 public:
  ThreadedServer(int listener, TlsContext context, RequestHandler handler)
      : listener_(listener), context_(std::move(context)), handler_(std::move(handler)), port_(port_of(listener)) {
    acceptor_ = std::jthread([this](std::stop_token stop) { accept_loop(stop); });
  }
  ~ThreadedServer() override {
    acceptor_.request_stop();
    ::shutdown(listener_.number(), SHUT_RDWR);
    acceptor_.join();
    {
      const std::lock_guard lock(mutex_);
      for (auto& connection : connections_) {
        connection.thread.request_stop();
        ::shutdown(connection.socket, SHUT_RDWR);
      }
    }
    connections_.clear();  // joins
  }
  int port() const override { return port_; }

 private:
  struct Connection {
    int socket = -1;
    bool done = false;  ///< under mutex_
    std::jthread thread{};
  };

  void accept_loop(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const int socket = ::accept4(listener_.number(), nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) {
        if (errno == EINTR || errno == ECONNABORTED) continue;
        return;
      }
      const std::lock_guard lock(mutex_);
      connections_.remove_if([](const Connection& connection) { return connection.done; });
      Connection& connection = connections_.emplace_back();
      connection.socket = socket;
      connection.thread = std::jthread([this, &connection](std::stop_token token) { serve(connection, token); });
    }
  }

  void serve(Connection& connection, const std::stop_token& stop) {
    block_sigpipe();
    const int on = 1;
    ::setsockopt(connection.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (context_) {
      const Tls tls(SSL_new(context_.get()));
      if (tls && SSL_set_fd(tls.get(), connection.socket) == 1 && SSL_accept(tls.get()) == 1) {
        TlsStream stream(tls.get());
        talk(stream, stop);
      }
    } else {
      PlainStream stream(connection.socket);
      talk(stream, stop);
    }
    ERR_clear_error();
    const std::lock_guard lock(mutex_);
    ::close(connection.socket);
    connection.socket = -1;
    connection.done = true;
  }

  void talk(ByteStream& stream, const std::stop_token& stop) {
    RequestReader reader(stream);
    while (!stop.stop_requested()) {
      const auto request = reader.next();
      if (!request) return;
      const ServedResponse response = handler_(*request, stop);
      if (stop.stop_requested() || !write_response(stream, response, request->method == "HEAD")) return;
      if (lower(request->header("Connection")) == "close") return;
    }
  }

  Descriptor listener_;
  TlsContext context_;
  RequestHandler handler_;
  int port_;
  std::mutex mutex_{};
  std::list<Connection> connections_{};
  std::jthread acceptor_{};
};

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::start(const ServerOptions& options, RequestHandler handler) {
  TlsContext context;
  if (options.tls) {
    CTL_PASS(context, tls_context(*options.tls));
  }
  CTL_PASS(const int listener, listen_on(options.address, options.port));
  return std::unique_ptr<HttpServer>(
      std::make_unique<ThreadedServer>(listener, std::move(context), std::move(handler)));
}

}  // namespace corootctl::support
