/// The command table as a CLI11 tree: the only place that parses a command line.
#pragma once

#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <vector>

#include "cli/parse/command.hpp"
#include "cli/parse/globals.hpp"

namespace corootctl::cli {

/// One verb in the tree. Flags are declared when the verb is met on the command line, so that a start pays for one.
struct Node {
  const Command* command = nullptr;  ///< null: the root
  Node* parent = nullptr;
  CLI::App* app = nullptr;
  Action action{};  ///< set once the flags are declared
  std::vector<std::unique_ptr<Node>> children{};
  /// "corootctl contexts show".
  std::string path() const;

  /// The verb below of that name; null when there is none.
  Node* child(std::string_view name) const;
};

/// What a command line asks for.
struct Request {
  enum class Kind { help, version, run } kind = Kind::help;
  const Node* node = nullptr;
};

class Tree {
 public:
  explicit Tree(std::vector<Command> commands);
  /// Errors: usage, with the nearest verb or flag and where to read more. No exception of CLI11 leaves this.
  Result<Request> parse(const std::vector<std::string>& args);
  const Globals& globals() const { return globals_; }
  const Node& root() const { return root_; }
  /// The verb the last parse got to, also when it failed.
  const Node& reached() const;
  /// Declares the flags of a verb of this tree, once.
  void declare(Node& node);
  /// Declares the flags of every verb, for help and manual pages.
  void declare_all();
  /// The verb of these words ("contexts", "show") with its flags declared; null when there is none.
  const Node* find(const std::vector<std::string>& words);

 private:
  void add(Node& parent, const Command& command);
  /// Flags of a verb that stand before it, as kubectl allows, go behind it: what stands between must be such flags with
  /// their values.
  std::vector<std::string> verb_first(std::vector<std::string> args);

  std::vector<Command> commands_;
  Globals globals_{};
  bool version_ = false;
  CLI::App app_;
  Node root_{};
};

/// `--flag=` and `-o=json` as CLI11 does not read them but kubectl does.
std::vector<std::string> normalised(const std::vector<std::string>& args);

}  // namespace corootctl::cli
