/// plan_farm --dir DIR [--members N] [--latency MS]: a hub and N members for `apply` and `plan`, over TLS, until
/// SIGTERM. Writes DIR/kubeconfig and DIR/corootctl.yaml and prints {"width": W, "tls_seconds": S} when it is ready (S:
/// api_farm). Behind all members is one simulated cluster with its operator: names and UID of each are put into its
/// answers. After GET /freeze every answer is kept by its request, so that answering costs nothing, and takes MS; GET
/// /most tells the requests of the server that was asked most since then, and how many of all wanted to write.
#include <fmt/core.h>

#include <atomic>
#include <charconv>
#include <cstdio>
#include <deque>
#include <fstream>
#include <map>

#include "base/base64.hpp"
#include "base/clock.hpp"
#include "document/json.hpp"
#include "fleet/fan_out.hpp"
#include "fleet/visit.hpp"
#include "support/cluster/access.hpp"
#include "support/net/main_loop.hpp"
#include "support/operator/stand_in_operator.hpp"
#include "support/tree_path.hpp"

using namespace corootctl;

namespace {

constexpr auto patience = std::chrono::minutes(5);

/// "m-0042"; all names are of one length, so that answers stay as long as they were.
std::string name_of(std::size_t member) { return fmt::format("m-{:04}", member); }

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

/// The Secrets of an answer with values that no other member has: their first three bytes tell it.
std::string with_own_secrets(const std::string& body, std::size_t member) {
  auto parsed = document::parse_json(body, "Secrets");
  if (!parsed) return body;
  const auto mark = base64_encode(fmt::format("{:03}", member));
  const auto change = [&](document::Value& secret) {
    if (!secret["data"].is_object()) return;
    for (auto& [name, value] : secret.make({"data"}).object()) value = mark + value.as_string().substr(mark.size());
  };
  if ((*parsed)["items"].is_list()) {
    for (auto& item : parsed->make({"items"}).list()) change(item);
  } else {
    change(*parsed);
  }
  return document::to_json(*parsed);
}

/// One server of the farm: the hub, or a member that the template stands for.
struct Place {
  const support::SimCluster* behind = nullptr;
  std::size_t member = 0;
  std::vector<std::pair<std::string, std::string>> names{};  ///< as the template says it, as this member says it
  std::atomic<int> requests{0};
  std::atomic<int> writes{0};
  std::mutex mutex{};
  std::map<std::string, support::ServedResponse> kept{};
};

class Farm {
 public:
  Result<> start(std::size_t members, std::chrono::milliseconds latency) {
    latency_ = latency;
    CTL_PASS(fleet_, support::SimFleet::start({name_of(0), "hub"}));
    CTL_PASS(identity_, support::make_tls_identity("farm"));
    for (std::size_t i = 0; i <= members; ++i) CTL_RUN(serve(i, i == members));
    for (const auto& name : {name_of(0), std::string("hub")}) CTL_RUN(operate(name));
    return {};
  }
  ~Farm() {
    for (auto& thread : threads_) thread.request_stop();
  }
  std::size_t size() const { return servers_.size(); }
  std::string url(std::size_t i) const { return fmt::format("https://127.0.0.1:{}", servers_[i]->port()); }
  const std::string& token(std::size_t i) const { return places_[i].behind->token(); }
  const std::string& authority_pem() const { return identity_.authority_pem; }

 private:
  Result<> serve(std::size_t i, bool is_hub) {
    auto& place = places_.emplace_back();
    place.behind = &(*fleet_)[is_hub ? 1 : 0];
    place.member = i;
    if (!is_hub) place.names = {{name_of(0), name_of(i)}, {uid(), replaced(uid(), "-", fmt::format("-{:04}-", i))}};
    support::ServerOptions options;
    options.tls = identity_;
    CTL_PASS(auto server,
             support::HttpServer::start(options, [this, &place](const auto& request, std::stop_token stop) {
               return answer(place, request, std::move(stop));
             }));
    servers_.push_back(std::move(server));
    return {};
  }

