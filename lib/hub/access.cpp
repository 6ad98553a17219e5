#include "hub/access.hpp"

#include "base/text.hpp"
#include "coroot/resource.hpp"
#include "deploy/installations.hpp"
#include "deploy/member_url.hpp"
#include "http/url.hpp"
#include "hub/service_proxy.hpp"

namespace corootctl::hub {

namespace {

using Hub = std::unique_ptr<coroot::Client>;

/// A server of its own: resources that only run agents have none.
bool may_be_the_hub(const deploy::Installation& installation, const CorootAccess& access) {
  const bool in_namespace = access.namespace_name.empty() || installation.namespace_name == access.namespace_name;
  const bool named = access.resource_name.empty() || installation.name == access.resource_name;
  return in_namespace && named && !installation.resource["spec"]["agentsOnly"].is_object();
}

std::vector<std::string> names_of(const std::vector<deploy::Installation>& installations) {
  std::vector<std::string> names;
  for (const auto& each : installations) names.push_back(each.namespace_name + "/" + each.name);
  return names;
}

tl::unexpected<Error> no_server(const CorootAccess& access, const std::vector<deploy::Installation>& others) {
  if (access.namespace_name.empty() || others.empty()) {
    return fail_with_hint(ErrorKind::not_found, "Install it first, or give --coroot-url.",
                          "the cluster has no Coroot resource with a server");
  }
  return fail_with_hint(ErrorKind::not_found,
                        "--namespace is where Coroot itself runs: " + join(names_of(others), ", ") + ".",
                        "namespace {} has no Coroot resource with a server", access.namespace_name);
}

/// The hub's Coroot resource: the only one, or the only one with the project.
Result<deploy::Installation> choose_installation(std::vector<deploy::Installation> all, const CorootAccess& access,
                                                 const std::string& project) {
  std::vector<deploy::Installation> possible, with_project;
  for (const auto& each : all) {
    if (!may_be_the_hub(each, access)) continue;
    if (coroot::find_project(each.resource, project) != nullptr) with_project.push_back(each);
    possible.push_back(each);
  }
  if (possible.size() == 1) return possible.front();
  if (with_project.size() == 1) return with_project.front();
  if (possible.empty()) return no_server(access, all);
  return fail_with_hint(ErrorKind::usage, "Choose one with --namespace or --coroot.",
                        "the cluster has several Coroot resources: {}", join(names_of(possible), ", "));
}

Result<Hub> logged_in(std::unique_ptr<coroot::Link> link, const Login& login, const Within& within) {
  auto client = std::make_unique<coroot::Client>(std::move(link));
  if (!login.user.empty()) CTL_RUN(client->login(login.user, login.password, within));
  return client;
}

/// With the key when the server takes it, else as a user when one is given.
Result<Hub> with_key(std::unique_ptr<coroot::Link> link, const Login& login, const Within& within) {
  auto client = std::make_unique<coroot::Client>(std::move(link));
  client->use_key(login.key);
  const auto user = client->user(within);
  if (user) return client;
  if (user.error().kind != ErrorKind::unauthorized) return tl::unexpected(user.error());
  if (login.user.empty())
    return fail_with_hint(ErrorKind::unauthorized,
                          "Check the key. Servers up to 1.24.5 know no service accounts: log in with --coroot-user.",
                          "{} does not take the service account's key", client->link().address());
  client->use_key({});
  CTL_RUN(client->login(login.user, login.password, within));
  return client;
}

/// The resource that was named. Who may read neither it nor a list asks its server where the defaults put it.
Result<deploy::Installation> named_installation(const kube::Reader& reader, const CorootAccess& access,
                                                const Within& within) {
  const auto& own = reader.connection().namespace_name;
  const std::string space = !access.namespace_name.empty() ? access.namespace_name : own.empty() ? "coroot" : own;
  auto one = deploy::read_installation(reader, space, access.resource_name, within);
  if (one || one.error().kind != ErrorKind::unauthorized) return one;
  auto all = deploy::find_installations(reader, within, space);
  if (all) return choose_installation(std::move(*all), access, "");
  return deploy::Installation{space, access.resource_name, {}};
}

Result<deploy::Installation> installation_of(const kube::Reader& reader, const CorootAccess& access,
                                             const std::string& project, const Within& within) {
  if (!access.resource_name.empty()) return named_installation(reader, access, within);
  CTL_PASS(auto installations, deploy::find_readable_installations(reader, within));
  return choose_installation(std::move(installations.all), access, project);
}

Result<Hub> open_through_cluster(const CorootAccess& access, const std::string& project,
                                 const fleet::Surroundings& around, Within within) {
  CTL_PASS(const auto reader, around.connector.reader_for(*access.hub, within));
  CTL_PASS(const auto installation, installation_of(reader, access, project, within));
  CTL_PASS(auto hub, open_hub(reader, installation, access.login, within));
  hub->set_browser_address(deploy::ingress_url(installation.resource));
  return hub;
}

Result<Hub> open_by_url(const CorootAccess& access, const fleet::Surroundings& around, const Within& within) {
  CTL_PASS(auto transport, http::make_curl_transport(access.url_options, around.log));
  CTL_PASS(auto link, coroot::direct_link(std::shared_ptr<http::Transport>(std::move(transport)), access.url));
  const bool has_key = !access.login.key.empty();
  CTL_PASS(auto hub, has_key ? with_key(std::move(link), access.login, within)
                             : logged_in(std::move(link), access.login, within));
  CTL_PASS(const auto url, http::parse_url(access.url));
  hub->set_browser_address(url.without_userinfo());
  return hub;
}

ProxiedService service_of(const deploy::Installation& installation) {
  const auto& resource = installation.resource;
  return {installation.namespace_name, coroot::ObjectNames(installation.name).server(), coroot::service_port(resource),
          coroot::is_served_by_tls(resource), coroot::base_path(resource)};
}

}  // namespace

Result<Hub> open_hub(const kube::Reader& reader, const deploy::Installation& installation, const Login& login,
                     const Within& within) {
  if (login.key_was_asked_for && login.user.empty())
    return fail_with_hint(ErrorKind::usage,
                          "Reach Coroot at an address of its own with --coroot-url, or log in with --coroot-user.",
                          "a service account's key does not pass the Kubernetes API server's proxy, which keeps the "
                          "Authorization header for itself");
  CTL_TRY(auto client, logged_in(service_proxy_link(reader.session(), service_of(installation)), login, within),
          "log in");
  return client;
}

Result<Hub> open_hub_to_write(const kube::Client& client, const deploy::Installation& installation, const Login& login,
                              const Within& within) {
  CTL_TRY(auto hub, logged_in(writing_proxy_link(client.writing_session(), service_of(installation)), login, within),
          "log in");
  return hub;
}

Result<Hub> open_coroot(const CorootAccess& access, const std::string& project, const fleet::Surroundings& around,
                        const Within& within) {
  if (!access.url.empty()) return open_by_url(access, around, within);
  if (!access.hub) return fail(ErrorKind::usage, "neither a hub cluster nor an address of Coroot is given");
  auto hub = open_through_cluster(access, project, around, within);
  if (hub) return hub;
  return tl::unexpected<Error>(std::move(hub.error()).with("hub " + access.hub->context));
}

}  // namespace corootctl::hub
