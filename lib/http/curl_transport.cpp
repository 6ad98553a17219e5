#include <array>
#include <charconv>
#include <mutex>
#include <stop_token>

#include "base/text.hpp"
#include "http/attempts.hpp"
#include "http/curl_failure.hpp"
#include "http/curl_handles.hpp"
#include "http/curl_request.hpp"
#include "http/silence.hpp"
#include "http/tls_material.hpp"
#include "http/trace.hpp"
#include "http/transport.hpp"
#include "http/url.hpp"

namespace corootctl::http {
namespace {

constexpr std::size_t idle_lanes = 25;      // idle connections per host, as client-go (connections 20)
constexpr std::size_t most_mebibytes = 64;  // of an answer's body, unpacked; more would cost the machine's memory

/// A thread's own pair of handles. The multi handle owns the open connections, so a lane taken again reuses them.
struct Lane {
  Multi multi{curl_multi_init()};
  Easy easy{curl_easy_init()};
};

/// Where one transfer's callbacks put what arrives.
struct Arrival {
  Response response{};
  const BodySink& sink;
  SilenceWatch silence;
  bool enough = false;  ///< said the sink
  bool too_long = false;
};

/// What a handle points to while it works.
struct Transfer {
  explicit Transfer(const Request& request)
      : arrival{.sink = request.sink, .silence = SilenceWatch(request.silence)},
        attempts(request.method, detail.data()) {}
  HeaderList headers{};
  HeaderList route{};
  Arrival arrival;
  std::array<char, CURL_ERROR_SIZE> detail{};
  Attempts attempts;
};

long status_of(CURL* easy) {
  long status = 0;
  return curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK ? status : 0;
}

std::size_t on_body(char* bytes, std::size_t, std::size_t size, void* target) {
  auto& arrival = *static_cast<Arrival*>(target);
  arrival.silence.heard();
  if (arrival.sink && arrival.response.status / 100 == 2) {
    arrival.enough = !arrival.sink({bytes, size});
    return arrival.enough ? 0 : size;
  }
  if (arrival.response.body.size() + size > most_mebibytes << 20U) {
    arrival.too_long = true;
    return 0;
  }
  arrival.response.body.append(bytes, size);
  return size;
}

std::size_t on_header(char* bytes, std::size_t, std::size_t size, void* target) {
  auto& arrival = *static_cast<Arrival*>(target);
  arrival.silence.heard();
  auto& response = arrival.response;
  const std::string_view line = trim(std::string_view(bytes, size));
  if (line.starts_with("HTTP/")) {
    response.headers.clear();  // what came before was an interim answer (100, 103)
    const auto code = line.substr(std::min(line.find(' ') + 1, line.size()));
    std::from_chars(code.data(), code.data() + code.size(), response.status);
  } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
    response.headers.push_back({std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1)))});
  }
  return size;
}

/// Once, and only for commands that talk to a server: it reads OpenSSL's configuration.
Result<> start_curl() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK) return fail(ErrorKind::internal, "curl does not start: {}", curl_easy_strerror(code));
  return {};
}

/// Runs the transfer; ends it at once when `stop` is requested (CURLE_ABORTED_BY_CALLBACK), and when the server has
/// been silent for too long (CURLE_OPERATION_TIMEDOUT).
CURLcode perform(const Lane& lane, SilenceWatch& silence, std::stop_token stop) {
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
      if (silence.is_over()) {
        verdict = CURLE_OPERATION_TIMEDOUT;
        break;
      }
      curl_multi_poll(lane.multi.get(), nullptr, 0, silence.next_ms(), nullptr);
    }
  }
  curl_multi_remove_handle(lane.multi.get(), lane.easy.get());
  return verdict;
}

/// Whether an HTTP/2 server that was going away had not taken the request: its GOAWAY names an earlier one as the last.
/// libcurl ends such a request with this code and without words, where other failures of the protocol have some.
bool was_untaken(CURLcode code, const Transfer& transfer) {
  return code == CURLE_HTTP2 && transfer.detail.front() == '\0' && transfer.arrival.response.headers.empty();
}

class CurlTransport final : public Transport {
 public:
  CurlTransport(ConnectionOptions options, TlsMaterial material, Log log)
      : options_(std::move(options)), material_(std::move(material)), log_(std::move(log)) {}

