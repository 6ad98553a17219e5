#include "coroot/answer.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "base/text.hpp"
#include "document/json.hpp"

namespace corootctl::coroot {

namespace {

constexpr std::size_t longest_quote = 240;
/// Coroot's API keys have 32 characters; session values and tokens are longer.
constexpr std::size_t shortest_key = 32;

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '='; }

/// Long runs of letters and digits that hold both are taken for keys; host names have dots and dashes in them.
std::string without_keys(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_word(text[end])) ++end;
    const auto word = text.substr(i, end - i);
    const bool digits = std::any_of(word.begin(), word.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
    if (word.size() >= shortest_key && digits) {
      out += "<hidden>";
    } else {
      out += word;
    }
    if (end < text.size()) out += text[end++];
    i = end;
  }
  return out;
}

bool is_page(const http::Response& response) {
  if (lower(response.header("Content-Type")).find("text/html") != std::string::npos) return true;
  return lower(trim(response.body).substr(0, 15)).starts_with("<!doctype html") ||
         trim(response.body).starts_with("<html");
}

Error make(ErrorKind kind, const std::string& asked, std::string words, std::string hint = {}) {
  auto what = asked + ": " + words;
  return {.kind = kind, .what = std::move(what), .hint = std::move(hint), .summary = std::move(words)};
}

Error wrong_address(const std::string& asked, const std::string& seen) {
  return make(
      ErrorKind::failed, asked, seen + " instead of Coroot's data: this is not the address of its API",
      "Check the address and the server's base path (url_base_path), and whether a login page stands in front of it.");
}

Error unauthorized(const http::Response& response, const std::string& asked) {
  if (trim(response.body) == "set_admin_password") {
    return make(ErrorKind::unauthorized, asked, "the server's administrator has no password yet",
                "Open Coroot once and set it, or give authBootstrapAdminPassword in the Coroot resource.");
  }
  return make(ErrorKind::unauthorized, asked, "the server wants a login",
              "Give --coroot-user and a password, or allow anonymous reading with authAnonymousRole: Viewer.");
}

std::string quoted(const http::Response& response) {
  const auto text = clean_text(response.body);
  return text.empty() ? fmt::format("status {} without a text", response.status) : text;
}

Error too_long(const std::string& asked, int status) {
  return make(ErrorKind::invalid, asked,
              fmt::format("the request line is too long for a proxy on the way (status {})", status),
              "Reach the server through the Kubernetes service proxy instead.")
      .because(Reason::request_too_long);
}

Error server_trouble(const http::Response& response, const std::string& asked) {
  // Lab: a member project that does not exist breaks every world answer of an aggregate with an empty 500.
  if (response.status == 500 && trim(response.body).empty()) {
    return make(ErrorKind::failed, asked, "internal error of the server, without a text",
                "An aggregated project answers so when memberProjects names a project that does not exist.");
  }
  const bool unreachable = response.status == 502 || response.status == 503 || response.status == 504;
  return make(unreachable ? ErrorKind::unreachable : ErrorKind::failed, asked,
              fmt::format("status {}: {}", response.status, is_page(response) ? "a page" : quoted(response)),
              unreachable ? "Something before the server answers, the server itself does not run." : "");
}

bool is_cut_short(const http::Response& response) {
  // A compressed body has another length than the one that was sent.
  if (!response.header("Content-Encoding").empty()) return false;
  const auto text = response.header("Content-Length");
  std::size_t length = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), length);
  return failed == std::errc{} && end == text.data() + text.size() && response.body.size() < length;
}

}  // namespace

std::string hide_secrets(std::string text) { return without_keys(hide_userinfo(std::move(text))); }

std::string clean_text(std::string_view text) {
  std::string out;
  for (const char c : trim(text)) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  out = hide_secrets(std::move(out));
  if (out.size() <= longest_quote) return out;
  std::size_t end = longest_quote;
  while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80U) --end;  // not inside a UTF-8 character
  return out.substr(0, end) + "...";
}

std::optional<Error> refusal(const http::Response& response, const std::string& asked) {
  const int status = response.status;
  if (status == 401) return unauthorized(response, asked);
  if (status == 403)
    return make(ErrorKind::unauthorized, asked, quoted(response), "Use a user with a role that may read the project.");
  if (status == 414 || status == 431) return too_long(asked, status);
  if (status == 400 && is_page(response)) return too_long(asked, status);
  if (status == 404 && is_page(response)) return wrong_address(asked, "a page (status 404)").because(Reason::web_page);
  if (status == 404) return make(ErrorKind::not_found, asked, quoted(response));
  if (status >= 500) return server_trouble(response, asked);
  if (status >= 400) return make(ErrorKind::invalid, asked, quoted(response));
  if (status >= 300) return wrong_address(asked, fmt::format("a redirect (status {})", status));
  if (is_page(response)) return wrong_address(asked, "a page").because(Reason::web_page);
  return std::nullopt;
}

Result<document::Value> read_json(const http::Response& response, const std::string& asked) {
  if (auto error = refusal(response, asked)) return tl::unexpected<Error>(*std::move(error));
  if (is_cut_short(response)) {
    return tl::unexpected<Error>(make(ErrorKind::failed, asked,
                                      fmt::format("the answer was cut short: {} bytes of {}", response.body.size(),
                                                  clean_text(response.header("Content-Length"))),
                                      "Try again; a proxy may be cutting large answers."));
  }
  if (trim(response.body).empty()) return tl::unexpected<Error>(make(ErrorKind::no_data, asked, "an empty answer"));
  auto value = document::parse_json(response.body, "answer of " + asked);
  if (value) return value;
  return fail_with_hint(ErrorKind::failed, "Try again; a proxy may be changing answers on the way.", "{}",
                        value.error().what);
}

Reason reason_of_member(std::string_view words) {
  static constexpr std::pair<std::string_view, Reason> marks[] = {
      {"401 ", Reason::member_wrong_key},
      {"403 ", Reason::member_wrong_key},
      {"404 Not Found", Reason::member_wrong_key},
      {"no api key", Reason::member_wrong_key},
      {"no project found", Reason::member_wrong_key},
      {"400 Bad Request", Reason::member_bad_request},
      {"Key path not found", Reason::member_wrong_address},
      {"invalid character '<'", Reason::member_wrong_address},
      {"405 ", Reason::member_wrong_address},
      {"301 ", Reason::member_wrong_address},
      {"302 ", Reason::member_wrong_address},
      {"unsupported protocol scheme", Reason::member_wrong_address},
      {"invalid datasource", Reason::unknown_data_source},
      {"dial tcp", Reason::member_unreachable},
      {"connection re", Reason::member_unreachable},  // refused, reset
      {"no such host", Reason::member_unreachable},
      {"timeout", Reason::member_unreachable},
      {"deadline", Reason::member_unreachable},
      {"EOF", Reason::member_unreachable},
      {"x509", Reason::member_unreachable},
      {"503 ", Reason::member_unreachable},
      {"502 ", Reason::member_unreachable},
  };
  const auto* found = std::find_if(std::begin(marks), std::end(marks),
                                   [&](const auto& mark) { return words.find(mark.first) != std::string_view::npos; });
  return found == std::end(marks) ? Reason::none : found->second;
}

}  // namespace corootctl::coroot
