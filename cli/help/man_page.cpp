#include "cli/help/man_page.hpp"

#include "base/text.hpp"
#include "cli/exit_code.hpp"
#include "cli/help/flag_table.hpp"

namespace corootctl::cli {
namespace {

/// Text as roff takes it: no escapes, no macros at the beginning of a line, hyphens that can be copied.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool at_start = out.empty() || out.back() == '\n';
    if (at_start && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out;
}

std::string page_name(const Node& node) {
  std::string name = node.path();
  for (char& c : name) c = c == ' ' ? '-' : c;
  return name;
}

std::string section(std::string_view name) { return fmt::format(".SH {}\n", name); }

std::string upper(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return text;
}

std::string flag_paragraph(const FlagRow& row) {
  std::string head = row.letter == '\0' ? "" : fmt::format("\\fB\\-{}\\fR, ", row.letter);
  head += fmt::format("\\fB{}\\fR", roff("--" + row.name));
  if (!row.value.empty()) head += fmt::format(" \\fI{}\\fR", roff(row.value));
  return ".TP\n" + head + "\n" + roff(row.help) + "\n";
}

std::string flag_sections(const Node& node) {
  std::string out;
  for (const auto& [name, rows] : by_heading(flags_of(node))) {
    out += section(upper(name));
    for (const auto& row : rows) out += flag_paragraph(row);
  }
  return out;
}

std::string examples(const VerbText& text) {
  if (*text.examples == '\0') return {};
  return section("EXAMPLES") + ".nf\n" + roff(trim(text.examples)) + "\n.fi\n";
}

std::string verbs(const Node& node) {
  std::string out = section("COMMANDS");
  for (const auto& child : node.children) {
    const VerbText& text = child->command->text;
    out += fmt::format(".TP\n\\fB{}\\fR\n{}\n", roff(text.name), roff(text.summary));
  }
  return out;
}

std::string exit_status() {
  std::string out = section("EXIT STATUS");
  for (const auto& meaning : exit_code_meanings()) {
    out += fmt::format(".TP\n\\fB{}\\fR\n{}\n", static_cast<int>(meaning.code), roff(meaning.text));
  }
  return out;
}

std::string see_also(const Node& node) {
  std::vector<std::string> pages;
  if (node.parent != nullptr) pages.push_back(page_name(*node.parent));
  for (const auto& child : node.children) pages.push_back(page_name(*child));
  std::string out;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    out += fmt::format(".BR {} (1){}\n", roff(pages[i]), i + 1 < pages.size() ? " ," : "");
  }
  return out.empty() ? out : section("SEE ALSO") + out;
}

std::string description(const VerbText& text) {
  std::string out = section("DESCRIPTION") + roff(std::string(text.summary) + ".") + "\n";
  for (const auto& paragraph : split(text.details, '\n')) {
    if (!paragraph.empty()) out += ".PP\n" + roff(paragraph) + "\n";
  }
  return out;
}

}  // namespace

std::string man_page(const Node& node) {
  const bool is_root = node.command == nullptr;
  const std::string summary =
      is_root ? "install, link and diagnose Coroot over many Kubernetes clusters" : node.command->text.summary;
  std::string out =
      fmt::format(".TH {} 1 \"\" \"corootctl {}\" \"corootctl\"\n", roff(upper(page_name(node))), COROOTCTL_VERSION);
  out += section("NAME") + fmt::format("{} \\- {}\n", roff(page_name(node)), roff(summary));
  out += section("SYNOPSIS") + fmt::format("\\fB{}\\fR {}\n", roff(node.path()),
                                           roff(is_root ? "COMMAND [flags]" : node.command->text.usage));
  if (!is_root) out += description(node.command->text) + examples(node.command->text);
  if (!node.children.empty()) out += verbs(node);
  return out + flag_sections(node) + exit_status() + see_also(node);
}

}  // namespace corootctl::cli
