/// The files of templates/pages, compiled in.
#pragma once

#include <string_view>

namespace corootctl::report {

struct PageTemplates {
  std::string_view head{};
  std::string_view answer{};
  std::string_view view{};
  std::string_view plot{};
  std::string_view map{};
  std::string_view style{};
  std::string_view style_hash{};  ///< SHA-256 of `style` in base64, for the page's Content-Security-Policy
};

extern const PageTemplates page_templates;

}  // namespace corootctl::report
