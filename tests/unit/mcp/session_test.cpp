#include <doctest/doctest.h>

#include "unit/mcp/fixture.hpp"

namespace corootctl::tests::mcp_session {

using document::Value;

TEST_CASE("mcp: the version of the handshake is the client's where it is known, else our newest") {
  auto session = a_session();
  const auto version = [&](const std::string& wanted) {
    const auto said = session.receive(asks("0", "initialize", fmt::format(R"({{"protocolVersion":"{}"}})", wanted)));
    return only_line(said).at({"result", "protocolVersion"}).as_string();
  };
  CHECK(version("2024-11-05") == "2024-11-05");
  CHECK(version("2025-03-26") == "2025-03-26");
  CHECK(version("2025-06-18") == "2025-06-18");
  CHECK(version("2025-11-25") == "2025-11-25");
  CHECK(version("2099-01-01") == "2025-11-25");
  CHECK(version("2026-07-28") == "2025-11-25");  // it has no handshake
}

TEST_CASE("mcp: the answer to initialize has what every client wants in it") {
  auto session = a_session();
  const auto result =
      only_line(session.receive(asks("0", "initialize", R"({"protocolVersion":"2025-11-25"})")))["result"];
  CHECK(result.at({"serverInfo", "name"}).as_string() == "corootctl");
  CHECK(result.at({"serverInfo", "version"}).as_string() == "1.2.3");
  CHECK(result.at({"capabilities", "tools"}).is_object());
}

TEST_CASE("mcp: ids come back as they came") {
  auto session = a_session();
  CHECK(session.receive(asks("0", "ping")).lines == "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{}}\n");
  CHECK(session.receive(asks("\"0\"", "ping")).lines == "{\"jsonrpc\":\"2.0\",\"id\":\"0\",\"result\":{}}\n");
}

TEST_CASE("mcp: unknown methods are refused, unknown notifications and answers are not heard") {
  auto session = a_session();
  CHECK(session.receive(asks("7", "resources/list")).lines ==
        "{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":-32601,\"message\":\"no method resources/list\"}}\n");
  CHECK(session.receive(R"({"jsonrpc":"2.0","method":"notifications/initialized"})").lines.empty());
  CHECK(session.receive(R"({"jsonrpc":"2.0","id":3,"result":{}})").lines.empty());
}

TEST_CASE("mcp: what is no message is told, and the session goes on") {
  auto session = a_session();
  const std::string no_json =
      "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"this line is not one JSON "
      "object\"}}\n";
  CHECK(session.receive("hello").lines == no_json);
  CHECK(session.receive("{\"jsonrpc\":").lines == no_json);
  CHECK(only_line(session.receive("[" + asks("1", "ping") + "]")).at({"error", "code"}).as_integer() == -32600);
  CHECK(only_line(session.receive(R"({"id":5,"method":"ping"})"))["id"].as_integer() == 5);
  CHECK(session.receive("").lines.empty());
  CHECK(session.receive("  \r").lines.empty());
  CHECK(session.receive(asks("1", "ping") + "\r").lines == "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n");
}

TEST_CASE("mcp: the version without a handshake marks its results") {
  auto session = a_session();
  const std::string modern = R"({"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}})";
  const auto discovered = only_line(session.receive(asks("\"probe\"", "server/discover", modern)))["result"];
  CHECK(discovered["supportedVersions"][std::size_t{0}].as_string() == "2026-07-28");
  CHECK(discovered["resultType"].as_string() == "complete");
  const auto list = only_line(session.receive(asks("2", "tools/list", modern)))["result"];
  CHECK(list["resultType"].as_string() == "complete");
  CHECK(list["ttlMs"].is_integer());
  CHECK(list["cacheScope"].as_string() == "private");
  const std::string newer = R"({"_meta":{"io.modelcontextprotocol/protocolVersion":"2099-01-01"}})";
  const auto refused = only_line(session.receive(asks("3", "tools/list", newer)))["error"];
  CHECK(refused["code"].as_integer() == -32022);
  CHECK(refused.at({"data", "supported"}) ==
        Value(document::List{"2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"}));
}

