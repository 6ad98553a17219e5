#include "links/server_keys.hpp"

#include <algorithm>

#include "coroot/resource.hpp"
#include "kube/objects/rollout.hpp"

namespace corootctl::links {

Result<bool> server_reads(const kube::Reader& reader, const deploy::Installation& installation,
                          const std::string& secret, const std::vector<std::string>& keys, const Within& within) {
  const kube::ObjectRef server{kube::resources::stateful_sets(), installation.namespace_name,
                               coroot::ObjectNames(installation.name).server()};
  CTL_PASS(const auto live, reader.find(server, within));
  if (!live) return false;
  if (!kube::rollout_of(*live).done) return true;
  for (const auto& container : live->at({"spec", "template", "spec", "containers"}).as_list()) {
    for (const auto& variable : container["env"].as_list()) {
      const auto& ref = variable.at({"valueFrom", "secretKeyRef"});
      const bool is_one = std::find(keys.begin(), keys.end(), ref["key"].as_string()) != keys.end();
      if (ref["name"].as_string() == secret && is_one) return true;
    }
  }
  return false;
}

}  // namespace corootctl::links
