/// One member's half of an exchange of its key: a second key that its server accepts, and, once the hub reads with
/// that, the first one forgotten.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "deploy/components.hpp"
#include "deploy/report.hpp"
#include "fleet/surroundings.hpp"
#include "hub/probe.hpp"
#include "links/rotate/entries.hpp"
#include "ops/link/read.hpp"

namespace corootctl::links {

/// How far an exchange is. What a run finds is read from the clusters, never remembered.
enum class Stage {
  untouched,  ///< the hub reads with the key of before
  begun,      ///< the member has or gets a second key; its server may not know it yet
  both_keys,  ///< the member's server accepts both, the hub reads with the first
  switched,   ///< the hub has the new key; the member accepts both
  proven,     ///< data arrive at the hub with the new key
  rotated,    ///< the member's server knows the new key only
};
std::string_view name_of(Stage stage);
/// What that means for the hub's reads, and that a repeat goes on: the hint of an error at that stage.
std::string hint_for(Stage stage);

struct RotatedMember {
  std::string project{};
  std::string context{};
  std::string old_fingerprint{};
  std::string new_fingerprint{};
  Stage stage = Stage::untouched;
  bool resumed = false;  ///< an earlier run had begun
  std::vector<deploy::ObjectReport> objects{};
  std::optional<hub::MemberHealth> health{};
  std::optional<Error> error{};
};

struct MemberWish {
  ops::LinkMember member{};
  std::string key_name = "multi-cluster-api-key";
  bool force_conflicts = false;
  bool may_write = true;
  std::chrono::milliseconds timeout = std::chrono::minutes(10);
};

/// One member as it is.
struct SeenMember {
  std::optional<kube::Client> client{};
  std::string uid{};
  deploy::Installation installation{};
  KeyPlace place{};
  SecretString current{};             ///< the key in use
  SecretString kept{};                ///< what lies at place.now
  SecretString next{};                ///< what lies at place.next
  std::vector<std::string> owners{};  ///< others than the operator that wrote what lies at place.now
};

/// Whether the new key has the old one's place already.
bool is_finishing(const SeenMember& seen);
/// Whether an exchange has begun.
bool has_begun(const SeenMember& seen);

/// Errors: as find_place; conflict when a tool wrote the key and would set it back, unless conflicts are forced.
Result<SeenMember> see_member(const MemberWish& wish, const SecretString& hub_key, const fleet::Surroundings& around,
                              Within within);

/// Until the member's server accepts the new key beside the old one. `seen` is as after it, with the new key.
Result<> add_key(const MemberWish& wish, const SecretString& hub_key, const fleet::Surroundings& around,
                 const std::stop_token& stop, SeenMember& seen, RotatedMember& report);

/// Until the member's server accepts the new key only, at the place of the old one, and nothing is left of the
/// exchange.
Result<> drop_key(const MemberWish& wish, const fleet::Surroundings& around, const std::stop_token& stop,
                  const SeenMember& seen, RotatedMember& report);

/// The resource as it would be with a second key: a dry run.
Result<> try_key(const MemberWish& wish, const fleet::Surroundings& around, const std::stop_token& stop,
                 const SeenMember& seen, RotatedMember& report);

}  // namespace corootctl::links
