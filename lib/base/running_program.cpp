#include "base/running_program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

namespace corootctl {
namespace {

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
void prepare(Actions& actions, const Program& program, int out, int err) {
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
  posix_spawn_file_actions_adddup2(&actions.files, out, 1);
  if (!program.terminal_stderr) posix_spawn_file_actions_adddup2(&actions.files, err, 2);
}

}  // namespace

struct RunningProgram::State {
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

  Pipe out{}, err{};
  Finished result{};
  std::optional<Deadline> grace{};  ///< SIGTERM asks politely first
  pid_t pid = 0;
  pid_t whole = 0;  ///< with its group, where it has one of its own
  bool ended = false;

  ~State() {
    if (pid == 0 || ended) return;
    ::kill(whole, SIGKILL);
    ::waitpid(pid, nullptr, 0);
  }

  /// Reads what is there now, which is at most what a pipe holds: one that is filled as fast must not keep us. Closes
  /// the end at end of file.
  static void drain(Pipe& from, std::string& into) {
    char buffer[16384];
    for (int pieces = 0; from.fd[0] >= 0 && pieces < 64; ++pieces) {
      const ssize_t n = ::read(from.fd[0], buffer, sizeof buffer);
      if (n > 0) into.append(buffer, static_cast<std::size_t>(n));
      if (n < 0 && errno == EAGAIN) return;
      if (n == 0 || (n < 0 && errno != EINTR)) from.close_end(0);
    }
  }

  void reap() {
    int status = 0;
    const pid_t got = ::waitpid(pid, &status, WNOHANG);
    if (got == 0 || (got < 0 && errno == EINTR)) return;
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    result.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    ended = true;
  }
};

RunningProgram::RunningProgram(std::unique_ptr<State> state) : state_(std::move(state)) {}
RunningProgram::RunningProgram(RunningProgram&&) noexcept = default;
RunningProgram& RunningProgram::operator=(RunningProgram&&) noexcept = default;
RunningProgram::~RunningProgram() = default;

Result<RunningProgram> RunningProgram::start(const Program& program) {
  if (program.argv.empty()) return fail(ErrorKind::internal, "no program to run");
  const auto& name = program.argv.front();
  const auto path = find_program(name, program.env);
  if (!path) return fail(ErrorKind::not_found, "{}: no such program", name);
  auto state = std::make_unique<State>();
  if (!state->out.open() || !state->err.open()) return fail(ErrorKind::failed, "{}: {}", name, std::strerror(errno));
  // A grandchild may hold the pipes open for longer than the program lives: nobody waits in a read.
  for (const auto* pipe : {&state->out, &state->err}) ::fcntl(pipe->fd[0], F_SETFL, O_NONBLOCK);
  Actions actions;
  prepare(actions, program, state->out.fd[1], state->err.fd[1]);
  auto arguments = program.argv;
  auto variables = program.env.lines();
  pid_t pid = 0;
  const int rc = ::posix_spawn(&pid, path->c_str(), &actions.files, &actions.attributes, pointers(arguments).data(),
                               pointers(variables).data());
  if (rc != 0) return fail(ErrorKind::failed, "cannot start {}: {}", name, std::strerror(rc));
  state->pid = pid;
  state->whole = program.terminal_stdin ? pid : -pid;
  state->out.close_end(1);
  state->err.close_end(1);
  return RunningProgram(std::move(state));
}

std::array<int, 2> RunningProgram::descriptors() const { return {state_->out.fd[0], state_->err.fd[0]}; }

const std::string& RunningProgram::err() const { return state_->result.err; }

std::optional<Finished> RunningProgram::look() {
  auto& state = *state_;
  if (!state.ended) state.reap();
  // After the end, so that what it wrote last is read, too.
  State::drain(state.out, state.result.out);
  State::drain(state.err, state.result.err);
  if (state.grace && state.grace->expired() && !state.ended) ::kill(state.whole, SIGKILL);
  if (state.ended) return state.result;
  return std::nullopt;
}

void RunningProgram::end() {
  if (state_->grace || state_->ended) return;
  ::kill(state_->whole, SIGTERM);
  state_->grace = Deadline::in(std::chrono::seconds(5));
}

}  // namespace corootctl
