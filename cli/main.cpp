/// The process: signals, descriptors, arguments.
#include <malloc.h>
#include <unistd.h>

#include <optional>

#include "base/environment.hpp"
#include "cli/app.hpp"
#include "cli/help/complete.hpp"
#include "cli/output/ascii.hpp"
#include "cli/signals.hpp"

namespace {

/// glibc gives every larger block back at once and takes the next one as untouched pages: a tenth of the time that a
/// large kubeconfig takes went into these page faults.
void keep_freed_memory() {
  constexpr int mebibyte = 1 << 20;
  mallopt(M_MMAP_THRESHOLD, 4 * mebibyte);
  mallopt(M_TRIM_THRESHOLD, 64 * mebibyte);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace corootctl::cli;
  keep_freed_memory();
  std::vector<std::string> args(argv + (argc > 0 ? 1 : 0), argv + argc);
  // At a TAB nothing is written that would have to end in order, and a thread would be a good part of the time.
  std::optional<const SignalWatch> signals;
  if (!is_completion(args)) signals.emplace();
  DescriptorOutput out(STDOUT_FILENO);
  DescriptorOutput err(STDERR_FILENO);
  AsciiOutput ascii_out(out);
  AsciiOutput ascii_err(err);
  // Pipes and files get UTF-8 in any case: they are read by programs, perhaps elsewhere.
  const bool ascii = !is_utf8_locale(corootctl::Environment::current());
  return run(args, process_surface(ascii && isatty(STDOUT_FILENO) == 1 ? static_cast<Output&>(ascii_out) : out,
                                   ascii && isatty(STDERR_FILENO) == 1 ? static_cast<Output&>(ascii_err) : err,
                                   signals ? signals->token() : std::stop_token()));
}
