#include "kube/auth/exec_plugin.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/cores.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "http/crypto.hpp"
#include "kube/auth/session_options.hpp"

namespace corootctl::kube {
namespace {

tl::unexpected<Error> missing_program(const PluginCall& call) {
  const auto& command = call.exec.command;
  if (command.find('/') != std::string::npos) {
    errno = 0;
    const bool found = ::access(command.c_str(), X_OK) == 0;
    return fail(ErrorKind::config, "cannot run the plugin {}: {}", command, std::strerror(found ? EACCES : errno));
  }
  const std::string hint(trim(without_control_characters(call.exec.install_hint)));
  return fail_with_hint(ErrorKind::config, hint.empty() ? "Install it, or put its folder into PATH." : hint,
                        "plugin {} was not found in PATH; the kubeconfig needs it to log in", command);
}

/// Parent, then the entry's own variables, then the request, which they cannot replace (connections 35).
Environment child_environment(const PluginCall& call) {
  Environment out = call.env;
  for (const auto& [name, value] : call.exec.env) out.set(name, std::string(value.reveal()));
  out.set("KUBERNETES_EXEC_INFO", call.info);
  return out;
}

bool is_program(const std::string& path) {
  struct stat info{};
  return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

Result<ExecCredential> judge(const PluginCall& call, const Finished& done) {
  const auto& command = call.exec.command;
  if (done.timed_out) return fail(ErrorKind::timeout, "plugin {} timed out", command);
  if (done.signal != 0) {
    return fail(ErrorKind::unauthorized, "plugin {} was ended by signal {} (exit code -1)", command, done.signal);
  }
  if (done.exit_code != 0) {
    return fail_with_hint(ErrorKind::unauthorized, "See its output above; run it by hand to see more.",
                          "plugin {} ended with exit code {}", command, done.exit_code);
  }
  CTL_TRY(auto credential, parse_exec_credential(done.out, call.exec.api_version), "plugin " + command);
  return credential;
}

Result<ExecCredential> run_unnamed(const PluginCall& call, Deadline deadline, const std::stop_token& stop) {
  // Looked up in our own PATH: one inside the entry's `env` is for the child only (connections 34).
  const auto path = find_program(call.exec.command, call.env);
  if (!path || !is_program(*path)) return missing_program(call);
  Program program;
  program.argv.push_back(*path);
  program.argv.insert(program.argv.end(), call.exec.args.begin(), call.exec.args.end());
  program.env = child_environment(call);
  program.terminal_stdin = call.terminal;
  program.terminal_stderr = true;
  program.deadline = deadline.earlier(Deadline::in(plugin_time_limit));
  CTL_PASS(auto done, run_program(program, stop));
  auto credential = judge(call, done);
  wipe(done.out);
  return credential;
}

void append_field(std::string& out, std::string_view text) { out += fmt::format("{}:{}", text.size(), text); }

/// A digest, because the configuration holds secrets and the key lives as long as the process.
std::string key_of(const PluginCall& call) {
  std::string all;
  append_field(all, call.exec.command);
  append_field(all, call.exec.api_version);
  append_field(all, call.exec.interactive_mode);
  append_field(all, call.info);
  for (const auto& argument : call.exec.args) append_field(all, argument);
  for (const auto& [name, value] : call.exec.env) {
    all += "env";
    append_field(all, name);
    append_field(all, value.reveal());
  }
  auto key = http::sha256_hex(all);
  wipe(all);
  return key;
}

Error gave_up(const PluginCall& call, const std::stop_token& stop) {
  return make_error(stop.stop_requested() ? ErrorKind::cancelled : ErrorKind::timeout, "gave up waiting for plugin {}",
                    call.exec.command);
}

bool is_fresh(const PluginAnswer& answer, std::uint64_t refused, const Clock& clock) {
  if (answer.generation == 0 || answer.generation == refused) return false;
  return !answer.credential.expires || clock.now() < *answer.credential.expires;
}

}  // namespace

std::string without_control_characters(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool c1 = byte == 0xC2 && i + 1 < text.size() && (static_cast<unsigned char>(text[i + 1]) & 0xE0U) == 0x80;
    if (c1) {  // U+0080 to U+009F: some terminals obey them like ESC sequences
      out += fmt::format("<U+{:04X}>", static_cast<unsigned char>(text[++i]));
    } else if (byte == 0x7F) {
      out += "\xE2\x90\xA1";
    } else if (byte < 0x20 && text[i] != '\n' && text[i] != '\t') {
      out += "\xE2\x90";  // U+2400 + byte, the picture of the control character
      out += static_cast<char>(0x80U + byte);
    } else {
      out += text[i];
    }
  }
  return out;
}

std::shared_ptr<PluginRegistry> make_plugin_registry() { return std::make_shared<PluginRegistry>(cores()); }

Result<ExecCredential> run_plugin(const PluginCall& call, Deadline deadline, std::stop_token stop) {
  if (!call.terminal && call.exec.interactive_mode == "Always") {
    return fail_with_hint(ErrorKind::config, "Run it in a terminal, without other input on standard input.",
                          "user {}: plugin {} needs a terminal (interactiveMode Always)", call.user, call.exec.command);
  }
  CTL_TRY(auto credential, run_unnamed(call, deadline, stop), "user " + call.user);
  return credential;
}

bool PluginRegistry::take_terminal(Lock& lock, const PluginCall& call, Deadline deadline, const std::stop_token& stop) {
  if (!call.terminal) return true;
  if (!changed_.wait_for(lock, stop, deadline.left(), [this] { return !terminal_taken_; })) return false;
  terminal_taken_ = true;
  return true;
}

/// Runs the plugin with the lock released, and tells everybody.
Result<PluginAnswer> PluginRegistry::fly(Lock& lock, Slot& slot, const PluginCall& call, Deadline deadline,
                                         const std::stop_token& stop) {
  const auto flight = std::make_shared<Flight>();
  slot.flight = flight;
  Result<PluginAnswer> result = tl::unexpected<Error>(gave_up(call, stop));
  if (take_terminal(lock, call, deadline, stop)) {
    lock.unlock();
    auto ran = run_plugin(call, deadline, stop);
    lock.lock();
    if (call.terminal) terminal_taken_ = false;
    if (ran) slot.answer = PluginAnswer{std::move(*ran), ++runs_};
    result = ran.map([&](const auto&) { return slot.answer; });
  }
  flight->abandoned = !result && (stop.stop_requested() || deadline.expired());
  flight->result = result;
  slot.flight.reset();
  changed_.notify_all();
  return result;
}

/// At most ten install hints an hour (connections 40): a loop over hundreds of clusters must not repeat it hundreds of
/// times.
void PluginRegistry::limit_hint(Error& error, const Clock& clock) {
  if (error.hint.empty()) return;
  const auto now = clock.now();
  std::erase_if(hints_shown_, [now](auto shown) { return shown + std::chrono::hours(1) <= now; });
  if (hints_shown_.size() >= 10) {
    error.hint.clear();
  } else {
    hints_shown_.push_back(now);
  }
}

/// An answer that is there, the one a run under way brings, or a run of our own.
Result<PluginAnswer> PluginRegistry::take_off_or_wait(Lock& lock, Slot& slot, const PluginCall& call,
                                                      std::uint64_t refused, const Clock& clock, Deadline deadline,
                                                      const std::stop_token& stop) {
  for (;;) {
    if (is_fresh(slot.answer, refused, clock)) return slot.answer;
    if (!slot.flight) return fly(lock, slot, call, deadline, stop);
    const auto flight = slot.flight;
    const auto landed = [&flight] { return flight->result.has_value(); };
    if (!changed_.wait_for(lock, stop, deadline.left(), landed)) return tl::unexpected<Error>(gave_up(call, stop));
    if (!flight->abandoned) return *flight->result;
  }
}

Result<std::chrono::milliseconds> PluginRegistry::run_in_turn(const PluginCall& call, const Clock& clock,
                                                              const Within& within) {
  using Steady = std::chrono::steady_clock;
  const auto began = Steady::now();
  const auto limit = within.deadline.left();
  const auto key = key_of(call);
  Lock lock(mutex_);
  Slot& slot = slots_[key];
  // A run under way for the same plugin needs no place of our own.
  const auto is_our_turn = [&] { return running_ < places_ || slot.flight || is_fresh(slot.answer, 0, clock); };
  if (!changed_.wait(lock, within.stop, is_our_turn)) return tl::unexpected<Error>(gave_up(call, within.stop));
  const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - began);
  ++running_;
  auto answer = take_off_or_wait(lock, slot, call, 0, clock, Deadline::in(limit), within.stop);
  --running_;
  changed_.notify_all();
  if (answer) return waited;
  limit_hint(answer.error(), clock);
  return tl::unexpected(std::move(answer.error()));
}

Result<PluginAnswer> PluginRegistry::get(const PluginCall& call, std::uint64_t refused, const Clock& clock,
                                         Deadline deadline, std::stop_token stop) {
  const auto key = key_of(call);
  Lock lock(mutex_);
  Slot& slot = slots_[key];  // a map's elements stay where they are
  auto answer = take_off_or_wait(lock, slot, call, refused, clock, deadline, stop);
  if (!answer) limit_hint(answer.error(), clock);
  return answer;
}

}  // namespace corootctl::kube
