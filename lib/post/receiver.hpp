/// Somebody who is told of incidents.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "http/transport.hpp"
#include "post/forms.hpp"
#include "post/told.hpp"

namespace corootctl::post {

struct ReceiverOptions {
  SecretString url{};  ///< the addresses of webhooks are secrets themselves
  Form form = Form::json;
  SecretString token{};
  std::string channel{};  ///< of a bot: its id
  http::ConnectionOptions connection{};
};

/// Tells a receiver of each incident and state once. What could not be delivered is tried again at the next call.
class Receiver {
 public:
  /// Errors: usage for an address that is none, for PagerDuty or a bot without a token, for a bot without a channel or
  /// a channel without a bot, and for a token over plain http to another machine; nothing is contacted.
  static Result<Receiver> make(ReceiverOptions options);

  /// What is open now, or nothing. The incident told before is over when another one, or none, is open. The same state
  /// is told again only to who must be reminded. PagerDuty (dedup_key) and Alertmanager (labels) take a later state of
  /// an incident for the same thing, and a Slack bot changes the message that it posted. Repeats as
  /// kube::send_with_retries, for at most half a minute. Gives whether something was delivered. Errors: as the
  /// transport; failed for any answer but 2xx. No error has more of the address than its host.
  Result<bool> tell(const std::optional<Message>& message, const Clock& clock, const Log& log, std::stop_token stop);

  /// Goes on from what an earlier run told, and keeps it in that file from now on. Errors: as read_told, write_told.
  Result<> remember_in(const std::string& path);
  /// Writes what was told, when it was asked to. Errors: as write_told.
  Result<> remember() const;

 private:
  Receiver(ReceiverOptions options, std::unique_ptr<http::Transport> transport)
      : options_(std::move(options)), transport_(std::move(transport)) {}
  Result<> deliver(const Message& message, const Clock& clock, const Log& log, const std::stop_token& stop);
  Result<> deliver_by_bot(const Message& message, const Clock& clock, const Log& log, const std::stop_token& stop);
  Result<std::string> send(const std::string& url, Body body, const Clock& clock, const Log& log,
                           const std::stop_token& stop) const;

  ReceiverOptions options_;
  std::unique_ptr<http::Transport> transport_;
  Told told_{};
  std::string memory_{};  ///< a file; "" = what was told is forgotten with this run
};

}  // namespace corootctl::post
