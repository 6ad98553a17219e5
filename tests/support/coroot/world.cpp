#include "support/coroot/world.hpp"

#include <fmt/core.h>

#include <cctype>

#include "document/json.hpp"
#include "support/coroot/stand_in_coroot.hpp"

namespace corootctl::support {

using document::List;
using document::Object;
using document::Value;

namespace {

ServedResponse text_of_status(int status, const std::string& text) {
  return text_response(status, "text/plain; charset=utf-8", text + "\n");
}

Object status_object(const char* status, const char* message, const char* action) {
  return Object{{"status", status},
                {"error", ""},
                {"prometheus", Object{{"status", status}, {"message", message}, {"error", ""}, {"action", action}}},
                {"node_agent", Object{{"status", "unknown"}, {"nodes", 0}}},
                {"kube_state_metrics", nullptr}};
}

Object context_of(Object status) {
  return Object{{"status", std::move(status)}, {"search", Object{{"applications", nullptr}, {"nodes", nullptr}}},
                {"incidents", nullptr},        {"alerts", nullptr},
                {"fluxcd", nullptr},           {"argocd", nullptr},
                {"multicluster", false}};
}

Object empty_views() {
  Object views;
  for (const char* name : {"applications", "map", "nodes", "deployments", "traces", "logs", "costs", "risks", "fluxcd",
                           "argocd", "categories"})
    views.set(name, nullptr);
  return views;
}

/// Logs or traces of an app on a server whose project has no ClickHouse, and no message was counted.
ServedResponse without_clickhouse() {
  return json_answer(
      Object{{"context", context_of(status_object("ok", "ok", ""))},
             {"data", Object{{"status", "unknown"}, {"message", "Clickhouse integration is not configured"}}}});
}

}  // namespace

ServedResponse json_answer(const Value& value) {
  return text_response(200, "application/json", document::to_json(value) + "\n");
}

ServedResponse unknown_project(const std::string& rest) {
  if (rest.empty()) return ServedResponse{};  // 200 and nothing
  if (rest == "status") return json_answer(status_object("unknown", "", ""));
  if (rest == "incidents") return text_of_status(404, "project not found");
  if (rest == "panel/data") return text_of_status(404, "Project not found");
  if (rest.starts_with("overview/") || rest.starts_with("app/"))
    return json_answer(Object{{"context", context_of(status_object("unknown", "", ""))}, {"data", nullptr}});
  return text_response(
      200, "text/html; charset=utf-8",
      "<!doctype html><html><head><title>Coroot</title></head><body><div id=\"app\"></div></body></html>\n");
}

ServedResponse missing_answer(const std::string& path) {
  if (path.find("/incident/") != std::string::npos) return text_of_status(404, "Incident not found");
  if (path.ends_with("/logs") || path.ends_with("/tracing")) return without_clickhouse();
  if (const auto app = path.find("/app/"); app != std::string::npos)
    return path.find(':', app) == std::string::npos ? text_of_status(400, "invalid application id")
                                                    : text_of_status(404, "Application not found");
  if (path.find("/overview/") != std::string::npos && !path.ends_with("/"))
    return json_answer(Object{{"context", context_of(status_object("ok", "ok", ""))}, {"data", empty_views()}});
  return unknown_project("no such path");
}

std::string never_synchronised(const std::string& rest) {
  Object status = status_object(
      "warning",
      "The Prometheus cache lag is 4 hours, likely due to a restart or upgrade. Synchronization is in progress.",
      "wait");
  Value data;
  if (rest == "status") data = status;
  if (rest == "incidents") data = List{};
  if (rest.starts_with("overview/")) data = empty_views();
  return document::to_json(Object{{"context", context_of(std::move(status))}, {"data", std::move(data)}}) + "\n";
}

std::string with_query_error(const std::string& status, const std::string& member) {
  auto answer = document::parse_json(status, "status");
  if (!answer) return status;
  const Value failing = Object{{"status", "warning"},
                               {"message", "An error has been occurred while querying Prometheus:"},
                               {"error", refused_connection(member)},
                               {"action", "configure"}};
  for (Value* place : {&answer->make({"context", "status"}), &answer->make({"data"})}) {
    place->object().set("status", "warning");
    place->object().set("prometheus", failing);
  }
  return document::to_json(*answer) + "\n";
}

std::string refused_connection(const std::string& member) {
  return fmt::format(
      "Post \"http://{0}.example.com/api/v1/query_range\": dial tcp {0}.example.com: connect: connection refused",
      member);
}

std::string shift_times(const std::string& json_text, std::int64_t recorded_at_ms, std::int64_t shift_ms) {
  constexpr std::int64_t month_ms = 30LL * 24 * 3600 * 1000;
  constexpr std::size_t digits = 13;  // epoch milliseconds from 2001 to 2286
  const auto is_part = [&](std::size_t at) {
    const auto c = static_cast<unsigned char>(json_text[at]);
    return std::isalnum(c) != 0 || c == '.' || c == '_';
  };
  std::string out;
  for (std::size_t at = 0; at < json_text.size();) {
    std::size_t end = at;
    while (end < json_text.size() && std::isdigit(static_cast<unsigned char>(json_text[end])) != 0) ++end;
    const bool alone =
        end - at == digits && (at == 0 || !is_part(at - 1)) && (end == json_text.size() || !is_part(end));
    if (alone) {
      const std::int64_t value = std::stoll(json_text.substr(at, digits));
      const bool near = value > recorded_at_ms - month_ms && value < recorded_at_ms + month_ms;
      out += std::to_string(near ? value + shift_ms : value);
    } else {
      out.append(json_text, at, end - at);
    }
    if (end < json_text.size()) out += json_text[end];
    at = end + 1;
  }
  return out;
}

ServedResponse traces_of(bool is_unreachable) {
  Object traces{{"message", is_unreachable ? "" : "not_found"}, {"error", ""}, {"limit", 100}};
  if (is_unreachable) traces.set("error", "Clickhouse error: unexpected status from the proxy: 405 Method Not Allowed");
  return json_answer(Object{{"context", Object{}}, {"data", Object{{"traces", std::move(traces)}}}});
}

}  // namespace corootctl::support
