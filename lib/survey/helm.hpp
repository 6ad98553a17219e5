/// The helm program of this machine.
#pragma once

#include <stop_token>
#include <string>

#include "base/environment.hpp"
#include "checks/facts.hpp"

namespace corootctl::survey {

checks::Helm look_at_helm(const std::string& program, const Environment& env, std::stop_token stop);

}  // namespace corootctl::survey
