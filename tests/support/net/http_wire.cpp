#include "support/net/http_wire.hpp"

#include <array>
#include <charconv>

#include "base/text.hpp"

namespace corootctl::support {
namespace {

constexpr std::size_t largest_line = 2 << 20;  // a Go server takes 1 MiB of headers; twice that ends a runaway
constexpr std::size_t largest_body = 16 << 20;

std::optional<std::size_t> number(std::string_view text, int base) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end == text.data()) return std::nullopt;
  return value;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string_view reason_of(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 409: return "Conflict";
    case 422: return "Unprocessable Entity";
    default: return "Answer";
  }
}

}  // namespace

std::string percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::string ServedRequest::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (lower(key) == lower(name)) return value;
  return {};
}

std::optional<std::string> ServedRequest::parameter(std::string_view name) const {
  for (const auto& part : split(query, '&')) {
    const auto equals = part.find('=');
    if (percent_decode(part.substr(0, equals), true) != name) continue;
    return equals == std::string::npos ? std::string() : percent_decode(part.substr(equals + 1), true);
  }
  return std::nullopt;
}

std::string ServedRequest::parameter_or_empty(std::string_view name) const { return parameter(name).value_or(""); }

ServedResponse text_response(int status, std::string content_type, std::string body) {
  return ServedResponse{status, {{"Content-Type", std::move(content_type)}}, std::move(body), std::nullopt};
}

bool RequestReader::fill() {
  std::array<char, 16384> chunk{};
  const std::size_t count = stream_.read(chunk.data(), chunk.size());
  buffer_.append(chunk.data(), count);
  return count > 0;
}

std::optional<std::string> RequestReader::line() {
  for (std::size_t searched = 0;;) {
    if (const auto end = buffer_.find("\r\n", searched); end != std::string::npos) {
      std::string text = buffer_.substr(0, end);
      buffer_.erase(0, end + 2);
      return text;
    }
    searched = buffer_.empty() ? 0 : buffer_.size() - 1;
    if (buffer_.size() > largest_line || !fill()) return std::nullopt;
  }
}

bool RequestReader::exactly(std::string& into, std::size_t count) {
  if (count > largest_body) return false;
  while (buffer_.size() < count)
    if (!fill()) return false;
  into.append(buffer_, 0, count);
  buffer_.erase(0, count);
  return true;
}

bool RequestReader::read_headers(ServedRequest& request) {
  for (;;) {
    const auto text = line();
    if (!text) return false;
    if (text->empty()) return true;
    const auto colon = text->find(':');
    if (colon == std::string::npos) return false;
    request.headers.emplace_back(text->substr(0, colon), std::string(trim(std::string_view(*text).substr(colon + 1))));
  }
}

bool RequestReader::read_chunks(ServedRequest& request) {
  for (;;) {
    const auto size_line = line();
    const auto size = size_line ? number(*size_line, 16) : std::nullopt;
    if (!size) return false;
    if (*size > 0 && !exactly(request.body, *size)) return false;
    const auto end = line();
    if (!end) return false;
    if (*size == 0) return true;
  }
}

bool RequestReader::read_body(ServedRequest& request) {
  if (lower(request.header("Transfer-Encoding")) == "chunked") return read_chunks(request);
  const std::string length = request.header("Content-Length");
  if (length.empty()) return true;
  const auto count = number(length, 10);
  return count && exactly(request.body, *count);
}

std::optional<ServedRequest> RequestReader::next() {
  const auto first = line();
  if (!first) return std::nullopt;
  const auto words = split(*first, ' ');
  if (words.size() != 3) return std::nullopt;
  ServedRequest request;
  request.method = words[0];
  const std::string target(words[1]);
  const auto mark = target.find('?');
  request.path = target.substr(0, mark);
  if (mark != std::string::npos) request.query = target.substr(mark + 1);
  if (!read_headers(request)) return std::nullopt;
  if (lower(request.header("Expect")) == "100-continue" && !stream_.write("HTTP/1.1 100 Continue\r\n\r\n"))
    return std::nullopt;
  if (!read_body(request)) return std::nullopt;
  return request;
}

bool write_response(ByteStream& stream, const ServedResponse& response, bool head_only) {
  std::string text = fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason_of(response.status));
  for (const auto& [name, value] : response.headers) text += name + ": " + value + "\r\n";
  text += fmt::format("Content-Length: {}\r\n\r\n", response.body.size());
  if (response.cut_after) {
    stream.write(text + response.body.substr(0, *response.cut_after));
    return false;
  }
  if (!head_only) text += response.body;
  return stream.write(text);
}

}  // namespace corootctl::support
