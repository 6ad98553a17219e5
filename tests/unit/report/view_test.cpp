/// The pages of lists: what is said, what becomes a link, and that nothing of a name is markup.
#include "report/page/view.hpp"

#include <doctest/doctest.h>

#include <regex>

#include "support/golden.hpp"

namespace corootctl::tests::report_view {

using namespace corootctl::report;

namespace {

ViewPage page_named(const std::string& mark) {
  ViewPage page{.kind = "Apps", .scope = "prod-global" + mark, .state = "critical", .command = "corootctl apps" + mark};
  page.claim = "1 of 2 apps is critical" + mark;
  page.facts = {{"As of", "now" + mark, "note" + mark}};
  page.gaps = {"prod-b is down" + mark};
  page.tables = {{"prod-a" + mark,
                  "2 apps" + mark,
                  true,
                  {"App", "Status", "Cause"},
                  {{"critical", {{"web" + mark, "https://coroot.example.com/" + mark}, {"critical", "", true}, {}}},
                   {"ok", {{"api" + mark}, {"ok", "", true}, {"corootctl rca" + mark, "", false, true}}}}}};
  return page;
}

std::string body_of(const ViewPage& page) {
  const auto text = to_page(page);
  REQUIRE(text.has_value());
  return text->substr(text->find("<body>"));
}

std::string tags_of(const std::string& page) {
  static const std::regex value("\"[^\"]*\""), text(">[^<]*<");
  return std::regex_replace(std::regex_replace(page, value, "\"\""), text, "><");
}

}  // namespace

TEST_CASE("a page of lists is this one, below the head that all pages have") {
  const std::string body = body_of(page_named(""));
  CHECK(body == corootctl::support::golden("view.html", body));
}

TEST_CASE("whatever a name holds, a page of lists has the same tags and attributes") {
  const std::string usual = tags_of(body_of(page_named("")));
  for (const char* mark : {"<script>alert(1)</script>", "\"onload=\"x", "'><img src=x>", "</table></main>", "{{>head}}",
                           "{{{style}}}", "&amp;", "\x01\x1b[31m"})
    CHECK_MESSAGE(tags_of(body_of(page_named(mark))) == usual, mark);
}

TEST_CASE("only an address of the web becomes a link") {
  for (const char* address : {"javascript:alert(1)", "data:text/html,x", "//example.com", " https://example.com"}) {
    ViewPage page = page_named("");
    page.tables[0].rows[0].cells[0].address = address;
    CHECK_MESSAGE(body_of(page).find("<a href=\"" + std::string(address)) == std::string::npos, address);
    CHECK(body_of(page).find("<th scope=\"row\">web</th>") != std::string::npos);
  }
}

TEST_CASE("states that the page does not know count as unknown, and one state is no choice") {
  CHECK(count_states({"ok", "critical", "odd", "ok"}, "app") == "4 apps: 1 critical, 1 unknown, 2 ok");
  CHECK(count_states({}, "app") == "0 apps");
  ViewPage page = page_named("");
  page.tables[0].rows[1].state = "critical";
  CHECK(body_of(page).find("type=\"checkbox\"") == std::string::npos);
}

}  // namespace corootctl::tests::report_view
