#include "cli/commands/auth/view.hpp"

#include "cli/output/failure.hpp"
#include "cli/output/objects.hpp"

namespace corootctl::cli {

document::Value who_value(const std::vector<hub::Who>& all) {
  return list_of(all, [](const hub::Who& who) -> document::Value {
    return document::Object{{"server", who.server},
                            {"way", who.way},
                            {"login", text_or_null(who.login)},
                            {"user", text_or_null(who.user)},
                            {"role", text_or_null(who.role)},
                            {"projects", who.projects},
                            {"error", error_value(who.error)}};
  });
}

std::string who_text(const std::vector<hub::Who>& all, const Style& style, std::size_t columns) {
  Table table{{"SERVER", "WAY", "LOGIN", "USER", "ROLE", "PROJECTS"}, {}};
  for (const auto& who : all) {
    const Cell login = who.error ? Cell("failed", Tone::bad) : Cell(who.login);
    table.rows.push_back(
        {who.server, who.way, login, who.user, who.role, who.error ? std::string() : std::to_string(who.projects)});
  }
  return render(table, style, columns);
}

}  // namespace corootctl::cli
