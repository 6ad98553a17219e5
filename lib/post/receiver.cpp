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

Result<> check_bot(const ReceiverOptions& options) {
  if (options.form != Form::slack_bot) {
    if (options.channel.empty()) return {};
    return fail(ErrorKind::usage, "--post-channel goes with --post-as slack-bot");
  }
  if (options.channel.empty())
    return fail_with_hint(ErrorKind::usage, "Add --post-channel with the channel's id, like C024BE91L.",
                          "--post-as slack-bot needs a channel");
  if (!options.token.empty()) return {};
  return fail_with_hint(ErrorKind::usage, "Give the bot's token with --post-token-file or COROOTCTL_POST_TOKEN.",
                        "--post-as slack-bot needs a token");
}

Result<> check_address(const ReceiverOptions& options) {
  const auto url = http::parse_url(options.url.reveal());
  if (!url || (url->scheme != "http" && url->scheme != "https") || url->host.empty())
    return fail_with_hint(ErrorKind::usage, "It begins with https:// or http://.", "--post: that is no address");
  if (is_token_in_body(options.form) && options.token.empty())
    return fail_with_hint(ErrorKind::usage,
                          "Give the integration's routing key with --post-token-file or COROOTCTL_POST_TOKEN.",
                          "--post-as pagerduty needs a token");
  CTL_RUN(check_bot(options));
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

Result<std::string> Receiver::send(const std::string& url, Body body, const Clock& clock, const Log& log,
                                   const std::stop_token& stop) const {
  http::Request request{.method = "POST",
                        .url = url,
                        .headers = {{"Content-Type", std::move(body.content_type)}},
                        .body = std::move(body.text),
                        .deadline = Deadline::in(longest_delivery),
                        .secret_body = true};
  if (!options_.token.empty() && !is_token_in_body(options_.form))
    request.headers.push_back({"Authorization", "Bearer " + std::string(options_.token.reveal()), true});
  CTL_PASS(auto answer, kube::send_with_retries(*transport_, request, clock, log, stop));
  if (answer.status >= 200 && answer.status < 300) return std::move(answer.body);
  return fail(ErrorKind::failed, "POST to {}: the server answers {}", http::parse_url(url)->host, answer.status);
}

Result<> Receiver::deliver(const Message& message, const Clock& clock, const Log& log, const std::stop_token& stop) {
  if (options_.form == Form::slack_bot) return deliver_by_bot(message, clock, log, stop);
  auto body = body_of(message, options_.form, options_.token, now_ms(clock));
  CTL_RUN(send(std::string(options_.url.reveal()), std::move(body), clock, log, stop));
  return {};
}

/// A message that somebody deleted in the channel is posted anew.
Result<> Receiver::deliver_by_bot(const Message& message, const Clock& clock, const Log& log,
                                  const std::stop_token& stop) {
  std::string address(options_.url.reveal());
  if (address.ends_with('/')) address.pop_back();
  auto call = slack_call(message, options_.channel, told_.posted);
  CTL_PASS(const auto answer, send(address + "/" + call.method,
                                   {"application/json; charset=utf-8", std::move(call.body)}, clock, log, stop));
  auto posted = slack_posted(answer);
  if (!posted && posted.error().kind == ErrorKind::not_found && told_.posted) {
    told_.posted.reset();
    return deliver_by_bot(message, clock, log, stop);
  }
  if (!posted) return tl::unexpected(std::move(posted.error()));
  told_.posted = std::move(*posted);
  if (!message.is_open) told_.posted.reset();
  return {};
}

Result<bool> Receiver::tell(const std::optional<Message>& message, const Clock& clock, const Log& log,
                            std::stop_token stop) {
  const bool same_incident = told_.incident && message && told_.incident->key == message->key;
  if (same_incident && told_.incident->state == message->state && !must_be_repeated(options_.form)) return false;
  const bool ends = told_.incident && !same_incident;
  if (ends) {
    CTL_RUN(deliver(over(*told_.incident), clock, log, stop));
    told_.incident.reset();
  }
  if (!message) return ends;
  CTL_RUN(deliver(*message, clock, log, stop));
  told_.incident = message;
  return true;
}

Result<> Receiver::remember_in(const std::string& path) {
  CTL_PASS(told_, read_told(path));
  memory_ = path;
  return remember();  // a file that cannot be written is told before anybody is
}

Result<> Receiver::remember() const { return memory_.empty() ? Result<>() : write_told(told_, memory_); }

}  // namespace corootctl::post
