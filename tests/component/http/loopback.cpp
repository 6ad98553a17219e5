#include "component/http/loopback.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <utility>

#include "base/freed_by.hpp"
#include "base/text.hpp"

namespace corootctl::tests {
namespace {

using Key = std::unique_ptr<EVP_PKEY, FreedBy<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, FreedBy<X509_free>>;
using Bio = std::unique_ptr<BIO, FreedBy<BIO_free_all>>;

Bio borrow(const std::string& text) { return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

sockaddr_in loopback_address(int port) {
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  out.sin_port = htons(static_cast<std::uint16_t>(port));
  return out;
}

int bound_socket() {
  const int out = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto address = loopback_address(0);
  if (out < 0 || ::bind(out, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("cannot bind a test port");
  }
  return out;
}

int port_of(int socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

int agree_on_http2(ssl_st*, const unsigned char** out, unsigned char* size, const unsigned char* offered,
                   unsigned int length, void*) {
  static const unsigned char wanted[] = {2, 'h', '2'};
  unsigned char* chosen = nullptr;
  const int verdict = SSL_select_next_proto(&chosen, size, wanted, sizeof wanted, offered, length);
  *out = chosen;
  return verdict == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

ssl_ctx_st* tls_context(const TlsSetup& setup) {
  ssl_ctx_st* out = SSL_CTX_new(TLS_server_method());
  const Certificate certificate(
      PEM_read_bio_X509(borrow(setup.identity.certificate_pem).get(), nullptr, nullptr, nullptr));
  const Key key(PEM_read_bio_PrivateKey(borrow(setup.identity.key_pem).get(), nullptr, nullptr, nullptr));
  const bool usable =
      SSL_CTX_use_certificate(out, certificate.get()) == 1 && SSL_CTX_use_PrivateKey(out, key.get()) == 1;
  if (!usable) throw std::runtime_error("cannot use a test certificate");
  if (setup.newest_version != 0) {
    SSL_CTX_set_security_level(out, 0);  // or OpenSSL refuses old versions by itself
    SSL_CTX_set_min_proto_version(out, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(out, setup.newest_version);
  }
  if (setup.http2) SSL_CTX_set_alpn_select_cb(out, agree_on_http2, nullptr);
  if (!setup.client_authority_pem.empty()) {
    const Certificate authority(PEM_read_bio_X509(borrow(setup.client_authority_pem).get(), nullptr, nullptr, nullptr));
    X509_STORE_add_cert(SSL_CTX_get_cert_store(out), authority.get());
    SSL_CTX_set_verify(out, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  return out;
}

}  // namespace

Connection::Connection(int socket, ssl_ctx_st* tls) : socket_(socket) {
  if (tls == nullptr) return;
  tls_ = SSL_new(tls);
  SSL_set_fd(tls_, socket_);
  ready_ = SSL_accept(tls_) == 1;
}

Connection::~Connection() {
  if (tls_ == nullptr) return;
  if (ready_) SSL_shutdown(tls_);
  SSL_free(tls_);
}

std::string Connection::read() {
  if (!ahead_.empty()) return std::exchange(ahead_, {});
  std::array<char, 16384> buffer{};
  const auto size = tls_ == nullptr
                        ? ::recv(socket_, buffer.data(), buffer.size(), 0)
                        : static_cast<ssize_t>(SSL_read(tls_, buffer.data(), static_cast<int>(buffer.size())));
  return size <= 0 ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(size));
}

std::string Connection::read_exactly(std::size_t size) {
  std::string out;
  while (out.size() < size) {
    const auto more = read();
    if (more.empty()) return out;
    out += more;
  }
  ahead_ = out.substr(size) + ahead_;
  out.resize(size);
  return out;
}

std::string Connection::read_until(std::string_view mark) {
  std::string out;
  for (;;) {
    if (const auto at = out.find(mark); at != std::string::npos) {
      ahead_ = out.substr(at + mark.size()) + ahead_;
      out.resize(at + mark.size());
      return out;
    }
    const auto more = read();
    if (more.empty()) return out;
    out += more;
  }
}

void Connection::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto size = tls_ == nullptr
                          ? ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL)
                          : static_cast<ssize_t>(SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size())));
    if (size <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
}

std::string Connection::server_name() const {
  const char* name = tls_ == nullptr ? nullptr : SSL_get_servername(tls_, TLSEXT_NAMETYPE_host_name);
  return name == nullptr ? "" : name;
}

std::string Connection::client_subject() const {
  const Certificate certificate(tls_ == nullptr ? nullptr : SSL_get1_peer_certificate(tls_));
  if (!certificate) return "";
  std::array<char, 256> text{};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, text.data(),
                            static_cast<int>(text.size()));
  return text.data();
}

Loopback::Loopback(Behaviour behaviour, std::optional<TlsSetup> tls) : behaviour_(std::move(behaviour)) {
  ::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to a peer that is gone
  if (tls) tls_ = tls_context(*tls);
  listener_ = bound_socket();
  if (::listen(listener_, 64) != 0) throw std::runtime_error("cannot listen on a test port");
  port_ = port_of(listener_);
  acceptor_ = std::jthread([this] { accept_all(); });
}

Loopback::~Loopback() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
  }
  ::shutdown(listener_, SHUT_RDWR);  // wakes accept
  acceptor_.join();
  crew_.clear();  // joins
  ::close(listener_);
  SSL_CTX_free(tls_);
}

void Loopback::accept_all() {
  for (;;) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const std::lock_guard lock(mutex_);
    if (socket < 0) return;
    if (ending_) {
      ::close(socket);
      return;
    }
    ++accepted_;
    open_.push_back(socket);
    crew_.emplace_back([this, socket] { serve(socket); });
  }
}

