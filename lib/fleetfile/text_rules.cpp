#include <algorithm>

#include "base/text.hpp"
#include "coroot/resource.hpp"
#include "deploy/member_url.hpp"
#include "fleetfile/fields.hpp"

namespace corootctl::fleetfile {
namespace {

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool has_only(std::string_view text, std::string_view others) {
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_alphanumeric(c) || others.find(c) != std::string_view::npos; });
}

bool is_dns(const std::string& text, std::string_view others, std::size_t most) {
  return !text.empty() && text.size() <= most && lower(text) == text && has_only(text, others) &&
         is_alphanumeric(text.front()) && is_alphanumeric(text.back());
}

std::optional<Problem> unless(bool fits, const char* message, const char* hint) {
  if (fits) return std::nullopt;
  return Problem{{}, message, hint};
}

std::optional<Problem> check_text(const std::string& text) {
  return unless(!trim(text).empty(), "is empty", "Give it a value, or leave the line out.");
}

std::optional<Problem> check_name(const std::string& text) {
  return unless(!text.empty() && text.size() <= 63 && has_only(text, "._-") && is_alphanumeric(text.front()),
                "is no name: names are letters, digits, \".\", \"_\" and \"-\"",
                "Begin with a letter or a digit and use at most 63 of them.");
}

std::optional<Problem> check_dns_label(const std::string& text) {
  return unless(is_dns(text, "-", 63), "is no name for Kubernetes",
                "Use at most 63 small letters, digits and \"-\", with a letter or a digit at both ends.");
}

std::optional<Problem> check_dns_name(const std::string& text) {
  return unless(is_dns(text, "-.", 253), "is no name for Kubernetes",
                "Use small letters, digits, \"-\" and \".\", with a letter or a digit at both ends.");
}

std::optional<Problem> check_project(const std::string& text) {
  return unless(coroot::is_valid_project_name(text), "is no name of a Coroot project",
                "Use at least three of a-z, 0-9, - and _.");
}

/// A hint of the command line as a sentence.
std::string as_sentence(std::string text) {
  if (text.empty()) return text;
  if (text.front() >= 'a' && text.front() <= 'z') text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text.ends_with('.') ? text : text + ".";
}

std::optional<Problem> from(const Result<std::string>& checked, const std::string& hint) {
  if (checked) return std::nullopt;
  const auto& error = checked.error();
  const bool is_no_url = error.kind == ErrorKind::config || error.hint.empty();
  return Problem{{}, "is refused: " + error.what, is_no_url ? hint : as_sentence(error.hint)};
}

std::optional<Problem> check_member(const std::string& text) {
  return from(deploy::check_member_url(text), "Write it like https://coroot-a.example.com.");
}

std::optional<Problem> check_hub(const std::string& text) {
  return from(deploy::check_hub_url(text), "Write it like https://coroot.example.com.");
}

std::optional<Problem> check_path_text(const std::string& text) {
  if (auto empty = check_text(text)) return empty;
  return unless(!text.starts_with('~'), "begins with \"~\", which only a shell replaces",
                "Write the whole path, or one from the fleet file's folder.");
}

std::optional<Problem> check_url_path(const std::string& text) {
  return unless(text.starts_with('/'), "does not begin with \"/\"", "Write it like /coroot.");
}

std::optional<Problem> check_label_key(const std::string& text) {
  return unless(!text.empty() && text.size() <= 253 && has_only(text, "._-/") && is_alphanumeric(text.front()),
                "is no name of a label", "Use letters, digits, \".\", \"_\", \"-\" and \"/\".");
}

std::optional<Problem> check_duration(const std::string& text) {
  return unless(coroot::is_valid_metric_resolution(text), "is no duration that Coroot accepts",
                "Write it like 15s, 1m or 1h: the member's refresh interval.");
}

}  // namespace

const TextRule& rule_of(Kind kind) {
  static constexpr auto url =
      "^[Hh][Tt][Tt][Pp][Ss]?://"
      R"((?!(localhost|[^/:]*\.localhost|127\.[^/:]*|0\.0\.0\.0|\[::1?\])([:/]|$))[^/?#@\s]+(/[^?#\s]*)?$)";
  static const TextRule text{R"(\S)", check_text};
  static const TextRule name{"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$", check_name};
  static const TextRule dns_label{"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", check_dns_label};
  static const TextRule dns_name{"^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$", check_dns_name};
  static const TextRule project{"^[-_0-9a-z]{3,}$", check_project};
  static const TextRule member_url{url, check_member};
  static const TextRule hub_url{url, check_hub};
  static const TextRule path{R"(^(?!~).*\S)", check_path_text};
  static const TextRule url_path{"^/", check_url_path};
  static const TextRule label_key{"^[A-Za-z0-9][A-Za-z0-9._/-]{0,252}$", check_label_key};
  static const TextRule duration{"^0*[1-9][0-9]*[smh]$", check_duration};
  switch (kind) {
    case Kind::name: return name;
    case Kind::dns_label: return dns_label;
    case Kind::dns_name: return dns_name;
    case Kind::project: return project;
    case Kind::member_url: return member_url;
    case Kind::hub_url: return hub_url;
    case Kind::path: return path;
    case Kind::url_path: return url_path;
    case Kind::label_key: return label_key;
    case Kind::duration: return duration;
    default: return text;
  }
}

}  // namespace corootctl::fleetfile
