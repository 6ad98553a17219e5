#include "kube/session/retry.hpp"

#include <charconv>

#include "base/text.hpp"

namespace corootctl::kube {
namespace {

constexpr std::chrono::seconds lost_pause{1};         // client-go's pause after a lost connection
constexpr std::chrono::seconds longest_pause{86400};  // what is beyond a day is no pause but a refusal

/// Why and after how long to send again; nullopt = this is the final answer.
struct Again {
  std::chrono::seconds pause{};
  std::string why{};
};

std::optional<Again> again(const http::Request& request, const Result<http::Response>& answer) {
  if (answer) {
    const auto pause = wanted_pause(*answer);
    if (!pause) return std::nullopt;
    return Again{*pause, fmt::format("the server answers {}", answer->status)};
  }
  if (request.method != "GET" || answer.error().reason != Reason::connection_lost) return std::nullopt;
  return Again{lost_pause, describe(answer.error())};
}

}  // namespace

std::optional<std::chrono::seconds> wanted_pause(const http::Response& response) {
  if (response.status != 429 && (response.status < 500 || response.status > 599)) return std::nullopt;
  const auto text = trim(response.header("Retry-After"));
  std::int64_t seconds = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (text.empty() || code != std::errc() || end != text.data() + text.size() || seconds < 0) return std::nullopt;
  return std::min(std::chrono::seconds(seconds), longest_pause);
}

Result<http::Response> send_with_retries(http::Transport& transport, const http::Request& request, const Clock& clock,
                                         const Log& log, std::stop_token stop) {
  for (int repeat = 0;; ++repeat) {
    auto answer = transport.send(request, stop);
    const auto next = again(request, answer);
    if (!next || repeat == retry_limit) return answer;
    if (request.deadline.is_set() && request.deadline.left() <= next->pause) {
      return fail(ErrorKind::timeout, "no time left to try again in {} s: {}", next->pause.count(), next->why);
    }
    log.write(1, fmt::format("{}; trying again in {} s", next->why, next->pause.count()));
    if (!clock.pause(next->pause, stop)) return fail(ErrorKind::cancelled, "interrupted while waiting to try again");
  }
}

}  // namespace corootctl::kube
