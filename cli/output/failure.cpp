#include "cli/output/failure.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace corootctl::cli {

document::Value error_value(const Error& error) {
  document::List where;
  for (auto step = error.where.rbegin(); step != error.where.rend(); ++step) {
    if (!step->empty()) where.emplace_back(*step);
  }
  document::Object out;
  out.set("kind", name_of(error.kind));
  out.set("what", error.what);
  out.set("where", std::move(where));
  out.set("hint", error.hint.empty() ? document::Value() : document::Value(error.hint));
  out.set("reason", error.reason == Reason::none ? document::Value() : document::Value(name_of(error.reason)));
  return out;
}

document::Value error_value(const std::optional<Error>& error) {
  return error ? error_value(*error) : document::Value();
}

Error located(Error error, const std::string& context) {
  const auto names_it = [&](const std::string& step) { return step == context || step.ends_with(" " + context); };
  if (std::any_of(error.where.begin(), error.where.end(), names_it)) return error;
  return std::move(error).with("cluster " + context);
}

std::string error_text(const Error& error, const Style& style) {
  const auto indented = [](std::string_view text, std::string_view margin) {
    return join(split(text, '\n'), "\n" + std::string(margin));
  };
  std::string out =
      fmt::format("corootctl: {} {}\n", style.paint("error:", Tone::bad), indented(describe(error), "  "));
  if (!error.hint.empty())
    out += fmt::format("  {} {}\n", style.paint("hint:", Tone::strong), indented(error.hint, "    "));
  return out;
}

}  // namespace corootctl::cli
