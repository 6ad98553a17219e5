/// What things are called in sentences: ids become names, signals become words.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rca/answer.hpp"

namespace corootctl::rca {

/// cluster, namespace, kind and name of an app id; empty fields when it is none. Names may contain colons.
struct AppParts {
  std::string cluster{};
  std::string ns{};
  std::string kind{};
  std::string name{};
};
AppParts split_app_id(std::string_view id);

/// A node id is "cluster:node" or "cluster/node"; without a cluster it is the name.
struct NodeParts {
  std::string cluster{};
  std::string name{};
};
NodeParts split_node_id(std::string_view id);

/// "orders (prod-b)" for an app id, "a -> b" with both shortened for a call, the id itself for anything else.
std::string short_name(std::string_view id);

/// "orders (prod-b)", "node b-2 (prod-b)", "the network prod-a -> prod-b": what was blamed, by kind, for lists.
std::string name_cause(const Candidate& candidate);

/// "orders in cluster prod-b", "the network from prod-a to prod-b": the same where a sentence begins.
std::string place_of(const Candidate& candidate);

/// "latency", "waiting for CPU"; the signal's own name when the format does not define it.
std::string signal_words(std::string_view signal);

/// "at 08:23:00 UTC" on the day of `day_ms`, with the date on any other (or when there is no such day).
std::string format_moment(std::int64_t ms, std::optional<std::int64_t> day_ms);

}  // namespace corootctl::rca
