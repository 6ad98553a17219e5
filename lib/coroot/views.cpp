#include "coroot/views.hpp"

#include <algorithm>

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
  classify(incident, entry["details"]);
  return incident;
}

MapApp read_map_app(const Value& entry) {
  MapApp app{entry["id"].as_string(),
             entry["cluster"].as_string(),
             entry["category"].as_string(),
             entry["status"].as_string(),
             {}};
  for (const auto& link : entry["upstreams"].as_list()) {
    app.upstreams.push_back({link["id"].as_string(), link["status"].as_string(), link["weight"].as_number()});
  }
  return app;
}

NodeEntry read_node(const Value& entry) {
  return {entry["name"].as_string(), entry["cluster_name"].as_string(), entry["status"]["status"].as_string(),
          clean_text(entry["status"]["message"].as_string()), entry["uptime_ms"].as_integer()};
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
      "the project has no world yet: {}{}{}", reason, status.error.empty() ? "" : " ", status.error);
}

template <class Entry>
Result<std::vector<Entry>> read_list(const Value& answer, const Value& list, Entry (*read)(const Value&)) {
  if (!list.is_list()) return no_world(answer);
  std::vector<Entry> out;
  for (const auto& entry : list.as_list()) out.push_back(read(entry));
  return out;
}

}  // namespace

const ProjectName* User::find(std::string_view project_name) const {
  const auto found =
      std::find_if(projects.begin(), projects.end(), [&](const auto& project) { return project.name == project_name; });
  return found == projects.end() ? nullptr : &*found;
}

User read_user(const Value& answer) {
  User user{answer["name"].as_string(), answer["role"].as_string(), answer["anonymous"].as_bool(), {}};
  for (const auto& project : answer["projects"].as_list()) {
    user.projects.push_back({project["id"].as_string(), project["name"].as_string()});
  }
  return user;
}

Project read_project(const Value& answer) {
  Project project{answer["name"].as_string(), answer["refresh_interval"].as_integer(), {}};
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

std::string with_cluster_name(std::string_view application, const std::vector<ProjectName>& projects) {
  const auto colon = application.find(':');
  const auto id = application.substr(0, colon);
  const auto found =
      std::find_if(projects.begin(), projects.end(), [&](const auto& project) { return project.id == id; });
  if (found == projects.end() || colon == std::string_view::npos) return std::string(application);
  return found->name + std::string(application.substr(colon));
}

}  // namespace corootctl::coroot