  Result<Response> send(const Request& request, std::stop_token stop) override {
    CTL_PASS(const Url url, parse_url(request.url));
    if (!url.userinfo.empty()) return fail(ErrorKind::config, "user and password in a URL are not supported");
    if (stop.stop_requested()) return fail(ErrorKind::cancelled, "{}: interrupted", exchange_name(request, url));
    if (request.deadline.expired()) return fail(ErrorKind::timeout, "{}: no time left", exchange_name(request, url));
    auto lane = take();
    if (!lane.multi || !lane.easy) return fail(ErrorKind::internal, "curl gives no handle");
    auto answer = exchange(lane, request, url, stop);
    // Whatever went wrong, its connection is not used again: over HTTP/2 libcurl would keep one that died in silence.
    if (answer) give_back(std::move(lane));
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

  Result<> prepare(CURL* easy, const Request& request, const Url& url, Transfer& transfer) const;
  Result<Response> exchange(const Lane& lane, const Request& request, const Url& url,
                            const std::stop_token& stop) const;

  const ConnectionOptions options_;
  const TlsMaterial material_;
  const Log log_;
  std::mutex mutex_{};
  std::vector<Lane> idle_{};
};

/// Fills the handle's options, which point into `transfer` from now on.
Result<> CurlTransport::prepare(CURL* easy, const Request& request, const Url& url, Transfer& transfer) const {
  CTL_PASS(transfer.headers, header_lines(request, url, options_));
  curl_easy_reset(easy);  // options only; the connections belong to the multi handle
  Options options(easy);
  describe_request(options, request, options_);
  describe_route(options, request, url, options_, transfer.route);
  describe_trust(options, options_, material_);
  options.set(CURLOPT_HTTPHEADER, transfer.headers.get())
      .set(CURLOPT_ERRORBUFFER, transfer.detail.data())
      .set(CURLOPT_WRITEFUNCTION, on_body)
      .set(CURLOPT_WRITEDATA, &transfer.arrival)
      .set(CURLOPT_HEADERFUNCTION, on_header)
      .set(CURLOPT_HEADERDATA, &transfer.arrival);
  transfer.attempts.watch(easy, options);
  CTL_CHECK(options.verdict(), exchange_name(request, url));
  return {};
}

Result<Response> CurlTransport::exchange(const Lane& lane, const Request& request, const Url& url,
                                         const std::stop_token& stop) const {
  CURL* easy = lane.easy.get();
  Transfer transfer(request);
  CTL_RUN(prepare(easy, request, url, transfer));
  trace_request(log_, request);
  const auto start = std::chrono::steady_clock::now();
  auto& silence = transfer.arrival.silence;
  CURLcode code = perform(lane, silence, stop);
  for (int again = 0; again < 2 && was_untaken(code, transfer); ++again) {  // (connections 21)
    transfer.attempts.start_over();
    code = perform(lane, silence, stop);
  }
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
  auto failure = failure_of(easy, code, transfer.detail.data());
  failure.write_in_doubt = transfer.attempts.may_have_written();
  failure.silence = silence.is_over() ? request.silence.limit : std::chrono::milliseconds(0);
  if (transfer.attempts.refused_second()) {
    failure.code = CURLE_GOT_NOTHING;
    failure.detail = "the server closed it before its answer";
  }
  transfer.arrival.response.status = static_cast<int>(status_of(easy));
  curl_easy_reset(easy);  // it must not point to this function's buffers any longer
  if (code == CURLE_OK || transfer.arrival.enough) {
    trace_response(log_, request, transfer.arrival.response, took);
    return std::move(transfer.arrival.response);
  }
  if (stop.stop_requested()) {
    auto error = make_error(ErrorKind::cancelled, "{}: interrupted", exchange_name(request, url));
    if (failure.write_in_doubt) error.reason = Reason::outcome_unknown;
    return tl::unexpected<Error>(std::move(error));
  }
  if (transfer.arrival.too_long) {
    return fail(ErrorKind::failed, "{}: the answer is longer than {} MiB", exchange_name(request, url), most_mebibytes);
  }
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
  CTL_PASS(auto material, read_tls_material(options));
  return std::make_unique<CurlTransport>(std::move(options), std::move(material), std::move(log));
}

}  // namespace corootctl::http
