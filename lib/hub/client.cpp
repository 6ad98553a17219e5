#include "hub/client.hpp"

#include "coroot/resource.hpp"
#include "hub/service_proxy.hpp"

namespace corootctl::hub {

Result<std::unique_ptr<coroot::Client>> open_hub(const kube::Reader& reader, const deploy::Installation& installation,
                                                 const Login& login, const kube::Within& within) {
  const coroot::ObjectNames names(installation.name);
  auto link = service_proxy_link(reader.session(), installation.namespace_name, names.server(),
                                 coroot::service_port(installation.resource));
  auto client = std::make_unique<coroot::Client>(std::move(link));
  if (login.user.empty()) return client;
  const coroot::Within soon{within.deadline, within.stop};
  CTL_CHECK(client->login(login.user, login.password, soon), "log in");
  return client;
}

}  // namespace corootctl::hub
