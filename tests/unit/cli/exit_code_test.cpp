#include <doctest/doctest.h>

#include "cli/exit_code.hpp"

using namespace corootctl;
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
