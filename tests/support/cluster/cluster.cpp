#include "support/cluster/cluster.hpp"

#include <fmt/chrono.h>
#include <fmt/core.h>

#include <algorithm>
#include <chrono>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "document/yaml.hpp"
#include "http/crypto.hpp"

namespace corootctl::support {

using document::List;
using document::Object;
using document::Value;

namespace {

constexpr auto proxy_patience = std::chrono::minutes(6);  // the real proxy has no deadline; Coroot gives up after five

std::string timestamp() {
  const auto now = std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(now)));
}

bool passes_on(const std::string& header) {
  static constexpr std::string_view dropped[] = {
      "host",    "authorization", "connection", "content-length", "accept-encoding", "transfer-encoding", "keep-alive",
      "upgrade", "expect",        "te"};
  const std::string name = lower(header);
  return std::find(std::begin(dropped), std::end(dropped), name) == std::end(dropped) &&
         !name.starts_with("impersonate-");
}

bool wants_to_write(const ServedRequest& request) {
  return request.method != "GET" && request.method != "HEAD" && request.parameter_or_empty("dryRun").empty() &&
         request.path.find("/proxy/") == std::string::npos && request.path.find("accessreviews") == std::string::npos;
}

/// "NAME:PORT", "NAME" or "SCHEME:NAME:PORT".
std::pair<std::string, std::string> service_and_port(const std::string& id) {
  const auto parts = split(id, ':');
  if (parts.size() == 3) return {parts[1], parts[2]};
  return {parts[0], parts.size() == 2 ? parts[1] : ""};
}

}  // namespace

SimCluster::SimCluster(SimSettings settings) : settings_(settings), state_(std::move(settings)) {}
SimCluster::~SimCluster() { stop(); }

Result<std::unique_ptr<SimCluster>> SimCluster::start(SimSettings settings) {
  std::unique_ptr<SimCluster> cluster(new SimCluster(std::move(settings)));
  CTL_PASS(cluster->identity_, make_tls_identity(cluster->name()));
  cluster->token_ = http::random_hex(16);
  http::ConnectionOptions options;
  options.compression = false;
  CTL_PASS(cluster->transport_, http::make_curl_transport(std::move(options), {}));
  CTL_CHECK(cluster->listen(0), "start cluster " + cluster->name());
  return cluster;
}

Result<> SimCluster::listen(int port) {
  ServerOptions options;
  options.port = port;
  options.tls = identity_;
  CTL_PASS(server_, HttpServer::start(options, [this](const ServedRequest& request, std::stop_token stop) {
             return answer(request, stop);
           }));
  port_ = server_->port();
  return {};
}

std::string SimCluster::url() const { return fmt::format("https://127.0.0.1:{}", port_); }

void SimCluster::set_faults(SimFaults faults) {
  const std::lock_guard lock(mutex_);
  state_.faults = std::move(faults);
  ++troubled_;
  settle(state_);
}

void SimCluster::set_hanging(bool hanging) {
  {
    const std::lock_guard lock(mutex_);
    hanging_ = hanging;
    ++troubled_;
  }
  released_.notify_all();
}

void SimCluster::stop() { server_.reset(); }
Result<> SimCluster::resume() { return listen(port_); }

void SimCluster::set_backend(const std::string& namespace_name, const std::string& service, const std::string& url) {
  const std::lock_guard lock(mutex_);
  backends_[namespace_name + "/" + service] = url;
}

std::vector<SimRequest> SimCluster::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

std::vector<std::string> SimCluster::calls() const {
  std::vector<std::string> texts;
  for (const auto& request : requests()) texts.push_back(request.text());
  return texts;
}

std::vector<std::string> SimCluster::writes() const {
  std::vector<std::string> texts;
  for (const auto& request : requests())
    if (request.is_write) texts.push_back(request.text());
  return texts;
}

std::optional<Value> SimCluster::object(const std::string& group, const std::string& plural,
                                        const std::string& namespace_name, const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const Value* found = state_.store.find({group, plural, namespace_name, name});
  return found == nullptr ? std::nullopt : std::optional<Value>(*found);
}

std::vector<Value> SimCluster::objects(const std::string& group, const std::string& plural) const {
  const std::lock_guard lock(mutex_);
  std::vector<Value> copies;
  for (const Value* found : state_.store.list(group, plural, "")) copies.push_back(*found);
  return copies;
}

std::map<std::string, std::string> SimCluster::started_with(const std::string& namespace_name,
                                                            const std::string& pod) const {
  const std::lock_guard lock(mutex_);
  const Value* found = state_.store.find({"", "pods", namespace_name, pod});
  if (found == nullptr) return {};
  const auto it = state_.started.find(found->at({"metadata", "uid"}).as_string());
  return it == state_.started.end() ? std::map<std::string, std::string>() : it->second;
}

std::map<std::string, std::string> SimCluster::versions() const {
  const std::lock_guard lock(mutex_);
  std::map<std::string, std::string> versions;
  for (const auto& key : state_.store.keys())
    versions[fmt::format("{}/{}/{}", key.plural, key.namespace_name, key.name)] =
        state_.store.find(key)->at({"metadata", "resourceVersion"}).as_string();
  return versions;
}

std::uint64_t SimCluster::moves() const {
  const std::lock_guard lock(mutex_);
  constexpr int bits_of_a_revision = 32;  // which an edit of the whole state can put back
  return (troubled_ << bits_of_a_revision) + state_.store.revision();
}

void SimCluster::change(const std::function<void(SimState&)>& edit) {
  const std::lock_guard lock(mutex_);
  edit(state_);
  ++troubled_;
  settle(state_);
}

