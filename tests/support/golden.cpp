#include "support/golden.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/files.hpp"
#include "support/tree_path.hpp"

namespace corootctl::support {

std::string golden(const std::string& name, const std::string& actual) {
  const auto path = tree_path("tests/golden/" + name);
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path) << actual;
  }
  return read_file(path).value_or("");
}

}  // namespace corootctl::support
