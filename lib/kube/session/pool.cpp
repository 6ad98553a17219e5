#include "kube/session/pool.hpp"

#include <fmt/format.h>

#include "http/crypto.hpp"
#include "http/url.hpp"

namespace corootctl::kube {
namespace {

/// With their sizes, so that no two lists of texts read alike.
void add(std::string& all, std::string_view text) { all += fmt::format("{}:{};", text.size(), text); }

Result<std::string> key_of(const std::string& server, const http::ConnectionOptions& options) {
  CTL_PASS(const auto url, http::parse_url(server));
  std::string all = fmt::format("{}://{}:{};", url.scheme, url.host, url.effective_port());
  add(all, options.ca_pem ? "own" : "system");
  add(all, options.ca_pem.value_or(""));
  add(all, options.client_certificate_pem);
  add(all, options.client_key_pem.reveal());
  add(all, options.tls_server_name);
  add(all, options.proxy_url);
  add(all, options.user_agent);
  all += fmt::format("{};{};{}", options.insecure, options.compression, options.connect_timeout.count());
  auto key = http::sha256_hex(all);
  wipe(all);
  return key;
}

}  // namespace

std::shared_ptr<http::Transport> TransportPool::in_use(const std::string& key) {
  const auto found = transports_.find(key);
  return found == transports_.end() ? nullptr : found->second.lock();
}

Result<std::shared_ptr<http::Transport>> TransportPool::get(const std::string& server, http::ConnectionOptions options,
                                                            const Log& log) {
  CTL_PASS(const auto key, key_of(server, options));
  {
    const std::lock_guard lock(mutex_);
    if (auto shared = in_use(key)) return shared;
  }
  // Certificates are parsed without the lock: many clusters start at once.
  CTL_PASS(auto made, http::make_curl_transport(std::move(options), log));
  const std::lock_guard lock(mutex_);
  if (auto shared = in_use(key)) return shared;  // another thread was faster
  std::shared_ptr<http::Transport> fresh = std::move(made);
  transports_[key] = fresh;
  return fresh;
}

std::shared_ptr<TransportPool> make_transport_pool() { return std::make_shared<TransportPool>(); }

}  // namespace corootctl::kube
