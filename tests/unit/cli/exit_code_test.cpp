#include "cli/exit_code.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <set>

#include "base/files.hpp"
#include "cli/commands/explain/pages.hpp"
#include "cli/help/exit_code_pages.hpp"
#include "support/tree_path.hpp"
#include "unit/cli/stage.hpp"

namespace corootctl::tests::cli_exit_code {

using namespace corootctl::cli;

namespace {

Error of(ErrorKind kind) { return Error{kind, "x", {}, {}}; }

}  // namespace

TEST_CASE("every kind of error has its exit code") {
  const std::vector<std::pair<ErrorKind, int>> table{
      {ErrorKind::usage, 2},    {ErrorKind::config, 1},      {ErrorKind::unreachable, 5}, {ErrorKind::unauthorized, 4},
      {ErrorKind::conflict, 1}, {ErrorKind::not_found, 1},   {ErrorKind::invalid, 1},     {ErrorKind::timeout, 6},
      {ErrorKind::no_data, 8},  {ErrorKind::cancelled, 130}, {ErrorKind::failed, 1},      {ErrorKind::internal, 70}};
  for (const auto& [kind, code] : table) CHECK(static_cast<int>(exit_code_of(kind)) == code);
}

TEST_CASE("the documented exit codes are the contract's") {
  std::vector<int> codes;
  for (const auto& meaning : exit_code_meanings()) codes.push_back(static_cast<int>(meaning.code));
  CHECK(codes == std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 70, 130});
  std::vector<int> of_pages;
  for (const auto& page : exit_code_pages()) of_pages.push_back(page.code);
  CHECK(of_pages == codes);
}

TEST_CASE("docs/exit-codes has a page for each code and no other (docs/exit-codes/generate writes them)") {
  const auto folder = support::tree_path("docs/exit-codes");
  const auto index = read_file(folder + ".md");
  REQUIRE(index.has_value());
  std::set<std::string> pages;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".md") pages.insert(entry.path().stem().string());
  for (const auto& meaning : exit_code_meanings()) {
    const auto number = std::to_string(static_cast<int>(meaning.code));
    CAPTURE(number);
    CHECK(pages.erase(number) == 1);
    const auto page = read_file(folder + "/" + number + ".md");
    REQUIRE(page.has_value());
    CHECK(*page == page_of("exit-" + number)->markdown);
    CHECK(index->find("| [" + number + "](exit-codes/" + number + ".md) |") != std::string::npos);
  }
  CHECK(pages.empty());
}

TEST_CASE("explain tells an exit code by its number, beside checks, and which there are") {
  test::Stage stage;
  CHECK(stage.run({"explain", "7"}) == 0);
  CHECK(stage.out.text ==
        "exit-7 pending: changes are pending (plan, render --check)\n"
        "\n"
        "Clusters or files differ from what the fleet file wants. Nothing was written.\n"
        "\n"
        "What to do\n"
        "Review the plan, then run \"corootctl apply\"; after render --check, render again and commit the\n"
        "files.\n"
        "\n"
        "Told by: plan, render --check and dry runs.\n");
  test::Stage other;
  CHECK(other.run({"explain", "exit-3", "CRT107", "-o", "name"}) == 0);
  CHECK(other.out.text == "exit-3\nCRT107\n");
  CHECK(other.run({"explain", "exit-42"}) == 2);
  CHECK(other.err.text ==
        "corootctl: error: there is no exit code 42\n"
        "  hint: Exit codes: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 70, 130.\n");
}

TEST_CASE("over several clusters: 0 for all well, 3 for some failed, the common code when all failed") {
  const Error refused = of(ErrorKind::unreachable), forbidden = of(ErrorKind::unauthorized),
              stopped = of(ErrorKind::cancelled);
  const auto code = [](const Outcomes& clusters) { return static_cast<int>(exit_code_of(clusters)); };
  CHECK(code({}) == 0);
  CHECK(code({std::nullopt, std::nullopt}) == 0);
  CHECK(code({std::nullopt, refused}) == 3);
  CHECK(code({refused}) == 5);
  CHECK(code({refused, refused}) == 5);
  CHECK(code({refused, forbidden}) == 1);
  CHECK(static_cast<int>(exit_code_of_survey({refused, forbidden})) == 3);
  CHECK(code({std::nullopt, stopped}) == 130);
}

TEST_CASE("links: 8 while only data are missing, even in some; else as clusters") {
  const Error empty = of(ErrorKind::no_data), refused = of(ErrorKind::unreachable);
  const auto code = [](const Outcomes& links) { return static_cast<int>(exit_code_of_links(links)); };
  CHECK(code({}) == 0);
  CHECK(code({std::nullopt, std::nullopt}) == 0);
  CHECK(code({std::nullopt, empty}) == 8);
  CHECK(code({empty, empty}) == 8);
  CHECK(code({empty, refused}) == 1);
  CHECK(code({std::nullopt, empty, refused}) == 3);
}

TEST_CASE("an answer: a met condition is 10 also when something is missing, which alone is 3") {
  CHECK(static_cast<int>(exit_code_of_answer(false, true)) == 0);
  CHECK(static_cast<int>(exit_code_of_answer(false, false)) == 3);
  CHECK(static_cast<int>(exit_code_of_answer(true, true)) == 10);
  CHECK(static_cast<int>(exit_code_of_answer(true, false)) == 10);
}

}  // namespace corootctl::tests::cli_exit_code
