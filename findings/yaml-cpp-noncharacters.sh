#!/bin/bash
# yaml-cpp 0.7.0 (Debian 12): a text with U+FFFE, which is valid UTF-8, is written with U+FFFD in its place.
#
# It happens in double quotes too, where an escape could have kept it, and without an error: good() stays true. One
# would expect "\uFFFE". The product writes such texts as !!binary (lib/document/yaml_writer.cpp).
set -euo pipefail
# shellcheck source=findings/packages.sh
source "$(dirname "$(realpath "$0")")/packages.sh"
cat >program.cpp <<'END'
#include <yaml-cpp/yaml.h>

#include <iostream>

int main() {
  YAML::Emitter out;
  out << YAML::DoubleQuoted << "a\xEF\xBF\xBE";
  std::cout << out.c_str() << " good=" << out.good();
}
END
yaml_cpp_program
expect '22 61 ef bf bd 22 20 67 6f 6f 64 3d 31' "$(./program | od -An -tx1 | xargs)"
