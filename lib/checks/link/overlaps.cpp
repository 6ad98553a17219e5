#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <map>
#include <set>

#include "base/text.hpp"
#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

/// An address range; a single address has all bits fixed.
struct Range {
  std::array<unsigned char, 16> bytes{};
  int bits = 0;  ///< of the prefix
  bool is_v6 = false;
};

std::optional<Range> read_range(const std::string& text) {
  Range out;
  const auto slash = text.find('/');
  const auto address = text.substr(0, slash);
  out.is_v6 = address.find(':') != std::string::npos;
  if (inet_pton(out.is_v6 ? AF_INET6 : AF_INET, address.c_str(), out.bytes.data()) != 1) return std::nullopt;
  out.bits = out.is_v6 ? 128 : 32;
  if (slash != std::string::npos) {
    const auto* end = text.data() + text.size();
    if (std::from_chars(text.data() + slash + 1, end, out.bits).ptr != end) return std::nullopt;
  }
  return out;
}

bool overlap(const Range& a, const Range& b) {
  if (a.is_v6 != b.is_v6) return false;
  for (int bit = 0; bit < std::min(a.bits, b.bits); ++bit) {
    const auto at = static_cast<std::size_t>(bit / 8);
    const int mask = 0x80 >> (bit % 8);
    if ((a.bytes[at] & mask) != (b.bytes[at] & mask)) return false;
  }
  return true;
}

std::string shared_range(const Cluster& a, const Cluster& b) {
  for (const auto& one : a.service_ranges) {
    for (const auto& other : b.service_ranges) {
      const auto left = read_range(one);
      const auto right = read_range(other);
      if (left && right && overlap(*left, *right)) return one == other ? one : one + " and " + other;
    }
  }
  return "";
}

void judge_service_ranges(const Facts& facts, Outcome& out) {
  if (facts.clusters.size() < 2) return;
  const auto all = judged(facts, {parts::services}, out);
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (!all[i]->uid.empty() && all[i]->uid == all[j]->uid) continue;  // CRT108 says it
      const auto shared = shared_range(*all[j], *all[i]);
      if (shared.empty()) continue;
      out.findings.push_back({Severity::info, "", "contexts " + all[j]->context + ", " + all[i]->context,
                              "their Services have the same addresses: " + shared, ""});
    }
  }
}

void judge_node_addresses(const Facts& facts, Outcome& out) {
  if (facts.clusters.size() < 2) return;
  std::map<std::string, std::set<std::string>> owners;
  std::map<std::string, std::string> seen;
  for (const auto* cluster : judged(facts, {parts::nodes}, out)) {
    if (const auto [first, is_new] = seen.emplace(cluster->uid, cluster->context); !is_new && !cluster->uid.empty())
      continue;  // CRT108 says it
    for (const auto& node : cluster->nodes)
      for (const auto& address : node.addresses) owners[address].insert(cluster->context);
  }
  std::map<std::string, std::vector<std::string>> shared;
  for (const auto& [address, contexts] : owners) {
    if (contexts.size() > 1) shared[join(std::vector(contexts.begin(), contexts.end()), ", ")].push_back(address);
  }
  for (const auto& [contexts, addresses] : shared)
    out.findings.push_back({Severity::warning, "", "contexts " + contexts,
                            "nodes of both have the same addresses: " + join_first(addresses, 5), ""});
}

}  // namespace

Check node_addresses_check() {
  return {"CRT316",
          "node-addresses",
          Severity::warning,
          When::both,
          "No two clusters have nodes of the same address",
          "The hub finds out which cluster a call leads to by address and port: node addresses with node ports, load "
          "balancers, Services. When two clusters have the same, the last one wins, and the call goes to the wrong "
          "cluster in every picture.",
          "Call the other cluster through a load balancer with an address of its own, or give the clusters different "
          "networks.",
          judge_node_addresses};
}

Check service_ranges_check() {
  return {"CRT317",
          "service-ranges",
          Severity::info,
          When::both,
          "The clusters' Services have different addresses",
          "Most clusters are made with the same range of Service addresses. Calls inside of a cluster are not harmed, "
          "but a "
          "call to a Service that its own cluster does not know any more may be drawn to another cluster.",
          "Nothing has to be done. For new clusters choose different ranges.",
          judge_service_ranges};
}

}  // namespace corootctl::checks
