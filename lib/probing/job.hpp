/// The Job that asks members' addresses from inside of the hub's cluster, as data. It holds addresses only: no key, no
/// user and no token is in it, and it runs where Pod Security enforces "restricted".
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "document/value.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::probing {

inline constexpr auto job_name = "corootctl-probe";

struct JobWish {
  std::string namespace_name{};
  std::string image{};                ///< has sh and curl, as the hub's server has (links 8)
  document::Value pull_secrets{};     ///< imagePullSecrets; null = none
  document::Value node_selector{};    ///< of the pod; null = any node
  document::Value tolerations{};      ///< of the pod; null = none
  std::vector<std::string> urls{};    ///< each is asked once, all at the same time
  std::chrono::seconds deadline{60};  ///< after which the cluster ends it
};

kube::ObjectRef job_ref(const std::string& namespace_name);
document::Value job_of(const JobWish& wish);

/// Whether we made it.
bool is_ours(const document::Value& job);

/// Whether a Job that is there asks the same by the same image, and is still at it: its answer may be waited for.
bool may_be_shared(const document::Value& live, const document::Value& wanted);

/// Neither done nor failed; the reason of a failure is its condition's message.
bool is_at_work(const document::Value& job);
std::string failure_of(const document::Value& job);

}  // namespace corootctl::probing
