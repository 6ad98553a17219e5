/// Which data each member and each app really has, and of what is missing why: what an answer can rest on at all.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hub/probe.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::survey {

/// What was read of one member beside the snapshot.
struct MemberData {
  hub::MemberHealth health{};
  std::map<std::string, std::string> nodes{};       ///< name by system UUID, as the cluster agent knows them
  std::set<std::string> agents_on{};                ///< system UUIDs of nodes with a node agent
  std::optional<std::set<std::string>> log_pods{};  ///< "namespace/pod" with messages; nullopt = not asked or refused
  std::optional<std::set<std::string>> services{};  ///< that sent traces; nullopt = as above
  bool has_service_ports = false;
  std::string logs_trouble{}, traces_trouble{};  ///< why they could not be read
};

/// The profiles of one app: whether there are any, or why that is not known.
struct ProfilesOfApp {
  bool has = false;
  std::string trouble{};
};

struct StockFacts {
  std::string project{};
  signals::Snapshot snapshot{};
  std::vector<MemberData> members{};                ///< in the project's order
  std::map<std::string, ProfilesOfApp> profiles{};  ///< by app id; only where they were asked for
  bool profiles_asked = false;
};

enum class Has { yes, part, no, unknown };
std::string_view name_of(Has has);

/// One kind of data.
struct Holding {
  Has has = Has::unknown;
  std::string cause{};  ///< why not, or not all of it
};

struct AppStock {
  std::string id{}, cluster{};
  std::optional<std::int64_t> newest_ms{};  ///< the newest measurement
  Holding metrics{}, requests{}, calls{}, logs{}, traces{}, profiles{};
  std::size_t calls_out = 0, calls_joined = 0, calls_in = 0;  ///< joined = those whose other end has data, too
};

struct MemberStock {
  std::string project{}, state{};
  std::optional<std::int64_t> newest_ms{};
  std::int64_t agents = 0;
  std::size_t nodes = 0;  ///< that its cluster agent tells of; 0 = it tells of none, so missing agents are not known
  std::size_t apps = 0;
  std::vector<std::string> nodes_without_agent{};
  Holding metrics{}, calls{}, logs{}, traces{};
};

struct Stock {
  std::string project{};
  std::int64_t from_ms = 0, to_ms = 0;
  std::vector<MemberStock> members{};
  std::vector<AppStock> apps{};  ///< by id; services outside are left out
};

/// Pure: the same facts give the same stock.
Stock take_stock(const StockFacts& facts);

/// What is missing of an app or a member, each with its cause: "logs: ...".
std::vector<std::string> missing_of(const AppStock& app);
std::vector<std::string> missing_of(const MemberStock& member);

}  // namespace corootctl::survey
