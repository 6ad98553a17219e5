#include <doctest/doctest.h>

#include "base/text.hpp"
#include "base/text_width.hpp"
#include "cli/output/ascii.hpp"
#include "cli/output/failure.hpp"
#include "cli/output/structured.hpp"
#include "cli/output/table.hpp"

namespace corootctl::tests::cli_output {

using namespace corootctl::cli;

namespace {

Style style_of(std::map<std::string, std::string, std::less<>> variables, bool terminal, bool no_color = false,
               bool plain = false) {
  return style_for(Environment(std::move(variables)), terminal, no_color, plain);
}

}  // namespace

TEST_CASE("a text takes the columns a terminal gives it") {
  CHECK(text_width("") == 0);
  CHECK(text_width("prod-a") == 6);
  CHECK(text_width("größe") == 5);
  CHECK(text_width("集群") == 4);
  CHECK(text_width("e\xCC\x81") == 1);  // e and a combining accent
  CHECK(text_width("🚀") == 2);
  CHECK(text_width("\xff\xfe") == 2);  // not UTF-8: a column a byte
  CHECK(text_width("\xe9\x9b") == 2);  // cut off in the middle of a character
}

TEST_CASE("cutting never splits a character") {
  CHECK(cut_to_width("prod-a", 6) == "prod-a");
  CHECK(cut_to_width("prod-a", 5) == "prod…");
  CHECK(cut_to_width("集群集群", 6) == "集群…");
  CHECK(cut_to_width("集群集群", 4) == "集…");
  CHECK(cut_to_width("abc", 0) == "");
}

TEST_CASE("wrapping keeps words, margins and paragraphs") {
  CHECK(wrap("one two three four", 12, 2) == "one two\n  three four");
  CHECK(wrap("averyveryverylongword b", 8, 0) == "averyveryverylongword\nb");
  CHECK(wrap("first\nsecond", 40, 4) == "first\n    second");
  CHECK(wrap("one two three", 9, 1, 2) == "one two\n   three");
  CHECK(wrap("é é é", 3, 0) == "é é\né");
}

TEST_CASE("what servers say cannot move the cursor") {
  CHECK(one_line("plain") == "plain");
  CHECK(one_line("a\x1b[2Jb") == "a^[[2Jb");
  CHECK(one_line("a\tb\x7f") == "a b^?");
  CHECK(one_line("first\nsecond") == "first...");
  CHECK(one_line("first\n") == "first");
}

TEST_CASE("a table aligns by columns, not bytes, and says - for nothing") {
  const Table table{{"CONTEXT", "READY", "STATE"},
                    {{"集群-a", "1/1", Cell("ready", Tone::good)}, {"prod-b", "", "waiting: ImagePullBackOff"}}};
  CHECK(render(table, Style{}, 0) ==
        "CONTEXT   READY   STATE\n"
        "集群-a    1/1     ready\n"
        "prod-b    -       waiting: ImagePullBackOff\n");
}

TEST_CASE("a table without rows prints nothing, not even its header") {
  CHECK(render(Table{{"A", "B"}, {}}, Style{}, 0) == "");
}

TEST_CASE("a terminal cuts the last column first") {
  const Table table{{"NAME", "STATE"}, {{"a", "a reason that is far too long for the terminal"}}};
  CHECK(render(table, Style{}, 30) ==
        "NAME   STATE\n"
        "a      a reason that is far t…\n");
}

TEST_CASE("then the widest others, then whole columns; names stay, and what is left out is named") {
  const Table table{{"NAME", "SERVER", "VERSION", "STATE"},
                    {{"arn:aws:eks:eu-west-1:123456789012:cluster/prod-a", "https://api.prod-a.example.com:6443",
                      "v1.34.1", "unreachable"}},
                    {0}};
  CHECK(render(table, Style{}, 100) ==
        "NAME                                                SERVER                     VERSION   STATE\n"
        "arn:aws:eks:eu-west-1:123456789012:cluster/prod-a   https://api.prod-a.exam…   v1.34.1   unreachable\n");
  CHECK(render(table, Style{}, 60) ==
        "NAME                                    VERSION  STATE\n"
        "arn:aws:eks:eu-west…012:cluster/prod-a  v1.34.1  unreachable\n"
        "(no room for SERVER)\n");
  for (std::size_t columns = 32; columns < 130; ++columns) {
    const std::string text = render(table, Style{}, columns);
    for (const auto& line : split(text, '\n')) CHECK_MESSAGE(text_width(line) <= columns, columns << ": " << line);
    CHECK_MESSAGE(text.find("prod-a") != std::string::npos, columns);
  }
}

TEST_CASE("in plain style a row is a line for each fact") {
  const Table table{{"CONTEXT", "READY", "STATE"},
                    {{"prod-a", "1/1", Cell("ready", Tone::good)}, {"prod-b", "", "waiting: ImagePullBackOff"}}};
  CHECK(render(table, style_of({}, true, false, true), 20) ==
        "CONTEXT: prod-a\nREADY: 1/1\nSTATE: ready\n\n"
        "CONTEXT: prod-b\nSTATE: waiting: ImagePullBackOff\n");
}

TEST_CASE("a name is cut in its middle, by columns") {
  CHECK(cut_middle("prod-a", 6) == "prod-a");
  CHECK(cut_middle("cluster/prod-a", 9) == "clus…od-a");
  CHECK(cut_middle("集群集群集群", 7) == "集群…群");
  CHECK(cut_middle("abcdef", 2) == "a…");
}

TEST_CASE("a terminal whose locale is ASCII gets signs that look alike, as many columns wide") {
  CHECK(in_ascii("├─ └─ │ … → ·") == "|- `- | ~ > .");
  CHECK(in_ascii("▁▂▃▄▅▆▇█") == "__.--=##");
  CHECK(in_ascii("größe 集群 \x1b[1mbold") == "gr??e ???? \x1b[1mbold");
  for (const auto& [variables, utf8] : std::vector<std::pair<std::map<std::string, std::string, std::less<>>, bool>>{
           {{{"LANG", "en_GB.UTF-8"}}, true},
           {{{"LANG", "C.utf8"}}, true},
           {{{"LC_CTYPE", "UTF-8"}}, true},
           {{{"LANG", "en_GB.UTF-8"}, {"LC_ALL", "C"}}, false},
           {{{"LANG", "de_DE.ISO-8859-1"}}, false},
           {{{"LANG", "POSIX"}, {"LC_ALL", ""}}, false},
           {{}, false}})
    CHECK(is_utf8_locale(Environment(variables)) == utf8);
}

TEST_CASE("colour wraps cells, not their padding") {
  const Table table{{"A", "B"}, {{Cell("x", Tone::bad), "y"}}};
  CHECK(render(table, Style{true}, 0) == "\x1b[1mA\x1b[0m   \x1b[1mB\x1b[0m\n\x1b[31mx\x1b[0m   y\n");
}

TEST_CASE("colour follows NO_COLOR, CLICOLOR_FORCE, TERM and the terminal") {
  CHECK(style_of({}, true).colour);
  CHECK_FALSE(style_of({}, false).colour);
  CHECK_FALSE(style_of({{"NO_COLOR", "1"}}, true).colour);
  CHECK(style_of({{"NO_COLOR", ""}}, true).colour);
  CHECK_FALSE(style_of({{"TERM", "dumb"}}, true).colour);
  CHECK(style_of({{"CLICOLOR_FORCE", "1"}}, false).colour);
  CHECK_FALSE(style_of({{"CLICOLOR_FORCE", "0"}}, false).colour);
  CHECK_FALSE(style_of({{"CLICOLOR_FORCE", "1"}, {"NO_COLOR", "1"}}, true).colour);
  CHECK_FALSE(style_of({{"CLICOLOR", "0"}}, true).colour);
  CHECK_FALSE(style_of({{"CLICOLOR_FORCE", "1"}}, true, true).colour);
  CHECK_FALSE(style_of({{"CLICOLOR_FORCE", "1"}}, true, false, true).colour);
}

TEST_CASE("an error is told with where, what and hint") {
  const Error error{
      ErrorKind::unreachable, "connection refused", {"apply Secret coroot/x", "cluster prod-a"}, "Is it up?"};
  CHECK(error_text(error, Style{}) ==
        "corootctl: error: cluster prod-a: apply Secret coroot/x: connection refused\n"
        "  hint: Is it up?\n");
  CHECK(structured(error_value(error), Format::json) ==
        "{\n"
        "  \"kind\": \"unreachable\",\n"
        "  \"what\": \"connection refused\",\n"
        "  \"where\": [\n"
        "    \"cluster prod-a\",\n"
        "    \"apply Secret coroot/x\"\n"
        "  ],\n"
        "  \"hint\": \"Is it up?\",\n"
        "  \"reason\": null\n"
        "}\n");
  CHECK(error_value(Error(error).because(Reason::connection_lost))["reason"].as_string() == "connection-lost");
}

TEST_CASE("a cluster is named once") {
  const Error bare{ErrorKind::failed, "x", {"apply"}, {}};
  CHECK(located(bare, "prod-a").where == std::vector<std::string>{"apply", "cluster prod-a"});
  CHECK(located(Error{ErrorKind::failed, "x", {"context prod-a"}, {}}, "a").where ==
        std::vector<std::string>{"context prod-a", "cluster a"});
  CHECK(located(located(bare, "prod-a"), "prod-a").where == std::vector<std::string>{"apply", "cluster prod-a"});
}

}  // namespace corootctl::tests::cli_output
