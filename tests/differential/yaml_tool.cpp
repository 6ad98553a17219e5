// yaml_tool: reads a JSON list from standard input and writes its items as the documents of a YAML stream.
#include <iostream>
#include <iterator>
#include <string>

#include "document/json.hpp"
#include "document/yaml.hpp"

using namespace corootctl;

int main() {
  const std::string text(std::istreambuf_iterator<char>(std::cin), {});
  const auto items = document::parse_json(text, "standard input");
  if (!items) {
    std::cerr << describe(items.error()) << '\n';
    return 2;
  }
  for (const auto& item : items->as_list()) std::cout << "---\n" << document::to_yaml(item);
}
