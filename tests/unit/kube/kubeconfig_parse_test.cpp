/// Parsing and typed decoding of one file. Numbers are the cases of the kubeconfig conformance table.
#include <ctime>

#include "unit/kube/kubeconfig_fixture.hpp"

namespace corootctl::tests::kube_kubeconfig_parse {

using namespace kubeconfig_test;

namespace {

/// What a file of this text reads as.
std::string read_as(std::string_view text) {
  const Folder folder;
  const auto file = folder.write("k", text);
  return folder.masked(summary(kube::load_kubeconfig(file, Environment())));
}

struct Case {
  std::string name;
  std::string text, expected;
};

template <std::size_t N>
void check_all(const Case (&cases)[N]) {
  for (const auto& test : cases) {
    CAPTURE(test.name);
    CHECK(read_as(test.text) == test.expected);
  }
}

const std::string quote_hint = " [Put the value in quotes: without them YAML reads it as a number or a boolean.]";
const std::string bool_hint = " [Write true or false without quotes.]";
const std::string base_summary =
    "current x; cluster c server=https://one:6443; user u token=t0k; context x cluster=c user=u";

/// Of this process: the wall clock would also measure what else the machine does.
double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

#ifdef __SANITIZE_THREAD__
constexpr double refusal_seconds = 10.0;  // what it watches takes ten times as long
#else
constexpr double refusal_seconds = 1.0;
#endif

std::string utf16le(std::string_view ascii) {
  std::string out = "\xFF\xFE";
  for (const char c : ascii) out += std::string{c, '\0'};
  return out;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

std::string user_file(std::string_view user) { return fmt::format("users:\n- name: u\n  user: {}\n", user); }
std::string cluster_file(std::string_view cluster) {
  return fmt::format("clusters:\n- name: c\n  cluster: {}\n", cluster);
}
std::string token_error(std::string_view kind) {
  return fmt::format("E kubeconfig: DIR/k: line 3, column 17: users[0].user.token: expected a string, found {}{}", kind,
                     quote_hint);
}
std::string insecure_error(std::string_view kind) {
  return fmt::format(
      "E kubeconfig: DIR/k: line 3, column 39: clusters[0].cluster.insecure-skip-tls-verify: expected a boolean, found "
      "{}{}",
      kind, bool_hint);
}

}  // namespace

TEST_CASE("kubeconfig 8-10: what is a kubeconfig at all") {
  const Case cases[] = {
      {"empty", "", ""},
      {"blank", " \n\n", ""},
      {"comments", "# one\n# two\n", ""},
      {"null", "null\n", ""},
      {"tilde", "~", ""},
      {"scalar root", "hello\n", "E kubeconfig: DIR/k: line 1, column 1: expected a mapping, found a string"},
      {"list root", "[]\n", "E kubeconfig: DIR/k: line 1, column 1: expected a mapping, found a list"},
      {"wrong version", replaced(base_file(), "apiVersion: v1", "apiVersion: v2"),
       "E kubeconfig: DIR/k: line 1, column 13: apiVersion: must be v1: this is not a kubeconfig"},
      {"wrong kind", replaced(base_file(), "kind: Config", "kind: config"),
       "E kubeconfig: DIR/k: line 2, column 7: kind: must be Config: this is not a kubeconfig"},
      {"kind of another type", "kind: 5\n",
       "E kubeconfig: DIR/k: line 1, column 7: kind: expected a string, found "
       "an integer"},
      {"kind in another case is seen", "Kind: Other\n",
       "E kubeconfig: DIR/k: line 1, column 7: Kind: must be Config: this is not a kubeconfig"},
      {"the spelling that sorts last counts", "Kind: Other\nkind: Config\n", ""},
      {"without version and kind", replaced(replaced(base_file(), "apiVersion: v1\n", ""), "kind: Config\n", ""),
       base_summary},
      {"keys in another case are unknown", "Current-Context: y1\nclusters:\n- name: c\n  cluster: {Server: s}\n",
       "cluster c"},
      {"unknown fields", "future: 1\nclusters:\n- name: c\n  more: []\n  cluster: {server: s, other: {a: 1}}\n",
       "cluster c server=s"},
  };
  check_all(cases);
}

TEST_CASE("kubeconfig 11-13: plain scalars are YAML 1.1, and a number or boolean is no text") {
  const auto token = [](const char* text) { return read_as(user_file(fmt::format("{{token: {}}}", text))); };
  for (const char* text : {"12345", "0x10", "012", "1_000", "0b11", "0o17"}) {
    CHECK_MESSAGE(token(text) == token_error("an integer"), text);
  }
  CHECK(token("1e3") == token_error("a number"));
  for (const char* text : {"yes", "on", "y", "No", "n", "TRUE", "False", "off", "Y"}) {
    CHECK_MESSAGE(token(text) == token_error("a boolean"), text);
  }
  for (const char* text : {"2020-01-01", "12:30:45", "1.2.3", "123e456", "0123abc", "="}) {
    CHECK(token(text) == fmt::format("user u token={}", text));
  }
  for (const char* text : {"null", "~", "", "Null", "NULL"}) CHECK_MESSAGE(token(text) == "user u", text);
  CHECK(token("\"12345\"") == "user u token=12345");
  CHECK(token("!!str 12345") == "user u token=12345");
}

TEST_CASE("kubeconfig 11-13: what a boolean may be") {
  const auto insecure = [](const char* text) {
    return read_as(cluster_file(fmt::format("{{insecure-skip-tls-verify: {}}}", text)));
  };
  for (const char* text : {"yes", "on", "TRUE", "y", "true"})
    CHECK_MESSAGE(insecure(text) == "cluster c insecure", text);
  CHECK(insecure("\"true\"") == insecure_error("a string"));
  CHECK(insecure("1") == insecure_error("an integer"));
  CHECK(insecure("null") == "cluster c");
}

TEST_CASE("kubeconfig 12: types are as strict inside lists") {
  const Case cases[] = {
      {"name", "clusters:\n- name: 5\n",
       "E kubeconfig: DIR/k: line 2, column 9: clusters[0].name: expected a string, found an integer" + quote_hint},
      {"exec arguments", user_file("{exec: {args: [a, 1]}}"),
       "E kubeconfig: DIR/k: line 3, column 27: users[0].user.exec.args[1]: expected a string, found an integer" +
           quote_hint},
      {"exec environment", user_file("{exec: {env: [{name: a, value: on}]}}"),
       "E kubeconfig: DIR/k: line 3, column 40: users[0].user.exec.env[0].value: expected a string, found a boolean" +
           quote_hint},
  };
  check_all(cases);
}

TEST_CASE("kubeconfig 13-15: duplicates, nulls and shapes") {
  const Case cases[] = {
      {"the last of equal keys wins", cluster_file("{server: a, server: b}"), "cluster c server=b"},
      {"the last of equal lists wins", "clusters:\n- name: a\nclusters:\n- name: b\n", "cluster b"},
      {"duplicate cluster", "clusters:\n- name: c\n- name: d\n- name: c\n  cluster: {server: https://s3cret}\n",
       "E kubeconfig: DIR/k: line 4, column 3: clusters: a second entry named c, the first is on line 2"},
      {"duplicate user", "users:\n- name: u\n  user: {token: s3cret}\n- name: u\n  user: {token: s3cret}\n",
       "E kubeconfig: DIR/k: line 4, column 3: users: a second entry named u, the first is on line 2"},
      {"two nameless entries", "contexts:\n- context: {}\n- context: {}\n",
       "E kubeconfig: DIR/k: line 3, column 3: contexts: a second entry without a name, the first is on line 2"},
      {"null lists and entries", "users: null\nclusters:\n- null\ncontexts: ~\n", "cluster "},
      {"null body", "clusters:\n- name: c\n  cluster: null\n", "cluster c"},
      {"mapping for a list", "clusters: {}\n",
       "E kubeconfig: DIR/k: line 1, column 11: clusters: expected a list, found an object"},
      {"duplicate extensions of a cluster", cluster_file("{extensions: [{name: e, extension: 1}, {name: e}]}"),
       "E kubeconfig: DIR/k: line 3, column 51: clusters[0].cluster.extensions: a second entry named e, the first is "
       "on "
       "line 3"},
      {"duplicate extensions of preferences", "preferences:\n  extensions:\n  - {name: e, extension: 1}\n  - name: e\n",
       "E kubeconfig: DIR/k: line 4, column 5: preferences.extensions: a second entry named e, the first is on line 3"},
      {"an empty extension does not count", cluster_file("{extensions: [{name: e}, {name: e}]}"), "cluster c"},
      {"every problem at once", "clusters: 1\nusers: 2\n",
       "E kubeconfig: 2 problems\n"
       "- DIR/k: line 1, column 11: clusters: expected a list, found an integer\n"
       "- DIR/k: line 2, column 8: users: expected a list, found an integer"},
  };
  check_all(cases);
}

TEST_CASE("kubeconfig 8, 16-23, 25: documents, anchors, encodings and JSON") {
  const auto anchored =
      "one: &a {server: s, tls-server-name: tn}\nclusters:\n- name: c\n  cluster: {<<: *a, server: own}\n";
  const Case cases[] = {
      {"only the first document counts", base_file() + "---\n" + base_file("https://two"), base_summary},
      {"a broken second document is not looked at", base_file() + "---\n{{{ : ]\n", base_summary},
      {"an empty first document", "---\n---\n" + base_file(), ""},
      {"anchors and merge keys", anchored, "cluster c server=own tls-name=tn"},
      {"tabs in JSON", "{\n\t\"clusters\": [\n\t\t{\"name\": \"c\"}\n\t]\n}\n", "cluster c"},
      {"UTF-8 with a mark", "\xEF\xBB\xBF" + base_file(), base_summary},
      {"UTF-16 with a mark", utf16le(base_file()), base_summary},
      {"CRLF", replaced(base_file(), "\n", "\r\n"), base_summary},
      {"unicode names", "clusters:\n- name: café-😀\n", "cluster café-😀"},
      {"names with signs", "clusters:\n- name: arn:aws:eks:eu-1:12:cluster/x@y\n- name: 'a#b'\n",
       "cluster a#b; cluster arn:aws:eks:eu-1:12:cluster/x@y"},
      {"compact JSON", R"({"current-context":"x","clusters":[{"name":"c","cluster":{"server":"s"}}]})",
       "current x; cluster c server=s"},
      {"JSON escapes", R"({"users":[{"name":"u","user":{"token":"a\/b\ud83d\ude00"}}]})", "user u token=a/b😀"},
      {"a trailing comma", R"({"current-context":"x",})", "current x"},
      {"two objects", R"({"current-context":"x"}{"current-context":"z"})", "current x"},
      {"a YAML 1.2 directive", "%YAML 1.2\n---\ncurrent-context: x\n", "current x"},
      {"a block keeps its line break", "users:\n- name: u\n  user:\n    token: |\n      t0k\n", "user u token=t0k\n"},
  };
  check_all(cases);
}

TEST_CASE("kubeconfig 11, 17-23: what no reader accepts is an error that quotes nothing") {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i <= 10; ++i) {
    bomb += fmt::format("a{0}: &a{0} [*a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}]\n", i, i - 1);
  }
  const Case cases[] = {
      {"undefined alias", "users: *s3cret\n", "line 1, column 8: not valid YAML: the referenced anchor is not defined"},
      {"self alias", "users: &a [*a]\n", "line 1, column 12: an anchor contains itself"},
      {"alias bomb", bomb, "line 1, column 16: the aliases expand to too much content"},
      {"deep nesting", std::string(20000, '['), "line 1, column 401: nested deeper than 400 levels"},
      {"tab indentation", "users:\n\t- name: s3cret\n",
       "line 2, column 1: not valid YAML: found character that cannot start any token"},
      {"NUL", std::string("current-context: s3cret\0x\n", 26), "line 1, column 24: control characters are not allowed"},
      {"bad UTF-8", "current-context: s3cret\xC3\x28\n", "line 1, column 24: the text is not valid UTF-8"},
      {"plain at sign", "current-context: @s3cret\n",
       "line 1, column 18: not valid YAML: found character that cannot start any token"},
      {"comment in JSON", "{\"current-context\": \"s3cret\" // s3cret\n}",
       "line 1, column 30: not valid YAML: did not find expected ',' or '}'"},
      {"infinity", "users:\n- {name: s3cret, user: .inf}\n", "line 2, column 24: infinities and NaN are not allowed"},
  };
  for (const auto& test : cases) {
    CAPTURE(test.name);
    const auto before = processor_seconds();
    CHECK(read_as(test.text) == "E kubeconfig: DIR/k: " + test.expected);
    CHECK(processor_seconds() - before < refusal_seconds);
  }
}

TEST_CASE("kubeconfig 21, 24: inline data is padded standard base64") {
  const std::string where = "E kubeconfig: DIR/k: line 3, column 41: clusters[0].cluster.certificate-authority-data: ";
  const std::string bad = where + "not base64 (padded, standard alphabet, no blanks)";
  const auto inline_ca = [](std::string_view text) {
    return cluster_file(fmt::format("{{certificate-authority-data: {}}}", text));
  };
  const Case cases[] = {
      {"a block", "clusters:\n- name: c\n  cluster:\n    certificate-authority-data: |\n      aGVs\n      bG8=\n",
       "cluster c ca-data=hello"},
      {"line ends", inline_ca(R"("aGVs\r\nbG8=\n")"), "cluster c ca-data=hello"},
      {"a folded block",
       "clusters:\n- name: c\n  cluster:\n    certificate-authority-data: >\n      aGVs\n      bG8=\n",
       "E kubeconfig: DIR/k: line 4, column 33: clusters[0].cluster.certificate-authority-data: not base64 (padded, "
       "standard alphabet, no blanks)"},
      {"a blank", inline_ca("'aGVs bG8='"), bad},
      {"unpadded", inline_ca("aGVsbG8"), bad},
      {"URL-safe", inline_ca("'_-8='"), bad},
      {"empty", inline_ca("''"), "cluster c"},
      {"null", inline_ca("null"), "cluster c"},
      {"binary", inline_ca("!!binary aGVsbG8="), bad},
  };
  check_all(cases);
}

TEST_CASE("kubeconfig 10: every field of every entry is read") {
  const auto user = user_file(
      "{client-certificate: /c, client-certificate-data: YQ==, client-key: /k, client-key-data: Yg==, token: t0k, "
      "tokenFile: /t, username: n1, password: p1, as: a1, as-uid: i1, as-groups: [g1, g2], "
      "as-user-extra: {e1: [v1, v2]}, auth-provider: {name: oidc, config: {id-token: x1}}, "
      "exec: {command: p, args: [a], env: [{name: E, value: v}], apiVersion: client.authentication.k8s.io/v1beta1, "
      "installHint: h, provideClusterInfo: true}}");
  CHECK(read_as(user) ==
        "user u token=t0k token-file=/t name=n1 password=p1 cert=/c cert-data=a key=/k key-data=b as=a1 uid=i1 "
        "groups=g1,g2 extra.e1=v1,v2 auth-provider=oidc exec=p args=a version=client.authentication.k8s.io/v1beta1 "
        "mode=IfAvailable env.E=v cluster-info");
  CHECK(read_as(cluster_file("{server: s, tls-server-name: tn, insecure-skip-tls-verify: true, "
                             "certificate-authority: /ca, certificate-authority-data: YQ==, proxy-url: px, "
                             "disable-compression: true}")) ==
        "cluster c server=s ca=/ca ca-data=a tls-name=tn proxy=px insecure uncompressed");
}

}  // namespace corootctl::tests::kube_kubeconfig_parse
