#include <doctest/doctest.h>

#include "document/fields.hpp"
#include "document/json.hpp"
#include "document/query.hpp"

namespace corootctl::tests::document_query {
namespace {

std::string query(const std::string& expression, const std::string& json) {
  auto made = document::Query::compile(expression);
  if (!made) return "cannot be understood: " + made.error().what;
  const auto out = made->run(json);
  return out ? *out : out.error().what;
}

std::string fields(const std::string& json, const std::vector<std::string>& paths) {
  const auto picked = document::only_fields(*document::parse_json(json, "json"), paths);
  return picked ? document::to_json(*picked) : picked.error().what;
}

constexpr const char* apps =
    R"({"project":"p","apps":[{"id":"a","status":"ok"},{"id":"b","status":"bad","x":{"y":1}}]})";

}  // namespace

TEST_CASE("query: texts come as they are, everything else as JSON in one line") {
  CHECK(query(".apps[].id", apps) == "a\nb\n");
  CHECK(query(".apps[1]", apps) == "{\"id\":\"b\",\"status\":\"bad\",\"x\":{\"y\":1}}\n");
  CHECK(query(".apps | length", apps) == "2\n");
  CHECK(query(".apps[] | select(.status == \"bad\") | \"\\(.id): \\(.status)\"", apps) == "b: bad\n");
  CHECK(query("empty", apps).empty());
  CHECK(query(".t", R"({"t":1764421200123})") == "1764421200123\n");
}

TEST_CASE("query: an expression that cannot be understood, or does not fit, is told in jq's words") {
  CHECK(query(".apps[", apps).starts_with("cannot be understood: not an expression of jq: syntax error"));
  CHECK(query("nosuch", apps) == "cannot be understood: not an expression of jq: nosuch/0 is not defined");
  CHECK(query(".apps.id", apps) == "jq: Cannot index array with string \"id\"");
  CHECK(query(".project, .apps.id", apps) == "jq: Cannot index array with string \"id\"");
}

TEST_CASE("query: one expression answers for many documents") {
  auto made = document::Query::compile(".a");
  REQUIRE(made);
  CHECK(made->run(R"({"a":1})") == "1\n");
  CHECK_FALSE(made->run("[]").has_value());
  CHECK(made->run(R"({"a":2})") == "2\n");
}

TEST_CASE("fields: paths go through lists, and the document keeps its order and shape") {
  CHECK(fields(apps, {"apps.status", "apps.id"}) == R"({"apps":[{"id":"a","status":"ok"},{"id":"b","status":"bad"}]})");
  CHECK(fields(apps, {"project"}) == R"({"project":"p"})");
  CHECK(fields(R"([{"name":"a","n":1},{"name":"b","n":2}])", {"name"}) == R"([{"name":"a"},{"name":"b"}])");
  CHECK(fields(apps, {"apps", "apps.id"}) == fields(apps, {"apps"}));
}

TEST_CASE("fields: one that only some items have is left out where it is not") {
  CHECK(fields(apps, {"apps.id", "apps.x.y"}) == R"({"apps":[{"id":"a"},{"id":"b","x":{"y":1}}]})");
}

TEST_CASE("fields: one that nothing has is named with what there is") {
  CHECK(fields(apps, {"aps"}) == "no field \"aps\": there are project, apps");
  CHECK(fields(apps, {"apps.name"}) == "no field \"name\" in apps: there are id, status, x");
  CHECK(fields(apps, {"project.name"}) == "no field \"name\" in project: there is nothing below");
  CHECK(fields(R"({"apps":[]})", {"apps.name"}) == R"({"apps":[]})");
}

}  // namespace corootctl::tests::document_query
