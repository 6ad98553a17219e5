#!/bin/bash
# yaml-cpp 0.7.0 (Debian 12), YAML::Literal: a block literal whose first line begins with blanks loses them.
#
# The emitter writes "|" without the indentation indicator that such a text needs, so every reader, its own as well,
# takes the blanks for the block's indentation. One would expect "|4" or another style. The product writes texts of
# several lines in double quotes (lib/document/yaml_writer.cpp).
set -euo pipefail
# shellcheck source=findings/packages.sh
source "$(dirname "$(realpath "$0")")/packages.sh"
cat >program.cpp <<'END'
#include <yaml-cpp/yaml.h>

#include <iostream>

int main() {
  YAML::Emitter out;
  out << YAML::Literal << "  first\n    second\n";
  std::cout << YAML::Load(out.c_str()).as<std::string>();
}
END
yaml_cpp_program
expect "first\n  second\n" "$(./program | sed ':a;N;$!ba;s/\n/\\n/g')\\n"
