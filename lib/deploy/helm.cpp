#include "deploy/helm.hpp"

#include <sys/stat.h>

#include <algorithm>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "coroot/answer.hpp"
#include "deploy/helm_records.hpp"
#include "deploy/helm_values.hpp"
#include "deploy/plan.hpp"
#include "document/json.hpp"
#include "document/yaml.hpp"
#include "fleet/fan_out.hpp"
#include "kube/objects/status.hpp"

namespace corootctl::deploy {
namespace {

using document::Object;
using document::Value;

/// Without hooks and --wait helm needs about a second for its writes; a revision of ours that is still pending after
/// this long has no living helm behind it.
constexpr std::chrono::seconds patience{10};
/// The same for a revision somebody else made, who may be waiting for a rollout: helm's default timeout.
constexpr std::int64_t foreign_patience_s = 300;

/// The newest revision; revision 0 = there is none.
Result<HelmRecord> latest_release(const kube::Client& client, const HelmRelease& wanted, const Within& within) {
  CTL_PASS(auto records, helm_records(client, wanted.namespace_name, wanted.source.release, within));
  return records.empty() ? HelmRecord() : std::move(records.back());
}

bool is_local(const std::string& chart) {
  struct stat info{};
  return ::stat(chart.c_str(), &info) == 0;
}

std::string_view without_v(std::string_view version) { return version.starts_with('v') ? version.substr(1) : version; }

/// A version and not a range of them: three numbers, and what may follow a "-" or "+".
bool is_exact(std::string_view version) {
  const auto parts = split(without_v(version.substr(0, version.find_first_of("-+"))), '.');
  return parts.size() == 3 && std::all_of(parts.begin(), parts.end(), [](const auto& part) {
           return !part.empty() && part.find_first_not_of("0123456789") == std::string::npos;
         });
}

void add(std::vector<std::string>& argv, const std::string& flag, const std::string& value) {
  if (value.empty()) return;
  argv.push_back(flag);
  argv.push_back(value);
}

class Helm {
 public:
  Helm(const HelmRelease& wanted, const fleet::Surroundings& around, const Within& within)
      : wanted_(wanted), source_(wanted.source), around_(around), within_(within) {}

  /// Runs helm with the connection's flags behind `arguments`; standard output on success.
  Result<std::string> run(std::vector<std::string> arguments, bool contacts_cluster) const {
    Program program;
    program.argv = {source_.helm};
    program.argv.insert(program.argv.end(), arguments.begin(), arguments.end());
    if (contacts_cluster) add_connection(program.argv);
    program.env = environment();
    program.deadline = within_.deadline;
    around_.log.write(1, "run " + hide_userinfo(join(program.argv, " ")));
    auto finished = run_program(program, within_.stop);
    if (!finished && finished.error().kind == ErrorKind::not_found) {
      return fail_with_hint(ErrorKind::not_found,
                            "install helm, name it with --helm PATH, or use --operator-manifests FILE",
                            "{}: no such program", source_.helm);
    }
    if (!finished) return tl::unexpected(std::move(finished.error()));
    if (finished->timed_out) return fail(ErrorKind::timeout, "helm {} timed out", arguments.front());
    if (finished->exit_code != 0) return tl::unexpected(last_words(arguments.front(), *finished));
    return std::move(finished->out);
  }

  std::vector<std::string> chart_reference() const {
    std::vector<std::string> out{source_.chart};
    if (is_in_repository()) add(out, "--repo", source_.chart_repo);
    add(out, "--version", source_.chart_version);
    return out;
  }

  /// Takes fields over from other managers only where helm 4 met such a conflict: helm 3 has no such flag, and helm 4
  /// refuses it for a release that it does not apply on the server (operator 25).
  Result<> upgrade() const {
    auto done = upgrade(false, false);
    if (!done && has_other_owner(done.error().what) && wanted_.force_conflicts) done = upgrade(false, true);
    if (done) return {};  // helm's output holds the values: it is dropped, never shown
    return tl::unexpected(std::move(done.error()).with(chart_name()));
  }

  Result<std::string> upgrade(bool dry_run, bool force_conflicts) const {
    std::vector<std::string> argv{"upgrade", "--install", source_.release};
    const auto chart = chart_reference();
    argv.insert(argv.end(), chart.begin(), chart.end());
    for (const auto& file : source_.helm_values) add(argv, "-f", file);
    argv.insert(argv.end(), {"--labels", std::string(installed_by_label) + "=corootctl", "-o", "json"});
    if (dry_run) argv.push_back("--dry-run=server");
    if (force_conflicts) argv.push_back("--force-conflicts");
    return run(std::move(argv), true);
  }