/// As every answer of Go's servers, with the time of this one.
ServedResponse SimCluster::answer(const ServedRequest& request, const std::stop_token& stop) {
  auto response = answer_undated(request, stop);
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::system_clock::now() + state_.faults.clock_ahead;
  response.headers.emplace_back(
      "Date", fmt::format("{:%a, %d %b %Y %H:%M:%S GMT}", fmt::gmtime(std::chrono::system_clock::to_time_t(now))));
  return response;
}

ServedResponse SimCluster::answer_undated(const ServedRequest& request, const std::stop_token& stop) {
  std::optional<SimTarget> proxied;
  {
    std::unique_lock lock(mutex_);
    requests_.push_back({request.method, request.path, request.query, request.body, request.header("User-Agent"),
                         wants_to_write(request)});
    released_.wait(lock, stop, [this] { return !hanging_; });
    if (stop.stop_requested()) return {};
    if (request.header("Authorization") != "Bearer " + token_)
      return to_response(failure(401, "Unauthorized", "Unauthorized"));
    auto& troubles = state_.faults.troubles;
    if (!troubles.empty() && request.method == "GET" && request.path.ends_with(troubles.front().path_end) &&
        request.header("User-Agent") == troubles.front().user_agent) {
      const auto trouble = std::move(troubles.front());
      troubles.erase(troubles.begin());
      return text_response(trouble.status, trouble.body.starts_with('<') ? "text/html" : "application/json",
                           trouble.body);
    }
    state_.now = timestamp();
    const auto target = parse_target(state_, request.path);
    if (!target || target->subresource != "proxy") return answer_request(state_, request);
    proxied = target;
  }
  return proxy(*proxied, request, stop);
}

std::optional<SimAnswer> SimCluster::check_service(const SimTarget& target, const std::string& service,
                                                   const std::string& port) const {
  const Value* object = state_.store.find({"", "services", target.namespace_name, service});
  if (object == nullptr) return not_found(target.kind, service);
  const List& ports = object->at({"spec", "ports"}).as_list();
  const bool known = std::any_of(ports.begin(), ports.end(), [&](const Value& entry) {
    return port == entry["name"].as_string() || port == std::to_string(entry["port"].as_integer());
  });
  if (!known)
    return failure(503, "ServiceUnavailable",
                   fmt::format("no service port \"{}\" found for service \"{}\"", port, service));
  for (const Value* pod : state_.store.list("", "pods", target.namespace_name)) {
    bool selected = !object->at({"spec", "selector"}).as_object().empty();
    for (const auto& label : object->at({"spec", "selector"}).as_object())
      selected = selected && pod->at({"metadata", "labels"})[std::string_view(label.key)] == label.value;
    if (selected && pod->at({"status", "phase"}).as_string() == "Running") return std::nullopt;
  }
  return failure(503, "ServiceUnavailable", fmt::format("no endpoints available for service \"{}\"", service));
}

ServedResponse SimCluster::proxy(const SimTarget& target, const ServedRequest& request, const std::stop_token& stop) {
  const auto mark = request.path.find("/proxy");
  const std::string rest = request.path.substr(mark + 6);
  if (rest.empty()) return ServedResponse{301, {{"Location", request.path + "/"}}, "", std::nullopt};
  const auto [service, port] = service_and_port(target.name);
  http::Request onward;
  {
    const std::lock_guard lock(mutex_);
    if (is_denied(state_, "get", "services/proxy"))
      return to_response(failure(403, "Forbidden",
                                 fmt::format("services \"{}\" is forbidden: User \"sim-admin\" cannot get resource "
                                             "\"services/proxy\" in API group \"\" in the namespace \"{}\"",
                                             target.name, target.namespace_name)));
    if (const auto refused = check_service(target, service, port)) return to_response(*refused);
    const auto backend = backends_.find(target.namespace_name + "/" + service);
    if (backend == backends_.end())
      return to_response(
          failure(503, "ServiceUnavailable",
                  "error trying to reach service: dial tcp 10.244.0.2:8080: connect: connection refused"));
    onward.url = backend->second + rest + (request.query.empty() ? "" : "?" + request.query);
  }
  onward.method = request.method;
  onward.body = request.body;
  onward.deadline = Deadline::in(proxy_patience);
  for (const auto& [name, value] : request.headers)
    if (passes_on(name)) onward.headers.push_back({name, value});
  const auto answer = transport_->send(onward, stop);
  if (!answer)
    return to_response(failure(503, "ServiceUnavailable", "error trying to reach service: " + answer.error().what));
  ServedResponse response{answer->status, {}, answer->body, std::nullopt};
  for (const auto& header : answer->headers)
    if (passes_on(header.name)) response.headers.emplace_back(header.name, header.value);
  return response;
}

std::string kubeconfig_of(const std::vector<const SimCluster*>& clusters) {
  List entries;
  List users;
  List contexts;
  for (const SimCluster* cluster : clusters) {
    const std::string name = cluster->name();
    entries.emplace_back(Object{
        {"name", name},
        {"cluster",
         Object{{"server", cluster->url()}, {"certificate-authority-data", base64_encode(cluster->authority_pem())}}}});
    users.emplace_back(Object{{"name", name}, {"user", Object{{"token", cluster->token()}}}});
    contexts.emplace_back(Object{{"name", name}, {"context", Object{{"cluster", name}, {"user", name}}}});
  }
  return document::to_yaml(Object{{"apiVersion", "v1"},
                                  {"kind", "Config"},
                                  {"clusters", std::move(entries)},
                                  {"users", std::move(users)},
                                  {"contexts", std::move(contexts)}});
}

}  // namespace corootctl::support
