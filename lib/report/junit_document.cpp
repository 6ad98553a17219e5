#include "report/junit_document.hpp"

#include <sstream>

namespace corootctl::report {

pugi::xml_node begin_suite(pugi::xml_document& document, const char* verb) {
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  auto suite = document.append_child("testsuites").append_child("testsuite");
  suite.append_attribute("name") = (std::string("corootctl ") + verb).c_str();
  return suite;
}

std::string to_text(const pugi::xml_document& document) {
  std::ostringstream out;
  document.save(out, "  ");
  return out.str();
}

}  // namespace corootctl::report
