#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>
#include <sstream>

#include "base/markup.hpp"
#include "pipeline/forms.hpp"
#include "pipeline/words.hpp"

namespace corootctl::pipeline {
namespace {

std::string story_of(const Case& judged, const Rule& rule) {
  if (!judged.text.empty()) return judged.text;
  std::string out;
  for (const auto& each : judged.findings) {
    const auto hint = hint_of(each, rule);
    out += fmt::format("{} {}\n", name_of(each.level), placed(each));
    if (!hint.empty()) out += "  " + hint + "\n";
    if (!each.url.empty()) out += "  " + each.url + "\n";
  }
  for (const auto& each : judged.unjudged) out += "not judged " + placed(each) + "\n";
  return out;
}

struct Counts {
  int tests = 0, failures = 0, errors = 0, skipped = 0;
};

pugi::xml_node add_test(pugi::xml_node suite, const std::string& verb, const std::string& name) {
  auto test = suite.append_child("testcase");
  test.append_attribute("classname") = ("corootctl." + verb).c_str();
  test.append_attribute("name") = xml_text(name).c_str();
  return test;
}

void add_reason(pugi::xml_node test, const char* kind, const std::string& type, const std::string& message,
                const std::string& text) {
  auto reason = test.append_child(kind);
  if (!type.empty()) reason.append_attribute("type") = type.c_str();
  reason.append_attribute("message") = xml_text(message).c_str();
  if (!text.empty()) reason.text().set(xml_text(text).c_str());
}

void add_judged(pugi::xml_node suite, const Report& report, const Case& judged, Counts& counts) {
  auto test = add_test(suite, report.verb, judged.name);
  const auto story = story_of(judged, rule_of(report, judged));
  const auto failing =
      std::find_if(judged.findings.begin(), judged.findings.end(), [](const auto& each) { return each.fails; });
  ++counts.tests;
  if (failing != judged.findings.end()) {
    ++counts.failures;
    add_reason(test, "failure", judged.rule, failing->message, story);
  } else if (judged.is_skipped) {
    ++counts.skipped;
    add_reason(test, "skipped", "", judged.unjudged.empty() ? "" : judged.unjudged.front().why, "");
  } else if (!story.empty()) {
    test.append_child("system-out").text().set(xml_text(story).c_str());
  }
}

void add_unread(pugi::xml_node suite, const Report& report, const Unjudged& unread, Counts& counts) {
  ++counts.tests;
  ++counts.errors;
  add_reason(add_test(suite, report.verb, "cluster " + unread.cluster), "error", "unread", unread.why, "");
}

}  // namespace

std::string to_junit(const Report& report) {
  pugi::xml_document document;
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  auto suite = document.append_child("testsuites").append_child("testsuite");
  suite.append_attribute("name") = ("corootctl " + report.verb).c_str();
  Counts counts;
  for (const auto& each : report.cases) add_judged(suite, report, each, counts);
  for (const auto& each : report.unread) add_unread(suite, report, each, counts);
  suite.append_attribute("tests") = counts.tests;
  suite.append_attribute("failures") = counts.failures;
  suite.append_attribute("errors") = counts.errors;
  suite.append_attribute("skipped") = counts.skipped;
  std::ostringstream out;
  document.save(out, "  ");
  return out.str();
}

}  // namespace corootctl::pipeline
