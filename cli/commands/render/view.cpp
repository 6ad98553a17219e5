#include "cli/commands/render/view.hpp"

#include <fmt/core.h>

#include "cli/output/structured.hpp"

namespace corootctl::cli {
namespace {

using Kind = render::Difference::Kind;

const char* outcome_of(Kind kind) {
  switch (kind) {
    case Kind::missing: return "created";
    case Kind::extra: return "removed";
    case Kind::differs:
    case Kind::foreign: break;
  }
  return "changed";
}

}  // namespace

std::string stream_text(const render::Tree& tree) {
  std::string out;
  for (const auto& file : tree) {
    if (!file.path.ends_with(".yaml")) continue;
    if (!out.empty()) out += "---\n";
    out += "# " + file.path + "\n" + file.text;
  }
  return out;
}

document::Value tree_value(const render::Tree& tree) {
  return list_of(tree,
                 [](const render::File& file) { return document::Object{{"path", file.path}, {"text", file.text}}; });
}

std::string differences_text(const Differences& differences) {
  std::string out;
  for (const auto& each : differences)
    out += fmt::format("{:<8} {}\n{}", render::name_of(each.kind), each.path, each.lines);
  return out;
}

document::Value differences_value(const Differences& differences) {
  return list_of(differences, [](const render::Difference& each) {
    document::Object out{{"path", each.path}, {"difference", render::name_of(each.kind)}};
    if (!each.lines.empty()) out.set("lines", each.lines);
    return out;
  });
}

std::string written_text(const Differences& differences) {
  std::string out;
  for (const auto& each : differences) out += fmt::format("{:<7} {}\n", outcome_of(each.kind), each.path);
  return out;
}

}  // namespace corootctl::cli
