#include "deploy/member_url.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "coroot/resource.hpp"
#include "http/url.hpp"

namespace corootctl::deploy {
namespace {

using document::Value;

bool is_this_machine(const std::string& host) {
  const auto name = lower(host);
  return name == "localhost" || name.ends_with(".localhost") || name.starts_with("127.") || name == "::1" ||
         name == "0.0.0.0" || name == "::" || name.starts_with("::ffff:127.");
}

std::string bracketed(const std::string& address) {
  return address.find(':') == std::string::npos ? address : "[" + address + "]";
}

/// "http://HOST:PORT", the port left out when it is the scheme's own.
std::string http_url(const std::string& host, std::int64_t port) {
  return "http://" + bracketed(host) + (port == 80 ? "" : ":" + std::to_string(port));
}

std::string from_load_balancer(const Value& service, std::int64_t port) {
  for (const auto& entry : service.at({"status", "loadBalancer", "ingress"}).as_list()) {
    const auto& address = entry["ip"].as_string().empty() ? entry["hostname"].as_string() : entry["ip"].as_string();
    if (!address.empty()) return http_url(address, port);
  }
  return "";
}

std::int64_t node_port(const Value& service, std::int64_t port) {
  for (const auto& entry : service.at({"spec", "ports"}).as_list()) {
    if (entry["port"].as_integer() == port) return entry["nodePort"].as_integer();
  }
  return 0;
}

/// The first ready node's address in name order; an external one when any node has it.
std::string node_address(const document::List& nodes) {
  std::vector<std::pair<std::string, std::string>> found[2];
  for (const auto& node : nodes) {
    for (const auto& address : node.at({"status", "addresses"}).as_list()) {
      const auto& type = address["type"].as_string();
      const auto place = type == "ExternalIP" ? 0 : type == "InternalIP" ? 1 : -1;
      if (place >= 0)
        found[place].emplace_back(node.at({"metadata", "name"}).as_string(), address["address"].as_string());
    }
  }
  for (auto& list : found) {
    if (!list.empty()) return std::min_element(list.begin(), list.end())->second;
  }
  return "";
}

/// How messages about an address speak of it.
struct Whose {
  const char* the_url;
  const char* a_url;
  const char* asker;  ///< the pod that asks there
  const char* hint;
};

Result<std::string> check_url(const std::string& text, const Whose& whose) {
  if (trim(text).empty()) return fail_with_hint(ErrorKind::usage, whose.hint, "{} is empty", whose.the_url);
  CTL_PASS(const auto url, http::parse_url(text));
  if (url.scheme != "http" && url.scheme != "https") {
    return fail_with_hint(ErrorKind::usage, whose.hint, "{}: only http and https URLs can be linked",
                          url.without_userinfo());
  }
  if (!url.userinfo.empty() || !url.query.empty()) {
    return fail_with_hint(ErrorKind::usage, whose.hint, "{}: {} has no user, password or query", url.without_userinfo(),
                          whose.a_url);
  }
  if (url.host.empty() || is_this_machine(url.host)) {
    return fail_with_hint(ErrorKind::usage, whose.hint, "{}: from {} this address is the pod itself",
                          url.without_userinfo(), whose.asker);
  }
  auto out = url.without_userinfo();
  while (out.ends_with('/')) out.pop_back();
  return out;
}

}  // namespace

std::string ingress_url(const document::Value& resource) {
  const auto& ingress = resource.at({"spec", "ingress"});
  const auto& host = ingress["host"].as_string();
  if (host.empty()) return "";
  const bool tls = ingress["tls"].is_object() || !ingress["tls"].as_list().empty();
  return (tls ? "https://" : "http://") + host + coroot::base_path(resource);
}

Result<std::string> check_member_url(const std::string& url) {
  return check_url(url, {"the member's URL", "a member's URL", "the hub's pod",
                         "give the address under which the hub's pods reach this member, e.g. "
                         "https://coroot-a.example.com"});
}

Result<std::string> check_hub_url(const std::string& url) {
  return check_url(url, {"the hub's URL", "a hub's URL", "a member's pod",
                         "give the address under which the members' agents reach the hub, e.g. "
                         "https://coroot.example.com"});
}

Result<std::string> find_member_url(const kube::Reader& reader, const Installation& installation,
                                    const Within& within) {
  if (auto url = ingress_url(installation.resource); !url.empty()) return check_member_url(url);
  const coroot::ObjectNames names(installation.name);
  const auto port = coroot::service_port(installation.resource);
  const kube::ObjectRef ref{kube::resources::services(), installation.namespace_name, names.server()};
  CTL_PASS(const auto service, reader.get(ref, within));
  const auto& type = service.at({"spec", "type"}).as_string();
  const auto base_path = coroot::base_path(installation.resource);
  if (auto url = from_load_balancer(service, port); !url.empty()) return check_member_url(url + base_path);
  if (const auto published = node_port(service, port); type == "NodePort" && published != 0) {
    CTL_PASS(const auto nodes, reader.list(kube::resources::nodes(), "", "", within));
    if (const auto address = node_address(nodes); !address.empty())
      return check_member_url(http_url(address, published) + base_path);
    return fail_with_hint(ErrorKind::no_data, "give the URL with --member CONTEXT=PROJECT,URL",
                          "{} has node port {}, but no node shows an address", ref.describe(), published);
  }
  return fail_with_hint(ErrorKind::no_data, "give the URL with --member CONTEXT=PROJECT,URL",
                        "{} is of type {} and publishes no address", ref.describe(), type.empty() ? "ClusterIP" : type);
}

}  // namespace corootctl::deploy
