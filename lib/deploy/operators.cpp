#include "deploy/operators.hpp"

#include <algorithm>

#include "kube/objects/deletion.hpp"

namespace corootctl::deploy {
namespace {

using document::Value;

constexpr auto name_label = "app.kubernetes.io/name";
constexpr auto chart_name = "coroot-operator";

Result<std::vector<Value>> list_in(const kube::Reader& reader, const std::string& namespace_name,
                                   const Within& within) {
  const auto selector = fmt::format("{}={}", name_label, chart_name);
  return reader.list(kube::resources::deployments(), namespace_name, selector, within);
}

bool is_forbidden(const Result<std::vector<Value>>& listed) {
  return !listed && listed.error().kind == ErrorKind::unauthorized;
}

}  // namespace

std::string Operator::describe() const {
  return "operator in " + namespace_name + (release.empty() ? "" : " (release " + release + ")");
}

kube::ObjectRef Operator::ref() const {
  return {kube::resources::deployments(), namespace_name, deployment.at({"metadata", "name"}).as_string()};
}

bool is_operator(const Value& deployment) {
  return deployment["kind"].as_string() == "Deployment" &&
         deployment.at({"metadata", "labels", name_label}).as_string() == chart_name;
}

Result<Operators> find_operators(const kube::Reader& reader, const std::string& namespace_name, const Within& within) {
  Operators out;
  auto listed = list_in(reader, "", within);
  if (is_forbidden(listed)) {
    out.everywhere = false;
    listed = list_in(reader, namespace_name, within);
  }
  if (is_forbidden(listed)) return out;
  if (!listed) return tl::unexpected(std::move(listed.error()).with("look for the operator"));
  for (auto& deployment : *listed) {
    const auto& metadata = deployment["metadata"];
    auto release = metadata.at({"annotations", "meta.helm.sh/release-name"}).as_string();
    out.found.push_back({metadata["namespace"].as_string(), std::move(release), std::move(deployment)});
  }
  std::stable_partition(out.found.begin(), out.found.end(),
                        [&](const Operator& each) { return each.namespace_name == namespace_name; });
  return out;
}

Result<> check_at_work(const Operator& found) {
  CTL_RUN(kube::refuse_deleted(found.ref(), found.deployment));
  if (found.deployment.at({"spec", "replicas"}).as_integer(1) > 0) return {};
  return fail_with_hint(
      ErrorKind::failed,
      fmt::format("run `kubectl scale -n {} deployment {} --replicas=1`", found.namespace_name, found.ref().name),
      "{}: scaled to 0, so nothing that is written now would take effect", found.ref().describe());
}

}  // namespace corootctl::deploy