void Loopback::serve(int socket) {
  {
    Connection connection(socket, tls_);
    if (connection.is_ready()) behaviour_(connection);
  }
  const std::lock_guard lock(mutex_);
  std::erase(open_, socket);
  ::close(socket);
}

std::string Heard::header(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [candidate, value] : headers) {
    if (lower(candidate) == lower(name)) values.push_back(value);
  }
  return join(values, "|");
}

std::optional<Heard> hear(Connection& connection) {
  const auto head = connection.read_until("\r\n\r\n");
  if (!head.ends_with("\r\n\r\n")) return std::nullopt;
  Heard out;
  for (const auto& line : split(head, '\n')) {
    const std::string_view text = trim(line);
    if (out.method.empty()) {
      const auto words = split(text, ' ');
      out.method = words.at(0);
      out.target = words.at(1);
    } else if (const auto colon = text.find(':'); colon != std::string_view::npos) {
      out.headers.emplace_back(text.substr(0, colon), trim(text.substr(colon + 1)));
    }
  }
  const auto length = out.header("Content-Length");
  if (!length.empty()) out.body = connection.read_exactly(std::stoul(length));
  return out;
}

std::string answer(int status, const std::vector<std::string>& headers, const std::string& body) {
  auto out = "HTTP/1.1 " + std::to_string(status) + " Text\r\n";
  for (const auto& header : headers) out += header + "\r\n";
  return out + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

void Notes::add(std::string line) {
  const std::lock_guard lock(mutex_);
  lines_.push_back(std::move(line));
  added_.notify_all();
}

std::vector<std::string> Notes::lines() const {
  const std::lock_guard lock(mutex_);
  return lines_;
}

std::string Notes::first_line() const {
  std::unique_lock lock(mutex_);
  added_.wait_for(lock, std::chrono::seconds(20), [this] { return !lines_.empty(); });
  return lines_.empty() ? "" : lines_.front();
}

int dial(int port) {
  const int out = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto address = loopback_address(port);
  if (::connect(out, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return out;
  ::close(out);
  return -1;
}

void pump(Connection& client, int upstream) {
  std::array<pollfd, 2> ends{{{client.socket(), POLLIN, 0}, {upstream, POLLIN, 0}}};
  std::array<char, 16384> buffer{};
  while (::poll(ends.data(), ends.size(), -1) > 0) {
    for (std::size_t i = 0; i < ends.size(); ++i) {
      if (ends[i].revents == 0) continue;
      const auto size = ::recv(ends[i].fd, buffer.data(), buffer.size(), 0);
      if (size <= 0) {
        ::close(upstream);
        return;
      }
      if (::send(ends[1 - i].fd, buffer.data(), static_cast<std::size_t>(size), MSG_NOSIGNAL) < 0) return;
    }
  }
}

int closed_port() {
  const int socket = bound_socket();
  const int out = port_of(socket);
  ::close(socket);
  return out;
}

}  // namespace corootctl::tests
