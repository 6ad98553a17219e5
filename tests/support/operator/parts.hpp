/// Building blocks of the stand-in operator's objects.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "support/operator/api.hpp"

namespace corootctl::support {

/// The resource an object is made for, and the component it belongs to.
struct Origin {
  const document::Value& resource;
  std::string component{};
  std::string cr() const { return resource.at({"metadata", "name"}).as_string(); }
  std::string named() const { return cr() + "-" + component; }
};

document::Value labels_of(const Origin& origin);
/// metadata with labels and, for namespaced objects, the owner.
document::Value metadata_of(const Origin& origin, const std::string& name, bool namespaced = true);
Planned service_account(const Origin& origin);
struct NamedPort {
  const char* name;
  int number;
};
Planned service(const Origin& origin, const std::string& name, std::initializer_list<NamedPort> ports, bool headless);
/// `storage` is a spec's storage block; sizes and classes not given fall back to `size` and the cluster's default.
Planned volume_claim(const Origin& origin, const std::string& name, const document::Value& storage,
                     const std::string& size);
/// The same claim as a StatefulSet's template.
document::Value claim_template(const document::Value& storage, const std::string& size);
Planned deployment(const Origin& origin, document::Value pod_spec, bool recreate);
Planned stateful_set(const Origin& origin, const std::string& name, const std::string& service, std::int64_t replicas,
                     document::Value pod_spec, document::Value claim);
/// A container; `spec` is the component's block of the resource (image.name, resources).
document::Value container(const std::string& name, const std::string& default_image, const document::Value& spec,
                          document::List env);
document::Value variable(const std::string& name, const std::string& value);
document::Value variable_from(const std::string& name, const document::Value& secret, const document::Value& key);
document::Value pod_spec(const Origin& origin, document::List containers);

}  // namespace corootctl::support
