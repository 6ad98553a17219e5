#include "base/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/text.hpp"

namespace corootctl {
namespace {

struct Pipe {
  std::array<int, 2> fd{-1, -1};
  Pipe() = default;
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  bool open() { return ::pipe2(fd.data(), O_CLOEXEC) == 0; }
  void close_end(std::size_t end) {
    if (fd[end] >= 0) ::close(fd[end]);
    fd[end] = -1;
  }
};

struct Actions {
  posix_spawn_file_actions_t files{};
  posix_spawnattr_t attributes{};
  Actions() {
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
  }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;
  ~Actions() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (auto& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

/// A process group of its own, so that a whole helm can be ended; default signals, since ours are blocked in main.
void prepare(Actions& actions, const Program& program, const Pipe& out, const Pipe& err) {
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setpgroup(&actions.attributes, 0);
  posix_spawnattr_setsigmask(&actions.attributes, &none);
  posix_spawnattr_setsigdefault(&actions.attributes, &all);
  short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
  // An interactive plugin must stay in the terminal's foreground group to read from it.
  if (!program.terminal_stdin) flags = static_cast<short>(flags | POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setflags(&actions.attributes, flags);
  if (!program.terminal_stdin) posix_spawn_file_actions_addopen(&actions.files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions.files, out.fd[1], 1);
  if (!program.terminal_stderr) posix_spawn_file_actions_adddup2(&actions.files, err.fd[1], 2);
}

/// Reads what is there; closes the end at end of file.
void drain(Pipe& from, std::string& into) {
  char buffer[16384];
  const ssize_t n = ::read(from.fd[0], buffer, sizeof buffer);
  if (n > 0) into.append(buffer, static_cast<std::size_t>(n));
  if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) from.close_end(0);
}

/// False while the child runs.
bool reap(pid_t pid, Finished& result) {
  int status = 0;
  const pid_t got = ::waitpid(pid, &status, WNOHANG);
  if (got == 0 || (got < 0 && errno == EINTR)) return false;
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  result.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  return true;
}

Finished follow(pid_t pid, const Program& program, Pipe& out, Pipe& err, const std::stop_token& stop) {
  const pid_t whole = program.terminal_stdin ? pid : -pid;  // with its group, where it has one of its own
  Finished result;
  std::optional<Deadline> grace;  // SIGTERM asks politely first
  for (bool ended = false; !ended;) {
    std::array<pollfd, 2> ends{pollfd{out.fd[0], POLLIN, 0}, pollfd{err.fd[0], POLLIN, 0}};
    ::poll(ends.data(), ends.size(), 20);
    if (ends[0].revents != 0) drain(out, result.out);
    if (ends[1].revents != 0) drain(err, result.err);
    const bool late = program.deadline.expired();
    if (!grace && (late || stop.stop_requested())) {
      result.timed_out = late;
      ::kill(whole, SIGTERM);
      grace = Deadline::in(std::chrono::seconds(5));
    }
    if (grace && grace->expired()) ::kill(whole, SIGKILL);
    ended = reap(pid, result);
  }
  // What the child wrote before it ended is still in the pipes; a grandchild may hold them open, so never block.
  for (auto [end, text] : {std::pair{&out, &result.out}, std::pair{&err, &result.err}}) {
    if (end->fd[0] >= 0) ::fcntl(end->fd[0], F_SETFL, O_NONBLOCK);
    for (std::size_t before = text->size() + 1; end->fd[0] >= 0 && before != text->size();) {
      before = text->size();
      drain(*end, *text);
    }
  }
  return result;
}

}  // namespace

std::optional<std::string> find_program(const std::string& name, const Environment& env) {
  if (name.find('/') != std::string::npos)
    return ::access(name.c_str(), X_OK) == 0 ? std::optional(name) : std::nullopt;
  for (const auto& folder : split(env.get_or_empty("PATH"), ':')) {
    if (folder.empty() || folder.front() != '/') continue;
    const std::string path = folder + "/" + name;
    if (!name.empty() && ::access(path.c_str(), X_OK) == 0) return path;
  }
  return std::nullopt;
}

Result<Finished> run_program(const Program& program, std::stop_token stop) {
  if (program.argv.empty()) return fail(ErrorKind::internal, "no program to run");
  const auto path = find_program(program.argv.front(), program.env);
  if (!path) return fail(ErrorKind::not_found, "{}: no such program", program.argv.front());
  Pipe out, err;
  if (!out.open() || !err.open()) return fail(ErrorKind::failed, "{}: {}", program.argv.front(), std::strerror(errno));
  Actions actions;
  prepare(actions, program, out, err);
  auto arguments = program.argv;
  auto variables = program.env.lines();
  pid_t pid = 0;
  const int rc = ::posix_spawn(&pid, path->c_str(), &actions.files, &actions.attributes, pointers(arguments).data(),
                               pointers(variables).data());
  if (rc != 0) return fail(ErrorKind::failed, "cannot start {}: {}", program.argv.front(), std::strerror(rc));
  out.close_end(1);
  err.close_end(1);
  auto result = follow(pid, program, out, err, stop);
  if (stop.stop_requested()) return fail(ErrorKind::cancelled, "{} was interrupted", program.argv.front());
  return result;
}

}  // namespace corootctl
