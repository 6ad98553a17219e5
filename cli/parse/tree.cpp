#include "cli/parse/tree.hpp"

#include <algorithm>
#include <array>

#include "base/files.hpp"
#include "base/text.hpp"

namespace corootctl::cli {
namespace {

bool is_flag(const std::string& arg) { return arg.size() > 1 && arg.front() == '-' && arg != "--"; }

/// How many arguments a flag takes up, itself included; 0 when `app` does not know it.
std::size_t size_of_flag(const CLI::App& app, const std::string& arg) {
  const bool is_long = arg.starts_with("--");
  const auto name = is_long ? arg.substr(0, arg.find('=')) : arg.substr(0, 2);
  const auto* option = is_flag(arg) ? app.get_option_no_throw(name) : nullptr;
  if (option == nullptr) return 0;
  return option->get_items_expected_max() == 0 || name.size() < arg.size() ? 1 : 2;
}

/// The first argument from `at` on that is no flag of either with its value.
std::size_t behind_flags(const std::vector<std::string>& args, std::size_t at, const CLI::App& root,
                         const CLI::App& verb) {
  while (at < args.size()) {
    const auto size = std::max(size_of_flag(root, args[at]), size_of_flag(verb, args[at]));
    if (size == 0) return at;
    at += size;
  }
  return at;
}

/// The verb the parser got to.
const Node* deepest(const Node& node) {
  for (const auto& child : node.children) {
    if (child->app->parsed()) return deepest(*child);
  }
  return &node;
}

std::vector<std::string> flag_names(const CLI::App& app) {
  std::vector<std::string> out;
  for (const auto* option : app.get_options()) {
    for (const auto& name : option->get_lnames()) out.push_back("--" + name);
  }
  return out;
}

std::vector<std::string> verb_names(const Node& node) {
  std::vector<std::string> out;
  for (const auto& child : node.children) out.emplace_back(child->command->text.name);
  return out;
}

std::string hint_for(const Node& node, const std::optional<std::string>& near) {
  const std::string help = fmt::format("\"{} --help\" shows what there is.", node.path());
  return near ? fmt::format("Did you mean \"{}\"? {}", *near, help) : help;
}

tl::unexpected<Error> unknown_word(const Node& node, const std::string& word) {
  if (is_flag(word)) {
    const std::string name = word.substr(0, word.find('='));
    const auto near = closest(name, flag_names(*node.app));
    if (near == name) {
      return fail_with_hint(ErrorKind::usage, fmt::format("Write it behind the verb: {} {} VALUE", node.path(), name),
                            "{} has no value", name);
    }
    return fail_with_hint(ErrorKind::usage, hint_for(node, near), "unknown flag {}", name);
  }
  const auto near = closest(word, verb_names(node));
  const bool wants_verb = node.command == nullptr || near;
  return fail_with_hint(ErrorKind::usage, hint_for(node, near), "unknown {} \"{}\"{}",
                        wants_verb ? "command" : "argument", word, node.command == nullptr ? "" : " of " + node.path());
}

/// CLI11's words name the flag first; ours say what is missing.
std::string words_of(const CLI::ParseError& error) {
  const std::string text = error.what();
  const std::string name = text.substr(0, text.find(':'));
  if (error.get_name() == "ArgumentMismatch") return fmt::format("{} needs a value", split(name, ',').back());
  if (error.get_name() == "ConversionError" || error.get_name() == "InvalidError") {
    return fmt::format("not a valid value: {}",
                       text.substr(text.find_last_of(':') == std::string::npos ? 0 : text.find_last_of(':') + 2));
  }
  return text;
}

/// No path is shown, read or run that is a content in truth (a CI system's variable): it may hold keys.
Result<> check_paths(const CLI::App& app) {
  constexpr std::array<std::string_view, 5> kinds{"FILE", "DIR", "PATH", "PROGRAM", "CHART"};
  for (const auto* option : app.get_options()) {
    if (std::find(kinds.begin(), kinds.end(), option->get_type_name()) == kinds.end()) continue;
    for (const auto& value : option->results()) CTL_CHECK(check_path(value), "--" + option->get_lnames().back());
  }
  return {};
}

}  // namespace

std::string Node::path() const { return parent == nullptr ? "corootctl" : parent->path() + " " + command->text.name; }

Node* Node::child(std::string_view name) const {
  for (const auto& each : children) {
    if (each->command->text.name == name) return each.get();
  }
  return nullptr;
}

Tree::Tree(std::vector<Command> commands) : commands_(std::move(commands)), app_("", "corootctl") {
  app_.set_help_flag("-h,--help", "help for this command")->group(common_heading);
  app_.allow_extras();
  app_.require_subcommand(0, 1);
  app_.add_flag("--version", version_, "the version of corootctl");
  root_.app = &app_;
  declare_globals(app_, globals_, "table|wide|short|json|yaml|name|markdown|junit|sarif|github|gitlab|tree|dot");
  for (const auto& command : commands_) add(root_, command);
}

void Tree::add(Node& parent, const Command& command) {
  auto node = std::make_unique<Node>();
  node->command = &command;
  node->parent = &parent;
  node->app = parent.app->add_subcommand(command.text.name, command.text.summary);
  node->app->set_help_flag("-h,--help", "help for this command")->group(common_heading);
  node->app->allow_extras();
  node->app->require_subcommand(0, 1);
  node->app->preparse_callback([this, raw = node.get()](std::size_t) { declare(*raw); });
  for (const auto& child : command.children) add(*node, child);
  parent.children.push_back(std::move(node));
}

void Tree::declare(Node& node) {
  if (node.action) return;
  node.action = node.command->declare(*node.app);
  declare_globals(*node.app, globals_, node.command->text.formats);
}

const Node& Tree::reached() const { return *deepest(root_); }

void Tree::declare_all() {
  const auto visit = [this](const auto& self, Node& node) -> void {
    if (node.command != nullptr) declare(node);
    for (auto& child : node.children) self(self, *child);
  };
  visit(visit, root_);
}

const Node* Tree::find(const std::vector<std::string>& words) {
  Node* node = &root_;
  for (auto word = words.begin(); node != nullptr && word != words.end(); ++word) node = node->child(*word);
  if (node != nullptr && node->command != nullptr) declare(*node);
  return node;
}

Result<Request> Tree::parse(const std::vector<std::string>& args) {
  auto reversed = verb_first(normalised(args));
  std::reverse(reversed.begin(), reversed.end());
  try {
    app_.parse(std::move(reversed));
  } catch (const CLI::CallForHelp&) {
    return Request{Request::Kind::help, deepest(root_)};
  } catch (const CLI::ParseError& error) {
    return fail_with_hint(ErrorKind::usage, hint_for(*deepest(root_), std::nullopt), "{}", words_of(error));
  }
  const Node* node = deepest(root_);
  auto unknown = app_.remaining(true);
  // CLI11 leaves the mark behind which words are no flags among what it does not know.
  if (const auto mark = std::find(unknown.begin(), unknown.end(), "--"); mark != unknown.end()) unknown.erase(mark);
  if (!unknown.empty()) return unknown_word(*node, unknown.front());
  if (version_) return Request{Request::Kind::version, node};
  for (const Node* each = node; each != nullptr; each = each->parent) CTL_RUN(check_paths(*each->app));
  if (node->command != nullptr) return Request{Request::Kind::run, node};
  if (args.empty()) return Request{Request::Kind::help, node};
  return fail_with_hint(ErrorKind::usage, hint_for(*node, std::nullopt), "no command given");
}

std::vector<std::string> Tree::verb_first(std::vector<std::string> args) {
  const auto start = behind_flags(args, 0, app_, app_);
  for (std::size_t at = start; start < args.size() && is_flag(args[start]) && at < args.size(); ++at) {
    Node* verb = root_.child(args[at]);
    if (verb == nullptr) continue;
    auto end = at + 1;
    while (end < args.size() && verb->child(args[end]) != nullptr) verb = verb->child(args[end++]);
    declare(*verb);
    if (behind_flags(args, start, app_, *verb->app) != at) continue;
    const auto iterator = [&](std::size_t index) { return args.begin() + static_cast<std::ptrdiff_t>(index); };
    std::rotate(iterator(start), iterator(at), iterator(end));
    return args;
  }
  return args;
}

std::vector<std::string> normalised(const std::vector<std::string>& args) {
  std::vector<std::string> out;
  for (auto arg = args.begin(); arg != args.end(); ++arg) {
    const auto equals = arg->find('=');
    const bool is_short = equals == 2 && arg->front() == '-' && (*arg)[1] != '-';
    const bool is_empty_long = arg->starts_with("--") && equals != std::string::npos && equals + 1 == arg->size();
    if (*arg == "--") {
      out.insert(out.end(), arg, args.end());
      break;
    }
    if (is_short || is_empty_long) {
      out.push_back(arg->substr(0, equals));
      out.push_back(arg->substr(equals + 1));
    } else {
      out.push_back(*arg);
    }
  }
  return out;
}

}  // namespace corootctl::cli
