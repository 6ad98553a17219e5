#include "kube/objects/discovery.hpp"

#include "base/text.hpp"
#include "document/json.hpp"
#include "http/url.hpp"

namespace corootctl::kube {
namespace {

Result<std::string> list_path(const std::string& api_version) {
  const auto parts = split(api_version, '/');
  if (api_version.empty() || parts.size() > 2)
    return fail(ErrorKind::invalid, "'{}' is not an apiVersion", api_version);
  if (parts.size() == 1) return "/api/" + http::encode_component(parts[0]);
  return "/apis/" + http::encode_component(parts[0]) + "/" + http::encode_component(parts[1]);
}

std::vector<Resource> resources_in(const document::Value& list, const std::string& api_version) {
  const auto slash = api_version.find('/');
  const auto group = slash == std::string::npos ? std::string() : api_version.substr(0, slash);
  const auto version = slash == std::string::npos ? api_version : api_version.substr(slash + 1);
  std::vector<Resource> out;
  for (const auto& item : list["resources"].as_list()) {
    const auto& plural = item["name"].as_string();
    if (plural.find('/') != std::string::npos) continue;  // a subresource, such as deployments/scale
    out.push_back({group, version, item["kind"].as_string(), plural, item["namespaced"].as_bool()});
  }
  return out;
}

Result<std::vector<Resource>> ask(const ReadSession& session, const std::string& api_version, const Within& within) {
  const auto action = "discover " + api_version;
  Call call;
  CTL_TRY(call.path, list_path(api_version), action);
  CTL_TRY(const auto answer, session.send(call, within.deadline, within.stop), action);
  if (answer.status == 404) return std::vector<Resource>{};
  if (answer.status != 200) return tl::unexpected<Error>(status_error(answer, action));
  CTL_TRY(const auto list, document::parse_json(answer.body, "answer of GET " + call.path), action);
  return resources_in(list, api_version);
}

}  // namespace

std::optional<Resource> Discovery::known(const std::string& api_version, const std::string& kind) {
  const std::lock_guard lock(mutex_);
  for (const auto& resource : lists_[api_version]) {
    if (resource.kind == kind) return resource;
  }
  return std::nullopt;
}

Result<Resource> Discovery::find(const ReadSession& session, const std::string& api_version, const std::string& kind,
                                 const Within& within) {
  if (auto resource = known(api_version, kind)) return std::move(*resource);
  CTL_PASS(auto list, ask(session, api_version, within));
  {
    const std::lock_guard lock(mutex_);
    lists_[api_version] = std::move(list);
  }
  if (auto resource = known(api_version, kind)) return std::move(*resource);
  return fail_with_hint(ErrorKind::not_found, "Its custom resource definition may not be installed.",
                        "the server has no kind {} in {}", kind, api_version);
}

}  // namespace corootctl::kube