  std::string uid() const {
    return (*fleet_)[0].object("", "namespaces", "", "kube-system")->at({"metadata", "uid"}).as_string();
  }

  Result<> operate(const std::string& name) {
    CTL_PASS(auto client, support::open_client(fleet_->kubeconfig(), name));
    operators_.push_back(std::make_unique<support::StandInOperator>(std::move(client), support::OperatorOptions{}));
    threads_.emplace_back([fake = operators_.back().get()](std::stop_token stop) { fake->run(stop); });
    return {};
  }

  support::ServedResponse answer(Place& place, const support::ServedRequest& request, std::stop_token stop) {
    if (request.path == "/healthz") return support::text_response(200, "text/plain", "ok");
    if (request.path == "/freeze") return freeze();
    if (request.path == "/most") return most();
    ++place.requests;
    if (request.method != "GET" && request.query.find("dryRun") == std::string::npos) ++place.writes;
    if (!frozen_) return ask(place, request, stop);
    system_clock().pause(latency_, stop);
    const auto key = request.method + request.path + "?" + request.query + "\n" + request.body;
    {
      const std::lock_guard lock(place.mutex);
      if (const auto found = place.kept.find(key); found != place.kept.end()) return found->second;
    }
    auto made = ask(place, request, stop);
    const std::lock_guard lock(place.mutex);
    return place.kept[key] = std::move(made);
  }

  /// The operators have done their work, and would only take the time that is measured.
  support::ServedResponse freeze() {
    for (auto& thread : threads_) thread.request_stop();
    for (auto& place : places_) place.requests = place.writes = 0;
    frozen_ = true;
    return support::text_response(200, "text/plain", "frozen");
  }

  support::ServedResponse most() const {
    int requests = 0, writes = 0;
    for (const auto& place : places_) {
      requests = std::max(requests, place.requests.load());
      writes += place.writes.load();
    }
    return support::text_response(200, "application/json",
                                  fmt::format("{{\"requests\": {}, \"writes\": {}}}", requests, writes));
  }

  support::ServedResponse ask(const Place& place, const support::ServedRequest& request, std::stop_token stop) const {
    http::ConnectionOptions options;
    options.ca_pem = place.behind->authority_pem();
    const auto transport = http::make_curl_transport(std::move(options), {});
    http::Request onward;
    onward.method = request.method;
    onward.url = place.behind->url() + request.path + (request.query.empty() ? "" : "?" + request.query);
    onward.body = request.body;
    for (const auto& [ours, theirs] : place.names) {
      onward.url = replaced(onward.url, theirs, ours);
      onward.body = replaced(onward.body, theirs, ours);
    }
    for (const auto* name : {"Authorization", "Accept", "Content-Type", "User-Agent"}) {
      if (auto value = request.header(name); !value.empty()) onward.headers.push_back({name, std::move(value)});
    }
    onward.deadline = Deadline::in(patience);
    const auto got = (*transport)->send(onward, std::move(stop));
    if (!got) return support::text_response(503, "text/plain", describe(got.error()));
    auto body = got->body;
    for (const auto& [ours, theirs] : place.names) body = replaced(std::move(body), ours, theirs);
    if (!place.names.empty() && request.path.find("/secrets") != std::string::npos)
      body = with_own_secrets(body, place.member);
    return support::text_response(got->status, "application/json", std::move(body));
  }

