#include <doctest/doctest.h>

#include "report/junit.hpp"

namespace corootctl::cli {

TEST_CASE("JUnit: without an incident the one test passes") {
  rca::Answer answer;
  answer.status = rca::Status::no_incident;
  answer.target = "a:shop:Deployment:front";
  CHECK(corootctl::report::junit_of_answer(answer) ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites>\n"
        "  <testsuite name=\"corootctl rca\" tests=\"1\" failures=\"0\">\n"
        "    <testcase classname=\"corootctl.rca\" name=\"a:shop:Deployment:front\" />\n"
        "  </testsuite>\n"
        "</testsuites>\n");
}

TEST_CASE("JUnit: an incident fails the test with the verdict, and no name can break the file") {
  rca::Answer answer;
  answer.status = rca::Status::unknown;
  answer.target = "a:shop:Deployment:fr<o>&\"nt\x01";
  const std::string text = corootctl::report::junit_of_answer(answer);
  CHECK(text.find("name=\"a:shop:Deployment:fr&lt;o>&amp;&quot;nt\"") != std::string::npos);
  CHECK(text.find("<failure type=\"unknown\" message=\"") != std::string::npos);
  CHECK(text.find("failures=\"1\"") != std::string::npos);
}

}  // namespace corootctl::cli
