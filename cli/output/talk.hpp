/// What a command says on standard error while it works: progress, warnings and the verbose log, from several threads.
/// On a terminal progress is a live block of lines, one a cluster, below everything else that is said; elsewhere it is
/// one line a change, and a heartbeat.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "cli/output/stream.hpp"
#include "cli/output/style.hpp"
#include "fleet/progress.hpp"

namespace corootctl::cli {

struct TalkOptions {
  bool live = false;         ///< standard error is a terminal that can move its cursor
  bool quiet = false;        ///< no progress; warnings and errors stay
  std::size_t columns = 80;  ///< of the terminal
  Style style{};
};

class Talk {
 public:
  Talk(Output& err, const Clock& clock, TalkOptions options) : err_(err), clock_(clock), options_(options) {}

  /// One line, above the live block.
  void line(std::string_view text);
  /// "corootctl: warning: TEXT".
  void warn(std::string_view text);
  /// What a cluster is doing now. A repeated step says nothing new and is dropped.
  void step(const fleet::Progress& progress);
  /// "asking 3 clusters", until a cluster says a step of its own. The live block counts those that have answered.
  void asking(std::size_t clusters);
  /// A connection to a cluster begins; a request, and its answer; the connection's end. Until a cluster says a step,
  /// the live block, from the next beat on, and heartbeats show what is asked where.
  void opens(const std::string& cluster);
  void requests(const std::string& cluster, const std::string& request);
  void hears(const std::string& cluster);
  void closes(const std::string& cluster);
  /// A server has been silent for long. The live block shows that anyway, by the age of the request.
  void waits(const std::string& cluster, const std::string& request);
  /// Redraws the live block with the time each step takes by now; without one, says that work goes on, and at what.
  void beat();
  /// Takes the live block away; later steps start a new one.
  void finish();
  /// How often beat() is due: one second when live, 30 seconds (the contract's heartbeat) otherwise.
  std::chrono::milliseconds rhythm() const;

 private:
  struct Current {
    std::string step{};  ///< what its use case said; "" = its requests speak for it
    std::string request{};
    std::string silence{};    ///< what was said about a silent server
    std::size_t pending = 0;  ///< requests under way
    std::size_t connections = 0;
    std::chrono::system_clock::time_point since{};
  };
  Current& current(const std::string& cluster);
  bool is_shown(const std::string& name) const;
  void say(const fleet::Progress& progress);
  std::string text_of(const std::string& name) const;
  void erase();
  void draw();
  std::string live_line(const std::string& name, std::size_t name_width) const;
  std::vector<std::string> block() const;

  Output& err_;
  const Clock& clock_;
  TalkOptions options_;
  std::mutex mutex_{};
  std::vector<std::string> order_{};  ///< clusters in the order they were first heard of
  std::map<std::string, Current> current_{};
  std::set<std::string> answered_{};
  bool told_ = false;      ///< a cluster has said a step
  bool counts_ = false;    ///< the command asks clusters: say how many have answered
  std::size_t drawn_ = 0;  ///< lines of the live block on the screen
  std::chrono::system_clock::time_point started_{};
};

/// Keeps the beat while a command works; ends and clears the block with its life.
class Heartbeat {
 public:
  Heartbeat(Talk& talk, const Clock& clock);
  ~Heartbeat();
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

 private:
  Talk& talk_;
  std::jthread thread_;
};

/// "8s", "1m30s", "2h5m".
std::string short_span(std::chrono::milliseconds span);

}  // namespace corootctl::cli
