/// unlink-clusters and keys on the command line: what is refused, what is asked, how results look.
#include "base/files.hpp"
#include "cli/commands/keys/view.hpp"
#include "cli/commands/unlink_clusters/view.hpp"
#include "support/temporary_directory.hpp"
#include "unit/cli/stage.hpp"

namespace corootctl::tests::cli_links {

using namespace corootctl::cli;
using namespace corootctl::cli::test;

namespace {

constexpr const char* two_contexts =
    "clusters:\n- {name: a, cluster: {server: 'https://a:6443'}}\n- {name: c, cluster: {server: 'https://c:6443'}}\n"
    "users:\n- {name: u, user: {token: hunter2}}\n"
    "contexts:\n- {name: cluster-a, context: {cluster: a, user: u}}\n"
    "- {name: cluster-c, context: {cluster: c, user: u}}\n";

struct Answer {
  int code = 0;
  std::string out{}, err{};
};

/// At a terminal that says no.
Answer asked(std::vector<std::string> args, bool terminal = false) {
  const auto directory = std::move(*TemporaryDirectory::create());
  const auto path = directory.path() + "/config";
  REQUIRE(write_file_atomically(path, two_contexts, 0600).has_value());
  Stage stage;
  if (terminal) {
    stage.surface.terminal = {.in = true, .out = false, .err = true, .columns = 0};
    stage.input = {"n"};
  }
  args.insert(args.end(), {"--kubeconfig", path});
  const int code = stage.run(args);
  return {code, stage.out.text, stage.err.text};
}

void check_refused(const std::vector<std::string>& args, const std::string& text) {
  const auto answer = asked(args);
  CAPTURE(answer.err);
  CHECK(answer.code == 2);
  CHECK(answer.err.find("corootctl: error: " + text + "\n") != std::string::npos);
}

}  // namespace

TEST_CASE("unlink-clusters wants a hub, and members or all of them") {
  check_refused({"unlink-clusters", "--member", "prod-a"}, "no hub named");
  check_refused({"unlink-clusters", "--hub", "cluster-c"}, "no member named");
  check_refused({"unlink-clusters", "--hub", "cluster-c", "--all", "--member", "prod-a"},
                "--all and --member cannot be used together");
  check_refused({"unlink-clusters", "--hub", "cluster-c", "--member", "cluster-a="},
                "--member \"cluster-a=\": no project");
  check_refused({"unlink-clusters", "--hub", "cluster-c", "--member", "prod-a"},
                "this command writes, and there is no terminal to ask on");
}

TEST_CASE("unlink-clusters shows before it asks what it writes; a member may stand as link-clusters has it") {
  const std::string text =
      "This will write:\n"
      "  cluster-c (https://c:6443): the Coroot resource's projects, then Secret coroot/remote-coroot-clusters\n"
      "    without prod-a, prod-b in prod-global\n"
      "    its server pod, the only one, restarts when its projects change\n"
      "Go on? [y/N] ";
  const auto answer = asked({"unlink-clusters", "--hub", "cluster-c", "--member", "gone=prod-a,https://a?x=y",
                             "--member", "prod-b", "--aggregate", "prod-global"},
                            true);
  CHECK(answer.code == 130);
  CHECK(answer.err.substr(0, text.size()) == text);
}

TEST_CASE("keys rotate wants a hub, and members with their clusters or all in named clusters") {
  check_refused({"keys"}, "keys needs a command: status or rotate");
  check_refused({"keys", "status"}, "no hub named");
  check_refused({"keys", "rotate", "cluster-a=prod-a"}, "no hub named");
  check_refused({"keys", "rotate", "--hub", "cluster-c"}, "no member named");
  check_refused({"keys", "rotate", "--hub", "cluster-c", "--all"}, "--all needs --context");
  check_refused({"keys", "rotate", "--hub", "cluster-c", "cluster-a"}, "member \"cluster-a\": no project");
  check_refused({"keys", "rotate", "--hub", "cluster-c", "cluster-a=prod-a", "cluster-a=prod-a"},
                "member prod-a is named twice");
  check_refused({"keys", "rotate", "--hub", "cluster-c", "cluster-a=prod-a"},
                "this command writes, and there is no terminal to ask on");
}

TEST_CASE("keys rotate shows before it asks which servers restart, and who else may lose the key") {
  const std::string text =
      "This will write:\n"
      "  cluster-c (https://c:6443): Secret coroot/remote-coroot-clusters; its server pod, the only one, restarts once "
      "for each group of 1\n"
      "  cluster-a (https://a:6443): the keys of project prod-a; its server pod, the only one, restarts twice\n"
      "  another hub that reads a member with the same key loses it\n"
      "Go on? [y/N] ";
  const auto answer = asked({"keys", "rotate", "--hub", "cluster-c", "cluster-a=prod-a"}, true);
  CHECK(answer.code == 130);
  CHECK(answer.err.substr(0, text.size()) == text);
}

TEST_CASE("unlink-clusters shows what each member left, and what was written") {
  links::UnlinkReport report;
  report.members = {{"prod-a", "https://a", "0a1b2c3d", {"prod-global"}, "removed", "removed", ""},
                    {"prod-x", "", "", {}, "absent", "absent", "the hub has no such project"}};
  report.objects = {{"Coroot coroot/coroot", "changed", {}}};
  CHECK(unlink_text(report, "cluster-c", false, {}, 0) ==
        "PROJECT   LEAVES        KEY        ENTRY     SECRET\n"
        "prod-a    prod-global   0a1b2c3d   removed   removed\n"
        "prod-x    -             -          absent    absent\n"
        "\n"
        "CONTEXT     OBJECT                 RESULT\n"
        "cluster-c   Coroot coroot/coroot   changed\n");
}

TEST_CASE("keys status shows both sides of a key; wide every entry with its use") {
  links::KeysReport report;
  links::KeyStatus key;
  key.project = "prod-a";
  key.context = "cluster-a";
  key.hub_fingerprint = "0a1b2c3d";
  key.member_fingerprint = "ffffffff";
  key.same = links::Answer::no;
  key.written_ms = 1'000'000;
  key.entries = {{"Secret coroot/coroot key agent-api-key", "agents", "11111111", "agents"}};
  report.members = {key};
  CHECK(keys_text(report, 1'000'000 + 3 * 3'600'000, true, {}, 0) ==
        "PROJECT   CONTEXT     MEMBER     HUB        SAME   IN USE    WRITTEN    ROTATION\n"
        "prod-a    cluster-a   ffffffff   0a1b2c3d   no     unknown   3h0m ago   -\n"
        "\n"
        "PROJECT   USE      KEY        PLACE                                    DESCRIPTION\n"
        "prod-a    agents   11111111   Secret coroot/coroot key agent-api-key   agents\n");
}

TEST_CASE("keys rotate shows how far each member is") {
  links::RotateReport report;
  links::RotatedMember done;
  done.project = "prod-a";
  done.context = "cluster-a";
  done.old_fingerprint = "0a1b2c3d";
  done.new_fingerprint = "ffffffff";
  done.stage = links::Stage::rotated;
  auto waiting = done;
  waiting.project = "prod-b";
  waiting.stage = links::Stage::both_keys;
  report.members = {done, waiting};
  CHECK(rotation_text(report, "cluster-c", {}, 0) ==
        "PROJECT   CONTEXT     OLD KEY    NEW KEY    STAGE       DATA\n"
        "prod-a    cluster-a   0a1b2c3d   ffffffff   rotated     -\n"
        "prod-b    cluster-a   0a1b2c3d   ffffffff   both keys   -\n");
}

namespace {

class Refusing final : public fleet::Connector {
 private:
  Result<std::shared_ptr<kube::Session>> open(const fleet::ClusterRef&) const override {
    return fail(ErrorKind::unreachable, "no network in this test");
  }
};

}  // namespace

TEST_CASE("a service account's key comes from one place, and no program that is started sees the variable") {
  const auto directory = std::move(*TemporaryDirectory::create());
  const auto file = directory.path() + "/key";
  REQUIRE(write_file_atomically(file, "the-key\n", 0600).has_value());
  check_refused({"auth", "status", "--hub", "cluster-c", "--coroot-key-file", file, "--coroot-key-stdin"},
                "a service account's key is given more than once");
  check_refused({"auth", "status", "--hub", "cluster-c", "--coroot-key-secret", "coroot/key"},
                "--coroot-key-secret \"coroot/key\": no key of a Secret");
  check_refused({"auth"}, "auth needs a command: status");
  const auto config = directory.path() + "/config";
  REQUIRE(write_file_atomically(config, two_contexts, 0600).has_value());
  Stage stage;
  stage.surface.variables.set("COROOTCTL_COROOT_KEY", "the-key");
  bool opened = false;
  stage.surface.make_connector = [&](const kube::SessionOptions& options) {
    opened = true;
    CHECK_FALSE(options.env.has("COROOTCTL_COROOT_KEY"));
    return std::make_unique<Refusing>();
  };
  CHECK(stage.run({"auth", "status", "--hub", "cluster-c", "--kubeconfig", config}) == 5);
  CHECK(opened);
  CHECK((stage.out.text + stage.err.text).find("the-key") == std::string::npos);
}

}  // namespace corootctl::tests::cli_links
