/// --watch: what is shown again, and how it ends.
#include "unit/cli/stage.hpp"

#include "cli/shared/watch.hpp"

namespace corootctl::tests::cli_watch {

using namespace corootctl::cli;
using namespace corootctl::cli::test;

namespace {

/// Lets a given number of the watch's pauses pass, then acts as Ctrl-C does. The heartbeat of the progress line pauses
/// on a stop of its own.
class CountingClock final : public Clock {
 public:
  CountingClock(int pauses, std::stop_token ctrl_c) : left_(pauses), ctrl_c_(std::move(ctrl_c)) {}
  std::chrono::system_clock::time_point now() const override { return at_; }
  bool pause(std::chrono::milliseconds span, std::stop_token stop) const override {
    if (stop != ctrl_c_) return false;
    at_ += span;
    return left_-- > 0;
  }

 private:
  mutable int left_;
  std::stop_token ctrl_c_;
  mutable std::chrono::system_clock::time_point at_{std::chrono::seconds(1'700'000'000)};
};

struct WatchStage {
  TextOutput out{}, err{};
  std::stop_source ctrl_c{};
  CountingClock clock;
  Surface surface{.out = out, .err = err, .clock = clock, .stop = ctrl_c.get_token()};
  Globals globals{};
  Talk talk{err, clock, {}};
  Format format = Format::table;
  explicit WatchStage(int pauses) : clock(pauses, ctrl_c.get_token()) {}
  Result<ExitCode> run(std::vector<Result<Look>> looks, WatchOptions options = {.on = true}) {
    const Env env{.surface = surface, .globals = globals, .talk = talk, .format = format};
    std::size_t next = 0;
    return watch(options, env, [&] { return looks.at(next++); });
  }
};

Look look(const std::string& text, const std::string& identity) {
  Look out;
  out.text = text;
  out.identity = identity;
  return out;
}

}  // namespace

TEST_CASE("watch: what is done afterwards is done at every look, also at those that show nothing, behind the text") {
  WatchStage stage(2);
  std::vector<std::string> seen;
  const auto with_end = [&](const char* text, const char* identity) {
    auto out = look(text, identity);
    out.afterwards = [&] { seen.push_back(stage.out.text); };
    return out;
  };
  CHECK(stage.run({with_end("one\n", "a"), with_end("one\n", "a"), with_end("two\n", "b")}) == ExitCode::interrupted);
  CHECK(seen == std::vector<std::string>{"one\n", "one\n", "one\n\ntwo\n"});
}

TEST_CASE("watch: without --watch one look is shown, with its code and nothing else") {
  WatchStage stage(0);
  auto one = look("table\n", "a");
  one.is_complete = false;
  one.warnings = {"careful"};
  CHECK(stage.run({one}, {.on = false}) == ExitCode::partial);
  CHECK(stage.out.text == "table\n");
  CHECK(stage.err.text == "corootctl: warning: careful\n");
}

TEST_CASE("watch: the same picture with other numbers is not shown again, a new one is; Ctrl-C ends with 130") {
  WatchStage stage(3);
  CHECK(stage.run({look("one 1s\n", "one"), look("one 2s\n", "one"), look("two\n", "two"), look("two\n", "two")}) ==
        ExitCode::interrupted);
  CHECK(stage.out.text == "one 1s\n\ntwo\n");
  CHECK(stage.err.text == "2023-11-14T22:13:20Z:\n2023-11-14T22:14:20Z: changed\n");
}

TEST_CASE("watch: documents of a YAML stream are kept apart") {
  WatchStage stage(1);
  stage.format = Format::yaml;
  CHECK(stage.run({look("a: 1\n", "1"), look("a: 2\n", "2")}) == ExitCode::interrupted);
  CHECK(stage.out.text == "a: 1\n---\na: 2\n");
}

TEST_CASE("watch: a later look that fails is told once and the watch goes on") {
  WatchStage stage(4);
  const auto failure = fail(ErrorKind::unreachable, "no route");
  CHECK(stage.run({look("one\n", "one"), failure, failure, look("one\n", "one"), look("one\n", "one")}) ==
        ExitCode::interrupted);
  CHECK(stage.out.text == "one\n\none\n");
  CHECK(stage.err.text == "2023-11-14T22:13:20Z:\ncorootctl: error: no route\n2023-11-14T22:14:50Z: changed\n");
}

TEST_CASE("watch: a first look that fails ends it") {
  WatchStage stage(3);
  const auto ended = stage.run({fail(ErrorKind::unauthorized, "no")});
  REQUIRE_FALSE(ended.has_value());
  CHECK(ended.error().kind == ErrorKind::unauthorized);
  CHECK(stage.out.text.empty());
}

TEST_CASE("watch: looks closer than five seconds are refused") {
  WatchStage stage(0);
  const auto ended = stage.run({}, {.on = true, .interval = std::chrono::seconds(4)});
  REQUIRE_FALSE(ended.has_value());
  CHECK(ended.error().kind == ErrorKind::usage);
}

}  // namespace corootctl::tests::cli_watch
