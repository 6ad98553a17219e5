#include "deploy/manifests.hpp"

#include <algorithm>

#include "base/files.hpp"
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

Result<> wait_for_definition(const kube::Reader& reader, const Clock& clock, const Within& within) {
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

std::vector<Step> manifest_steps(const std::string& cluster, std::vector<Value> manifests, bool dry_run) {
  const auto first_other = std::stable_partition(manifests.begin(), manifests.end(), is_definition);
  std::vector<Step> out;
  for (auto it = manifests.begin(); it != manifests.end(); ++it) {
    if (it == first_other && it != manifests.begin() && !dry_run) out.push_back(await_definition(cluster));
    out.push_back({cluster, ref_of_document(*it), Action::apply, *it, "the operator", "", {}});
  }
  return out;
}

Step await_definition(const std::string& cluster) {
  return {cluster, coroot_definition(), Action::await, {}, "the operator's resource needs it", "", {}};
}

}  // namespace corootctl::deploy
