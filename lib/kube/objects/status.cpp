#include "kube/objects/status.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "document/json.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::kube {
namespace {

std::string_view phrase_of(int code) {
  static constexpr std::pair<int, std::string_view> phrases[] = {{400, "Bad Request"},
                                                                 {401, "Unauthorized"},
                                                                 {403, "Forbidden"},
                                                                 {404, "Not Found"},
                                                                 {405, "Method Not Allowed"},
                                                                 {406, "Not Acceptable"},
                                                                 {409, "Conflict"},
                                                                 {410, "Gone"},
                                                                 {413, "Request Entity Too Large"},
                                                                 {415, "Unsupported Media Type"},
                                                                 {422, "Unprocessable Entity"},
                                                                 {429, "Too Many Requests"},
                                                                 {500, "Internal Server Error"},
                                                                 {502, "Bad Gateway"},
                                                                 {503, "Service Unavailable"},
                                                                 {504, "Gateway Timeout"}};
  for (const auto& [known, phrase] : phrases) {
    if (known == code) return phrase;
  }
  return "";
}

/// What the reason means to us; nullopt for one we do not know, then the code decides (objects 1).
std::optional<ErrorKind> kind_of_reason(std::string_view reason) {
  static constexpr std::pair<std::string_view, ErrorKind> kinds[] = {{"Unauthorized", ErrorKind::unauthorized},
                                                                     {"Forbidden", ErrorKind::unauthorized},
                                                                     {"NotFound", ErrorKind::not_found},
                                                                     {"AlreadyExists", ErrorKind::conflict},
                                                                     {"Conflict", ErrorKind::conflict},
                                                                     {"Invalid", ErrorKind::invalid},
                                                                     {"BadRequest", ErrorKind::invalid},
                                                                     {"UnsupportedMediaType", ErrorKind::invalid},
                                                                     {"RequestEntityTooLarge", ErrorKind::invalid},
                                                                     {"Timeout", ErrorKind::timeout},
                                                                     {"ServerTimeout", ErrorKind::timeout},
                                                                     {"ServiceUnavailable", ErrorKind::unreachable},
                                                                     {"TooManyRequests", ErrorKind::failed},
                                                                     {"Expired", ErrorKind::failed},
                                                                     {"Gone", ErrorKind::failed}};
  for (const auto& [known, kind] : kinds) {
    if (known == reason) return kind;
  }
  return std::nullopt;
}

ErrorKind kind_of_code(int code) {
  switch (code) {
    case 401:
    case 403: return ErrorKind::unauthorized;
    case 404: return ErrorKind::not_found;
    case 409: return ErrorKind::conflict;
    case 400:
    case 413:
    case 415:
    case 422: return ErrorKind::invalid;
    case 502:
    case 503: return ErrorKind::unreachable;
    case 408:
    case 504: return ErrorKind::timeout;
    default: return ErrorKind::failed;
  }
}

/// The part between the first quotes: `conflict with "helm" using apps/v1` names the manager so.
std::string quoted_part(std::string_view text) {
  const auto open = text.find('"');
  if (open == std::string_view::npos) return std::string(text);
  const auto close = text.find('"', open + 1);
  return std::string(text.substr(open + 1, close == std::string_view::npos ? close : close - open - 1));
}

/// Manager to the fields it holds, both in name order.
std::map<std::string, std::set<std::string>> owners_of(const Status& status) {
  std::map<std::string, std::set<std::string>> out;
  for (const auto& cause : status.causes) {
    if (cause.reason == "FieldManagerConflict")
      out[printable(quoted_part(cause.message))].insert(printable(cause.field));
  }
  return out;
}

std::string joined(const std::set<std::string>& parts) { return join({parts.begin(), parts.end()}, ", "); }

Error field_conflict(const std::map<std::string, std::set<std::string>>& owners) {
  Error error;
  error.kind = ErrorKind::conflict;
  std::vector<std::string> parts;
  for (const auto& [manager, fields] : owners) parts.push_back(fmt::format("{} owns {}", manager, joined(fields)));
  error.what = "conflict with other field managers: " + join(parts, "; ");
  error.hint = "Use --force-conflicts to take these fields over.";
  if (owners.contains("kubectl-client-side-apply")) {
    error.hint += " A later kubectl apply of the old file would then silently undo the change.";
  }
  return error;
}

/// "the Coroot x is invalid: FIELD: MESSAGE", or a bullet for each of several causes.
std::string invalid_text(const Status& status) {
  std::vector<std::string> lines;
  for (const auto& cause : status.causes) {
    const auto field = cause.field.empty() || cause.field == "<nil>" ? std::string() : printable(cause.field) + ": ";
    auto line = field + printable(cause.message);
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(std::move(line));
  }
  if (lines.empty() || status.kind.empty()) return printable(status.message);
  const auto head = fmt::format("the {} {} is invalid:", printable(status.kind), printable(status.name));
  if (lines.size() == 1) return head + " " + lines.front();
  return head + "\n* " + join(lines, "\n* ");
}

std::string message_of(const Status& status, int code) {
  if (status.message == "Unauthorized") return "the server does not accept these credentials (Unauthorized)";
  if (!status.message.empty()) return printable(status.message);
  return std::string(trim(fmt::format("the server answers {} {}", code, printable(status.reason))));
}

/// A field that the installed CRD lacks is answered with 500 (objects 5): the content's fault.
bool lacks_schema(const Status& status) {
  return status.message.find("field not declared in schema") != std::string::npos ||
         status.message.find("unknown field") != std::string::npos;
}

/// Admission refuses what the pod asks for, whoever makes it (objects 28, 29).
bool is_insecure_pod(const Status& status) { return status.message.find("violates PodSecurity") != std::string::npos; }

/// No role lets anything be made in a namespace on its way out (objects 27).
bool is_namespace_ending(const Status& status) {
  return std::any_of(status.causes.begin(), status.causes.end(),
                     [](const auto& cause) { return cause.reason == "NamespaceTerminating"; });
}

Error error_of_status(const Status& status, int code) {
  if (const auto owners = owners_of(status); !owners.empty()) return field_conflict(owners);
  Error error;
  error.kind = kind_of_reason(status.reason).value_or(kind_of_code(code));
  error.what = message_of(status, code);
  if (lacks_schema(status)) {
    error.kind = ErrorKind::invalid;
    error.hint =
        "The installed custom resource definition does not know the field: upgrade it, or leave the field out.";
  } else if (is_insecure_pod(status)) {
    error.kind = ErrorKind::invalid;
    error.hint = "The namespace's label pod-security.kubernetes.io/enforce says which pods may run there.";
  } else if (is_namespace_ending(status)) {
    error.kind = ErrorKind::failed;
    error.hint = "Wait until the namespace is gone, then run this again; its conditions say what holds it.";
  } else if (status.reason == "Invalid") {
    error.what = invalid_text(status);
  } else if (error.kind == ErrorKind::conflict && status.reason != "AlreadyExists") {
    error.what = "the object changed since it was read: " + error.what;
    error.reason = Reason::stale_version;
    error.hint = "Try again: the next run reads it anew.";
  }
  return error;
}

/// The server's own words where there is no Status: nothing of a binary or HTML body.
std::string body_text(const http::Response& response) {
  const auto type = lower(response.header("Content-Type"));
  const bool html = type.find("html") != std::string::npos || trim(response.body).starts_with("<");
  if (html) return ": an HTML page; is a proxy or login page in between?";
  const bool readable = type.empty() || type.starts_with("text/") || type.find("json") != std::string::npos;
  const auto text = readable ? printable(trim(response.body)) : std::string();
  return text.empty() ? text : fmt::format(": \"{}\"", text);
}

Error error_of_code(const http::Response& response) {
  Error error;
  error.kind = kind_of_code(response.status);
  error.what = trim(fmt::format("the server answers {} {}", response.status, phrase_of(response.status)));
  if (response.status >= 300 && response.status < 400) {
    const auto location = response.header("Location");
    error.what += fmt::format(" to {}", printable(location.substr(0, location.find('?'))));
    error.hint = "Redirects are not followed, because credentials would go along: use the final address.";
    return error;
  }
  if (response.status == 404) error.reason = Reason::not_served;  // an object that is missing comes with a Status
  const bool quotes = response.status >= 500 || response.status == 403 || response.status == 415;
  if (quotes) error.what += body_text(response);
  return error;
}

}  // namespace

