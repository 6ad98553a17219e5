#include "bundle/collect.hpp"

#include <algorithm>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "bundle/redact.hpp"
#include "coroot/log_text.hpp"
#include "deploy/components.hpp"
#include "deploy/installations.hpp"
#include "deploy/operators.hpp"
#include "document/json.hpp"
#include "kube/objects/paths.hpp"

namespace corootctl::bundle {
namespace {

using document::List;
using document::Object;
using document::Value;

constexpr std::chrono::seconds item_limit{20};
constexpr std::string_view helm_type = "helm.sh/release.v1";

class Collector {
 public:
  Collector(const kube::Reader& reader, const std::string& folder, const CollectOptions& options, Scrubber& scrubber,
            Collected& out, const Within& within)
      : reader_(reader), folder_(folder), options_(options), scrubber_(scrubber), out_(out), within_(within) {}

  void run() {
    if (!add_version()) return;
    learn_secrets();
    add_definition();
    const auto installations = add_installations();
    for (const auto& space : spaces_of(installations)) {
      for (const auto& kind : kinds()) add_list(kind, space);
    }
    add_list(kube::resources::nodes(), "");
    add_components(installations);
    add_logs();
  }

 private:
  static std::vector<kube::Resource> kinds() {
    return {
        kube::resources::deployments(), kube::resources::stateful_sets(), kube::resources::daemon_sets(),
        kube::resources::pods(),        kube::resources::services(),      kube::resources::persistent_volume_claims(),
        kube::resources::config_maps(), kube::resources::events(),        kube::resources::ingresses()};
  }

  /// Each item has its own limit, so that one that hangs does not eat the time of the rest.
  Within soon() const { return {Deadline::in(item_limit).earlier(within_.deadline), within_.stop}; }

  void add_gap(const std::string& what, const Error& error) { out_.gaps.push_back(what + ": " + describe(error)); }

  void add_file(const std::string& name, const Value& value) {
    out_.entries.push_back({folder_ + "/" + name, document::to_json(value, 2) + "\n"});
  }

  void learn(const Value& secret) {
    for (const auto& entry : secret["data"].as_object()) {
      if (auto text = base64_decode(entry.value.as_string())) scrubber_.add(SecretString(std::move(*text)));
    }
  }

  /// Of the namespace: all values, so that they are found wherever else they turn up.
  void learn_secrets() {
    const auto secrets = reader_.list(kube::resources::secrets(), options_.namespace_name, "", soon());
    if (!secrets) {
      add_gap("secrets (known key values could not be learned, redaction is by field alone)", secrets.error());
      return;
    }
    List shown, releases;
    for (auto secret : *secrets) {
      secret.make({"kind"}) = "Secret";
      const bool is_helms = secret["type"].as_string() == helm_type;
      if (!is_helms) learn(secret);
      (is_helms ? releases : shown).push_back(redacted(secret));
    }
    add_file(options_.namespace_name + "/secrets.json", shown);
    add_file(options_.namespace_name + "/helm-releases.json", releases);
  }

  /// false = nobody answers there, so that nothing else need be asked.
  bool add_version() {
    const auto version = reader_.version(soon());
    if (!version) {
      const auto kind = version.error().kind;
      const bool is_dead = kind == ErrorKind::unreachable || kind == ErrorKind::timeout;
      add_gap(is_dead ? "everything" : "version", version.error());
      return !is_dead;
    }
    const auto uid = fleet::cluster_uid(reader_, soon());
    if (!uid) add_gap("identity", uid.error());
    add_file("version.json", Object{{"gitVersion", version->git_version}, {"uid", uid.value_or("")}});
    return true;
  }

  /// Of the schema only what else cannot be told: its versions and conditions.
  void add_definition() {
    const auto live = reader_.find(deploy::coroot_definition(), soon());
    if (!live) return add_gap("definition", live.error());
    if (!*live) return add_file("definition.json", nullptr);
    List versions;
    for (const auto& version : (*live)->at({"spec", "versions"}).as_list())
      versions.push_back(Object{{"name", version["name"]}, {"schema", version["schema"]}});
    add_file("definition.json", Object{{"versions", std::move(versions)},
                                       {"metadata", redacted(**live)["metadata"]},
                                       {"conditions", (*live)->at({"status", "conditions"})}});
  }

  std::vector<deploy::Installation> add_installations() {
    const auto found = deploy::find_readable_installations(reader_, soon());
    if (!found) {
      add_gap("coroots", found.error());
      return {};
    }
    if (found->gap) out_.gaps.push_back("coroots: " + *found->gap);
    List shown;
    for (const auto& each : found->all) shown.push_back(redacted(each.resource));
    add_file("coroots.json", shown);
    return found->all;
  }

