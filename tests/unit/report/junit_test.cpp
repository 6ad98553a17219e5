#include <doctest/doctest.h>

#include "report/forms.hpp"

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
  CHECK(corootctl::report::junit_of_answer(answer) ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites>\n"
        "  <testsuite name=\"corootctl rca\" tests=\"1\" failures=\"1\">\n"
        "    <testcase classname=\"corootctl.rca\" name=\"a:shop:Deployment:fr&lt;o>&amp;&quot;nt\">\n"
        "      <failure type=\"unknown\" message=\"The root cause is unknown: an alarm was raised, but nothing changed "
        "in these data; the problem may be older.\">The root cause is unknown: an alarm was raised, but nothing "
        "changed in these data; the problem may\n"
        "be older.\n"
        "</failure>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "</testsuites>\n");
}

}  // namespace corootctl::cli
