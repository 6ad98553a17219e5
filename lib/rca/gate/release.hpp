/// What is asked about a release, and the answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace corootctl::rca {

enum class GateVerdict { harm, no_harm, not_enough_data };
/// What a comparison found: `unsure` is a change that may be more than allowed or nothing at all, `unmeasured` too few
/// measurements on one side.
enum class Finding { worse, same, unsure, unmeasured };

/// How much worse a service level may get without being called harm. From a flag each.
struct Allowed {
  double latency_rise = 0.25;  ///< share of the level before; never less than a few milliseconds
  double error_rise = 0.01;    ///< share of requests
};

struct GateQuestion {
  std::string app{};                                ///< id of an app of the snapshot
  std::optional<std::int64_t> release_ms{};         ///< epoch; nothing = the app's newest deploy in the snapshot
  std::optional<std::int64_t> deployed_since_ms{};  ///< older deploys are not meant; nothing = any
  std::int64_t watch_ms = 10 * 60'000;              ///< how long after the release `no_harm` has to have held
  Allowed allowed{};
};

/// One level before and after the release.
struct Comparison {
  std::string subject{};  ///< app or instance id; "from -> to" for calls
  std::string signal{};
  std::string unit{};
  std::optional<double> before{};
  std::optional<double> after{};
  std::optional<double> margin{};  ///< the change is after - before, give or take this, at 3 standard errors
  Finding finding = Finding::unmeasured;
  bool decides = true;  ///< false: told beside the verdict, e.g. CPU
  std::string note{};   ///< what speaks against blaming the release for it, or when it happened; may be empty
};

struct GateAnswer {
  GateVerdict verdict = GateVerdict::not_enough_data;
  std::string app{};
  std::optional<std::int64_t> release_ms{};
  std::string release{};      ///< what the release's event says: "shop:1 -> shop:2"
  std::int64_t until_ms = 0;  ///< end of what was compared
  std::vector<Comparison> comparisons{};
  std::vector<std::string> reasons{};  ///< why this verdict, the most important first
};

std::string to_string(GateVerdict verdict);
std::string to_string(Finding finding);

}  // namespace corootctl::rca