  /// "coroot-operator-0.9.4" of the deployed revision.
  Result<std::string> deployed_chart() const {
    CTL_PASS(const auto out, run({"list", "--filter", "^" + source_.release + "$", "-o", "json"}, true));
    CTL_PASS(const auto releases, document::parse_json(out, "helm list"));
    return releases[std::size_t{0}]["chart"].as_string();
  }

  Result<Value> preview() const {
    auto out = upgrade(true, false);
    if (!out && has_other_owner(out.error().what) && wanted_.force_conflicts) out = upgrade(true, true);
    if (!out) return tl::unexpected(std::move(out.error()).with(chart_name()));
    CTL_TRY(auto release, document::parse_json(*out, "helm upgrade --dry-run"), chart_name());
    return release;
  }

  Result<std::vector<Value>> definitions_beside() const {
    std::vector<std::string> argv{"show", "crds"};
    const auto chart = chart_reference();
    argv.insert(argv.end(), chart.begin(), chart.end());
    CTL_TRY(const auto out, run(std::move(argv), false), chart_name());
    CTL_TRY(auto documents, document::parse_yaml_all(out, "helm show crds"), chart_name());
    std::erase_if(documents, [](const Value& each) { return !each.is_object(); });
    return documents;
  }

  /// The version that --chart, --chart-repo and --chart-version lead to.
  Result<std::string> version_of_chart() const {
    std::vector<std::string> argv{"show", "chart"};
    const auto chart = chart_reference();
    argv.insert(argv.end(), chart.begin(), chart.end());
    CTL_TRY(const auto out, run(std::move(argv), false), chart_name());
    CTL_TRY(const auto shown, document::parse_yaml(out, "helm show chart"), chart_name());
    return shown["version"].as_string();
  }

  /// nullopt = any version will do.
  Result<std::optional<std::string>> wanted_version() const {
    const auto& asked = source_.chart_version;
    if (asked.empty() && !is_local(source_.chart)) return std::optional<std::string>();
    if (is_exact(asked)) return std::optional(asked);
    CTL_PASS(auto version, version_of_chart());
    return std::optional(std::move(version));
  }

  /// helm takes a chart from disk as it is, whatever --version says.
  Result<> check_file() const {
    if (!is_local(source_.chart)) return {};
    CTL_PASS(const auto version, version_of_chart());
    if (source_.chart_version.empty() || without_v(version) == without_v(source_.chart_version)) return {};
    return fail_with_hint(ErrorKind::usage, "Leave --chart-version out, or name a chart in a repository.",
                          "--chart-version {}: the chart in {} is version {}", source_.chart_version, source_.chart,
                          printable(version));
  }

  /// The objects of the deployed revision.
  Result<std::vector<Value>> deployed_objects() const {
    CTL_PASS(const auto out, run({"get", "manifest", source_.release}, true));
    return document::parse_yaml_all(out, "helm get manifest");
  }

  /// What a dry run of an upgrade would change: the chart, and whether other values were given. Values may be secret.
  Result<std::vector<document::Change>> changes(bool is_there) const {
    CTL_PASS(const auto release, preview());
    const auto& chart = release.at({"chart", "metadata"});
    Object before, after{{"chart", chart["name"].as_string() + "-" + chart["version"].as_string()}};
    add_values(after, release["config"]);
    if (is_there) {
      CTL_PASS(auto deployed, deployed_chart());
      if (!deployed.empty()) before.set("chart", std::move(deployed));
      CTL_PASS(const auto out, run({"get", "values", source_.release, "-o", "json"}, true));
      CTL_PASS(const auto values, document::parse_json(out, "helm get values"));
      add_values(before, values);
    }
    return document::diff(before, after);
  }

  /// Without values of ours helm keeps those that the release has (operator 24).
  Result<bool> values_equal() const {
    CTL_PASS(const auto wanted, read_helm_values(source_.helm_values));
    if (wanted == Value(Object{})) return true;
    CTL_PASS(const auto out, run({"get", "values", source_.release, "-o", "json"}, true));
    CTL_PASS(auto deployed, document::parse_json(out, "helm get values"));
    return deployed == wanted;
  }

 private:
  static void add_values(Object& out, const Value& values) {
    if (values.is_null() || values == Value(Object{})) return;
    out.set("values", "fingerprint " + fingerprint(SecretString(document::to_json(values))));
  }

