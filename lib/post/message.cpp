#include "post/message.hpp"

#include <fmt/format.h>

#include "report/baseline.hpp"
#include "report/forms.hpp"
#include "report/place.hpp"
#include "report/words.hpp"

namespace corootctl::post {
namespace {

constexpr std::size_t told_suspects = 3;

std::string cluster_of(const std::string& subject) { return rca::split_app_id(subject).cluster; }

/// Who is suspected and how sure that is: numbers move all the time and are left out.
std::string state_of(const rca::Answer& answer) {
  std::string out = to_string(answer.status);
  for (std::size_t i = 0; i < report::suspects_shown(answer, told_suspects); ++i)
    out += fmt::format(" {}:{}", answer.candidates[i].subject, to_string(answer.candidates[i].confidence));
  return out;
}

void add_link(Message& message, const std::string& text, const std::string& url) {
  if (!url.empty()) message.links.push_back({text, url});
}

void add_links(Message& message, const std::string& suspect, const report::AnswerPlaces& places) {
  add_link(message, "Incident", places.incident);
  if (!places.app) return;
  const auto app = report::app_with_page(suspect);
  add_link(message, rca::short_name(app), places.app(app));
  if (app != message.app) add_link(message, rca::short_name(message.app), places.app(message.app));
}

}  // namespace

std::optional<Message> message_of(const rca::Answer& answer, const std::string& project,
                                  const report::AnswerPlaces& places) {
  if (answer.status == rca::Status::no_incident) return std::nullopt;
  const auto blamed = report::blamed_in(answer).suspects;
  const auto& suspect = blamed.empty() ? answer.target : blamed.front();
  Message out{.key = (project.empty() ? "" : project + "/") + answer.target,
              .state = state_of(answer),
              .title = report::verdict_sentence(answer),
              .app = answer.target,
              .since_ms = answer.onset_ms};
  out.cluster = cluster_of(suspect).empty() ? cluster_of(answer.target) : cluster_of(suspect);
  out.severity = answer.status == rca::Status::root_cause ? "error" : "warning";
  for (const auto& fact : report::headline_facts(answer)) out.facts.emplace_back(fact.label, fact.text);
  out.next = report::next_steps(answer);
  add_links(out, suspect, places);
  out.markdown = report::to_markdown(answer, told_suspects);
  out.answer = report::to_value(answer);
  return out;
}

Message over(const Message& message) {
  Message out = message;
  out.is_open = false;
  out.state = "over";
  out.title = "Over: " + message.title;
  out.markdown = "## Over\n\n" + message.markdown;
  out.next.clear();
  return out;
}

}  // namespace corootctl::post
