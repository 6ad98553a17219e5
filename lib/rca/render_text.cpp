#include "rca/render.hpp"

namespace corootctl::rca {

std::string to_text(const Answer& answer, const TextOptions& options) {
  (void)options;
  return to_json(answer);
}
std::string to_markdown(const Answer& answer, std::size_t top) {
  (void)top;
  return to_json(answer);
}

}  // namespace corootctl::rca
