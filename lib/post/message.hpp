/// What is told of an incident, whoever receives it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "document/value.hpp"
#include "rca/answer.hpp"
#include "report/answer_findings.hpp"

namespace corootctl::post {

inline constexpr std::size_t most_steps = 5;  ///< told of what to do next: a message is read at a glance

struct Link {
  std::string text{};
  std::string url{};
};

struct Message {
  std::string key{};       ///< of the incident: the same one has the same key, whatever is found out about it
  bool is_open = true;     ///< false: it is over
  std::string state{};     ///< two messages of one key and state say the same
  std::string title{};     ///< the verdict
  std::string cluster{};   ///< of the suspect, else of the suffering app
  std::string app{};       ///< that suffers, by id
  std::string severity{};  ///< "error" where a cause is named, else "warning"
  std::optional<std::int64_t> since_ms{};
  std::vector<std::pair<std::string, std::string>> facts{};  ///< label and text
  std::vector<std::string> next{};                           ///< what to do
  std::vector<Link> links{};
  std::string markdown{};    ///< the whole answer
  document::Value answer{};  ///< "corootctl.rca/v1"
};

/// `project` is the hub's, "" for a file. Nothing is said of a quiet answer.
std::optional<Message> message_of(const rca::Answer& answer, const std::string& project,
                                  const report::AnswerPlaces& places);

/// The end of what that message told.
Message over(const Message& message);

}  // namespace corootctl::post
