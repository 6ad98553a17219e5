/// The stand-in operator's way to the API server: reads through kube::Reader, writes under its own field manager.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::support {

/// An object that should exist.
struct Planned {
  kube::Resource resource{};
  document::Value object{};
  std::string describe() const;
};

class OperatorApi {
 public:
  /// `patience` = the longest that one request may take.
  OperatorApi(kube::Client client, std::chrono::milliseconds patience)
      : client_(std::move(client)), patience_(patience) {}
  Result<std::optional<document::Value>> find(const kube::ObjectRef& ref, std::stop_token stop) const;
  Result<std::vector<document::Value>> list(const kube::Resource& resource, const std::string& selector,
                                            std::stop_token stop) const;
  Result<document::Value> create(const kube::Resource& resource, const document::Value& object,
                                 std::stop_token stop) const;
  Result<document::Value> replace(const kube::Resource& resource, const document::Value& object,
                                  std::stop_token stop) const;
  Result<document::Value> write_status(const kube::Resource& resource, const document::Value& object,
                                       std::stop_token stop) const;
  Result<> remove(const kube::ObjectRef& ref, std::stop_token stop) const;

 private:
  Result<document::Value> send(const std::string& method, const kube::Resource& resource, const std::string& rest,
                               const document::Value& object, std::stop_token stop) const;
  kube::Client client_;
  std::chrono::milliseconds patience_;
};

/// Creates what is absent; merges what differs back in three ways against the annotation of the last write, so that
/// fields the operator never set survive (operator 8). True when something was written.
Result<bool> ensure(const OperatorApi& api, const Planned& planned, std::stop_token stop);

}  // namespace corootctl::support
