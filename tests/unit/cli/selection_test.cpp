/// From flags and files to clusters, and what is said about them on the way.
#include <sys/stat.h>

#include <functional>

#include "base/files.hpp"
#include "support/temporary_directory.hpp"
#include "support/tree_path.hpp"
#include "unit/cli/stage.hpp"
#include "unit/fleet/one_session.hpp"
#include "unit/kube/scripted_session.hpp"

namespace corootctl::tests::cli_selection {

using namespace corootctl::cli;
using namespace corootctl::cli::test;

namespace {

constexpr const char* four_contexts =
    "current-context: a1\n"
    "clusters:\n- {name: a, cluster: {server: 'https://a:6443'}}\n"
    "- {name: b, cluster: {server: 'https://b:6443', insecure-skip-tls-verify: true}}\n"
    "users:\n- {name: u, user: {token: hunter2}}\n"
    "contexts:\n- {name: a1, context: {cluster: a, user: u}}\n- {name: a2, context: {cluster: a, user: u}}\n"
    "- {name: b1, context: {cluster: b, user: u}}\n- {name: b2, context: {cluster: b, user: u}}\n";

/// A folder with a kubeconfig and lists of contexts.
struct Files {
  TemporaryDirectory directory = std::move(*TemporaryDirectory::create());
  std::string kubeconfig = write("config", four_contexts);

