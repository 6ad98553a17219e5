/// How a bundle is told of, when it is made and when it is looked into.
#pragma once

#include <string>

#include "bundle/bundle.hpp"
#include "cli/env.hpp"

namespace corootctl::cli {

std::string bundle_text(const bundle::Bundle& made, const std::string& file, const Env& env);
std::string inspected_text(const bundle::Inspected& inspected, const Env& env);

}  // namespace corootctl::cli
