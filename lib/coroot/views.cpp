#include "coroot/views.hpp"

#include <algorithm>
#include <array>

#include "base/utf8.hpp"
#include "coroot/answer.hpp"

namespace corootctl::coroot {

namespace {

using document::Value;

/// How close the worst burn rate came to its threshold; 1 = reached. A window counts when both of its rates are high.
double burn(const Value& rates) {
  double worst = 0;
  for (const auto& rate : rates.as_list()) {
    const double threshold = rate["threshold"].as_number();
    if (threshold <= 0) continue;
    const double both = std::min(rate["long_window_burn_rate"].as_number(), rate["short_window_burn_rate"].as_number());
    worst = std::max(worst, both / threshold);
  }
  return worst;
}

bool is_alarming(const Value& rates) {
  const auto& list = rates.as_list();
  return std::any_of(list.begin(), list.end(), [](const Value& rate) {
    const auto& severity = rate["severity"].as_string();
    return severity == "critical" || severity == "warning";
  });
}

/// Open incidents carry the severity of each burn rate; when all have calmed down, the higher one tells what it was.
void classify(IncidentEntry& incident, const Value& details) {
  const auto& availability = details["availability_burn_rates"];
  const auto& latency = details["latency_burn_rates"];
  incident.availability = is_alarming(availability);
  incident.latency = is_alarming(latency);
  if (incident.availability || incident.latency) return;
  const bool slower = burn(latency) > burn(availability);
  incident.latency = slower;
  incident.availability = !slower;
}

/// The server decorates numbers with pictures and arrows. Every character beyond Latin is one here; arrows get words.
std::string without_pictures(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto rest = text.substr(i);
    const std::size_t size = character_at(text, i).size;
    if (rest.starts_with("\u2191")) {
      out += "sent ";
    } else if (rest.starts_with("\u2193")) {
      out += "received ";
    } else if (size <= 2 && !(text[i] == ' ' && (out.empty() || out.back() == ' '))) {
      out += rest.substr(0, size);
    }
    i += size;
  }
  return out;
}

IncidentEntry read_incident(const Value& entry) {
  IncidentEntry incident;
  incident.key = entry["key"].as_string();
  incident.application = entry["application_id"].as_string();
  incident.cluster = entry["cluster"].as_string();
  incident.severity = entry["severity"].as_string();
  incident.summary = clean_text(entry["short_description"].as_string());
  incident.category = entry["application_category"].as_string();
  incident.opened_at_ms = entry["opened_at"].as_integer();
  if (entry["resolved_at"].is_number()) incident.resolved_at_ms = entry["resolved_at"].as_integer();
  incident.impact_percent = entry["impact"].as_number();
  classify(incident, entry["details"]);
  return incident;
}

MapLink read_link(const Value& link) {
  MapLink out{link["id"].as_string(), link["status"].as_string(), link["weight"].as_number(), {}};
  for (const auto& text : link["stats"].as_list()) out.stats.push_back(without_pictures(clean_text(text.as_string())));
  return out;
}

MapApp read_map_app(const Value& entry) {
  MapApp app{entry["id"].as_string(),
             entry["cluster"].as_string(),
             entry["category"].as_string(),
             entry["status"].as_string(),
             {},
             {}};
  for (const auto& link : entry["upstreams"].as_list()) app.upstreams.push_back(read_link(link));
  for (const auto& one : entry["indicators"].as_list()) {
    app.indicators.push_back({clean_text(one["message"].as_string()), one["status"].as_string(), ""});
  }
  return app;
}

NodeEntry read_node(const Value& entry) {
  return {entry["name"].as_string(), entry["cluster_name"].as_string(), entry["status"]["status"].as_string(),
          clean_text(entry["status"]["message"].as_string()), entry["uptime_ms"].as_integer()};
}

/// The columns of the applications view, in the order of the server's page; the other members are no indicators.
constexpr std::array<std::string_view, 11> app_columns{"errors",     "latency", "upstreams", "instances",
                                                       "restarts",   "cpu",     "memory",    "disk_io_load",
                                                       "disk_usage", "network", "dns"};

AppEntry read_app(const Value& entry) {
  AppEntry app{entry["id"].as_string(),     entry["cluster"].as_string(),           entry["category"].as_string(),
               entry["status"].as_string(), entry.at({"type", "name"}).as_string(), {}};
  const auto add = [&](std::string_view column) {
    const auto& cell = entry[column];
    if (!cell.is_object()) return;
    std::string name(column);
    std::replace(name.begin(), name.end(), '_', ' ');
    app.indicators.push_back({std::move(name), cell["status"].as_string(), clean_text(cell["value"].as_string())});
  };
  for (const auto column : app_columns) add(column);
  add("logs");
  return app;
}

std::optional<SloState> read_slo(const Value& slo) {
  if (!slo.is_object()) return std::nullopt;
  return SloState{clean_text(slo["objective"].as_string()), clean_text(slo["compliance"].as_string()),
                  slo["violated"].as_bool()};
}

/// Texts of ours go on after it.
std::string without_final_dot(std::string text) {
  if (text.ends_with('.')) text.pop_back();
  return text;
}

/// Why a world answer has no data: an unknown project, a cache that is being filled, or no telemetry.
tl::unexpected<Error> no_world(const Value& answer) {
  const auto status = read_status(answer);
  if (!status.is_known()) {
    return fail_with_hint(ErrorKind::not_found, "The path takes the project's id, not its name.",
                          "the server does not know this project");
  }
  const bool no_reason = status.message.empty() || status.message == "ok";
  const auto reason = no_reason ? "the server has no data for it yet" : status.message;
  return fail_with_hint(
      ErrorKind::no_data,
      status.is_filling()
          ? "Wait for the first synchronization, or check each member: one that never answered looks the same."
          : "",
      "the project has no data in Coroot yet: {}{}{}", reason, status.error.empty() ? "" : " ", status.error);
}

template <class Entry>
Result<std::vector<Entry>> read_list(const Value& answer, const Value& list, Entry (*read)(const Value&)) {
  if (!list.is_list()) return no_world(answer);
  std::vector<Entry> out;
  for (const auto& entry : list.as_list()) out.push_back(read(entry));
  return out;
}

}  // namespace

