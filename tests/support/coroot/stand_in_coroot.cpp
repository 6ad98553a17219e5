#include "support/coroot/stand_in_coroot.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>

#include "base/text.hpp"
#include "document/json.hpp"
#include "http/crypto.hpp"
#include "support/coroot/prometheus.hpp"
#include "support/coroot/world.hpp"

namespace corootctl::support {

using document::List;
using document::Object;
using document::Value;

namespace {

constexpr std::int64_t grid_ms = 15'000;
// The shift stays while a client works, so that all its answers fit together; after a pause "now" moves on.
constexpr std::int64_t pause_ms = 20'000;
constexpr std::int64_t longest_hold_ms = 180'000;
constexpr std::string_view cookie_name = "coroot_session=";
constexpr std::string_view signed_in_as = "eyJpZCI6MX0=";  // {"id":1}

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

ServedResponse plain(int status, const std::string& text) {
  return text_response(status, "text/plain; charset=utf-8", text + "\n");
}

ServedResponse page() {
  return text_response(
      200, "text/html; charset=utf-8",
      "<!doctype html><html><head><title>Coroot</title></head><body><div id=\"app\"></div></body></html>\n");
}

}  // namespace

std::optional<MemberFault> parse_member_fault(std::string_view text) {
  static constexpr std::pair<std::string_view, MemberFault> names[] = {{"ok", MemberFault::none},
                                                                       {"down", MemberFault::down},
                                                                       {"hang", MemberFault::hanging},
                                                                       {"wrong-key", MemberFault::wrong_key},
                                                                       {"wrong-url", MemberFault::wrong_url},
                                                                       {"empty", MemberFault::empty},
                                                                       {"typo", MemberFault::typo},
                                                                       {"old", MemberFault::old},
                                                                       {"forbidden", MemberFault::forbidden},
                                                                       {"tunnel", MemberFault::tunnel},
                                                                       {"portless", MemberFault::portless}};
  for (const auto& [name, fault] : names)
    if (name == text) return fault;
  return std::nullopt;
}

StandInCoroot::~StandInCoroot() { server_.reset(); }

Result<std::unique_ptr<StandInCoroot>> StandInCoroot::start(CorootOptions options) {
  std::unique_ptr<StandInCoroot> coroot(new StandInCoroot(std::move(options)));
  CTL_PASS(coroot->recording_, shared_recording(coroot->options_.scenario));
  if (!coroot->options_.more.empty()) {
    CTL_PASS(const auto more, shared_recording(coroot->options_.more));
    Recording both = *coroot->recording_;
    for (const auto& [path, answer] : more->answers) both.answers.insert_or_assign(path, answer);
    coroot->recording_ = std::make_shared<const Recording>(std::move(both));
  }
  CTL_PASS(coroot->transport_, http::make_curl_transport({}, {}));
  coroot->signing_key_ = http::random_hex(16);
  for (const auto& [aggregate, members] : coroot->recording_->members)
    if (coroot->options_.own_project.empty() && !members.empty()) coroot->options_.own_project = members.back();
  ServerOptions server;
  server.address = coroot->options_.address;
  server.port = coroot->options_.port;
  CTL_PASS(coroot->server_,
           HttpServer::start(server, [raw = coroot.get()](const ServedRequest& request, std::stop_token stop) {
             return raw->answer(request, stop);
           }));
  return coroot;
}

std::string StandInCoroot::url() const { return fmt::format("http://{}:{}", options_.address, server_->port()); }

void StandInCoroot::set_fault(const std::string& project, MemberFault fault) {
  {
    const std::lock_guard lock(mutex_);
    faults_[project] = fault;
  }
  changed_.notify_all();
}

void StandInCoroot::set_projects(std::optional<std::set<std::string>> names) {
  const std::lock_guard lock(mutex_);
  records_.reset();
  if (!names) return;
  records_.emplace();
  for (const auto& [name, id] : recording_->projects)
    if (names->contains(name)) (*records_)[name] = {id, ""};
}

void StandInCoroot::restart(const std::vector<ConfiguredProject>& projects) {
  const std::lock_guard lock(mutex_);
  ++starts_;
  if (!records_) records_.emplace();
  for (const auto& project : projects) {
    const auto recorded = recording_->projects.find(project.name);
    if (recorded == recording_->projects.end()) continue;
    auto [record, is_new] = records_->emplace(project.name, Record{});
    if (is_new) record->second.id = made_before_.insert(project.name).second ? recorded->second : http::random_hex(4);
    if (!project.remote_url.empty()) record->second.remote_url = project.remote_url;
  }
}

int StandInCoroot::starts() const {
  const std::lock_guard lock(mutex_);
  return starts_;
}

std::map<std::string, StandInCoroot::Record> StandInCoroot::records() const {
  const std::lock_guard lock(mutex_);
  if (records_) return *records_;
  std::map<std::string, Record> all;
  for (const auto& [name, id] : recording_->projects) all[name] = {id, ""};
  return all;
}

std::optional<std::string> StandInCoroot::source_of(const std::string& project) const {
  const auto all = records();
  const auto found = all.find(project);
  return found == all.end() ? std::nullopt : std::optional(found->second.remote_url);
}

std::optional<std::string> StandInCoroot::id_of(const std::string& project) const {
  const auto all = records();
  const auto found = all.find(project);
  return found == all.end() ? std::nullopt : std::optional(found->second.id);
}

/// Also a project of the configuration goes, until the next start; an unknown one is gone already.
ServedResponse StandInCoroot::remove(const std::string& id) {
  if (!is_admin()) return plain(403, "You are not allowed to delete the project.");
  auto left = records();
  std::erase_if(left, [&](const auto& entry) { return entry.second.id == id; });
  const std::lock_guard lock(mutex_);
  records_ = std::move(left);
  return plain(200, "");
}

void StandInCoroot::set_members(std::map<std::string, std::vector<std::string>> members) {
  const std::lock_guard lock(mutex_);
  members_ = std::move(members);
}

/// nullopt for a project that is no aggregate.
std::optional<std::vector<std::string>> StandInCoroot::members_of(const std::string& project) const {
  const std::lock_guard lock(mutex_);
  const auto recorded = recording_->members.find(project);
  if (recorded == recording_->members.end()) return std::nullopt;
  const auto now = members_.find(project);
  return now == members_.end() ? recorded->second : now->second;
}

std::vector<std::string> StandInCoroot::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

std::int64_t StandInCoroot::shift_ms() const {
  const std::lock_guard lock(mutex_);
  return shift_ms_;
}

MemberFault StandInCoroot::fault_of(const std::string& project) const {
  const std::lock_guard lock(mutex_);
  const auto it = faults_.find(project);
  return it == faults_.end() ? MemberFault::none : it->second;
}

std::pair<std::string, MemberFault> StandInCoroot::trouble_of(const std::string& project) const {
  std::pair<std::string, MemberFault> worst{project, fault_of(project)};
  const auto members = members_of(project);
  if (!members || worst.second != MemberFault::none) return worst;
  for (const auto& member : *members)
    if (const MemberFault fault = fault_of(member); fault != MemberFault::none) worst = {member, fault};
  return worst;
}

std::int64_t StandInCoroot::current_shift() {
  const std::lock_guard lock(mutex_);
  const std::int64_t now = now_ms();
  if (shifted_at_ms_ == 0 || now - last_call_ms_ > pause_ms || now - shifted_at_ms_ > longest_hold_ms) {
    shift_ms_ = (now - recording_->recorded_at_ms) / grid_ms * grid_ms;
    shifted_at_ms_ = now;
  }
  last_call_ms_ = now;
  return shift_ms_;
}

ServedResponse StandInCoroot::answer(const ServedRequest& request, std::stop_token stop) {
  {
    const std::lock_guard lock(mutex_);
    calls_.push_back(request.method + " " + request.path + (request.query.empty() ? "" : "?" + request.query));
  }
  const std::string path = percent_decode(request.path, false);
  if (path == "/health") return ServedResponse{};
  if (auto response = session(request)) return *response;
  if (path == "/api/user") return users(request);
  if (path == "/api/clickhouse-config") return database(request);
  constexpr std::string_view prefix = "/api/project/";
  if (!path.starts_with(prefix) || path.size() == prefix.size()) return page();
  const auto slash = path.find('/', prefix.size());
  const std::string id = path.substr(prefix.size(), slash == std::string::npos ? slash : slash - prefix.size());
  if (request.method == "DELETE" && slash == std::string::npos) return remove(id);
  if (request.method != "GET") return page();
  return answer_project(request, id, slash == std::string::npos ? "" : path.substr(slash + 1), stop);
}

bool StandInCoroot::is_signed_in(const ServedRequest& request) const {
  const std::string cookies = request.header("Cookie");
  const std::string expected =
      fmt::format("{}{}.{}", cookie_name, signed_in_as, http::hmac_sha256_hex(signing_key_, signed_in_as));
  return cookies.find(expected) != std::string::npos;
}

/// As the documents of newer servers have it (links 5).
bool StandInCoroot::is_service(const ServedRequest& request) const {
  constexpr std::string_view bearer = "Bearer ";
  const auto header = request.header("Authorization");
  return !options_.service_key.empty() && header.starts_with(bearer) &&
         SecretString(header.substr(bearer.size())).equals(options_.service_key);
}

/// Everything about login; nullopt when the request may go on.
std::optional<ServedResponse> StandInCoroot::session(const ServedRequest& request) {
  if (request.path == "/api/login" && request.method == "POST") return login(request);
  if (request.path == "/api/logout")
    return ServedResponse{200, {{"Set-Cookie", "coroot_session=; Path=/; HttpOnly"}}, "", std::nullopt};
  const bool is_by_key = !request.header("X-API-Key").empty();
  if (!request.path.starts_with("/api/") || is_by_key || options_.password.empty() || is_signed_in(request) ||
      is_service(request))
    return std::nullopt;
  return plain(401, options_.first_start ? "set_admin_password" : "");
}

ServedResponse StandInCoroot::login(const ServedRequest& request) {
  const auto form = document::parse_json(request.body, "login");
  if (!form || (*form)["email"].as_string().empty() || (*form)["password"].as_string().empty()) return plain(400, "");
  const bool right = (*form)["email"].as_string() == "admin" &&
                     SecretString((*form)["password"].as_string()).equals(options_.password);
  if (!right || options_.password.empty() || options_.first_start) return plain(404, "Invalid email or password.");
  const std::string cookie = fmt::format("{}{}.{}; Path=/; HttpOnly", cookie_name, signed_in_as,
                                         http::hmac_sha256_hex(signing_key_, signed_in_as));
  return ServedResponse{200, {{"Set-Cookie", cookie}}, "", std::nullopt};
}

ServedResponse StandInCoroot::users(const ServedRequest& request) {
  List projects;
  for (const auto& [name, record] : records()) projects.emplace_back(Object{{"id", record.id}, {"name", name}});
  Object user{{"email", "admin"}, {"name", "Admin"}, {"role", "Admin"}};
  if (options_.password.empty())
    user = {{"email", ""}, {"name", "Anonymous"}, {"role", options_.anonymous_role}, {"anonymous", true}};
  if (!is_admin()) user.set("readonly", true);
  if (is_service(request)) user = {{"email", ""}, {"name", "pipeline"}, {"role", "Editor"}, {"readonly", true}};
  if (!projects.empty()) user.set("projects", std::move(projects));
  return json_answer(user);
}

/// What a key gives away of its project; the server makes a key of the id where the configuration has none.
ServedResponse StandInCoroot::database(const ServedRequest& request) {
  const auto key = request.header("X-API-Key");
  if (key.empty()) return plain(400, "no api key");
  for (const auto& [name, record] : records()) {
    if (record.id != key || !ids_open_ || record.remote_url.empty()) continue;
    return json_answer(Object{{"global", false},
                              {"protocol", "native"},
                              {"addr", name + ".example.com:8080"},
                              {"auth", Object{{"user", ""}, {"password", "the-key-of-" + name}}}});
  }
  return plain(404, "no project found");
}

ServedResponse StandInCoroot::answer_project(const ServedRequest& request, const std::string& id,
                                             const std::string& rest, std::stop_token stop) {
  const auto all = records();
  const auto it = std::find_if(all.begin(), all.end(), [&](const auto& entry) { return entry.second.id == id; });
  if (it == all.end()) return unknown_project(rest);
  if (rest == "panel/data") return panel(request, it->first, stop);
  if (rest == "incidents" && request.parameter("limit") &&
      request.parameter_or_empty("limit").find_first_not_of("0123456789") != std::string::npos)
    return plain(400, "");
  const bool is_excerpt = rest.ends_with("/logs") || rest.ends_with("/tracing");
  const auto is_old = [&](const auto& aggregate) { return fault_of(aggregate.first) == MemberFault::old; };
  if (is_excerpt && std::any_of(recording_->members.begin(), recording_->members.end(), is_old)) return page();
  const auto recorded_id = recording_->projects.at(it->first);
  return world(it->first, "/api/project/" + recorded_id + (rest.empty() ? "" : "/" + rest), rest);
}

ServedResponse StandInCoroot::world(const std::string& project, const std::string& path, const std::string& rest) {
  const auto [member, fault] = trouble_of(project);
  if (rest == "overview/traces" && !recording_->answers.contains(path)) return traces_of(fault == MemberFault::tunnel);
  const bool of_the_world = !rest.empty();  // the project's own document is not
  const bool of_panels = fault == MemberFault::old || fault == MemberFault::forbidden;
  if (!of_the_world || of_panels || fault == MemberFault::none || fault == MemberFault::hanging ||
      fault == MemberFault::empty || fault == MemberFault::portless)
    return recorded(path);
  if (fault == MemberFault::tunnel) return rest.ends_with("/tracing") ? plain(500, "") : recorded(path);
  if (fault == MemberFault::typo) return plain(500, "");
  if (fault != MemberFault::down) return text_response(200, "application/json", never_synchronised(rest));
  // A member that went down: the world stands still, only the status tells.
  ServedResponse response = recorded(path);
  if (rest == "status") response.body = with_query_error(response.body, member);
  return response;
}

ServedResponse StandInCoroot::recorded(const std::string& path) {
  const auto it = recording_->answers.find(path);
  if (it == recording_->answers.end()) return missing_answer(path);
  const auto text = read_answer(it->second);
  if (!text) return plain(500, "");
  return text_response(it->second.status, it->second.content_type,
                       shift_times(*text, recording_->recorded_at_ms, current_shift()));
}

ServedResponse StandInCoroot::panel(const ServedRequest& request, const std::string& project, std::stop_token stop) {
  for (const auto& [aggregate, names] : recording_->members) {
    if (fault_of(aggregate) == MemberFault::old) return page();
    if (fault_of(aggregate) == MemberFault::forbidden) return plain(403, "You are not allowed to query metrics.");
  }
  const std::int64_t shift = current_shift();
  auto wanted = read_panel_request(request, now_ms());
  if (!wanted) return plain(400, "Invalid query");
  const auto members = members_of(project);
  if (members && fault_of(project) == MemberFault::typo) return plain(500, "");
  for (auto& entry : wanted->entries) {
    if (!members) {
      if (entry.datasource.empty()) entry.datasource = project;
      if (entry.datasource != project) return plain(400, "invalid datasource");
    } else if (std::find(members->begin(), members->end(), entry.datasource) == members->end()) {
      return plain(400, "invalid datasource");
    }
  }
  return answer_panel(
      *wanted,
      [&](const std::string& datasource, const RangeQuery& each, std::stop_token token) {
        return query(datasource, each, shift, token);
      },
      stop);
}

RangeAnswer StandInCoroot::query(const std::string& datasource, const RangeQuery& query, std::int64_t shift,
                                 std::stop_token stop) {
  switch (fault_of(datasource)) {
    case MemberFault::down: return {{}, refused_connection(datasource)};
    case MemberFault::wrong_key: return {{}, "404 Not Found"};
    case MemberFault::wrong_url: return {{}, "Key path not found"};
    case MemberFault::empty: return {};
    case MemberFault::portless:
      if (query.promql.find("kube_service_port") != std::string::npos) return {};
      break;
    case MemberFault::hanging: {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, stop, std::chrono::minutes(5),
                        [&] { return faults_[datasource] != MemberFault::hanging; });
      break;
    }
    default: break;
  }
  const auto prometheus = options_.prometheus.find(datasource);
  if (prometheus == options_.prometheus.end())
    return query_recording(*recording_, datasource, query, query.promql, shift);
  RangeQuery exact = query;
  exact.promql = replace_range(query.promql, query.step_ms);
  return query_prometheus(*transport_, prometheus->second, exact, shift, datasource != options_.own_project, stop);
}

}  // namespace corootctl::support
