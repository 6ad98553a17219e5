#include <map>
#include <string>
#include <string_view>

#include "cli/commands/topology/view.hpp"
#include "cli/output/apps.hpp"

namespace corootctl::cli {
namespace {

/// `escaped(c)` in place of each letter; control characters cannot be in a name and are dropped.
template <class Escaped>
std::string letters(std::string_view text, Escaped escaped) {
  std::string out;
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) out += escaped(c);
  return out;
}

/// A text between double quotes as Graphviz reads it.
std::string in_quotes(std::string_view text) {
  const auto escaped = [](char c) { return c == '"' || c == '\\' ? std::string{'\\', c} : std::string(1, c); };
  return '"' + letters(text, escaped) + '"';
}

/// Mermaid reads Markdown, HTML and its own entities even between quotes: what is no letter or harmless is an entity.
std::string for_mermaid(std::string_view text) {
  const auto escaped = [](char c) {
    constexpr std::string_view harmless = " -_./:,+()%@=";
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       static_cast<unsigned char>(c) >= 0x80 || harmless.find(c) != std::string_view::npos;
    return plain ? std::string(1, c) : fmt::format("#{};", static_cast<int>(c));
  };
  return '"' + letters(text, escaped) + '"';
}

/// A text between single quotes as D2 reads it: nothing in it is replaced, and a quote is written twice.
std::string for_d2(std::string_view text) {
  return "'" + letters(text, [](char c) { return std::string(c == '\'' ? 2 : 1, c); }) + "'";
}

std::string_view colour_of(std::string_view status) {
  if (status == "critical") return "indianred1";
  if (status == "warning") return "gold";
  return status == "ok" ? "palegreen" : "gray90";
}

/// The same colours for what knows no names of X11.
std::string_view code_of(std::string_view status) {
  if (status == "critical") return "#ff6a6a";
  if (status == "warning") return "#ffd700";
  return status == "ok" ? "#98fb98" : "#e5e5e5";
}

bool suffers(const ops::Call& call) { return call.status == "critical" || call.status == "warning"; }

std::string dot_node(const ops::AppRow& app) {
  return fmt::format("    {} [label={}, fillcolor={}];\n", in_quotes(app.id), in_quotes(short_name(app.name)),
                     colour_of(app.status));
}

std::string dot_edge(const ops::Call& call) {
  std::string look = call.stats.empty() ? "" : fmt::format("label={}", in_quotes(call.stats.front()));
  const auto add = [&](std::string_view text) { look += (look.empty() ? "" : ", ") + std::string(text); };
  if (ops::crosses_clusters(call)) add("style=bold");
  if (suffers(call)) add("color=red");
  return fmt::format("  {} -> {}{};\n", in_quotes(call.from), in_quotes(call.to),
                     look.empty() ? "" : " [" + look + "]");
}

/// Short names for what is drawn, so that nothing of an id can be taken for syntax: clusters c0, c1, ..., apps n0, ...
struct Ids {
  std::map<std::string, std::map<std::string, std::size_t>> apps{};  ///< per cluster: app ids and their numbers
  std::map<std::string, std::size_t> clusters{};
  std::map<std::string, const ops::AppRow*> rows{};

  explicit Ids(const ops::Topology& topology) {
    for (const auto& app : topology.apps) {
      clusters.try_emplace(app.name.cluster, clusters.size());
      apps[app.name.cluster].emplace(app.id, rows.size());
      rows.emplace(app.id, &app);
    }
  }
  std::string app(const std::string& id) const { return fmt::format("n{}", apps.at(rows.at(id)->name.cluster).at(id)); }
  std::string path(const std::string& id) const {
    return fmt::format("c{}.{}", clusters.at(rows.at(id)->name.cluster), app(id));
  }
};

std::string mermaid_edge(const ops::Call& call, const Ids& ids) {
  const char* arrow = ops::crosses_clusters(call) ? "==>" : "-->";
  const std::string label = call.stats.empty() ? "" : "|" + for_mermaid(call.stats.front()) + "|";
  return fmt::format("  {} {}{} {}\n", ids.app(call.from), arrow, label, ids.app(call.to));
}

std::string d2_edge(const ops::Call& call, const Ids& ids) {
  std::string style;
  if (ops::crosses_clusters(call)) style += "; style.stroke-width: 4";
  if (suffers(call)) style += "; style.stroke: \"#b3261e\"";
  const std::string label = call.stats.empty() ? "''" : for_d2(call.stats.front());
  return fmt::format("{} -> {}: {}{}\n", ids.path(call.from), ids.path(call.to), label,
                     style.empty() ? "" : " {" + style.substr(1) + " }");
}

}  // namespace

std::string topology_dot(const ops::Topology& topology) {
  std::map<std::string, std::string> boxes;
  for (const auto& app : topology.apps) boxes[app.name.cluster] += dot_node(app);
  std::string out = fmt::format("digraph {} {{\n  rankdir=LR;\n  node [shape=box, style=\"rounded,filled\"];\n",
                                in_quotes(topology.project));
  for (const auto& [cluster, nodes] : boxes) {
    out += fmt::format("  subgraph {} {{\n    label={};\n{}  }}\n", in_quotes("cluster_" + cluster), in_quotes(cluster),
                       nodes);
  }
  for (const auto& call : topology.calls) out += dot_edge(call);
  return out + "}\n";
}

std::string topology_mermaid(const ops::Topology& topology) {
  const Ids ids(topology);
  std::string out = "flowchart LR\n";
  for (const auto& [cluster, apps] : ids.apps) {
    out += fmt::format("  subgraph c{}[{}]\n", ids.clusters.at(cluster), for_mermaid(cluster));
    for (const auto& [id, number] : apps) {
      const auto& app = *ids.rows.at(id);
      out += fmt::format("    n{}[{}]\n    style n{} fill:{},color:#000\n", number, for_mermaid(short_name(app.name)),
                         number, code_of(app.status));
    }
    out += "  end\n";
  }
  std::string red;
  for (std::size_t i = 0; i < topology.calls.size(); ++i) {
    out += mermaid_edge(topology.calls[i], ids);
    if (suffers(topology.calls[i])) red += fmt::format("  linkStyle {} stroke:#b3261e\n", i);
  }
  return out + red;
}

std::string topology_d2(const ops::Topology& topology) {
  const Ids ids(topology);
  std::string out = "direction: right\n";
  for (const auto& [cluster, apps] : ids.apps) {
    out += fmt::format("c{}: {} {{\n", ids.clusters.at(cluster), for_d2(cluster));
    for (const auto& [id, number] : apps) {
      const auto& app = *ids.rows.at(id);
      out += fmt::format("  n{}: {} {{ style.fill: \"{}\" }}\n", number, for_d2(short_name(app.name)),
                         code_of(app.status));
    }
    out += "}\n";
  }
  for (const auto& call : topology.calls) out += d2_edge(call, ids);
  return out;
}

}  // namespace corootctl::cli