  std::chrono::milliseconds latency_{};
  support::TlsIdentity identity_{};
  std::unique_ptr<support::SimFleet> fleet_{};
  std::deque<Place> places_{};
  std::atomic<bool> frozen_{false};
  std::vector<std::unique_ptr<support::StandInOperator>> operators_{};
  std::vector<std::jthread> threads_{};
  std::vector<std::unique_ptr<support::HttpServer>> servers_{};  ///< last: their threads end before what they use
};

void write_kubeconfig(const Farm& farm, const std::string& path) {
  std::ofstream(path + "-ca.pem") << farm.authority_pem();
  std::ofstream out(path);
  out << "apiVersion: v1\nkind: Config\nclusters:\n";
  for (std::size_t i = 0; i < farm.size(); ++i)
    out << fmt::format("- {{name: c-{0}, cluster: {{server: '{1}', certificate-authority: {2}-ca.pem}}}}\n", i,
                       farm.url(i), path);
  out << "users:\n";
  for (std::size_t i = 0; i < farm.size(); ++i)
    out << fmt::format("- {{name: u-{0}, user: {{token: {1}}}}}\n", i, farm.token(i));
  out << "contexts:\n";
  for (std::size_t i = 0; i < farm.size(); ++i)
    out << fmt::format("- {{name: {1}, context: {{cluster: c-{0}, user: u-{0}}}}}\n", i,
                       i + 1 == farm.size() ? "hub" : name_of(i));
}

void write_fleet(const Farm& farm, const std::string& path) {
  std::ofstream out(path);
  out << "apiVersion: corootctl.coroot.com/v1\nkind: Fleet\ndefaults:\n  operator: {manifests: "
      << support::tree_path("tests/support/data/operator-manifests.yaml")
      << "}\nhub:\n  context: hub\naggregates:\n- name: everything\nmembers:\n";
  for (std::size_t i = 0; i + 1 < farm.size(); ++i)
    out << fmt::format("- name: {0}\n  context: {0}\n  url: https://{0}.example.com\n", name_of(i));
}

/// One request to each server over a connection of its own.
Result<double> tls_alone(const Farm& farm, std::size_t width) {
  std::vector<std::string> urls;
  for (std::size_t i = 0; i < farm.size(); ++i) urls.push_back(farm.url(i) + "/healthz");
  const auto began = std::chrono::steady_clock::now();
  const auto answers =
      fleet::fan_out(urls, width, {}, [&](const std::string& url, std::stop_token stop) -> Result<int> {
        http::ConnectionOptions options;
        options.ca_pem = farm.authority_pem();
        CTL_PASS(const auto transport, http::make_curl_transport(std::move(options), {}));
        http::Request request;
        request.url = url;
        CTL_PASS(const auto answer, transport->send(request, std::move(stop)));
        return answer.status;
      });
  for (const auto& answer : answers) CTL_CHECK(answer, "TLS alone");
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

std::size_t number_or(const std::string& text, std::size_t fallback) {
  std::from_chars(text.data(), text.data() + text.size(), fallback);
  return fallback;
}

Result<> run_farm(const support::Arguments& arguments, std::stop_token stop) {
  Farm farm;
  CTL_CHECK(farm.start(number_or(arguments.value("--members"), 99),
                       std::chrono::milliseconds(number_or(arguments.value("--latency"), 50))),
            "start");
  const auto width = fleet::trial_width(farm.size());
  CTL_PASS(const auto seconds, tls_alone(farm, width));
  write_kubeconfig(farm, arguments.value("--dir") + "/kubeconfig");
  write_fleet(farm, arguments.value("--dir") + "/corootctl.yaml");
  fmt::print("{{\"width\": {}, \"tls_seconds\": {:.4f}, \"url\": \"{}\"}}\n", width, seconds, farm.url(0));
  std::fflush(stdout);
  while (system_clock().pause(std::chrono::hours(1), stop)) continue;
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  const support::Arguments arguments(argc, argv, {"--dir", "--members", "--latency"});
  if (!arguments.error().empty() || !arguments.has("--dir")) {
    fmt::print(stderr, "plan_farm: {}\n", arguments.error().empty() ? "--dir DIR is needed" : arguments.error());
    return 2;
  }
  return support::run_until_signal([&](std::stop_token stop) {
    const auto ended = run_farm(arguments, std::move(stop));
    if (ended) return 0;
    fmt::print(stderr, "plan_farm: {}\n", describe(ended.error()));
    return 1;
  });
}
