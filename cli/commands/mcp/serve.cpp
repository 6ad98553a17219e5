#include "cli/commands/mcp/serve.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <map>
#include <optional>

#include "base/text.hpp"
#include "mcp/message.hpp"

namespace corootctl::cli {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t longest_line = 4u << 20;  ///< bytes of one message; a client's are far shorter
constexpr auto told_every = 2s;                 ///< that a call still works
constexpr auto goodbye = 1500ms;                ///< clients send SIGTERM two seconds after they closed our input

/// Lines of a descriptor. One that is too long is read to its end and told as such.
class Lines {
 public:
  explicit Lines(int descriptor) : descriptor_(descriptor) {}

  bool is_open() const { return is_open_; }
  int descriptor() const { return is_open_ ? descriptor_ : -1; }

  /// What can be read at once.
  void read() {
    char buffer[65536];
    const ssize_t n = ::read(descriptor_, buffer, sizeof buffer);
    if (n > 0) text_.append(buffer, static_cast<std::size_t>(n));
    if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) is_open_ = false;
  }

  /// The next whole line; nullopt when there is none yet.
  std::optional<std::string> next() {
    const auto end = text_.find('\n');
    if (end == std::string::npos) {
      if (text_.size() > longest_line) is_too_long_ = true;
      if (is_too_long_) text_.clear();
      return std::nullopt;
    }
    std::string line = text_.substr(0, end);
    text_.erase(0, end + 1);
    if (std::exchange(is_too_long_, false) || line.size() > longest_line) return std::string("?");
    return line;
  }

 private:
  int descriptor_;
  std::string text_{};
  bool is_open_ = true;
  bool is_too_long_ = false;
};

struct RunningCall {
  RunningProgram program;
  Deadline deadline{};
  Deadline::Clock::time_point began{}, told{};
  std::size_t told_bytes = 0;  ///< of what it said on standard error
  bool timed_out = false;
};

class Server {
 public:
  Server(const McpService& service, Output& out) : service_(service), out_(out), session_(service.session) {}

  void run(const std::stop_token& stop) {
    while (lines_.is_open() && !stop.stop_requested()) {
      wait();
      while (auto line = lines_.next()) carry_out(session_.receive(*line));
      look_at_calls();
    }
    end_all();
  }

 private:
  /// Until something can be read, a call should be looked at, or a stop may have been requested.
  void wait() {
    std::vector<pollfd> ends{{lines_.descriptor(), POLLIN, 0}};
    bool is_closed = false;
    for (const auto& [number, call] : calls_) {
      for (const int descriptor : call.program.descriptors()) ends.push_back({descriptor, POLLIN, 0});
      is_closed = is_closed || call.program.descriptors() == std::array{-1, -1};
    }
    ::poll(ends.data(), ends.size(), is_closed ? 20 : 250);
    if (ends.front().revents != 0) lines_.read();
  }

  void carry_out(const mcp::Effects& effects) {
    for (const auto number : effects.ends) end(number);
    if (!effects.lines.empty()) out_.write(effects.lines);
    for (const auto& call : effects.starts) start(call);
  }

  void start(const mcp::Call& call) {
    auto program = RunningProgram::start(service_.program(call));
    if (!program) {
      carry_out(session_.finished(call.number, {.exit_code = 1, .err = describe(program.error())}));
      return;
    }
    const auto now = Deadline::Clock::now();
    calls_.emplace(call.number, RunningCall{std::move(*program), Deadline::in(service_.call_timeout), now, now});
  }

  void end(std::uint64_t number) {
    if (const auto it = calls_.find(number); it != calls_.end()) it->second.program.end();
  }

  void look_at_calls() {
    std::vector<std::pair<std::uint64_t, mcp::Outcome>> done;
    for (auto& [number, call] : calls_) {
      if (call.deadline.expired()) {
        call.timed_out = true;
        call.program.end();
      }
      auto finished = call.program.look();
      tell(number, call);
      if (finished) {
        done.emplace_back(number, mcp::Outcome{finished->exit_code, std::move(finished->out), std::move(finished->err),
                                               call.timed_out});
      }
    }
    for (const auto& [number, outcome] : done) {
      calls_.erase(number);
      carry_out(session_.finished(number, outcome));
    }
  }

  /// Each line that the call said, and now and then that it still works.
  void tell(std::uint64_t number, RunningCall& call) {
    const auto now = Deadline::Clock::now();
    const std::string& said = call.program.err();
    for (auto end = said.find('\n', call.told_bytes); end != std::string::npos;
         end = said.find('\n', call.told_bytes)) {
      const auto line = std::string_view(said).substr(call.told_bytes, end - call.told_bytes);
      call.told_bytes = end + 1;
      call.told = now;
      if (!trim(line).empty()) carry_out(session_.progress(number, printable(trim(line))));
    }
    if (now - call.told < told_every) return;
    call.told = now;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now - call.began).count();
    carry_out(session_.progress(number, fmt::format("working since {} s", seconds)));
  }

  /// What is left after that is killed when it goes out of scope.
  void end_all() {
    for (auto& [number, call] : calls_) call.program.end();
    const auto limit = Deadline::in(goodbye);
    while (!calls_.empty() && !limit.expired()) {
      ::poll(nullptr, 0, 10);
      for (auto it = calls_.begin(); it != calls_.end();)
        it = it->second.program.look() ? calls_.erase(it) : std::next(it);
    }
    calls_.clear();
  }

  const McpService& service_;
  Output& out_;
  mcp::Session session_;
  Lines lines_{service_.input};
  std::map<std::uint64_t, RunningCall> calls_{};
};

}  // namespace

void serve_mcp(const McpService& service, Output& out, std::stop_token stop) { Server(service, out).run(stop); }

}  // namespace corootctl::cli
