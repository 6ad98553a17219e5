/// Links into Coroot's own pages.
#pragma once

#include <functional>
#include <string>

namespace corootctl::report {

/// The page of an app, by its id as an answer has it; "" = no address is known. May be empty itself.
using AddressOf = std::function<std::string(const std::string& app)>;

}  // namespace corootctl::report
