/// Whom a client talks to: from an address that was dialled to an app, also across clusters (coroot-api 31).
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "collect/inventory.hpp"

namespace corootctl::collect {

/// All members' addresses that other clusters can dial. Overlapping address ranges make an address ambiguous; then
/// nobody is chosen, because a wrong cluster would be worse than none.
struct Directory {
  struct Published {
    std::string cluster{};
    std::string app{};
    friend auto operator<=>(const Published&, const Published&) = default;
  };
  std::map<std::string, std::set<Published>, std::less<>> balancers{};   ///< "ip:port" of load balancers
  std::map<std::string, std::set<Published>, std::less<>> node_ports{};  ///< "ip:port" of nodes
  std::map<std::string, std::set<Published>, std::less<>> services{};    ///< "ip:port" of routed cluster IPs
  std::map<std::string, std::set<Published>, std::less<>> host_ports{};  ///< "ip:port" published on nodes by containers
};

Directory make_directory(const std::vector<Inventory>& members);

/// The app id behind a client's `destination` (what it dialled) and `actual_destination` (after translation; may be
/// empty). Never empty: what nobody owns is an external service, named as Coroot names it.
std::string resolve(const Inventory& client, const Directory& directory, std::string_view destination,
                    std::string_view actual_destination);

/// Addresses that two clusters publish, in words, for the gaps.
std::vector<std::string> ambiguities(const Directory& directory);

}  // namespace corootctl::collect
