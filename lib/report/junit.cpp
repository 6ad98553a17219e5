#include <pugixml.hpp>

#include "report/forms.hpp"
#include "report/junit_document.hpp"
#include "report/plain.hpp"
#include "report/words.hpp"

namespace corootctl::report {

std::string junit_of_answer(const rca::Answer& answer) {
  const bool failed = answer.status != rca::Status::no_incident;
  pugi::xml_document document;
  auto suite = begin_suite(document, "rca");
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
  return to_text(document);
}

}  // namespace corootctl::report
