#include "cli/help/complete.hpp"

#include <optional>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "checks/all.hpp"
#include "cli/help/flag_table.hpp"
#include "cli/help/help_text.hpp"
#include "cli/help/live_names.hpp"
#include "cli/parse/tree.hpp"
#include "cli/shared/fleet.hpp"
#include "fleetfile/read.hpp"
#include "rights/uses.hpp"

namespace corootctl::cli {
namespace {

// Bits of the protocol.
constexpr int plain = 0;
constexpr int no_space = 2;
constexpr int no_files = 4;
constexpr int directories = 16;

struct Proposals {
  std::vector<Proposal> all{};
  int directive = no_files;
};

/// The words before the one being typed, read far enough to know what may come next.
struct Place {
  const Node* node = nullptr;
  std::optional<FlagRow> pending{};  ///< the flag whose value is being typed
  std::size_t arguments = 0;         ///< positional words of the verb so far
  std::string kubeconfig{};
  std::string fleet{};               ///< file; "" = the verb's own, or none
  std::vector<std::string> flags{};  ///< complete ones, with their values
};

std::optional<FlagRow> flag_of(const Node& node, std::string_view word) {
  for (const auto& row : flags_of(node)) {
    if (word == "--" + row.name || (row.letter != '\0' && word == std::string{'-', row.letter})) return row;
  }
  return std::nullopt;
}

/// Declares the flags of the verbs on the way only: a shell waits for this at every TAB.
Place locate(Tree& tree, const std::vector<std::string>& words) {
  Place place{&tree.root(), {}, 0, {}, {}, {}};
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word.starts_with("--kubeconfig=")) place.kubeconfig = word.substr(13);
    if (word.starts_with("--fleet=")) place.fleet = word.substr(8);
    if (word.starts_with("-") && word.size() > 1) {
      const auto flag = flag_of(*place.node, word);
      const bool takes_next = flag && !flag->value.empty();
      if (takes_next && i + 1 == words.size()) {
        place.pending = flag;
        break;
      }
      place.flags.push_back(word);
      if (!takes_next) continue;
      place.flags.push_back(words[++i]);
      if (flag->name == "kubeconfig") place.kubeconfig = words[i];
      if (flag->name == "fleet") place.fleet = words[i];
    } else if (Node* child = place.node->child(word); child != nullptr && place.arguments == 0) {
      tree.declare(*child);
      place.node = child;
    } else {
      ++place.arguments;
    }
  }
  return place;
}

void add_contexts(const std::string& kubeconfig, const Environment& env, std::vector<Proposal>& out) {
  const auto config = kube::load_kubeconfig(kubeconfig, env);
  if (!config) return;
  for (const auto& [name, entry] : config->contexts) out.push_back({name, "cluster " + entry.cluster});
}

/// Names and labels of the fleet file's members, also of a file with mistakes.
void add_members(const Place& place, std::vector<Proposal>& out) {
  const auto flag = flag_of(*place.node, "--fleet");
  const bool is_own_verb = flag && flag->letter != '\0';
  const std::string file = place.fleet.empty() && is_own_verb ? default_fleet_file : place.fleet;
  const auto text = read_file(file);
  if (!text) return;
  std::set<std::string> labels;
  for (const auto& member : fleetfile::read_what_is_readable(*text, file).members) {
    out.push_back({member.name, "context " + member.context});
    for (const auto& [key, value] : member.labels) labels.insert(key + "=" + value);
  }
  for (const auto& label : labels) out.push_back({label, "label"});
}

void add_verbs(const Node& parent, std::vector<Proposal>& out) {
  for (const auto& child : parent.children) {
    out.push_back({child->command->text.name, child->command->text.summary});
  }
}

/// What may stand for a value called `value` (cli/flags.hpp); `typed` is what is there already.
Proposals values(const std::string& value, const std::string& typed, const Place& place, const Surface& surface) {
  Proposals out;
  if (value == "FILE") out.directive = plain;
  if (value == "DIR") out.directive = directories;
  if (value == "MEMBER") add_members(place, out.all);
  if (value.starts_with("CODE")) {
    for (const auto& check : checks::all_checks()) out.all.push_back({check.code, check.title});
  }
  if (value == "CODE" && place.node->command->text.name == std::string_view("explain")) {
    for (const auto& each : exit_code_meanings())
      out.all.push_back({fmt::format("exit-{}", static_cast<int>(each.code)), each.text});
  }
  if (is_live(value)) out.all = live_names(value, typed, place.flags, surface);
  if (value == "VERB") {
    for (const auto& name : rights::known_verbs()) out.all.push_back({name, "verb"});
  }
  if (value == "TOPIC") {
    for (const auto& name : topic_names()) out.all.push_back({name, "topic"});
    add_verbs(*place.node->parent, out.all);
  }
  if (value.find('|') != std::string::npos) {
    for (const auto& choice : split(value, '|')) out.all.push_back({choice, ""});
  }
  if (!value.starts_with("CONTEXT")) return out;
  if (value != "CONTEXT") out.directive |= no_space;
  add_contexts(place.kubeconfig, surface.variables, out.all);
  return out;
}

Proposals flags(const Node& node) {
  Proposals out;
  for (const auto& row : flags_of(node)) out.all.push_back({"--" + row.name, row.help});
  return out;
}

/// The value's name of the argument that stands at this place of a verb; "" when it takes none there.
std::string argument_at(const Node& node, std::size_t place) {
  for (const auto* option : node.app->get_options()) {
    if (option->get_positional() && place-- == 0) return option->get_type_name();
  }
  return {};
}

Proposals words_of(const Place& place, const std::string& typed, const Surface& surface) {
  Proposals out = values(argument_at(*place.node, place.arguments), typed, place, surface);
  if (place.arguments == 0) add_verbs(*place.node, out.all);
  return out;
}

Proposals propose(const Place& place, const std::string& last, const Surface& surface) {
  if (place.pending) return values(place.pending->value, last, place, surface);
  const auto equals = last.find('=');
  if (last.starts_with("--") && equals != std::string::npos) {
    const auto flag = flag_of(*place.node, last.substr(0, equals));
    if (!flag) return {};
    auto out = values(flag->value, last.substr(equals + 1), place, surface);
    for (auto& proposal : out.all) proposal.value.insert(0, last.substr(0, equals + 1));
    return out;
  }
  return last.starts_with("-") ? flags(*place.node) : words_of(place, last, surface);
}

}  // namespace

bool is_completion(const std::vector<std::string>& args) {
  return !args.empty() && (args.front() == "__complete" || args.front() == "__completeNoDesc");
}

ExitCode complete(const std::vector<std::string>& args, std::vector<Command> verbs, const Surface& surface) {
  Tree tree(std::move(verbs));
  const std::string last = args.size() > 1 ? args.back() : "";
  const std::vector<std::string> before(args.begin() + 1, args.end() - (args.size() > 1 ? 1 : 0));
  const Proposals found = propose(locate(tree, before), last, surface);
  std::string out;
  for (const auto& proposal : found.all) {
    if (!proposal.value.starts_with(last)) continue;
    const bool described = args.front() == "__complete" && !proposal.description.empty();
    out += proposal.value + (described ? "\t" + proposal.description : "") + "\n";
  }
  surface.out.write(out + fmt::format(":{}\n", found.directive));
  return ExitCode::ok;
}

}  // namespace corootctl::cli
