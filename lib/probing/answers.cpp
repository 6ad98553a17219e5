#include "probing/answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "base/text.hpp"
#include "survey/addresses.hpp"

namespace corootctl::probing {
namespace {

using checks::Address;

constexpr int not_found_by_shell = 127;
constexpr auto no_word = "the probe ended without a word about it";

/// How curl ends (its manual, "EXIT CODES").
struct Ending {
  int code;
  const char* outcome;
  const char* text;
};
constexpr Ending endings[] = {{6, "unreachable", "its name cannot be resolved"},
                              {7, "unreachable", "nothing takes the connection"},
                              {28, "unreachable", "no answer in time"},
                              {52, "unreachable", "the connection ended without an answer"},
                              {56, "unreachable", "the connection broke"},
                              {35, "tls", "the TLS handshake failed"},
                              {60, "tls", "the certificate is not trusted, or is for another name"}};

std::optional<int> number_in(const std::string& text) {
  int out = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() ? std::optional(out) : std::nullopt;
}

void set_ending(Address& address, int code) {
  const auto* known =
      std::find_if(std::begin(endings), std::end(endings), [&](const Ending& each) { return each.code == code; });
  address.outcome = known == std::end(endings) ? "unreachable" : known->outcome;
  address.detail =
      known == std::end(endings) ? fmt::format("curl ended with {}", code) : fmt::format("{}", known->text);
}

/// "1|0|400|text/plain|": number, end of curl, status, type, place.
Address judged_line(Address address, const std::vector<std::string>& fields) {
  const auto ended = number_in(fields[1]);
  if (!ended) {
    address.detail = no_word;
    return address;
  }
  if (*ended == not_found_by_shell) {
    address.detail = "the image has no curl: name another one with --probe-image";
    return address;
  }
  if (*ended != 0) {
    set_ending(address, *ended);
    return address;
  }
  http::Response answer;
  answer.status = fields.size() > 2 ? number_in(fields[2]).value_or(0) : 0;
  if (fields.size() > 3) answer.headers.push_back({"Content-Type", fields[3]});
  if (fields.size() > 4) answer.headers.push_back({"Location", fields[4]});
  const auto seen = survey::judge_answer({address.project, address.url}, answer);
  address.outcome = seen.outcome;
  address.detail = seen.detail;
  return address;
}

}  // namespace

std::vector<Address> read_answers(const std::string& said, std::vector<Address> asked) {
  std::map<int, std::vector<std::string>> lines;
  for (const auto& line : split(said, '\n')) {
    auto fields = split(line, '|');
    const auto number = number_in(fields.front());
    if (number && fields.size() > 1) lines[*number] = std::move(fields);
  }
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const auto line = lines.find(static_cast<int>(i) + 1);
    if (line == lines.end()) {
      asked[i].detail = no_word;
    } else {
      asked[i] = judged_line(std::move(asked[i]), line->second);
    }
  }
  return asked;
}

}  // namespace corootctl::probing
