/// Where the target's excess comes from: one unit of blame per incident runs down the calls, in two currencies that
/// turn into each other (a callee's slowness becomes its caller's timeouts; a callee's errors become its caller's
/// retries).
#pragma once

#include <array>
#include <vector>

#include "rca/measure/measure.hpp"

namespace corootctl::rca {

enum class Currency : std::size_t { latency = 0, errors = 1 };
inline constexpr std::size_t currencies = 2;

/// One way on from an app: to a callee, in a currency.
struct Outlet {
  std::size_t call = 0;
  Currency currency = Currency::latency;
  double amount = 0;  ///< per request of the app: seconds, or share of requests
};

/// How an app's excess in one currency splits up.
struct Split {
  double total = 0;  ///< the app's own measurement
  double own = 0;
  std::vector<Outlet> callees{};
  std::vector<Outlet> links{};  ///< stays between the two apps
  double sum() const;
};

struct Flow {
  std::vector<std::array<Split, currencies>> splits{};    ///< per app; empty for apps the blame cannot reach
  std::vector<std::array<double, currencies>> passing{};  ///< blame that came by, per app (cycles count once a round)
  std::vector<std::array<double, currencies>> own{};      ///< blame that stayed, per app
  std::vector<double> links{};                            ///< blame that stayed, per call
  std::vector<double> through{};                          ///< blame that passed over each call
  double blame_of(std::size_t app) const { return own[app][0] + own[app][1]; }
};

/// Where blame starts: an incident's subject with its currency; weights sum to 1.
struct Source {
  std::size_t app = 0;
  Currency currency = Currency::latency;
  double weight = 1;
};

/// True when the app's own latency and that of its calls are different statistics: their difference is no own time.
bool mixes_statistics(const World& world, const Measured& measured, std::size_t app);

Split split_app(const World& world, const Measured& measured, std::size_t app, Currency currency);

Flow run_flow(const World& world, const Measured& measured, const std::vector<Source>& sources);

}  // namespace corootctl::rca
