#include "cli/help/help_text.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/text_width.hpp"
#include "cli/help/flag_table.hpp"

namespace corootctl::cli {
namespace {

constexpr std::size_t widest_spelling = 34;  // longer flags have their text on the next line

std::string title(const std::string& text, const Style& style) { return style.paint(text + ":", Tone::strong) + "\n"; }

std::string indented_lines(std::string_view text) {
  std::string out;
  for (const auto& line : split(trim(text), '\n')) out += line.empty() ? "\n" : "  " + line + "\n";
  return out;
}

/// A flag with more choices than a line has room for goes on behind one of them, below its value.
std::string broken(const std::string& spelled, std::size_t columns) {
  const std::size_t room = columns > 4 ? columns - 2 : columns;
  const auto bar = spelled.rfind('|', room - 1);
  if (spelled.size() <= room || bar == std::string::npos) return spelled;
  const auto value = spelled.rfind(' ', bar) + 1;
  return spelled.substr(0, bar + 1) + "\n" + std::string(2 + value, ' ') + spelled.substr(bar + 1);
}

/// Two columns: `left` padded to `width`, then wrapped text.
std::string entry(const std::string& left, const std::string& text, std::size_t width, std::size_t columns) {
  const std::size_t margin = 2 + width + 2;
  std::string out = "  " + (left.size() > width ? broken(left, columns) + "\n" + std::string(margin, ' ')
                                                : pad_to_width(left, width) + "  ");
  return out + wrap(text, columns, margin) + "\n";
}

std::string flag_section(const std::string& name, const std::vector<FlagRow>& rows, const Style& style,
                         std::size_t columns) {
  std::size_t width = 0;
  for (const auto& row : rows) {
    if (spelling(row).size() <= widest_spelling) width = std::max(width, spelling(row).size());
  }
  std::string out = title(name, style);
  for (const auto& row : rows) out += entry(spelling(row), row.help, width, columns);
  return out;
}

std::string verb_section(const std::string& name, const Node& node, const Style& style, std::size_t columns) {
  std::string out = title(name, style);
  for (const auto& child : node.children) {
    out += entry(child->command->text.name, child->command->text.summary, 13, columns);
  }
  return out;
}

std::string root_help(const Node& node, const Style& style, std::size_t columns) {
  std::string out = "Install Coroot in many Kubernetes clusters, link them, find root causes.\n\n";
  out += title("Usage", style) + "  corootctl COMMAND [flags]\n  kubectl coroot COMMAND [flags]\n\n";
  out += verb_section("Commands", node, style, columns) + "\n";
  out += title("First steps", style);
  out += indented_lines(
      "corootctl contexts\n"
      "corootctl install --context cluster-a --project prod-a\n"
      "corootctl link-clusters --hub cluster-c --member cluster-a=prod-a --aggregate prod-global\n"
      "corootctl rca --hub cluster-c --project prod-global --since 1h");
  out += "\n\"corootctl COMMAND --help\" shows the flags and examples of a command.\n";
  return out + fmt::format("\"corootctl help TOPIC\" explains {}.\n", join(topic_names(), ", "));
}

}  // namespace

std::string help_text(const Node& node, const Style& style, std::size_t columns) {
  if (node.command == nullptr) return root_help(node, style, columns);
  const VerbText& text = node.command->text;
  std::string out = std::string(text.summary) + ".\n\n";
  if (*text.details != '\0') out += wrap(text.details, columns, 0) + "\n\n";
  out += title("Usage", style) + fmt::format("  {} {}\n", node.path(), text.usage);
  if (!node.children.empty()) out += "\n" + verb_section("Commands", node, style, columns);
  if (*text.examples != '\0') out += "\n" + title("Examples", style) + indented_lines(text.examples);
  for (const auto& [name, rows] : by_heading(flags_of(node))) {
    if (name != connection_heading) out += "\n" + flag_section(name, rows, style, columns);
  }
  return out + "\nConnection flags are kubectl's: see \"corootctl help flags\".\n";
}

std::string connection_flags_text(const Style& style, std::size_t columns) {
  const Tree tree({});
  for (const auto& [name, rows] : by_heading(flags_of(tree.root()))) {
    if (name == connection_heading) return flag_section(name, rows, style, columns);
  }
  return {};
}

std::size_t help_columns(const Surface& surface) {
  if (!surface.terminal.out) return 80;
  return std::clamp<std::size_t>(surface.terminal.columns, 40, 100);
}

}  // namespace corootctl::cli