  std::string write(const std::string& name, const std::string& text, unsigned mode = 0600) const {
    const auto path = directory.path() + "/" + name;
    REQUIRE(write_file_atomically(path, text, 0600).has_value());
    REQUIRE(::chmod(path.c_str(), mode) == 0);
    return path;
  }
};

/// What one command line says on both streams, the folder's path as DIR.
struct Said {
  int code = 0;
  std::string out{}, err{};
};

Said said(const Files& files, std::vector<std::string> args, const std::function<void(Stage&)>& prepare = {}) {
  Stage stage;
  if (prepare) prepare(stage);
  args.insert(args.end(), {"--kubeconfig", files.kubeconfig});
  const int code = stage.run(args);
  const auto masked = [&](std::string text) {
    const auto& path = files.directory.path();
    for (auto at = text.find(path); at != std::string::npos; at = text.find(path)) text.replace(at, path.size(), "DIR");
    return text;
  };
  return {code, masked(stage.out.text), masked(stage.err.text)};
}

}  // namespace

TEST_CASE("contexts come from a file, by name or glob, after those of the flags and once") {
  const Files files;
  const auto list = files.write("list", "# the west\r\n  b2  \n\n[ab]1\n");
  const auto got = said(files, {"contexts", "--no-contact", "-o", "name", "--context", "a2", "--contexts-file", list});
  CHECK(got.code == 0);
  CHECK(got.out == "a2\nb2\na1\nb1\n");
}

TEST_CASE("a file of contexts that names none, is not there, or names a stranger is refused") {
  const Files files;
  const auto empty = said(files, {"contexts", "--contexts-file", files.write("empty", "# nobody\n\n")});
  CHECK(empty.code == 2);
  CHECK(empty.err == "corootctl: error: --contexts-file: DIR/empty has no context\n");
  const auto missing = said(files, {"status", "--contexts-file", files.directory.path() + "/none"});
  CHECK(missing.code == 1);
  CHECK(missing.err == "corootctl: error: --contexts-file: cannot read DIR/none: No such file or directory\n");
  const auto stranger = said(files, {"contexts", "--contexts-file", files.write("stranger", "a3\n")});
  CHECK(stranger.code == 2);
  CHECK(stranger.err == "corootctl: error: there is no context 'a3'\n  hint: Did you mean a1?\n");
}

TEST_CASE("install takes clusters and their projects from a file") {
  const Files files;
  const auto list = files.write("list", "a1=prod-a\nb1=prod-b\n");
  const auto manifests = support::tree_path("tests/support/data/operator-manifests.yaml");
  const auto got =
      said(files, {"install", "--contexts-file", list, "--operator-manifests", manifests, "--yes"}, [](Stage& stage) {
        stage.surface.make_connector = [](kube::SessionOptions) -> std::unique_ptr<fleet::Connector> {
          class Dead final : public fleet::Connector {
            Result<std::shared_ptr<kube::Session>> open(const fleet::ClusterRef& cluster) const override {
              return fail(ErrorKind::unreachable, "nobody at {}", cluster.connection.cluster.server);
            }
          };
          return std::make_unique<Dead>();
        };
      });
  CHECK(got.code == 5);
  CHECK(got.out == "");
  CHECK(got.err ==
        "corootctl: warning: cluster b: insecure-skip-tls-verify: the server's identity is not checked\n"
        "corootctl: error: cluster a1: nobody at https://a:6443\n"
        "corootctl: error: cluster b1: nobody at https://b:6443\n");
}

TEST_CASE(
    "what is unsafe about a kubeconfig and the chosen entries is said once, on standard error (kubeconfig 6, 44)") {
  const Files files;
  const auto safe = said(files, {"contexts", "show", "a1", "-o", "json"});
  CHECK(safe.err.empty());
  const auto unsafe = said(files, {"contexts", "--no-contact", "-o", "name", "--context", "b*"});
  CHECK(unsafe.code == 0);
  CHECK(unsafe.err ==
        "corootctl: warning: cluster b: insecure-skip-tls-verify: the server's identity is not checked\n");
  REQUIRE(::chmod(files.kubeconfig.c_str(), 0644) == 0);
  const auto open = said(files, {"contexts", "show", "b1"});
  CHECK(open.out.find("warning") == std::string::npos);
  CHECK(open.err ==
        "corootctl: warning: kubeconfig DIR/config holds credentials and every user of this machine can read it (mode "
        "0644); chmod 600 it\n"
        "corootctl: warning: cluster b: insecure-skip-tls-verify: the server's identity is not checked\n");
}

TEST_CASE("helm is not run with flags it lacks: it would go to another cluster, or as somebody else") {
  const Files files;
  const std::vector<std::pair<std::string, std::string>> table{{"--cluster", "b"},
                                                               {"--user", "u"},
                                                               {"--username", "n"},
                                                               {"--password", "p"},
                                                               {"--as-uid", "1"},
                                                               {"--as-user-extra", "a=b"},
                                                               {"--client-certificate", "c"},
                                                               {"--client-key", "k"}};
  for (const auto& [flag, value] : table) {
    const auto got = said(files, {"install", "--context", "a1=prod-a", "--yes", flag, value});
    CHECK(got.code == 2);
    CHECK(got.err == "corootctl: error: " + flag +
                         ": helm has no such flag and would connect without it\n"
                         "  hint: Make it a context of the kubeconfig, or use --operator-manifests FILE.\n");
  }
}

TEST_CASE(
    "--username and --password make basic authentication, and exclude a token of the kubeconfig (kubeconfig 38)") {
  Files files;
  const auto got = said(files, {"contexts", "show", "a1", "--username", "n", "--password", "s3cret"});
  CHECK(got.code == 1);
  CHECK(got.err ==
        "corootctl: error: context a1: user u: token (from DIR/config) and username (from --username) cannot "
        "be used together\n  hint: Keep one way to log in.\n");
  files.kubeconfig = files.write("plain",
                                 "contexts: [{name: x, context: {cluster: c}}]\n"
                                 "clusters: [{name: c, cluster: {server: 'https://h'}}]\n");
  const auto shown = said(files, {"contexts", "show", "x", "--username", "n", "--password", "s3cret"});
  CHECK(shown.code == 0);
  CHECK(shown.out ==
        "context     x  (DIR/plain)\n"
        "cluster     c  (DIR/plain)\n"
        "user        -\n"
        "namespace   default\n"
        "server      https://h\n"
        "trust       the system's certificate authorities\n"
        "login       basic\n");
}

TEST_CASE("--request-timeout is told to API servers as Go writes it, and to nobody behind them (kubeconfig 41)") {
  const Files files;
  const std::vector<std::pair<std::string, std::string>> table{
      {"30", "30s"}, {"500ms", "500ms"}, {"1500ms", "1.5s"}, {"90s", "1m30s"}, {"2m", "2m0s"}, {"3h1m", "3h1m0s"}};
  for (const auto& [given, told] : table) {
    const auto session = std::make_shared<tests::ScriptedSession>();
    session->on("GET /version?timeout=" + told, 500, "no");
    const auto prepare = [&](Stage& stage) {
      stage.surface.make_connector = [&](kube::SessionOptions options) -> std::unique_ptr<fleet::Connector> {
        CHECK(options.user_agent.starts_with("corootctl/"));
        return std::make_unique<tests::OneSession>(session);
      };
    };
    CHECK(said(files, {"contexts", "--context", "a1", "--request-timeout", given}, prepare).code == 1);
  }
}

TEST_CASE("--request-timeout takes what kubectl takes (kubeconfig 41)") {
  const Files files;
  for (const std::string given : {"1.5", "5d", "1h5d", "-1s", "soon", ""}) {
    const auto got = said(files, {"contexts", "show", "a1", "--request-timeout", given});
    CHECK(got.code == 2);
    CHECK(got.err == "corootctl: error: --request-timeout: \"" + given +
                         "\" is neither whole seconds nor a duration like 30s, 5m or 1h30m\n"
                         "  hint: \"corootctl contexts show --help\" shows what there is.\n");
  }
}

TEST_CASE("a verb that writes names every context it cannot use, and does nothing") {
  Files files;
  files.kubeconfig =
      files.write("broken",
                  "clusters:\n- {name: a, cluster: {server: 'https://a:6443'}}\n"
                  "users:\n- {name: u, user: {token: hunter2}}\n"
                  "contexts:\n- {name: good, context: {cluster: a, user: u}}\n"
                  "- {name: gone, context: {cluster: z, user: u}}\n- {name: none, context: {user: u}}\n");
  const std::string said_of_all =
      "corootctl: error: 2 of the 3 contexts cannot be used\n"
      "  - context gone (in DIR/broken) names the cluster z, which does not exist\n"
      "  - context none (in DIR/broken) has no cluster\n"
      "  hint: Nothing was done. Mend these contexts, or leave them out.\n";
  const auto linked = said(files, {"link-clusters", "--hub", "gone", "--member", "good=g", "--member", "none=n",
                                   "--aggregate", "all", "--yes"});
  CHECK(linked.code == 1);
  CHECK(linked.err == said_of_all);
  const auto installed = said(files, {"install", "--context", "*", "--operator-only", "--yes"});
  CHECK(installed.code == 1);
  CHECK(installed.err == said_of_all);
}

TEST_CASE("--kuberc stands for KUBERC") {
  const Files files;
  std::string seen;
  const auto look = [&](Stage& stage) {
    stage.surface.variables.set("KUBERC", "off");
    stage.surface.make_connector = [&seen](kube::SessionOptions options) {
      seen = options.env.get_or_empty("KUBERC");
      return std::make_unique<NoConnector>();
    };
  };
  CHECK(said(files, {"contexts", "--no-contact", "--kuberc", "/etc/kuberc"}, look).code == 0);
  CHECK(seen == "/etc/kuberc");
  CHECK(said(files, {"contexts", "--no-contact"}, look).code == 0);
  CHECK(seen == "off");
}

}  // namespace corootctl::tests::cli_selection
