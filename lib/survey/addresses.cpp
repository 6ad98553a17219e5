#include "survey/addresses.hpp"

#include "base/text.hpp"
#include "fleet/fan_out.hpp"
#include "http/server_certificate.hpp"
#include "http/url.hpp"

namespace corootctl::survey {
namespace {

constexpr auto viewpoint = "this machine";
constexpr std::chrono::seconds connect_timeout{3};

std::int64_t in_ms(std::chrono::system_clock::time_point at) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
}

/// A server that shows a certificate and is refused all the same is one that is not trusted.
checks::Address after_failure(const MemberAddress& address, const Error& error, bool has_certificate) {
  return {address.project, address.url, viewpoint, has_certificate ? "tls" : "unreachable", describe(error), {}};
}

checks::Address look_at(const MemberAddress& address, const fleet::Surroundings& around, const Within& within) {
  http::ConnectionOptions options;
  options.connect_timeout = connect_timeout;
  options.proxy_url = http::ProxyVariables::of(around.env).proxy_for(address.url);
  const auto proxy = options.proxy_url;
  const auto transport = http::make_curl_transport(std::move(options), around.log);
  if (!transport) return after_failure(address, transport.error(), false);
  http::Request request;
  request.url = address.url + query_path;
  request.deadline = within.deadline;
  const auto answer = (*transport)->send(request, within.stop);
  const auto ends = address.url.starts_with("https:")
                        ? http::end_of_server_certificate(address.url, proxy, within.deadline)
                        : Result<std::chrono::system_clock::time_point>(fail(ErrorKind::no_data, "no certificate"));
  auto out = answer ? judge_answer(address, *answer) : after_failure(address, answer.error(), ends.has_value());
  if (ends) out.expires_ms = in_ms(*ends);
  return out;
}

}  // namespace

checks::Address judge_answer(const MemberAddress& address, const http::Response& answer) {
  checks::Address out{address.project, address.url, viewpoint, "other", "", {}};
  const bool is_page = lower(answer.header("Content-Type")).find("html") != std::string::npos;
  if (answer.status == 400 && !is_page) {
    out.outcome = "ok";
  } else if (answer.status >= 300 && answer.status < 400) {
    out.outcome = "redirect";
    const std::string place(answer.header("Location"));
    out.detail = fmt::format("it redirects ({}) to {}", answer.status, printable(hide_userinfo(place), 200));
  } else if (is_page) {
    out.outcome = "web-page";
    out.detail = fmt::format("a web page answers ({}), not Coroot's API", answer.status);
  } else {
    out.detail = fmt::format("it answers {}, which Coroot's API does not to a query without a key", answer.status);
  }
  return out;
}

std::vector<checks::Address> look_at_addresses(const std::vector<MemberAddress>& addresses,
                                               const fleet::Surroundings& around, std::chrono::milliseconds timeout,
                                               std::size_t width, std::stop_token stop) {
  auto answers = fleet::fan_out(addresses, width, stop,
                                [&](const MemberAddress& address, std::stop_token token) -> Result<checks::Address> {
                                  return look_at(address, around, {Deadline::in(timeout), token});
                                });
  std::vector<checks::Address> out;
  for (auto& answer : answers) {
    if (answer) out.push_back(std::move(*answer));
  }
  return out;
}

}  // namespace corootctl::survey