TEST_CASE("mcp: a call becomes a command, and what it printed the answer") {
  auto session = a_session();
  const auto begun = session.receive(calls("4", "apps", R"({"in_cluster":["prod-a","prod-b"],"status":["critical"]})"));
  REQUIRE(begun.starts.size() == 1);
  CHECK(begun.lines.empty());
  CHECK(begun.starts[0].tool == "apps");
  CHECK(begun.starts[0].command ==
        std::vector<std::string>{"apps", "--in-cluster=prod-a", "--in-cluster=prod-b", "--status=critical"});
  const auto ended = session.finished(begun.starts[0].number, {.exit_code = 0, .out = "{\n  \"apps\": []\n}\n"});
  CHECK(ended.lines ==
        "{\"jsonrpc\":\"2.0\",\"id\":4,\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"{\\\"apps\\\":[]}\"}],"
        "\"structuredContent\":{\"apps\":[]},\"isError\":false}}\n");
}

TEST_CASE("mcp: an answer in which something is missing says what, and is no error") {
  auto session = a_session();
  const auto number = session.receive(calls("4", "apps")).starts.at(0).number;
  const auto ended = session.finished(
      number, {.exit_code = 3, .out = "{\"apps\":[]}", .err = "corootctl: warning: prod-b sends no data\n"});
  const auto result = only_line(ended)["result"];
  CHECK_FALSE(result["isError"].as_bool(true));
  CHECK(result["content"][std::size_t{1}]["text"].as_string() == "warning: prod-b sends no data");
}

TEST_CASE("mcp: a failed call is an answer with its error and hint, wherever the verb wrote it") {
  const std::string error = R"({"error":{"what":"refused","where":["cluster c"],"hint":"Start it."}})";
  for (const bool on_stderr : {false, true}) {
    auto session = a_session();
    const auto number = session.receive(calls("4", "contexts")).starts.at(0).number;
    const auto ended = session.finished(
        number,
        {.exit_code = 5, .out = on_stderr ? "" : error, .err = on_stderr ? error : "corootctl: error: refused"});
    CHECK(ended.lines ==
          "{\"jsonrpc\":\"2.0\",\"id\":4,\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"cluster c: refused\\n"
          "Start it.\"}],\"isError\":true}}\n");
  }
}

TEST_CASE("mcp: a call that took too long, or ended without a word, says so") {
  auto session = a_session();
  const auto text = [&](const mcp::Outcome& outcome) {
    const auto number = session.receive(calls("4", "rca")).starts.at(0).number;
    const auto result = only_line(session.finished(number, outcome))["result"];
    CHECK(result["isError"].as_bool());
    return result["content"][std::size_t{0}]["text"].as_string();
  };
  CHECK(text({.exit_code = -1, .timed_out = true}).starts_with("The time limit of one call was reached."));
  CHECK(text({.exit_code = 70}) == "The command ended with exit code 70 and said nothing.");
}

TEST_CASE("mcp: calls beyond the bound wait their turn, and a cancelled one is neither run nor answered") {
  auto session = a_session(200'000, 1);
  const auto first = session.receive(calls("1", "rca"));
  CHECK(session.receive(calls("2", "apps")).starts.empty());
  CHECK(session.receive(calls("3", "status")).starts.empty());
  session.receive(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":2}})");
  const auto cancelled =
      session.receive(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}})");
  CHECK(cancelled.ends == std::vector<std::uint64_t>{first.starts.at(0).number});
  const auto next = session.finished(first.starts[0].number, {.exit_code = 130});
  CHECK(next.lines.empty());
  REQUIRE(next.starts.size() == 1);
  CHECK(next.starts[0].tool == "status");
}

TEST_CASE("mcp: progress goes to those who asked for it") {
  auto session = a_session();
  const auto quiet = session.receive(calls("1", "rca")).starts.at(0).number;
  CHECK(session.progress(quiet, "asking").lines.empty());
  const auto told =
      session.receive(asks("2", "tools/call", R"({"name":"rca","_meta":{"progressToken":0}})")).starts.at(0).number;
  CHECK(session.progress(told, "asking").lines ==
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":0,\"progress\":1,"
        "\"message\":\"asking\"}}\n");
  CHECK(only_line(session.progress(told, "still")).at({"params", "progress"}).as_integer() == 2);
}

TEST_CASE("mcp: bytes that are no UTF-8 become valid text, line separators stay") {
  auto session = a_session();
  const auto number = session.receive(calls("1", "rca")).starts.at(0).number;
  const auto ended = session.finished(number, {.exit_code = 1, .err = "a\xff\xe2\x80\xa8z"});
  CHECK(only_line(ended)["result"]["content"][std::size_t{0}]["text"].as_string() == "a\xef\xbf\xbd\xe2\x80\xa8z");
}

}  // namespace corootctl::tests::mcp_session
