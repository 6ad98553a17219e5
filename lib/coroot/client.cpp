#include "coroot/client.hpp"

#include "base/text.hpp"
#include "coroot/answer.hpp"
#include "document/json.hpp"
#include "http/url.hpp"

namespace corootctl::coroot {

namespace {

using document::Value;

constexpr std::string_view session_cookie = "coroot_session=";

/// The session's "name=value" out of Set-Cookie; empty when there is none.
SecretString session_of(const http::Response& response) {
  for (const auto& header : response.headers) {
    if (lower(header.name) != "set-cookie") continue;
    const auto cookie = trim(std::string_view(header.value).substr(0, header.value.find(';')));
    if (cookie.starts_with(session_cookie) && cookie.size() > session_cookie.size())
      return SecretString(std::string(cookie));
  }
  return {};
}

Ask login_request(const std::string& user, const SecretString& password) {
  Ask ask;
  ask.method = "POST";
  ask.path = "/api/login";
  ask.content_type = "application/json";
  ask.secret = true;
  // JSON, not a form: the server answers 400 to a form.
  ask.body = document::to_json(
      document::Object{{"email", user}, {"password", std::string(password.reveal())}, {"action", "login"}});
  return ask;
}

tl::unexpected<Error> unknown_project(const std::string& name, const std::map<std::string, std::string>& known) {
  std::vector<std::string> names;
  for (const auto& [project, id] : known) names.push_back(project);
  std::string hint =
      names.empty() ? "The server shows no project to this user." : "Projects: " + join(names, ", ") + ".";
  if (const auto near = closest(name, names)) hint = "Did you mean " + *near + "? " + hint;
  return fail_with_hint(ErrorKind::not_found, std::move(hint), "Coroot has no project {}", name);
}

}  // namespace

Client::Client(std::unique_ptr<Link> link) : link_(std::move(link)) {}

Result<> Client::login(const std::string& user, const SecretString& password, const Within& within) {
  if (user.empty() || password.empty()) {
    return fail(ErrorKind::usage, "a login needs a user and a password that is not empty");
  }
  auto ask = login_request(user, password);
  auto answer = link_->send(ask, within.deadline, within.stop);
  wipe(ask.body);
  if (!answer) return tl::unexpected<Error>(std::move(answer.error()).with("log in to Coroot"));
  if (answer->status == 404 && trim(answer->body) == "Invalid email or password.") {
    return fail_with_hint(ErrorKind::unauthorized, "The built-in administrator's name is admin.",
                          "log in to Coroot: wrong user or password for {}", clean_text(user));
  }
  if (auto error = refusal(*answer, "POST /api/login")) return tl::unexpected<Error>(*std::move(error));
  cookie_ = session_of(*answer);
  if (cookie_.empty()) {
    return fail_with_hint(ErrorKind::failed, "Check the address; a proxy may be removing cookies.",
                          "log in to Coroot: the server gave no session");
  }
  return {};
}

Result<http::Response> Client::send(Ask ask, const Within& within) const {
  if (!cookie_.empty()) ask.headers.push_back({"Cookie", std::string(cookie_.reveal()), true});
  if (!key_.empty()) ask.headers.push_back({"Authorization", "Bearer " + std::string(key_.reveal()), true});
  const std::chrono::duration<double> allowed = within.deadline.left();
  auto answer = link_->send(ask, within.deadline, within.stop);
  if (!answer && answer.error().kind == ErrorKind::timeout && within.deadline.is_set()) {
    answer.error().what = fmt::format("{} {}: no answer within {:.3g} s ({})", ask.method, ask.path, allowed.count(),
                                      answer.error().what);
  }
  return answer;
}

Result<Value> Client::get(const std::string& path, std::vector<std::pair<std::string, std::string>> query,
                          const Within& within) const {
  Ask ask;
  ask.path = path;
  ask.query = std::move(query);
  CTL_PASS(const auto answer, send(std::move(ask), within));
  return read_json(answer, "GET " + path);
}

Result<Value> Client::get_of_project(const std::string& id, const std::string& rest,
                                     std::vector<std::pair<std::string, std::string>> query,
                                     const Within& within) const {
  return get("/api/project/" + http::encode_component(id) + rest, std::move(query), within);
}

Result<User> Client::user(const Within& within) const {
  auto answer = get("/api/user", {}, within);
  if (!answer && answer.error().kind == ErrorKind::no_data) {  // there is always a user: something took the body
    return tl::unexpected<Error>(make_error(ErrorKind::failed, "{}", answer.error().what)
                                     .advise("Try again; a proxy may be emptying answers.")
                                     .with(link_->address()));
  }
  CTL_RUN(answer);
  auto user = read_user(*answer);
  const std::scoped_lock lock(known_mutex_);
  known_projects_.clear();
  for (const auto& project : user.projects) known_projects_[project.name] = project.id;
  return user;
}

Result<std::string> Client::project_id(const std::string& name, const Within& within) const {
  for (bool fresh = false;; fresh = true) {
    {
      const std::scoped_lock lock(known_mutex_);
      if (const auto found = known_projects_.find(name); found != known_projects_.end()) return found->second;
      if (fresh) return unknown_project(name, known_projects_);
    }
    CTL_RUN(user(within));
  }
}

std::vector<ProjectName> Client::known_projects() const {
  const std::scoped_lock lock(known_mutex_);
  std::vector<ProjectName> out;
  for (const auto& [name, id] : known_projects_) out.push_back({id, name});
  return out;
}

Result<Project> Client::project(const std::string& id, const Within& within) const {
  auto answer = get_of_project(id, "", {}, within);
  if (!answer && answer.error().kind == ErrorKind::no_data) {  // 200 with an empty body
    return fail(ErrorKind::not_found, "Coroot does not know the project id {}", clean_text(id));
  }
  if (!answer) return tl::unexpected<Error>(std::move(answer.error()));
  return read_project(*answer);
}

Result<> Client::remove_project(const std::string& id, const Within& within) const {
  Ask ask;
  ask.method = "DELETE";
  ask.path = "/api/project/" + http::encode_component(id);
  const auto asked = "DELETE " + ask.path;
  CTL_PASS(const auto answer, send(std::move(ask), within));
  auto error = refusal(answer, asked);
  if (!error) return {};
  if (error->kind == ErrorKind::unauthorized) error->hint = may_change_projects;
  return tl::unexpected<Error>(*std::move(error));
}

Result<ProjectStatus> Client::status(const std::string& id, const Within& within) const {
  CTL_PASS(const auto answer, get_of_project(id, "/status", {}, within));
  auto status = read_status(answer);
  if (!status.is_known()) return fail(ErrorKind::not_found, "Coroot does not know the project id {}", clean_text(id));
  return status;
}

Result<std::vector<IncidentEntry>> Client::incidents(const std::string& id, int limit, const Within& within) const {
  CTL_PASS(const auto answer, get_of_project(id, "/incidents", {{"limit", std::to_string(limit)}}, within));
  return read_incidents(answer);
}

Result<IncidentDetail> Client::incident(const std::string& id, const std::string& key, const Within& within) const {
  CTL_PASS(const auto answer, get_of_project(id, "/incident/" + http::encode_component(key), {}, within));
  return read_incident_detail(answer);
}

Result<Value> Client::overview(const std::string& id, const std::string& view, const Within& within) const {
  return get_of_project(id, "/overview/" + http::encode_component(view), {}, within);
}

Result<std::vector<MapApp>> Client::map(const std::string& id, const Within& within) const {
  CTL_PASS(const auto answer, overview(id, "map", within));
  return read_map(answer);
}

Result<std::vector<AppEntry>> Client::applications(const std::string& id, const Within& within) const {
  CTL_PASS(const auto answer, overview(id, "applications", within));
  return read_applications(answer);
}

Result<std::vector<NodeEntry>> Client::nodes(const std::string& id, const Within& within) const {
  CTL_PASS(const auto answer, overview(id, "nodes", within));
  return read_nodes(answer);
}

Result<AppPage> Client::app_page(const std::string& id, const std::string& application, std::int64_t from_ms,
                                 std::int64_t to_ms, const Within& within) const {
  CTL_PASS(const auto answer,
           get_of_project(id, "/app/" + http::encode_component(application),
                          {{"from", std::to_string(from_ms)}, {"to", std::to_string(to_ms)}}, within));
  return read_app_page(answer);
}

Result<LogPatterns> Client::log_patterns(const std::string& id, const std::string& application, std::int64_t from_ms,
                                         std::int64_t to_ms, const Within& within) const {
  CTL_PASS(
      const auto answer,
      get_of_project(
          id, "/app/" + http::encode_component(application) + "/logs",
          {{"from", std::to_string(from_ms)}, {"to", std::to_string(to_ms)}, {"query", log_patterns_query()}}, within));
  return read_log_patterns(answer);
}

Result<Traces> Client::traces(const std::string& id, const std::string& application, std::int64_t from_ms,
                              std::int64_t to_ms, const std::string& wanted, const Within& within) const {
  CTL_PASS(
      const auto answer,
      get_of_project(id, "/app/" + http::encode_component(application) + "/tracing",
                     {{"from", std::to_string(from_ms)}, {"to", std::to_string(to_ms)}, {"trace", wanted}}, within));
  return read_traces(answer);
}

Result<Panel> Client::panel(const std::string& id, const std::vector<PanelEntry>& entries, std::int64_t from_ms,
                            std::int64_t to_ms, const Within& within) const {
  Ask ask;
  ask.path = "/api/project/" + http::encode_component(id) + "/panel/data";
  ask.query = {{"from", std::to_string(from_ms)}, {"to", std::to_string(to_ms)}, {"query", panel_query(entries)}};
  const auto asked = "GET " + ask.path;
  CTL_PASS(auto answer, send(std::move(ask), within));
  if (auto error = refusal(answer, asked)) {
    if (error->kind == ErrorKind::invalid && error->reason == Reason::none)
      error->reason = reason_of_member(error->summary);
    return tl::unexpected<Error>(*std::move(error));
  }
  if (auto panel = scan_panel(answer.body)) return *std::move(panel);
  CTL_PASS(const auto document, read_json(answer, asked));
  return read_panel(document);
}

Result<Value> Client::profiles(const std::string& id, const std::string& application, const Within& within) const {
  CTL_PASS(auto answer, get_of_project(id, "/app/" + http::encode_component(application) + "/profiling", {}, within));
  return answer["data"];
}

Result<bool> Client::opens(const SecretString& key, const Within& within) const {
  Ask ask;
  ask.path = "/api/clickhouse-config";
  ask.headers.push_back({"X-API-Key", std::string(key.reveal()), true});
  ask.secret = true;
  auto answer = link_->send(ask, within.deadline, within.stop);
  if (!answer) return tl::unexpected<Error>(std::move(answer.error()).with("ask whether a key opens a project"));
  wipe(answer->body);
  const bool is_data = lower(answer->header("Content-Type")).find("json") != std::string::npos;
  return answer->status == 200 && is_data;
}

}  // namespace corootctl::coroot
