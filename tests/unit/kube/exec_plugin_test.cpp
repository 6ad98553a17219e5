/// Credential plugins, with real programs: small shell scripts. Numbers are the conformance table's cases.
#include <atomic>
#include <latch>
#include <thread>

#include "base/files.hpp"
#include "base/time.hpp"
#include "kube/auth/credentials.hpp"
#include "kube/auth/exec_plugin.hpp"
#include "unit/kube/kubeconfig_fixture.hpp"

namespace corootctl::tests::kube_exec_plugin {
using namespace kubeconfig_test;

namespace {

constexpr const char* v1 = "client.authentication.k8s.io/v1";

class ManualClock final : public Clock {
 public:
  std::chrono::system_clock::time_point now() const override { return now_; }
  bool pause(std::chrono::milliseconds, std::stop_token) const override { return true; }
  void advance(std::chrono::seconds span) { now_ += span; }

 private:
  std::chrono::system_clock::time_point now_{std::chrono::seconds(1'700'000'000)};
};

std::string answer(std::string_view status) {
  return fmt::format(R"({{"kind":"ExecCredential","apiVersion":"{}","status":{}}})", v1, status);
}

/// A user whose plugin is a script in a folder of its own.
struct Plugin {
  Folder folder{};
  kube::ConnectionSpec spec{};
  kube::SessionOptions options{};

  explicit Plugin(const std::string& script) {
    spec.context = "x";
    spec.cluster_name = "c";
    spec.user_name = "u";
    spec.cluster.server = "https://h:1";
    spec.user.exec.emplace();
    spec.user.exec->command = write("plugin", script);
    spec.user.exec->api_version = v1;
    spec.user.exec->interactive_mode = "Never";
    options.env = Environment({{"PATH", folder.path() + ":/usr/bin:/bin"}, {"HOME", folder.path()}});
  }
  std::string write(const std::string& name, const std::string& script) const {
    return folder.write(name, "#!/bin/sh\n" + script + "\n", 0700);
  }
  kube::ExecEntry& exec() { return *spec.user.exec; }
  /// "token=..." or the error, with this folder as DIR.
  std::string credential() const {
    const auto source = kube::make_credential_source(spec, options);
    if (!source) return folder.masked(error_text(source.error()));
    const auto got = (*source)->get(false, Deadline::never(), {});
    if (!got) return folder.masked(error_text(got.error()));
    return fmt::format("token={} cert={} key={}", got->token.reveal(), got->client_certificate_pem,
                       got->client_key_pem.reveal());
  }
  std::string file(const std::string& name) const { return read_file(folder.path(name)).value_or("none"); }
  /// How often a script that appends a line to `runs` was started.
  std::size_t runs() const { return split(file("runs"), '\n').size() - 1; }
};

std::string says(const std::string& output) { return "cat <<'END'\n" + output + "\nEND"; }
const std::string token_answer = says(answer(R"({"token":"t0k"})"));
const std::string counting = "echo run >> \"$HOME/runs\"\n";

struct Case {
  std::string name, script, expected;
};

template <std::size_t N>
void check_all(const Case (&cases)[N]) {
  for (const auto& test : cases) {
    CAPTURE(test.name);
    CHECK(Plugin(test.script).credential() == test.expected);
  }
}

const std::string failed = "E user u: plugin DIR/plugin: ";

}  // namespace

TEST_CASE("connections 35: a plugin's token is used, and it gets the request and no input") {
  Plugin plugin("printf '%s' \"$KUBERNETES_EXEC_INFO\" > \"$HOME/info\"\ncat > \"$HOME/stdin\"\n" + token_answer);
  CHECK(plugin.credential() == "token=t0k cert= key=");
  CHECK(plugin.file("info") ==
        "{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/"
        "v1\",\"spec\":{\"interactive\":false}}\n");
  CHECK(plugin.file("stdin") == "");
}

TEST_CASE("connections 34, 35: the entry's variables reach the plugin, but choose neither program nor request") {
  Plugin plugin("");
  plugin.write("bare", "printf '%s %s %s' \"$HOME\" \"$TWICE\" \"$KUBERNETES_EXEC_INFO\" > " +
                           plugin.folder.path("seen") + "\n" + token_answer);
  plugin.exec().command = "bare";
  plugin.exec().env = {{"PATH", SecretString("/usr/bin:/bin")},
                       {"HOME", SecretString("/other")},
                       {"TWICE", SecretString("first")},
                       {"TWICE", SecretString("last")},
                       {"KUBERNETES_EXEC_INFO", SecretString("mine")}};
  CHECK(plugin.credential() == "token=t0k cert= key=");
  CHECK(plugin.file("seen") == "/other last {\"kind\":\"ExecCredential\",\"apiVersion\":\"" + std::string(v1) +
                                   "\",\"spec\":{\"interactive\":false}}\n");
}

TEST_CASE("connections 34: arguments reach the plugin as they are, without a shell") {
  Plugin plugin("printf '<%s>' \"$@\" > \"$HOME/args\"\n" + token_answer);
  plugin.exec().args = {"a b", "; exit 3", "$HOME", ""};
  CHECK(plugin.credential() == "token=t0k cert= key=");
  CHECK(plugin.file("args") == "<a b><; exit 3><$HOME><>");
}

TEST_CASE("connections 39: a plugin that fails or prints nothing") {
  const Case cases[] = {
      {"exit code", "exit 3",
       "E user u: plugin DIR/plugin ended with exit code 3 [See its output above; run it by hand to see more.]"},
      {"signal", "kill -9 $$", "E user u: plugin DIR/plugin was ended by signal 9 (exit code -1)"},
      {"nothing", ":", failed + "it printed nothing"},
  };
  check_all(cases);
}

TEST_CASE("connections 38: an answer that is no ExecCredential, or one of another version (kubeconfig 56)") {
  const Case cases[] = {
      {"another version",
       says(R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1",)"
            R"("status":{"token":"s3cret"}})"),
       failed + "the answer's apiVersion is not client.authentication.k8s.io/v1, as the kubeconfig says [Let the "
                "kubeconfig name the version that the plugin speaks.]"},
      {"a text", "echo s3cret", failed + "it printed something else than an ExecCredential"},
      {"another kind", "echo '{kind: Secret}'", failed + "the answer's kind is not ExecCredential"},
      {"no status", says(fmt::format("{{kind: ExecCredential, apiVersion: {}}}", v1)),
       failed + "the answer has no status"},
  };
  check_all(cases);
}

TEST_CASE("connections 38: an answer that cannot be read is never shown") {
  CHECK(Plugin("echo 's3cret: ['").credential() ==
        failed +
            "the answer is not an ExecCredential: the answer: line 2, column 1: not valid YAML: did not find expected "
            "node content");
}

TEST_CASE("connections 38, 41: a status without a whole credential") {
  const Case cases[] = {
      {"an empty status", says(answer("{}")), failed + "status has neither a token nor a certificate"},
      {"certificate only", says(answer(R"({"clientCertificateData":"C"})")),
       failed + "status has a clientCertificateData without a clientKeyData"},
      {"key only", says(answer(R"({"token":"t","clientKeyData":"s3cret"})")),
       failed + "status has a clientKeyData without a clientCertificateData"},
      {"a token of another type", says(answer(R"({"token":12345})")),
       failed + "the answer: status.token: expected a string, found an integer [Put the value in "
                "quotes: without them YAML reads it as a number or a boolean.]"},
      {"a bad time", says(answer(R"({"token":"t","expirationTimestamp":"tomorrow"})")),
       failed + "status.expirationTimestamp is not an RFC 3339 time"},
  };
  check_all(cases);
}

TEST_CASE("connections 38: token, certificate or both, in JSON or YAML, of any size") {
  const std::string big(1 << 20, 'x');
  const Case cases[] = {
      {"YAML", says(fmt::format("kind: ExecCredential\napiVersion: {}\nstatus:\n  token: t0k", v1)),
       "token=t0k cert= key="},
      {"token and certificate", says(answer(R"({"token":"t","clientCertificateData":"C","clientKeyData":"K"})")),
       "token=t cert=C key=K"},
      {"a large token", says(answer("{\"token\":\"" + big + "\"}")), "token=" + big + " cert= key="},
  };
  check_all(cases);
}

TEST_CASE("connections 34, 39, 40: programs that are not there, and hints that cannot steer the terminal") {
  Plugin plugin(token_answer);
  plugin.exec().command = plugin.folder.path("gone");
  CHECK(plugin.credential() == "E user u: cannot run the plugin DIR/gone: No such file or directory");
  plugin.exec().command = plugin.folder.write("data", "no program");
  CHECK(plugin.credential() == "E user u: cannot run the plugin DIR/data: Permission denied");
  plugin.exec().command = "no-such-plugin";
  CHECK(plugin.credential() ==
        "E user u: plugin no-such-plugin was not found in PATH; the kubeconfig needs it to log in [Install it, or put "
        "its folder into PATH.]");
  plugin.exec().install_hint = "\n\nget it:\n\x1b[2Jfrom\x7f here\xC2\x9B 1m";
  CHECK(plugin.credential() ==
        "E user u: plugin no-such-plugin was not found in PATH; the kubeconfig needs it to log in [get it:\n␛[2Jfrom␡ "
        "here<U+009B> 1m]");
  plugin.exec().command = "plugin";
  CHECK(plugin.credential() == "token=t0k cert= key=");
}

TEST_CASE("connections 34: a program is not found through the working directory") {
  Plugin plugin(token_answer);
  plugin.options.env.set("PATH", ".::relative:/usr/bin");
  plugin.exec().command = "plugin";
  CHECK(plugin.credential() ==
        "E user u: plugin plugin was not found in PATH; the kubeconfig needs it to log in [Install it, or put its "
        "folder into PATH.]");
}

TEST_CASE("connections 40: an install hint is given ten times an hour") {
  Plugin plugin("");
  ManualClock clock;
  plugin.options.clock = &clock;
  plugin.exec().command = "no-such-plugin";
  std::size_t hints = 0;
  for (int i = 0; i < 12; ++i) hints += plugin.credential().ends_with("]") ? 1 : 0;
  CHECK(hints == 10);
  clock.advance(std::chrono::hours(1));
  CHECK(plugin.credential().ends_with("]"));
}

TEST_CASE("connections 36: a plugin that needs a terminal is not started without one") {
  Plugin plugin(counting + token_answer);
  plugin.exec().interactive_mode = "Always";
  CHECK(plugin.credential() ==
        "E user u: plugin DIR/plugin needs a terminal (interactiveMode Always) [Run it in a terminal, without other "
        "input "
        "on standard input.]");
  CHECK(plugin.file("runs") == "none");
  plugin.options.interactive = true;
  CHECK(plugin.credential() == "token=t0k cert= key=");
}

TEST_CASE("connections 15, 33: a plugin is not run beside other credentials, nor for plain http") {
  Plugin plugin(counting + token_answer);
  plugin.spec.user.token = SecretString("own");
  CHECK(plugin.credential() == "token=own cert= key=");
  plugin.spec.user.token = SecretString();
  plugin.spec.cluster.server = "http://h:1";
  CHECK(plugin.credential() == "token= cert= key=");
  CHECK(plugin.file("runs") == "none");
}

TEST_CASE("connections 41, 42: an answer is kept until it expires or is refused") {
  Plugin plugin(counting + says(answer(R"({"token":"t0k","expirationTimestamp":"2023-11-14T23:13:30.5+01:00"})")));
  ManualClock clock;  // at 22:13:20 UTC, ten seconds and a half before
  plugin.options.clock = &clock;
  const auto source = kube::make_credential_source(plugin.spec, plugin.options);
  REQUIRE(source);
  const auto get = [&source](bool renew) { REQUIRE((*source)->get(renew, Deadline::never(), {})); };
  get(false);
  get(false);
  clock.advance(std::chrono::seconds(10));
  get(false);
  CHECK(plugin.runs() == 1);
  clock.advance(std::chrono::seconds(1));
  get(false);  // expired: run again, and its expired answer is used once
  CHECK(plugin.runs() == 2);
  get(true);
  CHECK(plugin.runs() == 3);
}

TEST_CASE("connections 42: contexts that share a plugin renew it once") {
  Plugin plugin(counting + token_answer);
  const auto one = kube::make_credential_source(plugin.spec, plugin.options);
  const auto two = kube::make_credential_source(plugin.spec, plugin.options);
  REQUIRE((*one)->get(false, Deadline::never(), {}));
  REQUIRE((*two)->get(false, Deadline::never(), {}));
  CHECK(plugin.runs() == 1);
  REQUIRE((*one)->get(true, Deadline::never(), {}));
  REQUIRE((*two)->get(true, Deadline::never(), {}));
  CHECK(plugin.runs() == 2);
}

TEST_CASE("connections 44: twenty contexts in parallel start one plugin") {
  Plugin plugin(counting + token_answer);
  std::atomic<int> good = 0;
  std::latch ready(20);
  {
    std::vector<std::jthread> crew;
    for (int i = 0; i < 20; ++i) {
      crew.emplace_back([&] {
        const auto source = kube::make_credential_source(plugin.spec, plugin.options);
        ready.arrive_and_wait();
        good += (*source)->get(false, Deadline::never(), {})->token.reveal() == "t0k" ? 1 : 0;
      });
    }
  }
  CHECK(good == 20);
  CHECK(plugin.runs() == 1);
  plugin.exec().args = {"other"};
  CHECK(plugin.credential() == "token=t0k cert= key=");
  CHECK(plugin.runs() == 2);
}

TEST_CASE("connections 44: a plugin that hangs ends with the caller's deadline") {
  Plugin plugin("exec sleep 60");
  const auto source = kube::make_credential_source(plugin.spec, plugin.options);
  const auto got = (*source)->get(false, Deadline::in(std::chrono::milliseconds(50)), {});
  REQUIRE(!got);
  CHECK(got.error().kind == ErrorKind::timeout);
  CHECK(plugin.folder.masked(error_text(got.error())) == "E user u: plugin DIR/plugin timed out");
}

TEST_CASE("connections 37: a plugin that asks for it is told about the cluster") {
  Plugin plugin("printf '%s' \"$KUBERNETES_EXEC_INFO\" > \"$HOME/info\"\n" + token_answer);
  plugin.exec().provide_cluster_info = true;
  auto& cluster = plugin.spec.cluster;
  cluster.server = "https://h:1/a//b/?q=1";
  const std::string head =
      R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"cluster":{)";
  CHECK(plugin.credential() == "token=t0k cert= key=");
  CHECK(plugin.file("info") == head + R"("server":"https://h:1/a//b/","config":null},"interactive":false}})" + "\n");

  cluster.tls_server_name = "tn";
  cluster.certificate_authority = plugin.folder.write("ca.crt", "hello");
  cluster.proxy_url = "http://p:1/?a&b";
  cluster.disable_compression = true;
  document::Object config;
  config.set("zz", 1);
  config.set("aa", document::Value(document::List{1, 2.5, 1000.0, "<é"}));
  cluster.extensions.object().set("client.authentication.k8s.io/exec", document::Value(config));
  CHECK(plugin.credential() == "token=t0k cert= key=");
  CHECK(plugin.file("info") ==
        head + R"("server":"https://h:1/a//b/","tls-server-name":"tn","certificate-authority-data":"aGVsbG8=",)" +
            R"("proxy-url":"http://p:1/?a\u0026b","disable-compression":true,"config":{"aa":[1,2.5,1000,"\u003cé"],)" +
            R"("zz":1}},"interactive":false}})" + "\n");
}

TEST_CASE("connections 45: kuberc decides which plugins may run") {
  Plugin plugin(counting + token_answer);
  const auto with = [&plugin](const std::string& text) {
    plugin.folder.write(".kube/kuberc", "apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\n" + text);
    return plugin.credential();
  };
  const std::string ok = "token=t0k cert= key=";
  const std::string denied = "E user u: plugin DIR/plugin may not run: DIR/.kube/kuberc says ";
  const std::string advice = " [Allow it there if you trust it.]";
  CHECK(with("credentialPluginPolicy: DenyAll\n") == denied + "DenyAll" + advice);
  const std::string list = "credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist:\n";
  CHECK(with(list + "- command: other\n") == denied + "Allowlist" + advice);
  CHECK(plugin.file("runs") == "none");
  CHECK(with("") == ok);
  CHECK(with("credentialPluginPolicy: AllowAll\n") == ok);
  CHECK(with(list + "- command: other\n- command: plugin\n") == ok);
  CHECK(with(list + "- name: " + plugin.folder.path("plugin") + "\n") == ok);

  const std::string file = "E user u: kuberc DIR/.kube/kuberc: ";
  CHECK(with("credentialPluginPolicy: Maybe\n") ==
        file + "credentialPluginPolicy is not AllowAll, DenyAll or Allowlist");
  CHECK(with("credentialPluginPolicy: Allowlist\n") ==
        file + "credentialPluginPolicy Allowlist without a credentialPluginAllowlist");
  CHECK(with("credentialPluginAllowlist: [{command: p}]\n") ==
        file + "credentialPluginAllowlist needs credentialPluginPolicy Allowlist");
  CHECK(with("credentialPluginPolicy: 5\n") ==
        "E user u: kuberc: DIR/.kube/kuberc: line 3, column 25: credentialPluginPolicy: expected a string, found an "
        "integer [Put the value in quotes: without them YAML reads it as a number or a boolean.]");
  plugin.options.env.set("KUBERC", "off");
  CHECK(plugin.credential() == ok);
  plugin.options.env.set("KUBERC", plugin.folder.path("gone"));
  CHECK(plugin.credential() == "E user u: kuberc: cannot read DIR/gone: No such file or directory");
}

TEST_CASE("connections 45: of a kuberc's documents the first that kubectl knows decides") {
  Plugin plugin(counting + token_answer);
  const auto with = [&plugin](const std::string& text) {
    plugin.folder.write(".kube/kuberc", text);
    return plugin.credential();
  };
  const std::string ok = "token=t0k cert= key=";
  const std::string group = "apiVersion: kubectl.config.k8s.io/";
  const std::string deny = "kind: Preference\ncredentialPluginPolicy: DenyAll\n";
  const std::string allow = "kind: Preference\ncredentialPluginPolicy: AllowAll\n";
  const std::string denied =
      "E user u: plugin DIR/plugin may not run: DIR/.kube/kuberc says DenyAll [Allow it there if you trust it.]";
  CHECK(with(group + "v1\nkind: Preference\n---\n" + group + "v1beta1\n" + deny) == denied);
  CHECK(with(group + "v1alpha1\n" + deny + "---\n" + group + "v1beta1\n" + allow) == denied);
  CHECK(with(group + "v1beta1\n" + allow + "---\n" + group + "v1alpha1\n" + deny) == ok);
  CHECK(with("") == ok);
  CHECK(with(group + "v1\n" + allow) ==
        "E user u: kuberc DIR/.kube/kuberc: no document is a Preference of kubectl.config.k8s.io/v1beta1 or "
        "kubectl.config.k8s.io/v1alpha1 [Add one, or set KUBERC=off if every plugin may run.]");
}

TEST_CASE("connections 41: times of plugins are RFC 3339") {
  const auto seconds = [](std::string_view text) -> long {
    const auto time = parse_rfc3339(text);
    return time ? std::chrono::duration_cast<std::chrono::seconds>(time->time_since_epoch()).count() : -1;
  };
  CHECK(seconds("1970-01-01T00:01:00Z") == 60);
  CHECK(seconds("1970-01-01T01:01:00.999999999999+01:00") == 60);
  CHECK(seconds("1969-12-31T23:01:00-01:00") == 60);
  CHECK(seconds("2024-02-29T00:00:00Z") == 1709164800);
  CHECK(parse_rfc3339("9999-12-31T23:59:59Z") == std::chrono::system_clock::time_point::max());
  for (const char* bad :
       {"", "1970-01-01", "1970-01-01T00:00:00", "1970-01-01 00:00:00Z", "2023-02-29T00:00:00Z", "1970-01-01T24:00:00Z",
        "1970-01-01T00:60:00Z", "1970-01-01T00:00:60Z", "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00Zx",
        "1970-01-01T00:00:00+1:00", "-970-01-01T00:00:00Z"}) {
    CAPTURE(std::string(bad));
    CHECK(seconds(bad) == -1);
  }
}

}  // namespace corootctl::tests::kube_exec_plugin
