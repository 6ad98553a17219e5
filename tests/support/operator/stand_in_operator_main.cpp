/// stand_in_operator --kubeconfig FILE --context CTX [--requeue-seconds N]: runs until SIGTERM or SIGINT.
#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>

#include "support/cluster/access.hpp"
#include "support/net/main_loop.hpp"
#include "support/operator/stand_in_operator.hpp"

using namespace corootctl;

int main(int argc, char** argv) {
  const support::Arguments arguments(argc, argv, {"--kubeconfig", "--context", "--requeue-seconds"});
  if (!arguments.error().empty() || arguments.value("--kubeconfig").empty()) {
    fmt::print(stderr, "{}usage: stand_in_operator --kubeconfig FILE --context CTX [--requeue-seconds N]\n",
               arguments.error());
    return 2;
  }
  support::OperatorOptions options;
  if (const std::string seconds = arguments.value("--requeue-seconds"); !seconds.empty())
    options.requeue = std::chrono::seconds(std::strtol(seconds.c_str(), nullptr, 10));
  options.log = [](std::string_view line) {
    fmt::print(stderr, "operator: {}\n", line);
    std::fflush(stderr);
  };
  return support::run_until_signal([&](std::stop_token stop) {
    auto client = support::open_client(arguments.value("--kubeconfig"), arguments.value("--context"));
    if (!client) {
      fmt::print(stderr, "stand_in_operator: {}\n", describe(client.error()));
      return 1;
    }
    support::StandInOperator(*std::move(client), options).run(stop);
    return 0;
  });
}