  /// Otherwise the chart is a file, a folder or a whole address.
  bool is_in_repository() const { return source_.chart.find('/') == std::string::npos && !is_local(source_.chart); }

  std::string chart_name() const {
    return "chart " + source_.chart + (is_in_repository() ? " of " + hide_userinfo(source_.chart_repo) : "");
  }

  void add_connection(std::vector<std::string>& argv) const {
    const auto& flags = wanted_.overrides;
    add(argv, "--namespace", wanted_.namespace_name);
    add(argv, "--kubeconfig", wanted_.kubeconfig);
    add(argv, "--kube-context", wanted_.kube_context);
    add(argv, "--kube-apiserver", flags.server);
    add(argv, "--kube-ca-file", flags.certificate_authority);
    add(argv, "--kube-tls-server-name", flags.tls_server_name);
    add(argv, "--kube-as-user", flags.as);
    for (const auto& group : flags.as_groups) add(argv, "--kube-as-group", group);
    if (flags.insecure_skip_tls_verify) argv.push_back("--kube-insecure-skip-tls-verify");
  }

  /// What would point helm at another cluster is removed; a token travels here, never in argv (operator 19).
  Environment environment() const {
    Environment env = around_.env;
    for (const auto* name : {"HELM_KUBECONTEXT", "HELM_KUBETOKEN", "HELM_KUBEAPISERVER", "HELM_KUBEASUSER",
                             "HELM_KUBEASGROUPS", "HELM_KUBECAFILE", "HELM_KUBEINSECURE_SKIP_TLS_VERIFY",
                             "HELM_KUBETLS_SERVER_NAME", "HELM_NAMESPACE", "HELM_DRIVER", "HELM_DEBUG"}) {
      env.unset(name);
    }
    env.set("NO_COLOR", "1");
    const auto& token = wanted_.overrides.token;
    if (!token.empty()) env.set("HELM_KUBETOKEN", std::string(token.reveal()));
    return env;
  }

  static bool has_other_owner(std::string_view words) { return words.find("conflict with \"") != words.npos; }

  static Error last_words(const std::string& verb, const Finished& finished) {
    std::string text;
    for (const auto& line : split(finished.err, '\n')) {
      const auto words = trim(line);
      if (words.empty() || words.starts_with("WARNING") || words.starts_with("level=")) continue;  // helm 4's log
      text += (text.empty() ? "" : " ") + std::string(words.starts_with("Error: ") ? words.substr(7) : words);
    }
    const auto says = [&](std::string_view words) { return text.find(words) != std::string::npos; };
    ErrorKind kind = ErrorKind::failed;
    if (says("cluster unreachable")) kind = ErrorKind::unreachable;
    if (says("another operation") || has_other_owner(text)) kind = ErrorKind::conflict;
    auto error = make_error(kind, "helm {} failed: {}", verb,
                            text.empty() ? "it printed nothing" : printable(hide_userinfo(text)));
    if (has_other_owner(text)) {
      error.hint = "Another manager owns these fields: --force-conflicts takes them over, with helm 4.";
    }
    if (kube::is_escalation(text)) {
      error.kind = ErrorKind::unauthorized;
      error.hint = std::string(kube::escalation_hint);
    }
    if (says("invalid ownership metadata")) {
      error.hint =
          "the operator was installed without helm: keep using --operator-manifests, or give its objects to helm first";
    }
    return error;
  }

