#include "post/told.hpp"

#include "base/files.hpp"
#include "document/json.hpp"

namespace corootctl::post {
namespace {

using document::List;
using document::Object;
using document::Value;

constexpr const char* told_schema = "corootctl.post-state/v1";

Value told_value(const Message& message) {
  List facts, links;
  for (const auto& [label, text] : message.facts) facts.push_back(Object{{"label", label}, {"text", text}});
  for (const auto& link : message.links) links.push_back(Object{{"text", link.text}, {"url", link.url}});
  return Object{{"key", message.key},
                {"state", message.state},
                {"title", message.title},
                {"cluster", message.cluster},
                {"app", message.app},
                {"severity", message.severity},
                {"since_ms", message.since_ms ? Value(*message.since_ms) : Value()},
                {"facts", std::move(facts)},
                {"links", std::move(links)},
                {"markdown", message.markdown},
                {"answer", message.answer}};
}

Message message_from(const Value& told) {
  Message out{.key = told["key"].as_string(),
              .state = told["state"].as_string(),
              .title = told["title"].as_string(),
              .cluster = told["cluster"].as_string(),
              .app = told["app"].as_string(),
              .severity = told["severity"].as_string()};
  if (!told["since_ms"].is_null()) out.since_ms = told["since_ms"].as_integer();
  for (const auto& fact : told["facts"].as_list())
    out.facts.emplace_back(fact["label"].as_string(), fact["text"].as_string());
  for (const auto& link : told["links"].as_list())
    out.links.push_back({link["text"].as_string(), link["url"].as_string()});
  out.markdown = told["markdown"].as_string();
  out.answer = told["answer"];
  return out;
}

}  // namespace

Result<Told> read_told(const std::string& path) {
  const auto text = read_file(path);
  if (!text && text.error().kind == ErrorKind::not_found) return Told{};
  if (!text) return tl::unexpected(text.error());
  const auto file = document::parse_json(*text, path);
  if (!file || (*file)["schema"].as_string() != told_schema) {
    return fail_with_hint(ErrorKind::config, "Name a file of its own for each receiver; it is made when it is missing.",
                          "{} is none that --post-state wrote", path);
  }
  Told out;
  if ((*file)["incident"].is_object()) out.incident = message_from((*file)["incident"]);
  const auto& posted = (*file)["posted"];
  if (posted.is_object()) out.posted = SlackPost{posted["channel"].as_string(), posted["time"].as_string()};
  return out;
}

Result<> write_told(const Told& told, const std::string& path) {
  Value posted;
  if (told.posted) posted = Object{{"channel", told.posted->channel}, {"time", told.posted->time}};
  const Value file = Object{{"schema", told_schema},
                            {"incident", told.incident ? told_value(*told.incident) : Value()},
                            {"posted", std::move(posted)}};
  return write_file_atomically(path, document::to_json(file, 2) + "\n", 0600);
}

}  // namespace corootctl::post