User read_user(const Value& answer) {
  User user{answer["name"].as_string(),
            answer["role"].as_string(),
            answer["anonymous"].as_bool(),
            answer["readonly"].as_bool(),
            {}};
  for (const auto& project : answer["projects"].as_list()) {
    user.projects.push_back({project["id"].as_string(), project["name"].as_string()});
  }
  return user;
}

Project read_project(const Value& answer) {
  Project project{answer["name"].as_string(), {}};
  for (const auto& member : answer["member_projects"].as_list()) project.members.push_back(member.as_string());
  return project;
}

ProjectStatus read_status(const Value& answer) {
  const auto& context = answer["context"]["status"];
  const auto& status = context.is_object() ? context : answer;
  const auto& prometheus = status["prometheus"];
  return {status["status"].as_string(),
          prometheus["status"].as_string(),
          without_final_dot(clean_text(prometheus["message"].as_string())),
          clean_text(prometheus["error"].as_string()),
          prometheus["action"].as_string(),
          static_cast<int>(status["node_agent"]["nodes"].as_integer())};
}

Result<std::vector<IncidentEntry>> read_incidents(const Value& answer) {
  // A quiet project has `data: null` with a status that is known; only an unknown one is an error.
  if (answer["data"].is_null() && read_status(answer).is_known()) return std::vector<IncidentEntry>{};
  return read_list(answer, answer["data"], read_incident);
}

Result<std::vector<MapApp>> read_map(const Value& answer) {
  return read_list(answer, answer["data"]["map"], read_map_app);
}

Result<std::vector<NodeEntry>> read_nodes(const Value& answer) {
  return read_list(answer, answer["data"]["nodes"], read_node);
}

Result<std::vector<AppEntry>> read_applications(const Value& answer) {
  return read_list(answer, answer["data"]["applications"], read_app);
}

Result<IncidentDetail> read_incident_detail(const Value& answer) {
  const auto& data = answer["data"];
  if (!data.is_object()) return no_world(answer);
  IncidentDetail detail;
  detail.incident = read_incident(data);
  detail.availability = read_slo(data["availability_slo"]);
  detail.latency = read_slo(data["latency_slo"]);
  detail.availability_impact_percent = data.at({"details", "availability_impact", "percentage"}).as_number();
  detail.latency_impact_percent = data.at({"details", "latency_impact", "percentage"}).as_number();
  if (data.at({"rca", "status"}).as_string() == "OK") {
    detail.root_cause = clean_text(data.at({"rca", "short_summary"}).as_string());
  }
  return detail;
}

AppName split_app(std::string_view id) {
  AppName out;
  const auto first = id.find(':');
  const auto second = first == std::string_view::npos ? first : id.find(':', first + 1);
  const auto third = second == std::string_view::npos ? second : id.find(':', second + 1);
  if (third == std::string_view::npos) return {"", "", "", std::string(id)};
  out.cluster = id.substr(0, first);
  out.namespace_name = id.substr(first + 1, second - first - 1);
  out.kind = id.substr(second + 1, third - second - 1);
  out.name = id.substr(third + 1);
  return out;
}

std::string with_cluster_name(std::string_view application, const std::vector<ProjectName>& projects) {
  const auto colon = application.find(':');
  const auto id = application.substr(0, colon);
  const auto found =
      std::find_if(projects.begin(), projects.end(), [&](const auto& project) { return project.id == id; });
  if (found == projects.end() || colon == std::string_view::npos) return std::string(application);
  return found->name + std::string(application.substr(colon));
}

}  // namespace corootctl::coroot
