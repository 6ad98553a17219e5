#include "deploy/manifests.hpp"

#include <algorithm>

#include "base/files.hpp"
#include "deploy/apply.hpp"
#include "deploy/components.hpp"
#include "document/yaml.hpp"
#include "kube/objects/watch.hpp"

namespace corootctl::deploy {
namespace {

using document::Value;

bool is_definition(const Value& object) { return object["kind"].as_string() == "CustomResourceDefinition"; }

std::string condition(const Value& object, std::string_view type) {
  for (const auto& entry : object.at({"status", "conditions"}).as_list()) {
    if (entry["type"].as_string() == type) return entry["status"].as_string();
  }
  return "";
}

Result<ObjectReport> apply_one(const kube::Client& client, Value object, const OperatorRequest& request,
                               const kube::Within& within) {
  const auto kind = object["kind"].as_string();
  CTL_TRY(const auto resource, client.discover(object["apiVersion"].as_string(), kind, within),
          "apply " + kind + " " + object.at({"metadata", "name"}).as_string());
  auto& metadata = object.make({"metadata"}).object();
  if (resource.namespaced && !metadata.contains("namespace")) metadata.set("namespace", request.namespace_name);
  const kube::ApplyOptions options{request.force_conflicts, request.dry_run != DryRun::none};
  return apply_object(client, object, resource, options, within);
}

}  // namespace

Result<std::vector<Value>> read_manifests(const std::string& file) {
  CTL_PASS(const auto text, read_file(file));
  CTL_PASS(auto documents, document::parse_yaml_all(text, file));
  std::vector<Value> out;
  for (auto& object : documents) {
    if (object["apiVersion"].as_string().empty() || object["kind"].as_string().empty()) {
      return fail_with_hint(ErrorKind::config, "pass the output of `helm template coroot-operator ...`",
                            "{}:{}: a document without apiVersion and kind", file, object.position.line);
    }
    out.push_back(std::move(object));
  }
  if (std::none_of(out.begin(), out.end(), is_definition)) {
    return fail_with_hint(ErrorKind::config, "run `helm template` with --include-crds",
                          "{}: no CustomResourceDefinition in it", file);
  }
  return out;
}

Result<> wait_for_definition(const kube::Reader& reader, const Clock& clock, const kube::Within& within) {
  const auto ref = coroot_definition();
  const auto is_established = [&](const std::optional<Value>& live) -> Result<bool> {
    if (live && condition(*live, "NamesAccepted") == "False") {
      return fail(ErrorKind::conflict, "{}: its names are taken by another definition", ref.describe());
    }
    return live && condition(*live, "Established") == "True";
  };
  CTL_CHECK(kube::wait_for(reader, ref, is_established, clock, within), "wait until it is established");
  return {};
}

Result<std::vector<ObjectReport>> apply_manifests(const kube::Client& client, std::vector<Value> manifests,
                                                  const OperatorRequest& request, const fleet::Surroundings& around,
                                                  const kube::Within& within) {
  std::stable_partition(manifests.begin(), manifests.end(), is_definition);
  const bool dry_run = request.dry_run != DryRun::none;
  std::vector<ObjectReport> out;
  bool waiting = false;  // definitions applied, their names not awaited yet
  for (auto& object : manifests) {
    if (waiting && !is_definition(object)) {
      CTL_RUN(wait_for_definition(client, around.clock, within));
      waiting = false;
    }
    waiting = waiting || (is_definition(object) && !dry_run);
    CTL_PASS(auto report, apply_one(client, std::move(object), request, within));
    out.push_back(std::move(report));
  }
  return out;
}

}  // namespace corootctl::deploy
