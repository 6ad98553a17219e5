#include "post/receiver.hpp"

#include "base/time.hpp"
#include "http/url.hpp"
#include "kube/session/retry.hpp"

namespace corootctl::post {
namespace {

constexpr std::chrono::seconds longest_delivery{30};

bool is_this_machine(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

Result<> check_address(const ReceiverOptions& options) {
  const auto url = http::parse_url(options.url.reveal());
  if (!url || (url->scheme != "http" && url->scheme != "https") || url->host.empty())
    return fail_with_hint(ErrorKind::usage, "It begins with https:// or http://.", "--post: that is no address");
  if (is_token_in_body(options.form) && options.token.empty())
    return fail_with_hint(ErrorKind::usage,
                          "Give the integration's routing key with --post-token-file or COROOTCTL_POST_TOKEN.",
                          "--post-as pagerduty needs a token");
  if (!options.token.empty() && url->scheme == "http" && !is_this_machine(url->host))
    return fail(ErrorKind::usage, "--post: a token does not travel over plain http to another machine");
  return {};
}

}  // namespace

Result<Receiver> Receiver::make(ReceiverOptions options) {
  CTL_RUN(check_address(options));
  // Without a log: the path of a webhook is a secret.
  CTL_TRY(auto transport, http::make_curl_transport(options.connection, {}), "--post");
  return Receiver(std::move(options), std::move(transport));
}

Result<> Receiver::deliver(const Message& message, const Clock& clock, const Log& log,
                           const std::stop_token& stop) const {
  auto body = body_of(message, options_.form, options_.token, now_ms(clock));
  http::Request request{.method = "POST",
                        .url = std::string(options_.url.reveal()),
                        .headers = {{"Content-Type", std::move(body.content_type)}},
                        .body = std::move(body.text),
                        .deadline = Deadline::in(longest_delivery),
                        .secret_body = true};
  if (!options_.token.empty() && !is_token_in_body(options_.form))
    request.headers.push_back({"Authorization", "Bearer " + std::string(options_.token.reveal()), true});
  CTL_PASS(const auto answer, kube::send_with_retries(*transport_, request, clock, log, stop));
  if (answer.status >= 200 && answer.status < 300) return {};
  const auto host = http::parse_url(options_.url.reveal())->host;
  return fail(ErrorKind::failed, "POST to {}: the server answers {}", host, answer.status);
}

Result<bool> Receiver::tell(const std::optional<Message>& message, const Clock& clock, const Log& log,
                            std::stop_token stop) {
  const bool same_incident = told_ && message && told_->key == message->key;
  if (same_incident && told_->state == message->state && !must_be_repeated(options_.form)) return false;
  const bool ends = told_ && !same_incident;
  if (ends) {
    CTL_RUN(deliver(over(*told_), clock, log, stop));
    told_.reset();
  }
  if (!message) return ends;
  CTL_RUN(deliver(*message, clock, log, stop));
  told_ = message;
  return true;
}

}  // namespace corootctl::post
