/// helm by a script in its place: what it is asked, and what is made of its answers.
#include "deploy/helm.hpp"

#include <sys/stat.h>

#include "base/files.hpp"
#include "base/text.hpp"
#include "support/temporary_directory.hpp"
#include "unit/fleet/one_session.hpp"
#include "unit/kube/scripted_session.hpp"

namespace corootctl::tests::deploy_helm {
namespace {

/// Answers each of helm's verbs from files, and keeps the arguments. An upgrade that forces is the verb "forced".
constexpr const char* script = R"(#!/bin/sh
here=${0%/*}
verb=$1
[ "$1 $2" != "get manifest" ] || verb=manifest
case " $* " in *" --force-conflicts "*) verb=forced ;; esac
echo "$verb" >>"$here/log"
echo "$*" >>"$here/arguments"
[ ! -e "$here/$verb.err" ] || cat "$here/$verb.err" >&2
[ ! -e "$here/$verb.out" ] || cat "$here/$verb.out"
[ ! -e "$here/$verb.err" ]
)";

class Scene {
 public:
  Scene() {
    write("helm", script);
    REQUIRE(::chmod(path("helm").c_str(), 0700) == 0);
    wanted.source.helm = path("helm");
    wanted.namespace_name = "coroot";
    say("list", R"([{"chart":"coroot-operator-0.9.4"}])");
    say("get", "null");
  }
  std::string path(const std::string& name) const { return directory_->path() + "/" + name; }
  std::string write(const std::string& name, const std::string& text) const {
    REQUIRE(write_file_atomically(path(name), text, 0600).has_value());
    return path(name);
  }
  void say(const std::string& verb, const std::string& text) const { write(verb + ".out", text); }
  void fail_with(const std::string& verb, const std::string& text) const { write(verb + ".err", text); }
  /// "outcome", or the error and its hint; a release is deployed.
  std::string install() const {
    auto session = std::make_shared<ScriptedSession>();
    session->on("GET /api/v1/namespaces/coroot/secrets?labelSelector=owner%3Dhelm%2Cname%3Dcoroot-operator&limit=500",
                200, R"({"items":[{"metadata":{"name":"r.v1","labels":{"version":"1","status":"deployed"}}}]})");
    const OneSession connector(session);
    fleet::Surroundings around{connector};
    around.env.set("PATH", "/usr/bin:/bin");
    const auto done = helm_install(kube::Client(session), wanted, around, false, {});
    if (done) return done->outcome;
    return describe(done.error()) + (done.error().hint.empty() ? "" : " | " + done.error().hint);
  }
  /// What a dry run would change.
  std::vector<document::Change> dry_run() const {
    auto session = std::make_shared<ScriptedSession>();
    session->on("GET /api/v1/namespaces/coroot/secrets?labelSelector=owner%3Dhelm%2Cname%3Dcoroot-operator&limit=500",
                200, R"({"items":[{"metadata":{"name":"r.v1","labels":{"version":"1","status":"deployed"}}}]})");
    const OneSession connector(session);
    fleet::Surroundings around{connector};
    around.env.set("PATH", "/usr/bin:/bin");
    const auto done = helm_install(kube::Client(session), wanted, around, true, {});
    REQUIRE_MESSAGE(done.has_value(), (done ? "" : describe(done.error())));
    CHECK(done->outcome == "changed");
    return done->changes;
  }
  /// "kind error" of what is known before anything is written.
  std::string check() const {
    const OneSession nothing(nullptr);
    fleet::Surroundings around{nothing};
    around.env.set("PATH", "/usr/bin:/bin");
    const auto checked = deploy::check_chart(wanted.source, around, {});
    return checked ? "" : std::string(name_of(checked.error().kind)) + " " + describe(checked.error());
  }
  /// helm's verbs so far.
  std::string log() const { return join(split(trim(read_file(path("log")).value_or("")), '\n'), " "); }

  deploy::HelmRelease wanted{};

 private:
  Result<TemporaryDirectory> directory_ = TemporaryDirectory::create();
};

constexpr const char* conflict =
    "level=WARN msg=\"upgrade failed\" error=\"conflict occurred\"\n"
    "Error: UPGRADE FAILED: conflict occurred while applying object coroot/coroot-operator apps/v1: Apply failed with "
    "1 conflict: conflict with \"kubectl-set\" using apps/v1:\n- .spec.template.spec\n";

}  // namespace

TEST_CASE("helm: without values of ours any values of the release are as wanted (operator 24)") {
  Scene scene;
  scene.say("get", R"({"registry":{"url":"https://mirror.example.com"}})");
  CHECK(scene.install() == "unchanged");
  scene.wanted.source.helm_values = {scene.write("comments.yaml", "# nothing yet\n")};
  CHECK(scene.install() == "unchanged");
  CHECK(scene.log() == "manifest manifest");
}

TEST_CASE("helm: a null in a values file is a value, as helm keeps it (operator 24)") {
  Scene scene;
  scene.wanted.source.helm_values = {scene.write("a.yaml", "nodeSelector: null\na: {b: 1, c: 3, d: {e: 1}}\n"),
                                     scene.write("b.yaml", "a: {c: null, d: 2}\n")};
  scene.say("get", R"({"nodeSelector":null,"a":{"b":1,"c":null,"d":2}})");
  CHECK(scene.install() == "unchanged");
  scene.say("get", R"({"a":{"b":1,"d":2}})");
  CHECK(scene.install() == "changed");
}

TEST_CASE("helm: numbers are compared as a release stores them (operator 28)") {
  Scene scene;
  scene.wanted.source.helm_values = {scene.write("a.yaml", "id: 9007199254740993\nshare: [{of: 1.0}]\n")};
  scene.say("get", R"({"id":9007199254740992,"share":[{"of":1}]})");
  CHECK(scene.install() == "unchanged");
  scene.say("get", R"({"id":9007199254740994,"share":[{"of":1}]})");
  CHECK(scene.install() == "changed");
}

TEST_CASE("helm: a values file of several documents is refused before any cluster is asked (operator 28)") {
  Scene scene;
  scene.wanted.source.helm_values = {scene.write("a.yaml", "# ours\n---\na: 1\n")};
  CHECK(scene.check().empty());
  scene.wanted.source.helm_values.push_back(scene.write("b.yaml", "a: 1\n---\na: 2\n"));
  CHECK(scene.check() == "usage --helm-values " + scene.path("b.yaml") +
                             ": 2 YAML documents, of which helm 3 reads the first and helm 4 all");
  scene.wanted.source.helm_values = {scene.path("none.yaml")};
  CHECK(scene.check() == "not-found cannot read " + scene.path("none.yaml") + ": No such file or directory");
}

TEST_CASE("helm: a range of versions means the one that the repository has for it") {
  Scene scene;
  for (const auto* range : {"0.9.x", "^0.9", ">=0.9.0", "0.9", "*"}) {
    CAPTURE(range);
    scene.wanted.source.chart_version = range;
    scene.say("show", "name: coroot-operator\nversion: 0.9.4\n");
    CHECK(scene.install() == "unchanged");
    scene.say("show", "name: coroot-operator\nversion: 0.9.5\n");
    CHECK(scene.install() == "changed");
  }
  CHECK(read_file(scene.path("arguments"))
            ->starts_with("show chart coroot-operator --repo https://coroot.github.io/helm-charts --version 0.9.x\n"));
}

TEST_CASE("helm: an exact version is compared without asking the repository") {
  Scene scene;
  for (const auto& [version, outcome] :
       {std::pair{"0.9.4", "unchanged"}, {"v0.9.4", "unchanged"}, {"0.9.5", "changed"}}) {
    scene.wanted.source.chart_version = version;
    CHECK(scene.install() == outcome);
  }
  CHECK(scene.log() == "list manifest list manifest list upgrade");
}

TEST_CASE("helm: a chart on disk that cannot be read, or has another version, is refused before any cluster is asked") {
  Scene scene;
  scene.wanted.source.chart = scene.write("operator.tgz", "");
  scene.say("show", "version: 0.9.4\n");
  CHECK(scene.check().empty());
  scene.wanted.source.chart_version = "v0.9.4";
  CHECK(scene.check().empty());
  CHECK(scene.install() == "unchanged");
  scene.wanted.source.chart_version = "9.9.9";
  CHECK(scene.check() ==
        "usage --chart-version 9.9.9: the chart in " + scene.wanted.source.chart + " is version 0.9.4");
  scene.fail_with("show", "Error: gzip: invalid header\n");
  CHECK(scene.check() == "failed chart " + scene.wanted.source.chart + ": helm show failed: gzip: invalid header");
  scene.wanted.source.chart = "coroot-operator";  // in a repository: helm will say
  CHECK(scene.check().empty());
}

TEST_CASE("helm: a field of another manager is a conflict, and is taken over only when asked for (operator 25)") {
  Scene scene;
  scene.wanted.source.chart_version = "1.0.0";
  scene.fail_with("upgrade", conflict);
  CHECK(scene.install() ==
        "chart coroot-operator of https://coroot.github.io/helm-charts: helm upgrade failed: UPGRADE FAILED: conflict "
        "occurred while applying object coroot/coroot-operator apps/v1: Apply failed with 1 conflict: conflict with "
        "\"kubectl-set\" using apps/v1: - .spec.template.spec | Another manager owns these fields: --force-conflicts "
        "takes them over, with helm 4.");
  CHECK(scene.log() == "list upgrade");
  scene.wanted.force_conflicts = true;
  CHECK(scene.install() == "changed");
  CHECK(scene.log() == "list upgrade list upgrade forced");
}

TEST_CASE("helm: another helm at work is no field of another manager") {
  Scene scene;
  scene.wanted.force_conflicts = true;
  scene.fail_with("upgrade", "Error: another operation (install/upgrade/rollback) is in progress");
  scene.say("get", R"({"replicas":2})");
  scene.wanted.source.helm_values = {scene.write("values.yaml", "replicas: 3\n")};
  CHECK(scene.install().find("another operation") != std::string::npos);
  CHECK(scene.log().find("forced") == std::string::npos);
}

TEST_CASE("helm: a dry run over a revision that a dead helm left pending says that it changes, without asking helm") {
  const Scene scene;
  constexpr auto list =
      "GET /api/v1/namespaces/coroot/secrets?labelSelector=owner%3Dhelm%2Cname%3Dcoroot-operator&limit=500";
  constexpr auto pending = R"({"items":[{"metadata":{"name":"r.v1","labels":{"version":"1","status":"pending-install",
                               "corootctl.coroot.com/installed-by":"corootctl"}}}]})";
  auto session = std::make_shared<ScriptedSession>();
  session->on(list, 200, pending);
  session->on("DELETE /api/v1/namespaces/coroot/secrets/r.v1", 200, "{}");
  session->on(list, 200, pending);
  const OneSession connector(session);
  const fleet::Surroundings around{connector};
  const Within no_patience{Deadline::in(std::chrono::milliseconds(0)), {}};
  const auto done = helm_install(kube::Client(session), scene.wanted, around, true, no_patience);
  REQUIRE_MESSAGE(done.has_value(), (done ? "" : describe(done.error())));
  CHECK(done->outcome == "changed");
  CHECK_FALSE(done->is_checked);
  CHECK(scene.log().empty());
}

TEST_CASE("helm: a dry run says which chart would be there and whether values differ, and shows none") {
  Scene scene;
  scene.wanted.source.chart_version = "0.9.5";
  scene.say("upgrade", R"({"chart":{"metadata":{"name":"coroot-operator","version":"0.9.5"}},
                           "config":{"password":"hunter2"}})");
  scene.say("get", R"({"password":"hunter1"})");
  const auto changes = scene.dry_run();
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].path == "chart");
  CHECK(changes[0].before == document::Value("coroot-operator-0.9.4"));
  CHECK(changes[0].after == document::Value("coroot-operator-0.9.5"));
  CHECK(changes[1].path == "values");
  CHECK(changes[1].before != changes[1].after);
  CHECK(changes[1].after->as_string().starts_with("fingerprint "));
  CHECK(read_file(scene.path("arguments")).value_or("").find("--dry-run=server") != std::string::npos);
}

TEST_CASE("helm: its last words name the chart, and neither drive the terminal nor show a password") {
  Scene scene;
  scene.wanted.source.chart_version = "1.0.0";
  scene.wanted.source.chart_repo = "https://me:hunter2@charts.example.com";
  scene.fail_with("upgrade",
                  "WARNING: old\nlevel=INFO msg=\"x\"\nError: gzip \x1b[2J at https://me:hunter2@charts.example.com/x: "
                  "\xC2\x9B\x31m invalid header\n");
  CHECK(scene.install() ==
        "chart coroot-operator of https://charts.example.com: helm upgrade failed: gzip  [2J at "
        "https://charts.example.com/x:  1m invalid header");
}

}  // namespace corootctl::tests::deploy_helm
