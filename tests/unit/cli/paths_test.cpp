/// A CI system's variable often holds a whole kubeconfig: wherever a path belongs, such a content is refused and not
/// shown.
#include <functional>

#include "base/base64.hpp"
#include "cli/commands/all.hpp"
#include "cli/parse/tree.hpp"
#include "unit/cli/stage.hpp"

namespace corootctl::tests::cli_paths {

using namespace corootctl::cli;
using namespace corootctl::cli::test;

namespace {

const std::string config = "apiVersion: v1\nusers: [{name: u, user: {token: FIELD-TOKEN-4711}}]\n";

const std::vector<std::string>& forms() {
  static const std::vector<std::string> all{config, base64_encode(config), R"({"token":"FIELD-TOKEN-4711"})"};
  return all;
}

void is_refused_unseen(const std::vector<std::string>& args, const std::string& form,
                       const std::function<void(Environment&)>& set = {}) {
  Stage stage;
  if (set) set(stage.surface.variables);
  CHECK(stage.run(args) == 1);
  CHECK(stage.err.text.find(", not the path of a file") != std::string::npos);
  for (const auto& text : {stage.out.text, stage.err.text}) {
    CHECK(text.find("4711") == std::string::npos);
    CHECK(text.find(form.substr(0, 20)) == std::string::npos);
  }
}

/// Every flag of every verb that takes a path, by its value's name in the help.
std::vector<std::vector<std::string>> verbs_and_path_flags() {
  constexpr std::array<std::string_view, 5> kinds{"FILE", "DIR", "PATH", "PROGRAM", "CHART"};
  Tree tree(all_commands());
  tree.declare_all();
  std::vector<std::vector<std::string>> out;
  for (const auto& node : tree.root().children) {
    for (const auto* option : node->app->get_options()) {
      if (std::find(kinds.begin(), kinds.end(), option->get_type_name()) == kinds.end()) continue;
      out.push_back({node->command->text.name, "--" + option->get_lnames().back()});
    }
  }
  return out;
}

}  // namespace

TEST_CASE("no flag that takes a path shows a content that was put in its place") {
  const auto flags = verbs_and_path_flags();
  CHECK(flags.size() > 50);
  for (auto args : flags) {
    for (const auto& form : forms()) {
      CAPTURE(args);
      auto line = args;
      line.push_back(form);
      is_refused_unseen(line, form);
    }
  }
}

TEST_CASE("no variable that takes a path shows a content that was put in its place") {
  for (const auto& form : forms()) {
    for (const auto& value : {form, "/no/such/file:" + form}) {
      is_refused_unseen({"status"}, form, [&](Environment& env) { env.set("KUBECONFIG", value); });
      is_refused_unseen({"contexts"}, form, [&](Environment& env) { env.set("KUBECONFIG", value); });
    }
  }
}

}  // namespace corootctl::tests::cli_paths
