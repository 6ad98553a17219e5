#include "mcp/answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "document/json.hpp"
#include "mcp/bounded.hpp"
#include "mcp/catalogue.hpp"

namespace corootctl::mcp {

using document::List;
using document::Object;
using document::Value;

namespace {

/// Newest last.
constexpr std::array versions{"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"};

constexpr const char* instructions =
    "Coroot's view of several linked Kubernetes clusters, read-only. Ask rca first: it says what broke, in which "
    "cluster and why. incidents, apps and topology show what it rests on; inventory and status say what is missing, "
    "and check what is wrong with the installation. An answer that was cut says so: narrow it with the tool's "
    "parameters.";

constexpr std::size_t most_talk = 4000;  ///< bytes of what a verb said beside its answer

Object server_info(const std::string& version) {
  return {{"name", "corootctl"}, {"title", "corootctl"}, {"version", version}};
}

Object capabilities() { return {{"tools", Object{}}}; }

Value text_block(std::string text) { return Object{{"type", "text"}, {"text", std::move(text)}}; }

/// What the verb said, without the program's name before each message.
std::string talk_of(const Outcome& outcome) {
  std::string text(trim(outcome.err));
  for (const std::string_view name : {"corootctl: error: ", "corootctl: "}) {
    for (auto at = text.find(name); at != std::string::npos; at = text.find(name)) text.erase(at, name.size());
  }
  if (text.size() > most_talk) text = text.substr(0, most_talk) + "...";
  return text;
}

/// The answer as an object: lists get the name of the tool's only member.
std::optional<Value> answer_in(const Tool& tool, const Outcome& outcome) {
  auto parsed = document::parse_json(outcome.out, tool.name);
  if (!parsed) return std::nullopt;
  if (parsed->is_list() && !tool.members.empty()) return Object{{tool.members.front(), std::move(*parsed)}};
  const bool is_answer = parsed->is_object() && !parsed->as_object().contains("error");
  return is_answer ? std::optional(std::move(*parsed)) : std::nullopt;
}

/// The error that a verb with -o json writes to one of its outputs, as a sentence.
std::string error_in(std::string_view output) {
  const auto parsed = document::parse_json(output, "output");
  if (!parsed || !(*parsed)["error"].is_object()) return {};
  const Value& error = (*parsed)["error"];
  std::string text;
  for (const auto& step : error["where"].as_list()) text += step.as_string() + ": ";
  text += error["what"].as_string();
  const std::string hint = error["hint"].string_or("");
  return hint.empty() ? text : text + "\n" + hint;
}

std::string failure_text(const Outcome& outcome) {
  std::string text = error_in(outcome.out);
  if (text.empty()) text = error_in(outcome.err);
  if (text.empty()) text = talk_of(outcome);
  if (outcome.timed_out) text = join({"The time limit of one call was reached.", text}, "\n");
  if (text.empty()) text = fmt::format("The command ended with exit code {} and said nothing.", outcome.exit_code);
  return text;
}

std::string notes_on(const Bounded& cut, const Outcome& outcome) {
  std::string text = talk_of(outcome);
  if (cut.cuts.empty()) return text;
  const std::string cuts = "Cut to fit: " + join(cut.cuts, "; ") + ". Narrow it with the tool's parameters.";
  return text.empty() ? cuts : cuts + "\n" + text;
}

}  // namespace

std::string negotiated(std::string_view wanted) {
  const bool is_known = std::find(versions.begin(), versions.end(), wanted) != versions.end();
  return is_known ? std::string(wanted) : versions.back();
}

Value supported_versions() {
  List out{modern_version};
  out.insert(out.end(), versions.rbegin(), versions.rend());
  return Object{{"supported", std::move(out)}};
}

Object initialize_result(const std::string& version, const std::string& program_version) {
  return {{"protocolVersion", version},
          {"capabilities", capabilities()},
          {"serverInfo", server_info(program_version)},
          {"instructions", instructions}};
}

Object discover_result(const std::string& program_version) {
  return {{"supportedVersions", supported_versions()["supported"]},
          {"capabilities", capabilities()},
          {"serverInfo", server_info(program_version)},
          {"instructions", instructions}};
}

Object tools_result() {
  List out;
  for (const auto& tool : tools()) out.push_back(description_of(tool));
  return {{"tools", std::move(out)}};
}

Object call_failure(const std::string& text) { return {{"content", List{text_block(text)}}, {"isError", true}}; }

Object call_result(const Tool& tool, const Outcome& outcome, std::size_t most_bytes) {
  auto answer = outcome.timed_out ? std::nullopt : answer_in(tool, outcome);
  if (!answer) return call_failure(failure_text(outcome));
  auto cut = bounded(std::move(*answer), most_bytes);
  List content{text_block(document::to_json(cut.value))};
  if (auto notes = notes_on(cut, outcome); !notes.empty()) content.push_back(text_block(std::move(notes)));
  return {{"content", std::move(content)}, {"structuredContent", std::move(cut.value)}, {"isError", false}};
}

}  // namespace corootctl::mcp
