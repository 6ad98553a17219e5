/// Service accounts that an install asks for. No public operator or server knows them yet: the definition has the field
/// and the stand-in operator makes the keys as Coroot's documents say it (links 5, 7).
#include <algorithm>

#include "base/base64.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "component/ops/bench.hpp"
#include "document/json.hpp"
#include "hub/who.hpp"
#include "support/coroot/stand_in_coroot.hpp"
#include "support/temporary_directory.hpp"
#include "upkeep/uninstall/uninstall.hpp"

namespace corootctl::tests::ops_service_accounts {

using Lines = std::vector<std::string>;

namespace {

const support::ObjectKey accounts_secret{"", "secrets", "coroot", "coroot-service-accounts"};

struct Machines : OpsBench {
  TemporaryDirectory folder = std::move(*TemporaryDirectory::create());

  /// Manifests of an operator that knows service accounts.
  std::string newer_manifests() const {
    auto text = *read_file(support::tree_path("tests/support/data/operator-manifests.yaml"));
    const std::string before = "                authAnonymousRole: {type: string}\n";
    const std::string key_secret = "keySecret: {type: object, properties: {name: {type: string}, key: {type: string}}}";
    const std::string field =
        "                serviceAccounts: {type: array, items: {type: object, properties: {name: {type: string}, role: "
        "{type: string}, apiKeys: {type: array, items: {type: object, properties: {description: {type: string}, " +
        key_secret + "}}}}}}\n";
    REQUIRE(text.find(before) != std::string::npos);
    text.insert(text.find(before), field);
    REQUIRE(write_file_atomically(folder.path() + "/newer.yaml", text, 0600).has_value());
    return folder.path() + "/newer.yaml";
  }
  ops::InstallRequest request(const std::vector<std::string>& contexts, bool is_newer) const {
    auto out = install_request(contexts);
    if (is_newer) out.operator_source.manifests_file = newer_manifests();
    out.settings.service_accounts = {{"ci", "Viewer"}, {"deploys", "Editor"}};
    return out;
  }
  ops::ClusterInstall done(const ops::InstallRequest& request) const {
    const auto reports = ops::install(request, around(), {});
    REQUIRE_MESSAGE(reports.has_value(), (reports ? "" : describe(reports.error())));
    const auto& report = reports->front();
    REQUIRE_MESSAGE(!report.error, (report.error ? describe(*report.error) : ""));
    return report;
  }
  std::string refusal(const ops::InstallRequest& request) const {
    const auto reports = ops::install(request, around(), {});
    const auto error = !reports ? std::optional(reports.error()) : reports->front().error;
    REQUIRE(error.has_value());
    CHECK(error->kind == ErrorKind::invalid);
    return describe(*error) + " | " + error->hint;
  }
  document::Value object(const support::ObjectKey& key) const {
    return sandbox->fleet()[0].object(key.group, key.plural, key.namespace_name, key.name).value_or(document::Value());
  }
  std::string key_of(const char* account) const {
    return base64_decode(object(accounts_secret).at({"data", account}).as_string()).value_or("");
  }
};

constexpr auto too_old =
    "the definition of Coroot here has no spec.serviceAccounts: its operator is older than service accounts | Upgrade "
    "the operator together with its definition, or leave the service accounts out; without them a machine logs in with "
    "--coroot-user.";

}  // namespace

TEST_CASE_FIXTURE(Machines,
                  "install asks for service accounts; the operator makes their keys, which open a server that knows "
                  "them (links 5, 7)") {
  const auto report = done(request({"prod-a"}, true));
  CHECK(outcomes(report.objects).back() == "created Coroot coroot/coroot");
  CHECK(key_of("ci").size() == 32);
  CHECK(key_of("deploys").size() == 32);
  CHECK(document::to_json(object({"coroot.com", "coroots", "coroot", "coroot"}).at({"spec", "serviceAccounts"})) ==
        R"([{"name":"ci","role":"Viewer","apiKeys":[{"description":"key of ci","keySecret":)"
        R"({"name":"coroot-service-accounts","key":"ci"}}]},{"name":"deploys","role":"Editor","apiKeys":)"
        R"([{"description":"key of deploys","keySecret":{"name":"coroot-service-accounts","key":"deploys"}}]}])");

  support::CorootOptions options;
  options.scenario = support::tree_path("tests/data/incident");
  options.password = SecretString("somebody's");
  options.service_key = SecretString(key_of("ci"));
  const auto server = std::move(*support::StandInCoroot::start(std::move(options)));
  hub::WhoRequest who;
  who.servers.resize(1);
  who.servers[0].url = server->url();
  who.servers[0].login.key = SecretString(key_of("ci"));
  CHECK(hub::ask_who(who, around(), {}).front().login == "service account");
}

TEST_CASE_FIXTURE(Machines, "a second install changes nothing; another account leaves the keys of the first alone") {
  auto again = request({"prod-a"}, true);
  done(again);
  const auto before = versions();
  for (const auto& object : done(again).objects) CHECK_MESSAGE(object.outcome == "unchanged", object.object);
  CHECK(versions() == before);
  const auto key = key_of("ci");
  again.settings.service_accounts.push_back({"reports", "Viewer"});
  CHECK(outcomes(done(again).objects).back() == "changed Coroot coroot/coroot");
  CHECK(key_of("ci") == key);
  CHECK(key_of("reports").size() == 32);
}

TEST_CASE_FIXTURE(Machines, "a definition without the field is told in these words, before the first write anywhere") {
  install({"prod-a"});
  const auto before = versions();
  CHECK(refusal(request({"prod-a", "prod-b"}, false)) ==
        std::string("cluster prod-a: check: apply Coroot coroot/coroot: ") + too_old);
  CHECK(versions() == before);
}

TEST_CASE_FIXTURE(Machines,
                  "where the operator comes first its definition is known afterwards only; the words are the "
                  "same, and nothing of Coroot is there") {
  CHECK(refusal(request({"prod-a"}, false)) == std::string("apply Coroot coroot/coroot: ") + too_old);
  CHECK(object({"coroot.com", "coroots", "coroot", "coroot"}).is_null());
}

TEST_CASE_FIXTURE(Machines, "uninstall keeps the accounts' keys, and takes them with --delete-keys") {
  upkeep::UninstallRequest leave;
  leave.targets = {{cluster("prod-a"), ""}};
  leave.timeout = std::chrono::minutes(1);
  for (const bool with_keys : {false, true}) {
    done(request({"prod-a"}, true));
    leave.extent.keys = with_keys;
    const auto reports = upkeep::uninstall(leave, around(), {});
    REQUIRE(reports.has_value());
    CHECK_FALSE(reports->front().error.has_value());
    CHECK(object(accounts_secret).is_null() == with_keys);
  }
}

}  // namespace corootctl::tests::ops_service_accounts
