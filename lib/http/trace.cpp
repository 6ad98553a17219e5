#include "http/trace.hpp"

#include <cctype>

#include "base/text.hpp"
#include "http/url.hpp"

namespace corootctl::http {
namespace {

constexpr std::string_view redacted = "<redacted>";
constexpr std::size_t body_limit = 16 * 1024;  // bytes of a body shown at level 9

/// Names whose values are never shown. Too many hidden values cost a look elsewhere; one too few costs a key.
bool names_secret(std::string_view name) {
  const auto word = lower(name);
  for (const std::string_view part : {"key", "token", "password", "passwd", "secret", "credential", "authorization",
                                      "cookie", "session", "license", "last-applied"}) {
    if (word.find(part) != std::string::npos) return true;
  }
  return false;
}

std::string redact_query(std::string_view query) {
  std::vector<std::string> parts;
  for (auto& part : split(query, '&')) {
    const auto equals = part.find('=');
    if (equals != std::string::npos && names_secret(std::string_view(part).substr(0, equals))) {
      part = part.substr(0, equals + 1) + std::string(redacted);
    }
    parts.push_back(std::move(part));
  }
  return join(parts, "&");
}

/// The end of the JSON string that starts (with its quote) at `from`: one past the closing quote.
std::size_t end_of_string(std::string_view text, std::size_t from) {
  for (std::size_t i = from + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return text.size();
}

std::size_t skip_blanks(std::string_view text, std::size_t from) {
  while (from < text.size() && std::isspace(static_cast<unsigned char>(text[from]))) ++from;
  return from;
}

/// The end of a list of texts; `from` itself for a list of objects.
std::size_t end_of_texts(std::string_view text, std::size_t from) {
  for (std::size_t i = skip_blanks(text, from + 1); i < text.size(); ++i) {
    if (text[i] == '{' || text[i] == '[') return from;
    if (text[i] == ']') return i + 1;
    if (text[i] == '"') i = end_of_string(text, i) - 1;
  }
  return text.size();
}

/// The end of the value at `from` when it is a text, a bare word or a list of those; `from` itself for anything else,
/// whose members are looked at one by one.
std::size_t end_of_scalar(std::string_view text, std::size_t from) {
  if (from >= text.size() || text[from] == '{') return from;
  if (text[from] == '[') return end_of_texts(text, from);
  if (text[from] == '"') return end_of_string(text, from);
  return std::min(text.find_first_of(",}] \r\n\t", from), text.size());
}

std::string redact_json(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] != '"') {
      out += text[i++];
      continue;
    }
    const auto name_end = end_of_string(text, i);
    out += text.substr(i, name_end - i);
    const auto colon = skip_blanks(text, name_end);
    const bool is_name = colon < text.size() && text[colon] == ':';
    const bool hide = is_name && names_secret(text.substr(i, name_end - i));
    i = name_end;
    if (!hide) continue;
    const auto value = skip_blanks(text, colon + 1);
    const auto value_end = end_of_scalar(text, value);
    out += text.substr(i, value - i);
    if (value_end > value) out += "\"" + std::string(redacted) + "\"";
    i = value_end;
  }
  return out;
}

void trace_headers(const Log& log, std::string_view side, const std::vector<Header>& headers) {
  if (!log.enabled(8)) return;
  for (const auto& header : headers) {
    const bool hide = header.secret || names_secret(header.name);
    log.write(8, fmt::format("{} {}: {}", side, header.name, hide ? redacted : std::string_view(header.value)));
  }
}

void trace_body(const Log& log, std::string_view side, std::string_view body, bool secret) {
  if (!log.enabled(9) || body.empty()) return;
  if (secret) {
    log.write(9, fmt::format("{} body: {} bytes, not shown because it holds secrets", side, body.size()));
  } else {
    log.write(9, fmt::format("{} body: {}", side, redact_body(body, body_limit)));
  }
}

}  // namespace

std::string redact_url(std::string_view url) {
  const auto parsed = parse_url(url);
  if (!parsed) return "(unreadable URL)";
  auto out = parsed->without_userinfo();
  if (!parsed->query.empty()) out += "?" + redact_query(parsed->query);
  return out;
}

std::string redact_body(std::string_view body, std::size_t limit) {
  const auto start = skip_blanks(body, 0);
  const bool json = start < body.size() && (body[start] == '{' || body[start] == '[' || body[start] == '"');
  auto out = json ? redact_json(body) : redact_query(body);
  if (out.size() <= limit) return out;
  const auto left_out = out.size() - limit;
  out.resize(limit);
  return out + fmt::format(" ... ({} bytes more)", left_out);
}

void trace_request(const Log& log, const Request& request) {
  if (!log.enabled(8)) return;
  log.write(8, fmt::format("> {} {}", request.method, redact_url(request.url)));
  trace_headers(log, ">", request.headers);
  trace_body(log, ">", request.body, request.secret_body);
}

void trace_response(const Log& log, const Request& request, const Response& response, std::chrono::milliseconds took) {
  if (!log.enabled(6)) return;
  log.write(6,
            fmt::format("{} {} {} in {} ms", request.method, redact_url(request.url), response.status, took.count()));
  trace_headers(log, "<", response.headers);
  trace_body(log, "<", response.body, request.secret_body);
}

void trace_failure(const Log& log, const Request& request, std::string_view reason, std::chrono::milliseconds took) {
  if (!log.enabled(6)) return;
  log.write(6, fmt::format("{} {} failed in {} ms: {}", request.method, redact_url(request.url), took.count(), reason));
}

}  // namespace corootctl::http
