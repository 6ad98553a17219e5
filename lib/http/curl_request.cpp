#include "http/curl_request.hpp"

#include <strings.h>

#include <algorithm>

#include "base/text.hpp"
#include "http/curl_failure.hpp"
#include "http/openssl_functions.hpp"

namespace corootctl::http {
namespace {

constexpr long idle_seconds = 90;        // how long an idle connection is kept, as client-go (connections 20)
constexpr long keep_alive_seconds = 30;  // first TCP keep-alive probe

/// libcurl accepts a name in the certificate's subject when there is no subject alternative name; Go and browsers do
/// not (connections 4). This refuses such a leaf.
int check_leaf(int accepted, X509_STORE_CTX* context) {
  if (accepted != 1 || X509_STORE_CTX_get_error_depth(context) != 0) return accepted;
  auto* names = static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(X509_STORE_CTX_get_current_cert(context), NID_subject_alt_name, nullptr, nullptr));
  const auto* stack = ossl_check_const_GENERAL_NAME_sk_type(names);
  bool has_host = false;
  for (int i = 0; i < OPENSSL_sk_num(stack); ++i) {
    const int type = static_cast<const GENERAL_NAME*>(OPENSSL_sk_value(stack, i))->type;
    has_host = has_host || type == GEN_DNS || type == GEN_IPADD;
  }
  GENERAL_NAMES_free(names);
  if (has_host) return 1;
  X509_STORE_CTX_set_error(context, X509_V_ERR_APPLICATION_VERIFICATION);
  return 0;
}

/// Only what the kubeconfig gives goes along with the client's certificate (connections 8); OpenSSL would add the
/// authorities it trusts.
CURLcode on_tls_context(CURL*, void* context, void* material) {
  auto* tls = static_cast<SSL_CTX*>(context);
  apply(*static_cast<const TlsMaterial*>(material), tls);
  SSL_CTX_set_mode(tls, SSL_MODE_NO_AUTO_CHAIN);
  const int mode = SSL_CTX_get_verify_mode(tls);
  if (mode != SSL_VERIFY_NONE) SSL_CTX_set_verify(tls, mode, check_leaf);
  return CURLE_OK;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; });
}

/// A line break in a token would start a second header (connections 26).
Result<> check_header(const Header& header) {
  if (header.name.empty() || has_control(header.name)) return fail(ErrorKind::config, "a header without a usable name");
  if (has_control(header.value)) return fail(ErrorKind::config, "header {} holds a control character", header.name);
  return {};
}

std::string bracketed(const std::string& host) { return host.find(':') == std::string::npos ? host : "[" + host + "]"; }

/// Whether the certificate is to be checked for another name than the URL's host.
bool renames(const ConnectionOptions& connection, const Url& url) {
  return url.scheme == "https" && !connection.tls_server_name.empty();
}

}  // namespace

bool append(HeaderList& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) return false;
  list.release();  // NOLINT: the longer list contains it
  list.reset(longer);
  return true;
}

/// With another TLS name, curl is told that name in the URL and the real host beside it (connections 6), so the Host
/// header has to be ours.
Result<HeaderList> header_lines(const Request& request, const Url& url, const ConnectionOptions& connection) {
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
  if (renames(connection, url)) {
    const auto port = url.port == 0 ? std::string() : ":" + std::to_string(url.port);
    complete = complete && append(list, "Host: " + bracketed(url.host) + port);
  }
  if (!complete) return fail(ErrorKind::internal, "out of memory");
  return list;
}

void describe_request(Options& options, const Request& request, const ConnectionOptions& connection) {
  if (request.method == "HEAD") {
    options.set(CURLOPT_NOBODY, 1L);
  } else if (request.body.empty() && request.method != "POST" && request.method != "PUT" && request.method != "PATCH") {
    options.set(CURLOPT_HTTPGET, 1L);
  } else {
    options.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()))
        .set(CURLOPT_POSTFIELDS, request.body.data());
  }
  if (request.method != "HEAD") options.text(CURLOPT_CUSTOMREQUEST, request.method);
  const auto left =
      request.deadline.is_set() ? std::max<long>(1, static_cast<long>(request.deadline.left().count())) : 0L;
  options.set(CURLOPT_TIMEOUT_MS, left)
      .set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connection.connect_timeout.count()))
      .set(CURLOPT_FOLLOWLOCATION, 0L)  // a redirect must not carry credentials to another host (connections 22)
      .set(CURLOPT_PATH_AS_IS, 1L)
      .text(CURLOPT_PROTOCOLS_STR, "http,https")
      .text(CURLOPT_USERAGENT, connection.user_agent);
  if (connection.compression) options.text(CURLOPT_ACCEPT_ENCODING, "gzip");
}

void describe_route(Options& options, const Request& request, const Url& url, const ConnectionOptions& connection,
                    HeaderList& route) {
  std::string target = request.url.substr(0, request.url.find('#'));
  if (renames(connection, url)) {
    const auto port = url.effective_port();
    const auto name = bracketed(connection.tls_server_name);
    target = fmt::format("https://{}:{}{}{}{}", name, port, url.path, url.query.empty() ? "" : "?", url.query);
    append(route, fmt::format("{}:{}:{}:{}", name, port, bracketed(url.host), port));
    options.set(CURLOPT_CONNECT_TO, route.get());
  }
  // curl's "socks5" resolves here, Go's at the proxy.
  auto proxy = connection.proxy_url;
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

void describe_trust(Options& options, const ConnectionOptions& connection, const TlsMaterial& material) {
  const long verify = connection.insecure ? 0L : 1L;
  options.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2))
      .set(CURLOPT_PROXY_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2))
      .set(CURLOPT_SSL_VERIFYPEER, verify)
      .set(CURLOPT_SSL_VERIFYHOST, verify * 2)
      .set(CURLOPT_PROXY_SSL_VERIFYPEER, verify)
      .set(CURLOPT_PROXY_SSL_VERIFYHOST, verify * 2)
      .set(CURLOPT_SSL_CTX_FUNCTION, on_tls_context)
      .set(CURLOPT_SSL_CTX_DATA, &material);
  if (!material.trusted) return;
  const char* const nowhere = nullptr;  // or libcurl would read the system's authorities first
  options.set(CURLOPT_CAINFO, nowhere)
      .set(CURLOPT_CAPATH, nowhere)
      .set(CURLOPT_PROXY_CAINFO, nowhere)
      .set(CURLOPT_PROXY_CAPATH, nowhere);
}

}  // namespace corootctl::http
