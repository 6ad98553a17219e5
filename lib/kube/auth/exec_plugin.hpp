/// Credential plugins: programs that print an ExecCredential (connections 15, 33-44).
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/deadline.hpp"
#include "base/environment.hpp"
#include "base/result.hpp"
#include "kube/auth/exec_credential.hpp"
#include "kube/config/kubeconfig.hpp"

namespace corootctl::kube {

/// One configured plugin and what it is told.
struct PluginCall {
  std::string user{};  ///< the kubeconfig's user entry, for messages
  ExecEntry exec{};
  std::string info{};     ///< KUBERNETES_EXEC_INFO
  bool terminal = false;  ///< run with our standard input (connections 36)
  Environment env{};      ///< the parent's environment
};

/// A plugin that takes longer has hung: a login in a browser takes minutes, not more. kubectl waits forever
/// (connections 44).
inline constexpr std::chrono::minutes plugin_time_limit{5};

/// Runs the plugin once. Standard error passes through, as with kubectl. Errors: config (no such program, unusable
/// answer), unauthorized (exit code or signal), timeout, cancelled. Hints hold the entry's installHint, made safe.
Result<ExecCredential> run_plugin(const PluginCall& call, Deadline deadline, std::stop_token stop);

/// The text with control characters replaced by visible ones, so that a kubeconfig cannot steer the terminal
/// (connections 40).
std::string without_control_characters(std::string_view text);

/// What a plugin said, and in which run of this process.
struct PluginAnswer {
  ExecCredential credential{};
  std::uint64_t generation = 0;  ///< 0 = none yet
};

/// Answers of plugins in this process: one run at a time per distinct configuration, shared by all who wait for it, and
/// kept until it expires (connections 41, 44). Plugins that use the terminal run one after the other. Safe for several
/// threads.
class PluginRegistry {
 public:
  /// `places`: how many plugins run at once in `run_in_turn`.
  explicit PluginRegistry(std::size_t places) : places_(places) {}

  /// Sees to it that there is an answer, after waiting for one of the places: plugins cost a core each, and hundreds at
  /// once would all be too late. `within` counts from when it is our turn. Answers how long we waited. Errors: as get.
  Result<std::chrono::milliseconds> run_in_turn(const PluginCall& call, const Clock& clock, const Within& within);

  /// The current answer. `refused` = the generation a server refused (0 = none): that one is not returned again.
  /// Errors: as run_plugin; a failure goes to those who waited for the same run and is not kept.
  Result<PluginAnswer> get(const PluginCall& call, std::uint64_t refused, const Clock& clock, Deadline deadline,
                           std::stop_token stop);

 private:
  /// One run under way, or what it brought.
  struct Flight {
    std::optional<Result<PluginAnswer>> result{};
    bool abandoned = false;  ///< its own caller gave up; that says nothing about the plugin
  };
  struct Slot {
    PluginAnswer answer{};
    std::shared_ptr<Flight> flight{};  ///< shared: waiters look at it after the slot has gone on
  };
  using Lock = std::unique_lock<std::mutex>;
  bool take_terminal(Lock& lock, const PluginCall& call, Deadline deadline, const std::stop_token& stop);
  Result<PluginAnswer> fly(Lock& lock, Slot& slot, const PluginCall& call, Deadline deadline,
                           const std::stop_token& stop);
  Result<PluginAnswer> take_off_or_wait(Lock& lock, Slot& slot, const PluginCall& call, std::uint64_t refused,
                                        const Clock& clock, Deadline deadline, const std::stop_token& stop);
  void limit_hint(Error& error, const Clock& clock);

  const std::size_t places_;
  std::size_t running_ = 0;
  std::mutex mutex_{};
  std::condition_variable_any changed_{};
  std::map<std::string, Slot> slots_{};  ///< by a digest of all that tells two plugin configurations apart
  bool terminal_taken_ = false;
  std::uint64_t runs_ = 0;
  std::vector<std::chrono::system_clock::time_point> hints_shown_{};
};

}  // namespace corootctl::kube
