#include "cli/parse/flags.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "cli/parse/values.hpp"

namespace corootctl::cli {
namespace {

/// A flag with one value that `accept` takes; `accept` answers with what is wrong, or "".
template <class Accept>
CLI::Option* valued(CLI::App& app, const std::string& name, const char* value, const char* help, Accept accept) {
  auto* option = app.add_option(
      name,
      [accept](const std::vector<std::string>& given) {
        if (const std::string problem = accept(given.back()); !problem.empty()) throw CLI::ValidationError(problem);
        return true;
      },
      help);
  return option->type_name(value)->take_last();
}

}  // namespace

CLI::Option* text_flag(CLI::App& app, const std::string& name, std::string& into, const char* value, const char* help) {
  return app.add_option(name, into, help)->type_name(value)->take_last();
}

CLI::Option* list_flag(CLI::App& app, const std::string& name, std::vector<std::string>& into, const char* value,
                       const char* help) {
  return app.add_option(name, into, help)->type_name(value)->allow_extra_args(false);
}

CLI::Option* choice_flag(CLI::App& app, const std::string& name, std::string& into, const char* choices,
                         const char* help) {
  return valued(app, name, choices, help, [&into, name, allowed = split(choices, '|')](const std::string& given) {
    into = given;
    if (std::find(allowed.begin(), allowed.end(), given) != allowed.end()) return std::string();
    return fmt::format("{}: \"{}\" is none of {}", split(name, ',').back(), given, join(allowed, ", "));
  });
}

CLI::Option* switch_flag(CLI::App& app, const std::string& name, bool& into, const char* help) {
  return app.add_flag(name, into, help);
}

CLI::Option* number_flag(CLI::App& app, const std::string& name, int& into, int least, int most, const char* help) {
  return valued(app, name, "N", help, [&into, name, least, most](const std::string& given) {
    const auto parsed = std::from_chars(given.data(), given.data() + given.size(), into);
    const bool whole = parsed.ec == std::errc() && parsed.ptr == given.data() + given.size();
    if (whole && into >= least && into <= most) return std::string();
    return fmt::format("{}: \"{}\" is not a number from {} to {}", split(name, ',').back(), given, least, most);
  });
}

CLI::Option* span_flag(CLI::App& app, const std::string& name, std::chrono::milliseconds& into, const char* help) {
  return valued(app, name, "DURATION", help, [&into, name](const std::string& given) {
    const auto span = parse_span(given);
    if (!span) return fmt::format("{}: {}", name, span.error().what);
    into = *span;
    return std::string();
  });
}

CLI::Option* kubectl_span_flag(CLI::App& app, const std::string& name, std::chrono::milliseconds& into,
                               const char* help) {
  return valued(app, name, "DURATION", help, [&into, name](const std::string& given) {
    const bool is_bare = given.find_first_not_of("0123456789.") == std::string::npos;
    const auto span = parse_span(given);
    if (!span || given.find('d') != std::string::npos || (is_bare && given.find('.') != std::string::npos))
      return fmt::format("{}: \"{}\" is neither whole seconds nor a duration like 30s, 5m or 1h30m", name, given);
    into = *span;
    return std::string();
  });
}

void heading(const char* title, const std::vector<CLI::Option*>& flags) {
  for (auto* flag : flags) flag->group(title);
}

}  // namespace corootctl::cli
