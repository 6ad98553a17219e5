#include "cli/help/complete.hpp"

#include "cli/parse/flags.hpp"
#include "unit/cli/stage.hpp"

namespace corootctl::cli::cli_complete {
namespace {

/// A verb that notes when its flags are declared.
Command noting(const char* name, std::vector<std::string>& declared) {
  Command out{.text = {name, "", "", "", "", ""}, .declare = {}, .children = {}};
  out.declare = [name, &declared](CLI::App& app) -> Action {
    declared.emplace_back(name);
    app.add_flag("--" + std::string(name) + "-flag");
    return [](const Env&) -> Result<ExitCode> { return ExitCode::ok; };
  };
  return out;
}

TEST_CASE("completion declares the flags of the verb that is typed and of no other") {
  test::Stage stage;
  std::vector<std::string> declared;
  auto parent = noting("one", declared);
  parent.children.push_back(noting("below", declared));
  const std::vector<Command> verbs{parent, noting("two", declared)};
  complete({"__complete", "one", "below", "--below"}, verbs, stage.surface);
  CHECK(declared == std::vector<std::string>{"one", "below"});
  CHECK(stage.out.text == "--below-flag\n:4\n");
}

TEST_CASE("completion of a verb's name declares no flags") {
  test::Stage stage;
  std::vector<std::string> declared;
  complete({"__complete", "t"}, {noting("one", declared), noting("two", declared)}, stage.surface);
  CHECK(declared.empty());
  CHECK(stage.out.text == "two\n:4\n");
}

}  // namespace
}  // namespace corootctl::cli::cli_complete