  std::vector<std::string> spaces_of(const std::vector<deploy::Installation>& installations) {
    std::vector<std::string> out{options_.namespace_name};
    const auto add = [&](const std::string& space) {
      if (std::find(out.begin(), out.end(), space) == out.end()) out.push_back(space);
    };
    for (const auto& each : installations) add(each.namespace_name);
    const auto operators = deploy::find_operators(reader_, options_.namespace_name, soon());
    if (!operators) add_gap("operators", operators.error());
    if (operators)
      for (const auto& each : operators->found) add(each.namespace_name);
    return out;
  }

  void add_list(const kube::Resource& kind, const std::string& space) {
    const auto name = (space.empty() ? "" : space + "/") + kind.plural;
    const auto items = reader_.list(kind, space, "", soon());
    if (!items) return add_gap(name, items.error());
    List shown;
    for (auto item : *items) {
      item.make({"kind"}) = kind.kind;
      if (kind.kind == "Pod") pods_.push_back(item);
      shown.push_back(redacted(item));
    }
    add_file(name + ".json", shown);
  }

  /// As `status` judges them, so that a reader need not.
  void add_components(const std::vector<deploy::Installation>& installations) {
    List shown;
    for (const auto& each : installations) {
      const auto components = deploy::components_of(reader_, each, soon());
      if (!components) {
        add_gap("components of " + each.namespace_name + "/" + each.name, components.error());
        continue;
      }
      for (const auto& one : *components) {
        shown.push_back(Object{{"coroot", each.namespace_name + "/" + each.name},
                               {"name", one.name},
                               {"object", one.object},
                               {"ready", one.ready_now},
                               {"reason", one.reason},
                               {"image", one.image}});
      }
    }
    add_file("components.json", shown);
  }

  static bool has_ended(const Value& status) { return status["restartCount"].as_integer() > 0; }

  void add_logs() {
    for (const auto& pod : pods_) {
      for (const auto& status : pod.at({"status", "containerStatuses"}).as_list()) {
        const auto& container = status["name"].as_string();
        add_log(pod, container, false);
        if (has_ended(status)) add_log(pod, container, true);
      }
    }
  }

  void add_log(const Value& pod, const std::string& container, bool previous) {
    const kube::ObjectRef ref{kube::resources::pods(), pod.at({"metadata", "namespace"}).as_string(),
                              pod.at({"metadata", "name"}).as_string()};
    const auto name = fmt::format("{}/logs/{}/{}{}.log", ref.namespace_name, file_name(ref.name), file_name(container),
                                  previous ? ".previous" : "");
    const auto path = kube::object_path(ref);
    if (!path) return add_gap(name, path.error());
    kube::Call call;
    call.path = *path + "/log";
    call.accept = "*/*";
    call.secret = true;
    call.query = {{"container", container},
                  {"tailLines", std::to_string(options_.log_lines)},
                  {"limitBytes", std::to_string(options_.log_bytes)},
                  {"timestamps", "true"}};
    if (previous) call.query.emplace_back("previous", "true");
    const auto within = soon();
    auto answer = reader_.session().send(call, within.deadline, within.stop);
    if (!answer) return add_gap(name, answer.error());
    if (answer->status != 200) return add_gap(name, kube::status_error(*answer, "read the log"));
    out_.entries.push_back({folder_ + "/" + name, coroot::mask_log(std::move(answer->body))});
  }

  const kube::Reader& reader_;
  const std::string& folder_;
  const CollectOptions& options_;
  Scrubber& scrubber_;
  Collected& out_;
  const Within& within_;
  std::vector<Value> pods_{};
};

}  // namespace

std::string file_name(std::string name) {
  std::replace_if(
      name.begin(), name.end(),
      [](char c) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        return !is_plain && c != '.' && c != '_' && c != '-';
      },
      '_');
  if (name.find_first_not_of('.') == std::string::npos) name.insert(0, "_");
  return name;
}

Collected collect(const fleet::ClusterRef& cluster, const std::string& folder, const CollectOptions& options,
                  Scrubber& scrubber, const fleet::Surroundings& around, Within within) {
  Collected out;
  out.context = cluster.context;
  scrubber.add(cluster.connection.user.token);
  scrubber.add(cluster.connection.user.password);
  const auto reader = around.connector.reader_for(cluster, within);
  if (!reader) {
    out.gaps.push_back("everything: " + describe(reader.error()));
    return out;
  }
  if (around.tell) around.tell({cluster.context, "gather"});
  Collector(*reader, folder, options, scrubber, out, within).run();
  return out;
}

}  // namespace corootctl::bundle