  const HelmRelease& wanted_;
  const OperatorSource& source_;
  const fleet::Surroundings& around_;
  const Within& within_;
};

/// Waits while a living helm may be at work, then removes the record a dead one left behind (operator 21).
Result<HelmRecord> settle(const kube::Client& client, const HelmRelease& wanted, const fleet::Surroundings& around,
                          bool dry_run, const Within& within) {
  CTL_PASS(auto release, latest_release(client, wanted, within));
  const auto until = Deadline::in(patience).earlier(within.deadline);
  while (release.status.starts_with("pending-") && !until.expired()) {
    if (around.tell)
      around.tell({wanted.context, "helm revision " + std::to_string(release.revision) + " is " + release.status +
                                       ": waiting for it to end"});
    if (!around.clock.pause(std::chrono::milliseconds(500), within.stop))
      return fail(ErrorKind::cancelled, "interrupted");
    CTL_PASS(release, latest_release(client, wanted, within));
  }
  if (!release.status.starts_with("pending-")) return release;
  if (!release.ours && now_ms(around.clock) / 1000 - release.created_at_s < foreign_patience_s) {
    return fail_with_hint(ErrorKind::conflict, "wait for it, or run `helm rollback` when no helm is at work any more",
                          "helm release {} is {} (revision {}), started by somebody else", wanted.source.release,
                          release.status, release.revision);
  }
  const kube::ObjectRef record{kube::resources::secrets(), wanted.namespace_name, release.secret};
  if (around.tell)
    around.tell({wanted.context, "remove the unfinished helm revision " + std::to_string(release.revision)});
  CTL_CHECK(client.remove(record, dry_run, within), "remove " + record.describe());
  return latest_release(client, wanted, within);
}

Result<bool> is_as_wanted(const Helm& helm) {
  CTL_PASS(const auto version, helm.wanted_version());
  if (version) {
    CTL_PASS(const auto chart, helm.deployed_chart());
    const auto wanted = without_v(*version);
    if (!chart.ends_with("-" + std::string(wanted)) && !chart.ends_with("-v" + std::string(wanted))) return false;
  }
  return helm.values_equal();
}

/// One that may not be read counts as there.
Result<bool> is_there(const kube::Client& client, const Value& object, const HelmRelease& wanted,
                      const Within& within) {
  if (object.is_null()) return true;
  auto ref = ref_of_document(object);
  const auto api_version = ref.resource.api_version();
  auto resource = kube::resources::built_in(api_version, ref.resource.kind);
  if (!resource) {
    auto found = client.discover(api_version, ref.resource.kind, within);
    if (!found && found.error().kind == ErrorKind::not_found) return false;  // its definition is gone
    if (!found) return tl::unexpected(std::move(found.error()));
    resource = std::move(*found);
  }
  ref.resource = std::move(*resource);
  if (ref.resource.namespaced && ref.namespace_name.empty()) ref.namespace_name = wanted.namespace_name;
  const auto live = client.find(ref, within);
  if (!live && live.error().kind != ErrorKind::unauthorized) return tl::unexpected(live.error());
  return !live || live->has_value();
}

/// The record of a release outlives its objects (operator 27). They are looked for at once.
Result<bool> is_whole(const kube::Client& client, const Helm& helm, const HelmRelease& wanted, const Within& within) {
  CTL_PASS(const auto objects, helm.deployed_objects());
  const auto found = fleet::fan_out(
      objects, objects.size(), within.stop,
      [&](const Value& object, const std::stop_token&) { return is_there(client, object, wanted, within); });
  for (const auto& each : found) {
    if (!each) return tl::unexpected(each.error());
    if (!*each) return false;
  }
  return true;
}

}  // namespace

Result<> check_chart(const OperatorSource& source, const fleet::Surroundings& around, const Within& within) {
  const HelmRelease wanted{.source = source};
  CTL_RUN(read_helm_values(source.helm_values));
  return Helm(wanted, around, within).check_file();
}

Result<HelmContent> helm_preview(const HelmRelease& wanted, const fleet::Surroundings& around, const Within& within) {
  CTL_PASS(const auto release, Helm(wanted, around, within).preview());
  return content_of(release);
}

Result<std::string> wanted_chart_version(const HelmRelease& wanted, const fleet::Surroundings& around,
                                         const Within& within) {
  return Helm(wanted, around, within).version_of_chart();
}

Result<std::vector<Value>> definitions_beside(const HelmRelease& wanted, const fleet::Surroundings& around,
                                              const Within& within) {
  return Helm(wanted, around, within).definitions_beside();
}

Result<ObjectReport> helm_install(const kube::Client& client, const HelmRelease& wanted,
                                  const fleet::Surroundings& around, bool dry_run, const Within& within) {
  const Helm helm(wanted, around, within);
  CTL_PASS(const auto release, settle(client, wanted, around, dry_run, within));
  ObjectReport report{"helm release " + wanted.namespace_name + "/" + wanted.source.release, "unchanged", {}};
  if (release.status == "deployed") {
    CTL_PASS(const bool same, is_as_wanted(helm));
    CTL_PASS(const bool whole, same ? is_whole(client, helm, wanted, within) : Result<bool>(false));
    if (whole) return report;
  }
  if (dry_run && release.status.starts_with("pending-")) {  // helm refuses to try anything over it
    report.outcome = "changed";
    report.is_checked = false;
    return report;
  }
  report.outcome = release.revision == 0 ? "created" : "changed";
  if (dry_run) {
    CTL_PASS(report.changes, helm.changes(release.revision > 0));
  } else {
    CTL_RUN(helm.upgrade());
  }
  return report;
}

}  // namespace corootctl::deploy
