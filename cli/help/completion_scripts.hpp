/// The files of completions/, compiled in.
#pragma once

#include <optional>
#include <string_view>

namespace corootctl::cli {

/// The script for "bash", "zsh" or "fish"; nullopt for another shell.
std::optional<std::string_view> completion_script(std::string_view shell);

}  // namespace corootctl::cli
