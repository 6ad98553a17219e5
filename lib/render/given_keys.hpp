/// Keys that people hand to render, which asks no cluster for them.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "render/keys.hpp"

namespace corootctl::render {

/// YAML or JSON: an object of projects, each with agent-api-key, multi-cluster-api-key or both. `source` names the
/// text in errors. Errors: config, with every mistake and its place; no error has a key in it.
Result<GivenKeys> read_given_keys(std::string_view text, const std::string& source, const fleetfile::Fleet& fleet);

}  // namespace corootctl::render
