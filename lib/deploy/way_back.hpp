/// How to go back after a change of the hub: commands for kubectl that restore what was there. They name only what was
/// changed, and test what they are about to change, so that a later change of somebody else stays.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "document/value.hpp"
#include "kube/objects/resources.hpp"

namespace corootctl::deploy {

/// One line a command; where one would have to show a key, a line that begins with # says what cannot be restored.
/// `before`: nullopt = the resource was made; then it goes with all that belongs to it. Empty when no project changed.
std::vector<std::string> way_back(const std::string& context, const kube::ObjectRef& resource,
                                  const std::optional<document::Value>& before, const document::Value& after);

/// The same for a Secret with keys: `after` is what was applied. To be run after the resource's: a hub that names a
/// missing key does not start (operator 17).
std::vector<std::string> way_back_of_keys(const std::string& context, const kube::ObjectRef& secret,
                                          const std::optional<document::Value>& before, const document::Value& after);

}  // namespace corootctl::deploy
