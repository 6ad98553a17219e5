#include <map>
#include <set>

#include "base/text_width.hpp"
#include "cli/commands/topology/view.hpp"
#include "cli/output/apps.hpp"

namespace corootctl::cli {
namespace {

/// One direction of the graph: whom an app leads to, by which call.
using Next = std::map<std::string, std::vector<std::pair<std::string, const ops::Call*>>>;

class TreeText {
 public:
  TreeText(const ops::Topology& topology, std::size_t depth, const Style& style, std::size_t columns)
      : depth_(depth), style_(style), columns_(columns) {
    for (const auto& app : topology.apps) apps_.emplace(app.id, &app);
    for (const auto& call : topology.calls) {
      calls_[call.from].emplace_back(call.to, &call);
      callers_[call.to].emplace_back(call.from, &call);
    }
  }

  /// Both directions from one app.
  std::string around(const std::string& app) {
    std::string out = line("", app, nullptr);
    const bool has_callers = callers_.contains(app);
    if (calls_.contains(app)) {
      out += branch(has_callers ? "├─ " : "└─ ", "calls");
      out += below(calls_, app, has_callers ? "│  " : "   ", 1);
    }
    shown_.clear();
    if (has_callers) out += branch("└─ ", "called by") + below(callers_, app, "   ", 1);
    return out;
  }

  /// The whole graph, downwards.
  std::string all() {
    std::string out;
    for (const auto& [id, app] : apps_) {
      if (!callers_.contains(id)) out += tree_of(id);
    }
    for (const auto& [id, app] : apps_) {
      if (!met_.contains(id)) out += tree_of(id);  // rings that nothing leads to
    }
    return out;
  }

 private:
  std::string tree_of(const std::string& id) {
    meet(id);
    return line("", id, nullptr) + below(calls_, id, "", 1);
  }

  /// Everything below, also what lies deeper than is shown.
  void meet(const std::string& id) {
    if (!met_.insert(id).second) return;
    const auto found = calls_.find(id);
    if (found == calls_.end()) return;
    for (const auto& [other, call] : found->second) meet(other);
  }

  std::string branch(const std::string& margin, const char* word) const {
    return style_.plain ? "" : margin + style_.paint(word, Tone::dim) + "\n";
  }

  std::string below(const Next& next, const std::string& id, const std::string& margin, std::size_t level) {
    const auto found = next.find(id);
    if (found == next.end() || (depth_ > 0 && level > depth_)) return {};
    shown_.insert(id);
    std::string out;
    for (const auto& [other, call] : found->second) {
      const bool last = &other == &found->second.back().first;
      const bool repeated = shown_.contains(other) && next.contains(other);
      out += line(margin + (last ? "└─ " : "├─ "), other, call, repeated);
      if (!repeated) out += below(next, other, margin + (last ? "   " : "│  "), level + 1);
    }
    return out;
  }

  std::string line(const std::string& margin, const std::string& id, const ops::Call* call, bool repeated = false) {
    if (style_.plain) return sentence(id, call, repeated);
    const ops::AppRow& app = *apps_.at(id);
    const Cell status = status_cell(app);
    const std::string name = name_of(id);
    std::string rest = call == nullptr || call->stats.empty() ? "" : "  " + call->stats.front();
    if (call != nullptr && call->status != "ok" && call->status != "unknown") rest += "  (call " + call->status + ")";
    if (repeated) rest += "  ...";
    const std::string whole = margin + name + "  " + status.text + one_line(rest);
    if (columns_ > 0 && text_width(whole) > columns_) return cut_to_width(whole, columns_) + "\n";
    return margin + style_.paint(name, Tone::strong) + "  " + style_.paint(status.text, status.tone) +
           style_.paint(one_line(rest), Tone::dim) + "\n";
  }

  std::string name_of(const std::string& id) const {
    const ops::AppRow& app = *apps_.at(id);
    return one_line(app.name.cluster + " " + short_name(app.name));
  }

  /// The same for a screen reader, which shows no tree: who calls whom is said in each line.
  std::string sentence(const std::string& id, const ops::Call* call, bool repeated) const {
    const std::string status = status_cell(*apps_.at(id)).text;
    if (call == nullptr) return name_of(id) + ": " + status + "\n";
    std::string out = name_of(call->from) + " calls " + name_of(call->to) + ": " + status;
    if (!call->stats.empty()) out += ", " + one_line(call->stats.front());
    if (call->status != "ok" && call->status != "unknown") out += ", call " + call->status;
    return out + (repeated ? ", its own calls are told above\n" : "\n");
  }

  std::size_t depth_;
  Style style_;
  std::size_t columns_;
  std::map<std::string, const ops::AppRow*> apps_{};
  Next calls_{}, callers_{};
  std::set<std::string> shown_{};  ///< apps whose calls are on the screen
  std::set<std::string> met_{};    ///< apps that are, or lie deeper
};

}  // namespace

std::string topology_tree(const ops::Topology& topology, std::size_t depth, const Style& style, std::size_t columns) {
  TreeText tree(topology, depth, style, columns);
  return topology.app.empty() ? tree.all() : tree.around(topology.app);
}

}  // namespace corootctl::cli
