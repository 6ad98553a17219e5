/// A stage for command lines: text streams, a clock that stands still, no terminal and no network.
#pragma once

#include <doctest/doctest.h>

#include <deque>
#include <string>

#include "cli/app.hpp"
#include "cli/env.hpp"

namespace corootctl::cli::test {

class TextOutput final : public Output {
 public:
  void write(std::string_view part) override { text += part; }
  std::string failure() const override { return why; }
  std::string text{};
  std::string why{};
};

/// Time moves only when a test says so.
class HandClock final : public Clock {
 public:
  std::chrono::system_clock::time_point now() const override { return at; }
  bool pause(std::chrono::milliseconds, std::stop_token) const override { return false; }
  std::chrono::system_clock::time_point at{std::chrono::seconds(1'700'000'000)};
};

/// No test here may open a connection.
class NoConnector final : public fleet::Connector {
 private:
  Result<std::shared_ptr<kube::Session>> open(const fleet::ClusterRef& cluster) const override {
    FAIL("unexpected connection to " << cluster.context);
    return fail(ErrorKind::internal, "no network in this test");
  }
};

struct Stage {
  TextOutput out{};
  TextOutput err{};
  HandClock clock{};
  std::deque<std::string> input{};  ///< lines that standard input will give
  Surface surface{.out = out, .err = err, .clock = clock};

  Stage() {
    surface.make_connector = [](kube::SessionOptions) { return std::make_unique<NoConnector>(); };
    surface.read_line = [this]() -> Result<std::string> {
      if (input.empty()) return fail(ErrorKind::usage, "standard input has no line to read");
      auto line = input.front();
      input.pop_front();
      return line;
    };
  }
  int run(const std::vector<std::string>& args) { return cli::run(args, surface); }
};

}  // namespace corootctl::cli::test
