#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <stop_token>
#include <strings.h>

#include "base/text.hpp"
#include "http/certificates.hpp"
#include "http/curl_failure.hpp"
#include "http/curl_handles.hpp"
#include "http/trace.hpp"
#include "http/transport.hpp"
#include "http/url.hpp"

namespace corootctl::http {
namespace {

constexpr std::size_t idle_lanes = 25;                  // idle connections per host, as client-go (facts 2.20)
constexpr long idle_seconds = 90;                       // and how long they are kept
constexpr long keep_alive_seconds = 30;                 // first TCP keep-alive probe
constexpr std::size_t answer_limit = 512U << 20U;       // bytes; more is not an answer of any server we talk to

/// A thread's own pair of handles. The multi handle owns the open connections, so a lane taken again reuses them.
struct Lane {
  Multi multi{curl_multi_init()};
  Easy easy{curl_easy_init()};
};

/// Where one transfer's callbacks put what arrives.
struct Arrival {
  Response response{};
  bool too_long = false;
};

std::size_t on_body(char* bytes, std::size_t, std::size_t size, void* target) {
  auto& arrival = *static_cast<Arrival*>(target);
  if (arrival.response.body.size() + size > answer_limit) {
    arrival.too_long = true;
    return 0;
  }
  arrival.response.body.append(bytes, size);
  return size;
}

std::size_t on_header(char* bytes, std::size_t, std::size_t size, void* target) {
  auto& response = static_cast<Arrival*>(target)->response;
  const std::string_view line = trim(std::string_view(bytes, size));
  if (line.starts_with("HTTP/")) {
    response.headers.clear();  // what came before was an interim answer (100, 103)
  } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
    response.headers.push_back({std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1)))});
  }
  return size;
}

/// libcurl accepts a name in the certificate's subject when there is no subject alternative name; Go and browsers do
/// not (facts 2.10). This refuses such a leaf.
int check_leaf(int accepted, X509_STORE_CTX* context) {
  if (accepted != 1 || X509_STORE_CTX_get_error_depth(context) != 0) return accepted;
  auto* names = static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(X509_STORE_CTX_get_current_cert(context), NID_subject_alt_name, nullptr, nullptr));
  bool has_host = false;
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
    const int type = sk_GENERAL_NAME_value(names, i)->type;
    has_host = has_host || type == GEN_DNS || type == GEN_IPADD;
  }
  GENERAL_NAMES_free(names);
  if (has_host) return 1;
  X509_STORE_CTX_set_error(context, X509_V_ERR_APPLICATION_VERIFICATION);
  return 0;
}

CURLcode on_tls_context(CURL*, void* context, void*) {
  auto* tls = static_cast<SSL_CTX*>(context);
  SSL_CTX_set_verify(tls, SSL_CTX_get_verify_mode(tls), check_leaf);
  return CURLE_OK;
}

/// Once, and only for commands that talk to a server: it reads OpenSSL's configuration.
Result<> start_curl() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK) return fail(ErrorKind::internal, "curl does not start: {}", curl_easy_strerror(code));
  return {};
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; });
}

/// A line break in a token would start a second header (facts 3.4).
Result<> check_header(const Header& header) {
  if (header.name.empty() || has_control(header.name)) return fail(ErrorKind::config, "a header without a usable name");
  if (has_control(header.value)) return fail(ErrorKind::config, "header {} holds a control character", header.name);
  return {};
}

std::string bracketed(const std::string& host) {
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

/// Runs the transfer; ends it at once when `stop` is requested (CURLE_ABORTED_BY_CALLBACK).
CURLcode perform(const Lane& lane, std::stop_token stop) {
  if (curl_multi_add_handle(lane.multi.get(), lane.easy.get()) != CURLM_OK) return CURLE_FAILED_INIT;
  CURLcode verdict = CURLE_ABORTED_BY_CALLBACK;
  {
    const std::stop_callback wake(stop, [multi = lane.multi.get()] { curl_multi_wakeup(multi); });
    for (int running = 1, left = 0; !stop.stop_requested();) {
      if (curl_multi_perform(lane.multi.get(), &running) != CURLM_OK) {
        verdict = CURLE_FAILED_INIT;
        break;
      }
      if (const CURLMsg* done = curl_multi_info_read(lane.multi.get(), &left)) {
        verdict = done->data.result;
        break;
      }
      curl_multi_poll(lane.multi.get(), nullptr, 0, 1000, nullptr);
    }
  }
  curl_multi_remove_handle(lane.multi.get(), lane.easy.get());
  return verdict;
}

class CurlTransport final : public Transport {
 public:
  CurlTransport(ConnectionOptions options, Log log) : options_(std::move(options)), log_(std::move(log)) {}

  Result<Response> send(const Request& request, std::stop_token stop) override {
    CTL_PASS(const Url url, parse_url(request.url));
    if (!url.userinfo.empty()) return fail(ErrorKind::config, "user and password in a URL are not supported");
    if (stop.stop_requested()) return fail(ErrorKind::cancelled, "{}: interrupted", exchange_name(request, url));
    if (request.deadline.expired()) return fail(ErrorKind::timeout, "{}: no time left", exchange_name(request, url));
    auto lane = take();
    if (!lane.multi || !lane.easy) return fail(ErrorKind::internal, "curl gives no handle");
    auto answer = exchange(lane, request, url, stop);
    give_back(std::move(lane));
    return answer;
  }

 private:
  Lane take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return {};
    auto lane = std::move(idle_.back());
    idle_.pop_back();
    return lane;
  }

  void give_back(Lane lane) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < idle_lanes) idle_.push_back(std::move(lane));
  }

  Result<Response> exchange(const Lane& lane, const Request& request, const Url& url, std::stop_token stop) const;
  Result<HeaderList> headers(const Request& request, const Url& url) const;
  void describe_request(Options& options, const Request& request) const;
  void describe_route(Options& options, const Request& request, const Url& url, HeaderList& route) const;
  void describe_trust(Options& options) const;
  bool renames(const Url& url) const { return url.scheme == "https" && !options_.tls_server_name.empty(); }

  const ConnectionOptions options_;
  const Log log_;
  std::mutex mutex_{};
  std::vector<Lane> idle_{};
};

