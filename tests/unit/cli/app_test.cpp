#include "unit/cli/stage.hpp"

#include <filesystem>
#include <fstream>

#include "base/files.hpp"
#include "cli/commands/all.hpp"
#include "cli/help/man_page.hpp"
#include "cli/parse/tree.hpp"
#include "support/temporary_directory.hpp"
#include "support/tree_path.hpp"

namespace corootctl::tests::cli_app {

using namespace corootctl::cli;
using namespace corootctl::cli::test;

namespace {

constexpr const char* two_contexts =
    "apiVersion: v1\nkind: Config\ncurrent-context: cluster-a\n"
    "clusters:\n- {name: a, cluster: {server: 'https://a.example:6443'}}\n"
    "- {name: b, cluster: {server: 'https://b.example:6443'}}\n"
    "users:\n- {name: admin, user: {token: top-secret-token}}\n"
    "contexts:\n- {name: cluster-a, context: {cluster: a, user: admin}}\n"
    "- {name: 'arn:aws:eks:eu:1:cluster/b', context: {cluster: b, user: admin}}\n";

/// A kubeconfig in a directory that goes away with the test.
struct KubeconfigFile {
  TemporaryDirectory directory;
  std::string path;
  explicit KubeconfigFile(const char* text)
      : directory(*TemporaryDirectory::create()), path(directory.path() + "/config") {
    REQUIRE(write_file_atomically(path, text, 0600).has_value());
  }
};

}  // namespace

TEST_CASE("without arguments there is help and success") {
  Stage stage;
  CHECK(stage.run({}) == 0);
  CHECK(stage.err.text.empty());
  CHECK(stage.out.text.starts_with("Install Coroot in many Kubernetes clusters, link them, find root causes.\n"));
  CHECK(stage.out.text.find("\x1b") == std::string::npos);
  Stage with_flag;
  CHECK(with_flag.run({"--help"}) == 0);
  CHECK(with_flag.out.text == stage.out.text);
}

TEST_CASE("an unknown verb suggests the nearest") {
  Stage stage;
  CHECK(stage.run({"instal", "--context", "a"}) == 2);
  CHECK(stage.out.text.empty());
  CHECK(stage.err.text ==
        "corootctl: error: unknown command \"instal\"\n"
        "  hint: Did you mean \"install\"? \"corootctl --help\" shows what there is.\n");
}

TEST_CASE("an unknown flag suggests the nearest of its verb") {
  Stage stage;
  CHECK(stage.run({"install", "--contxt", "a"}) == 2);
  CHECK(stage.err.text ==
        "corootctl: error: unknown flag --contxt\n"
        "  hint: Did you mean \"--context\"? \"corootctl install --help\" shows what there is.\n");
}

TEST_CASE("a wrong value names the flag and what it takes") {
  const std::vector<std::pair<std::vector<std::string>, std::string>> table{
      {{"install", "--dry-run=maybe"},
       "--dry-run: \"maybe\" is none of none, client, server\n  hint: \"corootctl install --help\" shows what there "
       "is."},
      {{"contexts", "-o", "xml"},
       "--output: \"xml\" is none of table, wide, json, yaml, name\n  hint: \"corootctl contexts --help\" shows what "
       "there is."},
      {{"rca", "--top", "0"},
       "--top: \"0\" is not a number from 1 to 1000\n  hint: \"corootctl rca --help\" shows what there is."},
      {{"contexts", "--timeout", "soon"},
       "--timeout: \"soon\" is not a duration like 30s, 5m or 1h30m\n  hint: \"corootctl contexts --help\" shows what "
       "there is."},
      {{"rca", "--hub"}, "--hub needs a value\n  hint: \"corootctl rca --help\" shows what there is."},
      {{"install", "cluster-a"},
       "unknown argument \"cluster-a\" of corootctl install\n  hint: \"corootctl install --help\" shows what there "
       "is."}};
  for (const auto& [args, message] : table) {
    Stage stage;
    CHECK(stage.run(args) == 2);
    CHECK(stage.err.text == "corootctl: error: " + message + "\n");
    CHECK(stage.out.text.empty());
  }
}

TEST_CASE("with -o json a failure is JSON too, and the exit code is the same") {
  Stage people, programs;
  CHECK(people.run({"install", "--bogus"}) == 2);
  CHECK(programs.run({"install", "--bogus", "-o=json"}) == 2);
  CHECK(programs.err.text == people.err.text);
  CHECK(programs.out.text ==
        "{\n"
        "  \"error\": {\n"
        "    \"kind\": \"usage\",\n"
        "    \"what\": \"unknown flag --bogus\",\n"
        "    \"where\": [],\n"
        "    \"hint\": \"\\\"corootctl install --help\\\" shows what there is.\",\n"
        "    \"reason\": null\n"
        "  }\n"
        "}\n");
}

TEST_CASE("contexts keeps standard output clean when it fails as a whole") {
  const KubeconfigFile broken("clusters: [\n");
  Stage stage;
  CHECK(stage.run({"contexts", "--kubeconfig", broken.path, "-o", "json"}) == 1);
  CHECK(stage.out.text.empty());
  CHECK(stage.err.text ==
        "{\n"
        "  \"error\": {\n"
        "    \"kind\": \"config\",\n"
        "    \"what\": \"kubeconfig: " +
            broken.path +
            ": line 2, column 1: not valid YAML: did not find expected node content\",\n"
            "    \"where\": [],\n"
            "    \"hint\": null,\n"
            "    \"reason\": null\n"
            "  }\n"
            "}\n");
}

TEST_CASE("contexts lists names without touching the network") {
  const KubeconfigFile file(two_contexts);
  Stage stage;
  CHECK(stage.run({"contexts", "--no-contact", "--kubeconfig", file.path, "-o", "name"}) == 0);
  CHECK(stage.out.text == "arn:aws:eks:eu:1:cluster/b\ncluster-a\n");
  Stage table;
  CHECK(table.run({"contexts", "--no-contact", "--kubeconfig", file.path}) == 0);
  CHECK(table.out.text ==
        "CURRENT   NAME                         SERVER                   USER\n"
        "          arn:aws:eks:eu:1:cluster/b   https://b.example:6443   token\n"
        "*         cluster-a                    https://a.example:6443   token\n");
}

TEST_CASE("a verb's flags may stand before it, as in kubectl") {
  const KubeconfigFile file(two_contexts);
  for (const auto& args : std::vector<std::vector<std::string>>{
           {"--context", "cluster-a", "contexts", "--no-contact"},
           {"--context=cluster-a", "-v", "0", "--no-contact", "contexts"},
           {"--kubeconfig", file.path, "--context", "cluster-a", "-o", "table", "contexts", "--no-contact"}}) {
    Stage stage;
    auto line = args;
    if (line.front() != "--kubeconfig") line.insert(line.end(), {"--kubeconfig", file.path});
    CHECK(stage.run(line) == 0);
    CHECK(stage.out.text ==
          "CURRENT   NAME        SERVER                   USER\n"
          "*         cluster-a   https://a.example:6443   token\n");
  }
  Stage nested;
  CHECK(nested.run({"--context", "cluster-a", "contexts", "show", "--kubeconfig", file.path}) == 0);
  CHECK(nested.out.text.starts_with("context     cluster-a "));
}

TEST_CASE("a flag before the verb that the verb does not have is unknown, and is not its own correction") {
  const std::vector<std::pair<std::vector<std::string>, std::string>> table{
      {{"--contexd", "a", "status"},
       "unknown flag --contexd\n"
       "  hint: Did you mean \"--context\"? \"corootctl status --help\" shows what there is.\n"},
      {{"--snapshot", "f", "status"},
       "unknown flag --snapshot\n  hint: \"corootctl status --help\" shows what there is.\n"},
      {{"--context", "status"},
       "--context has no value\n  hint: Write it behind the verb: corootctl status --context VALUE\n"}};
  for (const auto& [args, text] : table) {
    Stage stage;
    CHECK(stage.run(args) == 2);
    CHECK(stage.err.text == "corootctl: error: " + text);
  }
}

TEST_CASE("a context that is not there is a usage error") {
  const KubeconfigFile file(two_contexts);
  Stage stage;
  CHECK(stage.run({"contexts", "--context", "cluster-x", "--kubeconfig", file.path}) == 2);
  CHECK(stage.out.text.empty());
}

TEST_CASE("a connection flag that names nothing fails the command, not each context") {
  const KubeconfigFile file(two_contexts);
  Stage stage;
  CHECK(stage.run({"contexts", "--user", "nobody", "--kubeconfig", file.path}) == 2);
  CHECK(stage.out.text.empty());
}

TEST_CASE("an Ingress without a host is refused, not left out") {
  const KubeconfigFile file(two_contexts);
  for (const std::string flag : {"--ingress-path", "--ingress-class"}) {
    Stage stage;
    CHECK(stage.run({"install", "--context", "cluster-a=prod-a", flag, "coroot", "--kubeconfig", file.path}) == 2);
    CHECK(stage.err.text == "corootctl: error: " + flag +
                                ": without --ingress-host no Ingress is made\n  hint: Add --ingress-host HOST.\n");
  }
}

TEST_CASE("a writing verb does not guess among several contexts") {
  const KubeconfigFile file(two_contexts);
  Stage stage;
  CHECK(stage.run({"install", "--project", "prod-a", "--yes", "--kubeconfig", file.path}) == 2);
  CHECK(stage.err.text ==
        "corootctl: error: no cluster named, and the kubeconfig has 2 contexts\n"
        "  hint: Give --context with one of arn:aws:eks:eu:1:cluster/b, cluster-a, or --current-context for "
        "cluster-a.\n");
}

TEST_CASE("a writing verb without a terminal wants --yes") {
  const KubeconfigFile file(two_contexts);
  Stage stage;
  CHECK(stage.run({"install", "--context", "cluster-a=prod-a", "--kubeconfig", file.path}) == 2);
  CHECK(stage.err.text ==
        "corootctl: error: this command writes, and there is no terminal to ask on\n"
        "  hint: Add --yes to write, or --dry-run=server to see what would change.\n");
}

TEST_CASE("on a terminal the plan is shown, and anything but yes writes nothing") {
  const KubeconfigFile file(two_contexts);
  Stage stage;
  stage.surface.terminal = {true, false, true, 80};
  stage.input = {"no"};
  CHECK(stage.run({"install", "--context", "cluster-a=prod-a", "--kubeconfig", file.path}) == 130);
  CHECK(stage.err.text ==
        "This will write:\n"
        "  cluster-a (https://a.example:6443): namespace coroot, operator, Coroot coroot/coroot with project prod-a\n"
        "Go on? [y/N] corootctl: \x1b"
        "[31merror:\x1b"
        "[0m not confirmed, nothing was written\n");
}

TEST_CASE("install --resource-only writes no operator and needs no helm") {
  const KubeconfigFile file(two_contexts);
  Stage stage;
  stage.surface.terminal.in = true;
  stage.surface.terminal.err = true;
  stage.input = {"no"};
  CHECK(stage.run({"install", "--context", "cluster-a=prod-a", "--resource-only", "--cluster", "b", "--kubeconfig",
                   file.path}) == 130);
  CHECK(stage.err.text.substr(0, stage.err.text.find("Go on?")) ==
        "This will write:\n"
        "  cluster-a (https://b.example:6443): namespace coroot, Coroot coroot/coroot with project prod-a\n");
}

TEST_CASE("each cluster needs a project of its own") {
  const KubeconfigFile file(two_contexts);
  Stage stage;
  CHECK(stage.run({"install", "--context", "cluster-a", "--context", "arn:*", "--project", "p", "--yes", "--kubeconfig",
                   file.path}) == 2);
  CHECK(stage.err.text ==
        "corootctl: error: cluster-a and arn:aws:eks:eu:1:cluster/b would both have the project p\n"
        "  hint: Write --context CONTEXT=PROJECT for each: a hub tells members apart by project.\n");
}

TEST_CASE("flags that cannot be used together are refused before anything is read") {
  const std::vector<std::pair<std::vector<std::string>, std::string>> table{
      {{"rca", "--snapshot", "x", "--hub", "h"},
       "--snapshot cannot be used with --hub, --context, --contexts-file, --fleet or --coroot-url"},
      {{"rca", "--snapshot", "x", "--since", "1h"},
       "--snapshot cannot be used with --incident, --since or --until: its window was chosen when it was taken"},
      {{"rca", "--hub", "h", "--coroot-url", "https://c"}, "--hub and --coroot-url cannot be used together"},
      {{"rca", "--coroot-url", "https://c", "--coroot-user", "u"},
       "--coroot-user needs a password\n  hint: Add --coroot-password-stdin or --coroot-password-file FILE."},
      {{"rca", "--coroot-url", "https://c", "--coroot-password-stdin"},
       "a Coroot password was given, but no --coroot-user"},
      {{"gate", "--snapshot", "x", "--hub", "h"}, "--snapshot cannot be used with --hub, --fleet or --coroot-url"},
      {{"gate", "--hub", "h"}, "--app is missing\n  hint: Name the app that was released: --app checkout."},
      {{"gate", "--app", "shop", "--for", "1m"}, "--for must be at least 3m: less says nothing about a release"},
      {{"install", "--resource-only", "--operator-only"},
       "--resource-only and --operator-only cannot be used together"},
      {{"install", "--resource-only", "--helm-values", "f"},
       "--resource-only brings no operator: its flags cannot be used with it"},
      {{"install", "--operator-only", "--service-account", "ci"},
       "--operator-only makes no Coroot resource: --service-account cannot be used with it\n"
       "  hint: Ask for them where the hub's Coroot is made: link-clusters --service-account."},
      {{"link-clusters", "--member", "a=b", "--aggregate", "g"},
       "no hub named\n  hint: Add --hub CONTEXT, the cluster that gets the aggregated project."},
      {{"link-clusters", "--hub", "c", "--aggregate", "g"},
       "no member named\n  hint: Add --member CONTEXT=PROJECT for each cluster to link."},
      {{"link-clusters", "--hub", "c", "--member", "a=b"},
       "no name for the aggregated project\n  hint: Add --aggregate NAME, for example --aggregate prod-global."}};
  for (const auto& [args, message] : table) {
    Stage stage;
    CHECK(stage.run(args) == 2);
    CHECK(stage.err.text == "corootctl: error: " + message + "\n");
  }
}

TEST_CASE("a verb's name is free for contexts and values") {
  const KubeconfigFile file(two_contexts);
  Stage stage;
  CHECK(stage.run({"contexts", "show", "status", "--kubeconfig", file.path}) == 2);
  CHECK(stage.err.text ==
        "corootctl: error: there is no context 'status'\n"
        "  hint: The kubeconfig has: arn:aws:eks:eu:1:cluster/b, cluster-a.\n");
}

TEST_CASE("words behind -- are no flags") {
  Stage stage;
  CHECK(stage.run({"help", "--", "exit-codes"}) == 0);
  CHECK(stage.run({"help", "--", "--man"}) == 2);
  CHECK(stage.err.text.starts_with("corootctl: error: no help about \"--man\"\n"));
}

TEST_CASE("kubectl's spellings of short and empty flags are understood") {
  CHECK(normalised({"-o=json", "--token=", "-v=9", "--set", "a=b", "--", "-o=json"}) ==
        std::vector<std::string>{"-o", "json", "--token", "", "-v", "9", "--set", "a=b", "--", "-o=json"});
}

TEST_CASE("standard output that cannot be written is a failure") {
  Stage stage;
  stage.out.why = "No space left on device";
  CHECK(stage.run({"version"}) == 1);
  CHECK(stage.err.text == "corootctl: error: cannot write to standard output: No space left on device\n");
}

TEST_CASE("an exception that escapes is a bug, exit 70") {
  const KubeconfigFile file(two_contexts);
  Stage stage;
  stage.surface.make_connector = [](kube::SessionOptions) -> std::unique_ptr<fleet::Connector> {
    throw std::runtime_error("boom");
  };
  CHECK(stage.run({"contexts", "--kubeconfig", file.path}) == 70);
  CHECK(stage.err.text == "corootctl: internal error: boom\n  this is a bug, please report it\n");
}

TEST_CASE("every verb has a summary, a usage, examples and help for each flag") {
  Tree tree(all_commands());
  tree.declare_all();
  const auto visit = [](const auto& self, const Node& node) -> void {
    for (const auto& child : node.children) {
      INFO(child->path());
      CHECK(std::string(child->command->text.summary).size() > 10);
      CHECK(*child->command->text.usage != '\0');
      CHECK(*child->command->text.examples != '\0');
      for (const auto* option : child->app->get_options()) CHECK_FALSE(option->get_description().empty());
      self(self, *child);
    }
  };
  visit(visit, tree.root());
}

TEST_CASE("the manual pages in docs/man are those of the command table") {
  Tree tree(all_commands());
  tree.declare_all();
  const auto visit = [](const auto& self, const Node& node) -> void {
    std::string name = node.path();
    for (char& c : name) c = c == ' ' ? '-' : c;
    INFO(name << ": run docs/man/generate");
    const auto page = read_file(support::tree_path("docs/man/" + name + ".1"));
    const bool is_current = page.value_or("") == man_page(node);  // a bool: the page itself is no message
    CHECK(is_current);
    for (const auto& child : node.children) self(self, *child);
  };
  visit(visit, tree.root());
}

TEST_CASE("completion offers verbs, flags, choices and contexts") {
  const KubeconfigFile file(two_contexts);
  const auto complete = [&](std::vector<std::string> args) {
    Stage stage;
    stage.surface.variables.set("KUBECONFIG", file.path);
    args.insert(args.begin(), "__completeNoDesc");
    CHECK(stage.run(args) == 0);
    return stage.out.text;
  };
  CHECK(complete({"ins"}) == "install\n:4\n");
  CHECK(complete({"contexts", "s"}) == "show\n:4\n");
  CHECK(complete({"contexts", "show", ""}) == "arn:aws:eks:eu:1:cluster/b\ncluster-a\n:4\n");
  CHECK(complete({"rca", "--hub", "cl"}) == "cluster-a\n:4\n");
  CHECK(complete({"rca", "--hub=cl"}) == "--hub=cluster-a\n:4\n");
  CHECK(complete({"install", "--context", "cl"}) == "cluster-a\n:6\n");
  CHECK(complete({"link-clusters", "--member", "cl"}) == "cluster-a\n:6\n");
  CHECK(complete({"link-clusters", "--member", "cluster-a="}) == ":6\n");
  CHECK(complete({"install", "--dry-run", ""}) == "none\nclient\nserver\n:4\n");
  CHECK(complete({"install", "--dry"}) == "--dry-run\n:4\n");
  CHECK(complete({"install", "--values", ""}) == ":0\n");
  CHECK(complete({"install", "--template-dir", ""}) == ":16\n");
  CHECK(complete({"completion", "b"}) == "bash\n:4\n");
  CHECK(complete({"help", "exi"}) == "exit-codes\n:4\n");
  CHECK(complete({"help", "inst"}) == "install\n:4\n");
  CHECK(complete({"help", "install", ""}) == ":4\n");
  CHECK(complete({"nonsense", "--what", "x"}) == ":4\n");
}

TEST_CASE("completion survives a broken kubeconfig") {
  const KubeconfigFile broken("clusters: [\n");
  Stage stage;
  CHECK(stage.run({"__complete", "rca", "--kubeconfig", broken.path, "--hub", ""}) == 0);
  CHECK(stage.out.text == ":4\n");
  CHECK(stage.err.text.empty());
}

}  // namespace corootctl::tests::cli_app
