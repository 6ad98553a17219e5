#!/bin/bash
# libstdc++ 12.2.0 (Debian 12): two threads that each make a std::regex of their own write to one array without a lock.
#
# The scanner of a pattern calls std::ctype<char>::narrow, which remembers its answers in the locale's facet, and every
# std::regex of the process has that facet. ThreadSanitizer calls it a data race; the bytes written are always the same.
# One would expect objects that share nothing of the user's to be made in parallel. The simulated cluster compiles its
# patterns under a lock (tests/support/cluster/schema.cpp).
set -euo pipefail
# shellcheck source=findings/packages.sh
source "$(dirname "$(realpath "$0")")/packages.sh"
cat >program.cpp <<'EOF'
#include <latch>
#include <regex>
#include <thread>

int main() {
  std::latch both(2);
  const auto make = [&] {
    both.arrive_and_wait();
    std::regex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$");
  };
  std::jthread first(make), second(make);
}
EOF
expect 12.2.0 "$(g++ -dumpfullversion)"
g++ -std=c++20 -O1 -g -fsanitize=thread program.cpp -o program
./program 2>seen || true
expect 'data race in std::ctype<char>::narrow' \
  "$(grep -q 'ThreadSanitizer: data race' seen && grep -om1 'std::ctype<char>::narrow' seen | sed 's/^/data race in /')"
