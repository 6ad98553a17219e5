#include "hub/service_proxy.hpp"

#include <functional>

#include "base/text.hpp"
#include "http/url.hpp"
#include "kube/objects/client.hpp"
#include "kube/objects/status.hpp"

namespace corootctl::hub {

namespace {

/// The API server takes request lines of a megabyte; 24 kB hold all queries of one member and stay far from the limits
/// of load balancers that people put in front of API servers.
constexpr std::size_t longest_through_api_server = 24'000;

std::string encoded(const std::string& base_path) {
  std::string out;
  for (const auto& segment : split(base_path, '/')) {
    if (!segment.empty()) out += "/" + http::encode_component(segment);
  }
  return out;
}

/// The API server looks for a number among the Service's ports, and for a name among those of its pods (objects 31).
std::string hint_for(const http::Response& response) {
  const auto status = kube::parse_status(response);
  const auto& message = status ? status->message : response.body;
  if (message.find("no service port") != std::string::npos)
    return "The Service has other ports than spec.service.port of the Coroot resource says (8080 unless set): the "
           "operator puts them back, so look whether it runs.";
  if (message.find("no endpoints available") != std::string::npos)
    return "No pod of Coroot is ready behind the Service, or its targetPort is a name that they do not have: "
           "`corootctl status` tells which.";
  return "Check that Coroot runs and that you may get services/proxy in its namespace.";
}

/// Either session's send.
using Send = std::function<Result<http::Response>(const kube::Call&, Deadline, std::stop_token)>;

class ServiceProxyLink : public coroot::Link {
 public:
  ServiceProxyLink(Send send, const std::string& context, const ProxiedService& service)
      : send_(std::move(send)),
        prefix_(fmt::format("/api/v1/namespaces/{}/services/{}{}:{}/proxy{}",
                            http::encode_component(service.namespace_name), service.tls ? "https:" : "",
                            http::encode_component(service.name), service.port, encoded(service.base_path))),
        address_(fmt::format("service {}/{}:{}{} of {}", service.namespace_name, service.name, service.port,
                             service.base_path, context)) {}

  Result<http::Response> send(const coroot::Ask& ask, Deadline deadline, std::stop_token stop) override {
    kube::Call call;
    call.method = ask.method;
    // Always with the slash after "proxy": without it the API server redirects (coroot-api 1).
    call.path = prefix_ + ask.path;
    call.query = ask.query;
    call.body = ask.body;
    call.content_type = ask.content_type;
    call.headers = ask.headers;
    call.secret = ask.secret;
    call.may_be_silent = true;  // queries of metrics take what they take; their deadline is their asker's
    call.reads_only = ask.method == "POST" && ask.path == "/api/login";  // it opens a session and changes nothing
    CTL_TRY(auto response, send_(call, deadline, stop), address());
    if (!is_own_refusal(response)) return response;
    auto error = kube::status_error(response, "reach the service through the API server's proxy").with(address());
    if (error.hint.empty()) error.hint = hint_for(response);
    return tl::unexpected<Error>(std::move(error));
  }

  std::string address() const override { return address_; }
  std::size_t longest_target() const override { return longest_through_api_server; }

 private:
  /// A Status object is the API server speaking; Coroot's own errors are plain text (coroot-api 2).
  static bool is_own_refusal(const http::Response& response) {
    if (response.status < 400) return false;
    const auto body = std::string_view(response.body).substr(0, 200);
    return body.find("\"kind\"") != std::string_view::npos && body.find("\"Status\"") != std::string_view::npos;
  }

  Send send_;
  std::string prefix_;
  std::string address_;
};

}  // namespace

std::unique_ptr<coroot::Link> service_proxy_link(kube::ReadSession session, const ProxiedService& service) {
  const auto context = session.connection().context;
  return std::make_unique<ServiceProxyLink>(
      [session = std::move(session)](const kube::Call& call, Deadline deadline, std::stop_token stop) {
        return session.send(call, deadline, std::move(stop));
      },
      context, service);
}

std::unique_ptr<coroot::Link> writing_proxy_link(std::shared_ptr<kube::Session> session,
                                                 const ProxiedService& service) {
  const auto context = session->connection().context;
  return std::make_unique<ServiceProxyLink>(
      [session = std::move(session)](const kube::Call& call, Deadline deadline, std::stop_token stop) {
        return session->send(call, deadline, std::move(stop));
      },
      context, service);
}

}  // namespace corootctl::hub
