/// One client's session, without any input, output or process: lines in, what is to be done out.
///
/// Speaks the versions with a handshake (2024-11-05 to 2025-11-25) and the one without (2026-07-28), in which every
/// request names its version in `_meta`. Offers tools and nothing else.
#pragma once

#include <cstdint>
#include <deque>
#include <map>

#include "mcp/call.hpp"
#include "mcp/message.hpp"
#include "mcp/tool.hpp"

namespace corootctl::mcp {

struct SessionOptions {
  std::string version{};             ///< of the program
  std::size_t most_bytes = 200'000;  ///< of one answer
  std::size_t calls_at_once = 4;     ///< further ones wait their turn
};

/// What the session wants done, in this order.
struct Effects {
  std::vector<std::uint64_t> ends{};  ///< calls nobody waits for any more
  std::vector<Call> starts{};
  std::string lines{};  ///< to be written
};

class Session {
 public:
  explicit Session(SessionOptions options) : options_(std::move(options)) {}
  /// A line of the client, without its end.
  Effects receive(std::string_view line);
  /// Something to tell about a running call; nothing is sent when its client did not ask for it.
  Effects progress(std::uint64_t number, std::string text);
  /// Exactly once for each started call, also for those that were ended.
  Effects finished(std::uint64_t number, const Outcome& outcome);

 private:
  struct Open {
    std::uint64_t number = 0;
    document::Value id{};
    const Tool* tool = nullptr;
    std::vector<std::string> command{};
    document::Value progress_token{};
    std::int64_t steps = 0;
    bool is_modern = false;
    bool is_cancelled = false;
  };

  void answer(const Message& message, Effects& effects);
  void call(const Message& message, bool is_modern, Effects& effects);
  void cancel(const document::Value& id, Effects& effects);
  void start_waiting(Effects& effects);

  SessionOptions options_;
  std::map<std::uint64_t, Open> running_{};
  std::deque<Open> waiting_{};
  std::uint64_t last_number_ = 0;
};

}  // namespace corootctl::mcp