/// With another TLS name, curl is told that name in the URL and the real host beside it (facts 2.13), so the Host header
/// has to be ours.
Result<HeaderList> CurlTransport::headers(const Request& request, const Url& url) const {
  HeaderList list;
  bool complete = true;
  bool typed = false;
  for (const auto& header : request.headers) {
    CTL_CHECK(check_header(header), exchange_name(request, url));
    typed = typed || strcasecmp(header.name.c_str(), "Content-Type") == 0;
    complete = complete && append(list, header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
  }
  if (!typed) complete = complete && append(list, "Content-Type:");  // else curl says it is a form
  complete = complete && append(list, "Expect:");                    // else a large body waits for a 100
  if (renames(url)) {
    const auto port = url.port == 0 ? std::string() : ":" + std::to_string(url.port);
    complete = complete && append(list, "Host: " + bracketed(url.host) + port);
  }
  if (!complete) return fail(ErrorKind::internal, "out of memory");
  return list;
}

void CurlTransport::describe_request(Options& options, const Request& request) const {
  if (request.method == "HEAD") {
    options.set(CURLOPT_NOBODY, 1L);
  } else if (request.body.empty() && request.method != "POST" && request.method != "PUT" && request.method != "PATCH") {
    options.set(CURLOPT_HTTPGET, 1L);
  } else {
    options.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()))
        .set(CURLOPT_POSTFIELDS, request.body.data());
  }
  if (request.method != "HEAD") options.text(CURLOPT_CUSTOMREQUEST, request.method);
  const auto left = request.deadline.is_set() ? std::max<long>(1, static_cast<long>(request.deadline.left().count())) : 0L;
  options.set(CURLOPT_TIMEOUT_MS, left)
      .set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout.count()))
      .set(CURLOPT_FOLLOWLOCATION, 0L)  // a redirect must not carry credentials to another host (facts 2.21)
      .set(CURLOPT_PATH_AS_IS, 1L)
      .text(CURLOPT_PROTOCOLS_STR, "http,https")
      .text(CURLOPT_USERAGENT, options_.user_agent);
  if (options_.compression) options.text(CURLOPT_ACCEPT_ENCODING, "gzip");
}

void CurlTransport::describe_route(Options& options, const Request& request, const Url& url, HeaderList& route) const {
  std::string target = request.url.substr(0, request.url.find('#'));
  if (renames(url)) {
    const auto port = url.effective_port();
    const auto name = bracketed(options_.tls_server_name);
    target = fmt::format("https://{}:{}{}{}{}", name, port, url.path, url.query.empty() ? "" : "?", url.query);
    append(route, fmt::format("{}:{}:{}:{}", name, port, bracketed(url.host), port));
    options.set(CURLOPT_CONNECT_TO, route.get());
  }
  // curl's "socks5" resolves here, Go's at the proxy.
  auto proxy = options_.proxy_url;
  if (lower(proxy).starts_with("socks5://")) proxy = "socks5h://" + proxy.substr(9);
  options.text(CURLOPT_URL, target)
      .text(CURLOPT_PROXY, proxy)  // empty means direct; unset would mean curl's own environment rules
      .text(CURLOPT_NOPROXY, "")
      .set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L)
      .set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS))
      .set(CURLOPT_TCP_KEEPALIVE, 1L)
      .set(CURLOPT_TCP_KEEPIDLE, keep_alive_seconds)
      .set(CURLOPT_MAXAGE_CONN, idle_seconds)
      .set(CURLOPT_NOSIGNAL, 1L)
      .set(CURLOPT_QUICK_EXIT, 1L);  // a stop does not wait for a name server
}

