#include <doctest/doctest.h>

#include <string>

#include "document/json.hpp"
#include "document/yaml.hpp"
#include "templating/template.hpp"

namespace corootctl::tests::templating_render {

namespace {

/// The rendered tree as one line of JSON, or the error.
std::string rendered(const std::string& text, const std::string& parameters) {
  const auto values = document::parse_yaml(parameters, "parameters").value();
  const auto out = templating::render(text, "t.yaml", values);
  return out ? document::to_json(*out) : describe(out.error());
}

struct Example {
  std::string template_text{};
  std::string parameters{};
  std::string expected{};
};

void check_all(std::initializer_list<Example> examples) {
  for (const Example& example : examples) {
    CAPTURE(example.template_text);
    CAPTURE(example.parameters);
    CHECK(rendered(example.template_text, example.parameters) == example.expected);
  }
}

}  // namespace

TEST_CASE("a scalar that is one placeholder takes the parameter with its type") {
  check_all({
      {"a: ${x}", "x: 5", R"({"a":5})"},
      {"a: ${x}", "x: \"5\"", R"({"a":"5"})"},
      {"a: ${x}", "x: true", R"({"a":true})"},
      {"a: ${x}", "x: [1, {b: 2}]", R"({"a":[1,{"b":2}]})"},
      {"a: \"${x.w.z}\"", "x: {w: {z: deep}}", R"({"a":"deep"})"},
      {"${x}", "x: {a: 1}", R"({"a":1})"},
  });
}

TEST_CASE("what has no parameter is left out, with everything it leaves empty") {
  check_all({
      {"a: ${x}\nb: 1", "{}", R"({"b":1})"},
      {"a: ${x}\nb: 1", "x: null", R"({"b":1})"},
      {"[1, \"${x}\", 2]", "{}", "[1,2]"},
      {"a: {b: {c: \"${x}\"}}\nd: 1", "{}", R"({"d":1})"},
      {"a: [\"${x}\"]\nd: 1", "{}", R"({"d":1})"},
      {"a: {}\nb: []\nc: null", "{}", R"({"a":{},"b":[],"c":null})"},
      {"a: ${x}", "x: {}", R"({"a":{}})"},
      {"a: ${x}", "x: false", R"({"a":false})"},
      {"${x}", "{}", "null"},
  });
}

TEST_CASE("a placeholder inside a longer text becomes the parameter's text") {
  check_all({
      {"a: x-${v}-${b}", "{v: 5, b: true}", R"({"a":"x-5-true"})"},
      {"a: \"${s}\\n${s}\"", "s: v", R"({"a":"v\nv"})"},
      {"\"k-${s}\": 1", "s: v", R"({"k-v":1})"},
      {"a: $${x}", "x: 1", R"({"a":"${x}"})"},
      {"a: $$${x}", "x: 1", R"({"a":"$${x}"})"},
      {"a: $x", "x: 1", R"({"a":"$x"})"},
      {"a: cost $5 {x}", "x: 1", R"({"a":"cost $5 {x}"})"},
  });
}

TEST_CASE("no value can change the structure") {
  check_all({
      {"a: ${x}\nb: 1", "x: \"1\\nb: 2\"", R"({"a":"1\nb: 2","b":1})"},
      {"a: p-${x}\nb: 1", "x: \"{c: d}\"", R"({"a":"p-{c: d}","b":1})"},
      {"a: ${x}", "x: \"${w}\"", R"({"a":"${w}"})"},
      {"a: ${x}", "x: {\"$if\": nope}", R"({"a":{"$if":"nope"}})"},
  });
}

TEST_CASE("$if keeps its object only for a parameter that is there and not false") {
  const char* text = "a: {$if: x, b: 1}\nc: 2";
  check_all({
      {text, "x: true", R"({"a":{"b":1},"c":2})"},
      {text, "x: {w: 1}", R"({"a":{"b":1},"c":2})"},
      {text, "x: \"\"", R"({"a":{"b":1},"c":2})"},
      {text, "x: 0", R"({"a":{"b":1},"c":2})"},
      {text, "x: false", R"({"c":2})"},
      {text, "x: null", R"({"c":2})"},
      {text, "{}", R"({"c":2})"},
      {"a: {$if: x.w}", "x: {w: 1}", R"({"a":{}})"},
      {"[{$if: x, b: 1}, {b: 2}]", "{}", R"([{"b":2}])"},
  });
}

TEST_CASE("$for repeats an item, and its name hides parameters of the same name") {
  const char* text = "- first\n- {$for: m, $in: list, $do: {name: \"${m.name}\", port: \"${m.port}\"}}\n- last";
  check_all({
      {text, "list: [{name: a, port: 1}, {name: b}]", R"(["first",{"name":"a","port":1},{"name":"b"},"last"])"},
      {text, "list: []", R"(["first","last"])"},
      {text, "{}", R"(["first","last"])"},
      {"[{$for: m, $in: list, $do: \"${m}-${v}\"}]", "{list: [1, 2], m: x, v: w}", R"(["1-w","2-w"])"},
      {"[{$for: m, $in: list, $if: wanted, $do: 1}]", "{list: [1], wanted: false}", "null"},
      {"[{$for: a, $in: rows, $do: [{$for: b, $in: a.cells, $do: \"${a.name}${b}\"}]}]",
       "rows: [{name: x, cells: [1, 2]}, {name: z, cells: [3]}]", R"([["x1","x2"],["z3"]])"},
  });
}

TEST_CASE("$defaults stand in for top-level parameters that are not given") {
  check_all({
      {"$defaults: {x: 1, s: {a: 1, b: 2}}\na: ${x}\nb: ${s.b}", "{}", R"({"a":1,"b":2})"},
      {"$defaults: {x: 1, s: {a: 1, b: 2}}\na: ${x}\nb: ${s.b}", "{x: null, s: {a: 3}}", R"({"a":1})"},
      {"$defaults: {x: 1}\na: ${x}", "x: false", R"({"a":false})"},
  });
}

TEST_CASE("errors name the template, the line and the parameter") {
  check_all({
      {"a: 1\nb: ${x.w!}", "{}", "template t.yaml: line 2: parameter x.w is missing"},
      {"a: 1\nb: \"x ${w}\"", "{}", "template t.yaml: line 2: parameter w is missing"},
      {"a: x-${w}", "w: [1]", "template t.yaml: line 1: parameter w is of kind list and cannot be part of a text"},
      {"a: ${w", "{}", "template t.yaml: line 1: a placeholder is not of the form ${name} or ${name!}"},
      {"a: \"${}\"", "{}", "template t.yaml: line 1: a placeholder is not of the form ${name} or ${name!}"},
      {"a: ${b c}", "{}", "template t.yaml: line 1: a placeholder is not of the form ${name} or ${name!}"},
      {"a: ${b..c}", "{}", "template t.yaml: line 1: a placeholder is not of the form ${name} or ${name!}"},
      {"\"${k\": 1", "{}", "template t.yaml: line 1: a placeholder in a key is not of the form ${name}"},
      {"a:\n  $for: x", "{}", "template t.yaml: line 2: $for may only stand in an item of a list"},
      {"- $for: x\n  $in: w", "{}", "template t.yaml: line 1: $for needs a name, $in and $do"},
      {"- $for: x\n  $in: w\n  $do: 1", "w: 5", "template t.yaml: line 1: parameter w is of kind integer, not a list"},
      {"a: {$if: 5}", "{}", "template t.yaml: line 1: $if takes the name of a parameter"},
      {"a: [", "{}", "template t.yaml: line 2, column 1: not valid YAML: did not find expected node content"},
  });
}

}  // namespace corootctl::tests::templating_render
