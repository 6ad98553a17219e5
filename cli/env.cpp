#include "cli/env.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>

#include "cli/output/failure.hpp"

namespace corootctl::cli {
namespace {

/// COLUMNS wins over what the terminal says, as in every POSIX tool.
std::size_t columns_of(const Environment& env) {
  const std::string text = env.get_or_empty("COLUMNS");
  std::size_t columns = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), columns);
  if (parsed.ec == std::errc() && columns > 0) return columns;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

/// Waits for standard input. Signals do not end a read() here (main blocks them), so a prompt has to look for the stop.
bool wait_for_stdin(const std::stop_token& stop) {
  constexpr int look_every_ms = 100;
  for (pollfd input{STDIN_FILENO, POLLIN, 0}; !stop.stop_requested();) {
    if (::poll(&input, 1, look_every_ms) != 0) return true;
  }
  return false;
}

/// Byte by byte, so that nothing after the line is taken from a program that reads on.
Result<std::string> read_line_of_stdin(const std::stop_token& stop) {
  std::string line;
  for (char c = 0;;) {
    if (!wait_for_stdin(stop)) return fail(ErrorKind::cancelled, "interrupted");
    const ssize_t n = ::read(STDIN_FILENO, &c, 1);
    if (n < 0 && errno == EINTR) continue;
    if (n == 0 && line.empty()) return fail(ErrorKind::usage, "standard input has no line to read");
    if (n <= 0 || c == '\n') break;
    line += c;
  }
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

}  // namespace

void Env::complain(const Error& error) const { talk.line(error_text(error, err_style)); }

Surface process_surface(Output& out, Output& err, std::stop_token stop) {
  Surface surface{.out = out, .err = err};
  surface.read_line = [stop] { return read_line_of_stdin(stop); };
  surface.variables = Environment::current();
  surface.terminal = {::isatty(STDIN_FILENO) == 1, ::isatty(STDOUT_FILENO) == 1, ::isatty(STDERR_FILENO) == 1, 0};
  surface.terminal.columns = columns_of(surface.variables);
  surface.stop = std::move(stop);
  return surface;
}

}  // namespace corootctl::cli