void CurlTransport::describe_trust(Options& options) const {
  const long verify = options_.insecure ? 0L : 1L;
  options.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2))
      .set(CURLOPT_PROXY_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2))
      .set(CURLOPT_SSL_VERIFYPEER, verify)
      .set(CURLOPT_SSL_VERIFYHOST, verify * 2)
      .set(CURLOPT_PROXY_SSL_VERIFYPEER, verify)
      .set(CURLOPT_PROXY_SSL_VERIFYHOST, verify * 2);
  if (!options_.insecure) options.set(CURLOPT_SSL_CTX_FUNCTION, on_tls_context);
  if (options_.ca_pem) {
    const char* const nowhere = nullptr;  // or the system's directory would be trusted as well
    options.set(CURLOPT_CAPATH, nowhere)
        .set(CURLOPT_PROXY_CAPATH, nowhere)
        .pem(CURLOPT_CAINFO_BLOB, *options_.ca_pem)
        .pem(CURLOPT_PROXY_CAINFO_BLOB, *options_.ca_pem);
  }
  if (!options_.client_certificate_pem.empty()) {
    options.pem(CURLOPT_SSLCERT_BLOB, options_.client_certificate_pem)
        .pem(CURLOPT_SSLKEY_BLOB, options_.client_key_pem.reveal());
  }
}

Result<Response> CurlTransport::exchange(const Lane& lane, const Request& request, const Url& url,
                                         std::stop_token stop) const {
  CTL_PASS(const HeaderList header_list, headers(request, url));
  CURL* easy = lane.easy.get();
  curl_easy_reset(easy);  // options only; the connections belong to the multi handle
  Arrival arrival;
  HeaderList route;
  std::array<char, CURL_ERROR_SIZE> detail{};
  Options options(easy);
  describe_request(options, request);
  describe_route(options, request, url, route);
  describe_trust(options);
  options.set(CURLOPT_HTTPHEADER, header_list.get())
      .set(CURLOPT_ERRORBUFFER, detail.data())
      .set(CURLOPT_WRITEFUNCTION, on_body)
      .set(CURLOPT_WRITEDATA, &arrival)
      .set(CURLOPT_HEADERFUNCTION, on_header)
      .set(CURLOPT_HEADERDATA, &arrival);
  CTL_CHECK(options.verdict(), exchange_name(request, url));
  trace_request(log_, request);
  const auto start = std::chrono::steady_clock::now();
  const CURLcode code = perform(lane, stop);
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
  const auto failure = failure_of(easy, code, detail.data());
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_reset(easy);  // it must not point to this function's buffers any longer
  if (code == CURLE_OK) {
    arrival.response.status = static_cast<int>(status);
    trace_response(log_, request, arrival.response, took);
    return std::move(arrival.response);
  }
  if (stop.stop_requested()) return fail(ErrorKind::cancelled, "{}: interrupted", exchange_name(request, url));
  if (arrival.too_long) return fail(ErrorKind::failed, "{}: the answer is too long", exchange_name(request, url));
  auto error = transfer_error(request, url, options_.proxy_url, failure, options_.connect_timeout);
  trace_failure(log_, request, std::string_view(error.what).substr(exchange_name(request, url).size() + 2), took);
  return tl::unexpected<Error>(std::move(error));
}

Result<> check_proxy(const std::string& proxy_url) {
  if (proxy_url.empty()) return {};
  CTL_PASS(const auto proxy, parse_url(proxy_url));
  if (proxy.scheme == "http" || proxy.scheme == "https" || proxy.scheme == "socks5") return {};
  return fail_with_hint(ErrorKind::config, "Use http, https or socks5.", "unknown scheme '{}'", proxy.scheme);
}

}  // namespace

bool append(HeaderList& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) return false;
  list.release();  // NOLINT: the longer list contains it
  list.reset(longer);
  return true;
}

std::string_view Response::header(std::string_view name) const {
  const auto wanted = lower(name);
  for (const auto& candidate : headers) {
    if (lower(candidate.name) == wanted) return candidate.value;
  }
  return {};
}

Result<std::unique_ptr<Transport>> make_curl_transport(ConnectionOptions options, Log log) {
  CTL_CHECK(start_curl(), "start HTTP");
  CTL_CHECK(check_proxy(options.proxy_url), "proxy");
  if (options.ca_pem && !options.insecure) {
    CTL_PASS(options.ca_pem, usable_certificates(*options.ca_pem));
  } else {
    options.ca_pem.reset();
  }
  if (!options.client_certificate_pem.empty()) {
    CTL_CHECK(check_key_pair(options.client_certificate_pem, options.client_key_pem), "client certificate");
  }
  return std::make_unique<CurlTransport>(std::move(options), std::move(log));
}

}  // namespace corootctl::http