std::optional<Status> parse_status(const http::Response& response) {
  if (!trim(response.body).starts_with('{')) return std::nullopt;
  const auto body = document::parse_json(response.body, "answer");
  if (!body || (*body)["kind"].as_string() != "Status" || !(*body)["apiVersion"].as_string().starts_with("v1")) {
    return std::nullopt;
  }
  Status out;
  out.code = static_cast<int>((*body)["code"].as_integer(response.status));
  out.reason = (*body)["reason"].as_string();
  out.message = (*body)["message"].as_string();
  const auto& details = (*body)["details"];
  out.kind = details["kind"].as_string();
  out.name = details["name"].as_string();
  for (const auto& cause : details["causes"].as_list()) {
    out.causes.push_back({cause["reason"].as_string(), cause["message"].as_string(), cause["field"].as_string()});
  }
  return out;
}

bool is_escalation(std::string_view message) {
  return message.find("attempting to grant RBAC permissions not currently held") != std::string_view::npos;
}

Error status_error(const http::Response& response, const std::string& action) {
  const auto status = parse_status(response);
  auto error = status ? error_of_status(*status, response.status) : error_of_code(response);
  if (error.hint.empty() && response.status == 401) {
    error.hint = "Check the credentials of this context: corootctl contexts show names them.";
  } else if (response.status == 403 && is_escalation(error.what)) {
    error.hint = std::string(escalation_hint);
  } else if (error.hint.empty() && response.status == 403) {
    error.hint = "Ask for a role that allows this, or choose another context.";
  }
  return action.empty() ? error : std::move(error).with(action);
}

}  // namespace corootctl::kube
