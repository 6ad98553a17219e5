/// api_farm --dir DIR [--servers N] [--latency MS]: N simulated API servers over TLS that take MS for every answer,
/// until SIGTERM. Writes DIR/kubeconfig, prints {"width": W, "tls_seconds": S} when it is ready, and {"most_requests":
/// R}, of the server that was asked most, at the end. S: all servers were asked once, W at a time, without the latency,
/// over new connections: what TLS alone costs on this machine, both sides of it.
#include <fmt/core.h>

#include <atomic>
#include <charconv>
#include <cstdio>
#include <deque>
#include <fstream>

#include "base/clock.hpp"
#include "fleet/cluster.hpp"
#include "fleet/fan_out.hpp"
#include "support/net/http_server.hpp"
#include "support/net/main_loop.hpp"

using namespace corootctl;

namespace {

struct Farm {
  support::TlsIdentity identity{};
  std::chrono::milliseconds latency{};
  std::deque<std::atomic<int>> requests{};  ///< of each server
  std::vector<std::unique_ptr<support::HttpServer>> servers{};
};

std::string answer_to(const std::string& path, std::size_t server) {
  if (path == "/version") return R"({"major":"1","minor":"34","gitVersion":"v1.34.1"})";
  if (path != "/api/v1/namespaces/kube-system") return "";
  return fmt::format(R"({{"apiVersion":"v1","kind":"Namespace","metadata":{{"name":"kube-system","uid":"uid-{}"}}}})",
                     server);
}

support::ServedResponse serve(Farm& farm, std::size_t server, const support::ServedRequest& request,
                              std::stop_token stop) {
  if (request.path == "/healthz") return support::text_response(200, "text/plain", "ok");
  ++farm.requests[server];
  system_clock().pause(farm.latency, std::move(stop));
  const auto body = answer_to(request.path, server);
  if (!body.empty()) return support::text_response(200, "application/json", body);
  return support::text_response(
      404, "application/json",
      R"({"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404})");
}

Result<> start(Farm& farm, std::size_t count) {
  CTL_PASS(farm.identity, support::make_tls_identity("farm"));
  for (std::size_t i = 0; i < count; ++i) {
    farm.requests.emplace_back(0);
    support::ServerOptions options;
    options.tls = farm.identity;
    CTL_PASS(auto server, support::HttpServer::start(options, [&farm, i](const auto& request, std::stop_token stop) {
               return serve(farm, i, request, std::move(stop));
             }));
    farm.servers.push_back(std::move(server));
  }
  return {};
}

std::string url_of(const support::HttpServer& server) { return fmt::format("https://127.0.0.1:{}", server.port()); }

void write_kubeconfig(const Farm& farm, const std::string& path) {
  std::ofstream(path + "-ca.pem") << farm.identity.authority_pem;
  std::ofstream out(path);
  out << "apiVersion: v1\nkind: Config\nusers:\n- {name: u, user: {token: not-checked}}\nclusters:\n";
  for (std::size_t i = 0; i < farm.servers.size(); ++i) {
    out << fmt::format("- {{name: c-{0}, cluster: {{server: '{1}', certificate-authority: {2}-ca.pem}}}}\n", i,
                       url_of(*farm.servers[i]), path);
  }
  out << "contexts:\n";
  for (std::size_t i = 0; i < farm.servers.size(); ++i) {
    out << fmt::format("- {{name: ctx-{0:04}, context: {{cluster: c-{0}, user: u}}}}\n", i);
  }
}

/// One request to each server over a connection of its own.
Result<double> tls_alone(const Farm& farm, std::size_t width) {
  const auto began = std::chrono::steady_clock::now();
  const auto answers =
      fleet::fan_out(farm.servers, width, {}, [&](const auto& server, std::stop_token stop) -> Result<int> {
        http::ConnectionOptions options;
        options.ca_pem = farm.identity.authority_pem;
        CTL_PASS(const auto transport, http::make_curl_transport(std::move(options), {}));
        http::Request request;
        request.url = url_of(*server) + "/healthz";
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
  const auto count = number_or(arguments.value("--servers"), 100);
  farm.latency = std::chrono::milliseconds(number_or(arguments.value("--latency"), 50));
  CTL_CHECK(start(farm, count), "start");
  const auto width = fleet::default_width(count);
  CTL_PASS(const auto seconds, tls_alone(farm, width));
  write_kubeconfig(farm, arguments.value("--dir") + "/kubeconfig");
  fmt::print("{{\"width\": {}, \"tls_seconds\": {:.4f}}}\n", width, seconds);
  std::fflush(stdout);
  while (system_clock().pause(std::chrono::hours(1), stop)) continue;
  int most = 0;
  for (const auto& requests : farm.requests) most = std::max(most, requests.load());
  fmt::print("{{\"most_requests\": {}}}\n", most);
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  const support::Arguments arguments(argc, argv, {"--dir", "--servers", "--latency"});
  if (!arguments.error().empty() || !arguments.has("--dir")) {
    fmt::print(stderr, "api_farm: {}\n", arguments.error().empty() ? "--dir DIR is needed" : arguments.error());
    return 2;
  }
  return support::run_until_signal([&](std::stop_token stop) {
    const auto ended = run_farm(arguments, std::move(stop));
    if (ended) return 0;
    fmt::print(stderr, "api_farm: {}\n", describe(ended.error()));
    return 1;
  });
}
