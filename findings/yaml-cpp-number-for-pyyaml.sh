#!/bin/bash
# yaml-cpp 0.7.0 (Debian 12) to PyYAML 6.0.2: a number with an exponent arrives as a string, the text "no" as a boolean.
#
# yaml-cpp writes the double 1e21 as 1e+21, a number of YAML 1.2; PyYAML reads YAML 1.1, whose numbers need a point. The
# text "no" is written without quotes, because it is not a boolean in YAML 1.2. One would expect an emitter that quotes
# what either version could misread. The product decides the style itself and writes 1.0e+21 and "no"
# (lib/document/yaml_writer.cpp).
set -euo pipefail
# shellcheck source=findings/packages.sh
source "$(dirname "$(realpath "$0")")/packages.sh"
cat >program.cpp <<'END'
#include <yaml-cpp/yaml.h>

#include <iostream>

int main() {
  YAML::Emitter out;
  out << YAML::BeginMap << YAML::Key << "number" << YAML::Value << 1e21;
  out << YAML::Key << "text" << YAML::Value << std::string("no") << YAML::EndMap;
  std::cout << out.c_str() << "\n";
}
END
yaml_cpp_program
python PyYAML==6.0.2
./program >written.yaml
read_it='import yaml; print(yaml.safe_load(open("written.yaml")))'
expect "{'number': '1e+21', 'text': False}" "$(venv/bin/python -c "$read_it")"
