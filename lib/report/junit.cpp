#include <pugixml.hpp>

#include <sstream>

#include "report/forms.hpp"
#include "report/plain.hpp"
#include "report/words.hpp"

namespace corootctl::report {
std::string junit_of_answer(const rca::Answer& answer) {
  const bool failed = answer.status != rca::Status::no_incident;
  pugi::xml_document document;
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  auto suite = document.append_child("testsuites").append_child("testsuite");
  suite.append_attribute("name") = "corootctl rca";
  suite.append_attribute("tests") = 1;
  suite.append_attribute("failures") = failed ? 1 : 0;
  auto test = suite.append_child("testcase");
  test.append_attribute("classname") = "corootctl.rca";
  test.append_attribute("name") = answer.target.empty() ? "no alarm" : xml_text(answer.target).c_str();
  if (failed) {
    auto failure = test.append_child("failure");
    failure.append_attribute("type") = to_string(answer.status).c_str();
    failure.append_attribute("message") = xml_text(verdict_sentence(answer)).c_str();
    failure.text().set(xml_text(to_text(answer, {})).c_str());
  }
  std::ostringstream out;
  document.save(out, "  ");
  return out.str();
}

}  // namespace corootctl::report
