#include "render/files.hpp"

#include <algorithm>

namespace corootctl::render {

Tree sorted(Tree files) {
  std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.path < b.path; });
  return files;
}

}  // namespace corootctl::render
