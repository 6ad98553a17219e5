/// A member's key for other Coroots and the one that comes after it, as entries of its project: pure functions. Every
/// entry's key is valid at once (links 3).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/secret_string.hpp"
#include "coroot/resource.hpp"

namespace corootctl::links {

/// Where the keys of one exchange lie. The next one has a Secret of its own, made by the operator (links 4), so that it
/// can go as a whole when its value has become that of `now`.
struct KeyPlace {
  std::size_t entry = 0;    ///< of the project's apiKeys: the key that the hub uses or was made for it
  bool is_plain = false;    ///< that entry holds the key itself; afterwards it names `now`
  coroot::KeyRef now{};     ///< where the key lies, or will when the exchange is over
  coroot::KeyRef next{};    ///< where the new key lies meanwhile
  bool has_next = false;    ///< the project has an entry for it
  std::string described{};  ///< the entry's description
};

/// Finds the key that the hub uses: by its value, else by its name or description. `values`: of the project's entries,
/// in their order; empty = not there yet. Errors: not_found; invalid for a key that the member's agents send, too:
/// dropping it would cut them off.
Result<KeyPlace> find_place(const document::Value& resource, const std::string& project, const std::string& key_name,
                            const std::vector<SecretString>& values, const SecretString& hub_key);

/// All that we own of the resource, with an entry for the next key; the same when it has one.
document::Value with_next(const document::Value& live, const std::string& project, const KeyPlace& place);

/// The same with the entry of `now` alone in place of the old one and the next one.
document::Value with_one(const document::Value& live, const std::string& project, const KeyPlace& place);

}  // namespace corootctl::links
