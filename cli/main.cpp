/// The process: signals, descriptors, arguments.
#include <unistd.h>

#include "cli/app.hpp"
#include "cli/signals.hpp"

int main(int argc, char** argv) {
  using namespace corootctl::cli;
  const SignalWatch signals;
  DescriptorOutput out(STDOUT_FILENO);
  DescriptorOutput err(STDERR_FILENO);
  return run(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc),
             process_surface(out, err, signals.token()));
}
