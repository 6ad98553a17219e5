#include <doctest/doctest.h>

#include <csignal>

#include "base/process.hpp"

namespace corootctl::tests::base_process {

namespace {

Program shell(const std::string& script) {
  Program program;
  program.argv = {"/bin/sh", "-c", script};
  program.env.set("PATH", "/usr/bin:/bin");
  return program;
}

}  // namespace

TEST_CASE("a program's output, errors and exit code come back apart") {
  const auto done = run_program(shell("echo out; echo err >&2; exit 3"), {});
  REQUIRE(done.has_value());
  CHECK(done->out == "out\n");
  CHECK(done->err == "err\n");
  CHECK(done->exit_code == 3);
  CHECK(done->signal == 0);
}

TEST_CASE("arguments reach the program as they are, without a shell") {
  Program program;
  program.argv = {"/usr/bin/printf", "%s|", "a b", "; echo no", "$HOME"};
  const auto done = run_program(program, {});
  REQUIRE(done.has_value());
  CHECK(done->out == "a b|; echo no|$HOME|");
}

TEST_CASE("the child sees only the environment it was given, and no standard input") {
  auto program = shell("env | grep -v '^PWD=' | grep -v '^_=' | grep -v '^SHLVL=' | sort; cat");
  program.env.set("NAME", "value");
  const auto done = run_program(program, {});
  REQUIRE(done.has_value());
  CHECK(done->out == "NAME=value\nPATH=/usr/bin:/bin\n");
}

TEST_CASE("a large output does not block the program") {
  const auto done = run_program(shell("head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2"), {});
  REQUIRE(done.has_value());
  CHECK(done->out.size() == 3'000'000);
  CHECK(done->err.size() == 3'000'000);
}

TEST_CASE("at its deadline a program and its children are ended") {
  auto program = shell("sleep 1000 & sleep 1000");
  program.deadline = Deadline::in(std::chrono::milliseconds(50));
  const auto done = run_program(program, {});
  REQUIRE(done.has_value());
  CHECK(done->timed_out);
  CHECK(done->signal == SIGTERM);
}

TEST_CASE("a stop request ends the program and is told apart from its failure") {
  std::stop_source source;
  source.request_stop();
  const auto done = run_program(shell("sleep 1000"), source.get_token());
  REQUIRE_FALSE(done.has_value());
  CHECK(done.error().kind == ErrorKind::cancelled);
  CHECK(done.error().what == "/bin/sh was interrupted");
}

TEST_CASE("a missing program is not_found, and a relative PATH element is never searched") {
  Program program;
  program.argv = {"no-such-program"};
  program.env.set("PATH", ".::/usr/bin");
  const auto done = run_program(program, {});
  REQUIRE_FALSE(done.has_value());
  CHECK(done.error().kind == ErrorKind::not_found);
  CHECK(done.error().what == "no-such-program: no such program");
}

}  // namespace corootctl::tests::base_process
