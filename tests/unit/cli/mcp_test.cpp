#include <doctest/doctest.h>

#include "cli/commands/all.hpp"
#include "cli/commands/mcp/forward.hpp"
#include "cli/help/flag_table.hpp"
#include "mcp/catalogue.hpp"
#include "unit/cli/stage.hpp"

namespace corootctl::cli::test::cli_mcp {

TEST_CASE("mcp: every tool is a verb, and every parameter a flag of it") {
  const auto flags = flags_of_tools(all_commands());
  for (const auto& tool : mcp::tools()) {
    CAPTURE(tool.name);
    REQUIRE(flags.contains(tool.name));
    for (const auto& parameter : tool.parameters) {
      CAPTURE(parameter.name);
      const bool is_known = parameter.flag.empty() || flags.at(tool.name).contains(parameter.flag.substr(2));
      CHECK(is_known);
    }
  }
}

TEST_CASE("mcp: only flags that the tool's verb has are handed on") {
  const std::vector<GivenFlag> given{{"hub", "--hub=c"}, {"project", "--project=p"}, {"as", "--as=me"}};
  const auto flags = flags_of_tools(all_commands());
  using Words = std::vector<std::string>;
  CHECK(words_for(flags.at("apps"), given) == Words{"--hub=c", "--project=p", "--as=me"});
  CHECK(words_for(flags.at("status"), given) == Words{"--hub=c", "--as=me"});
  CHECK(words_for(flags.at("contexts"), given) == Words{"--as=me"});
}

TEST_CASE("mcp: what would put a secret into arguments, or read the protocol as a password, is refused") {
  Stage stage;
  CHECK(stage.run({"mcp", "--token", "t0ps3cret"}) == 2);
  CHECK(stage.err.text ==
        "corootctl: error: --token and --password would stand in the arguments of every call\n"
        "  hint: Put it into the kubeconfig.\n");
}

}  // namespace corootctl::cli::test::cli_mcp
