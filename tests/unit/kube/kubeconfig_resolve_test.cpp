/// From a kubeconfig and flags to one connection. Numbers are the cases of the kubeconfig conformance table.
#include <functional>

#include "unit/kube/kubeconfig_fixture.hpp"

namespace corootctl::tests::kube_kubeconfig_resolve {

using namespace kubeconfig_test;
using kube::Overrides;

namespace {

const Environment no_pod;

std::string resolved(const Folder& folder, std::string_view text, const Overrides& flags = {}) {
  const auto file = folder.write("k", text);
  const auto config = kube::load_kubeconfig(file, no_pod);
  if (!config) return folder.masked(error_text(config.error()));
  return folder.masked(summary(kube::resolve_connection(*config, flags, no_pod, folder.path("no-account"))));
}

std::string resolved(std::string_view text, const Overrides& flags = {}) { return resolved(Folder(), text, flags); }

struct Case {
  std::string name;
  std::string text;
  Overrides flags;
  std::string expected;
};

template <std::size_t N>
void check_all(const Case (&cases)[N]) {
  for (const auto& test : cases) {
    CAPTURE(test.name);
    CHECK(resolved(test.text, test.flags) == test.expected);
  }
}

Overrides flags_with(const std::function<void(Overrides&)>& change) {
  Overrides out;
  change(out);
  return out;
}

const std::string start = "context x; cluster c server=https://h:1";
const std::string finish = "; namespace default";

/// A user entry and what flags change of it.
struct UserCase {
  std::string name;
  std::string user;
  std::function<void(Overrides&)> flags;
  std::string expected;
};

const auto no_flags = [](Overrides&) {};
std::string logged_in(const std::string& user) { return start + "; user u " + user + finish; }

/// A folder with a token and a client certificate.
Folder user_folder() {
  Folder folder;
  folder.write("t", "from-file\n");
  folder.write("c.pem", "pem");
  folder.write("k.pem", "pem");
  return folder;
}

template <std::size_t N>
void check_users(const Folder& folder, const UserCase (&cases)[N]) {
  for (const auto& test : cases) {
    CAPTURE(test.name);
    CHECK(resolved(folder, file_with("{server: 'https://h:1'}", test.user), flags_with(test.flags)) == test.expected);
  }
}

}  // namespace

TEST_CASE("kubeconfig 30, 42: a name that is unknown, or no name, is said with the flag or file it came from") {
  const auto named = [](auto member, const char* name) { return flags_with([&](Overrides& o) { o.*member = name; }); };
  const Case cases[] = {
      {"unknown context", base_file(), named(&Overrides::context, "xx"),
       "E --context xx: there is no such context [Did you mean x?]"},
      {"unknown cluster", base_file(), named(&Overrides::cluster, "other"),
       "E --cluster other: there is no such cluster [The clusters are c.]"},
      {"unknown user", base_file(), named(&Overrides::user, "other"),
       "E --user other: there is no such user [The users are u.]"},
      {"unknown current-context",
       "current-context: gone\ncontexts:\n- name: gone2\n",
       {},
       "E current-context gone (set in DIR/k): there is no such context [Did you mean gone2?]"},
      {"namespace with a slash", base_file(), named(&Overrides::namespace_name, "ns/foo"),
       "E --namespace ns/foo: a namespace holds no slash [Give the name alone.]"},
  };
  check_all(cases);
}

TEST_CASE("kubeconfig 4, 29-31: what is not there is said, never replaced by localhost or a prompt") {
  const Case cases[] = {
      {"no current-context",
       "contexts:\n- name: a1\n- name: b1\n",
       {},
       "E no current-context is set in DIR/k [Give --context. The contexts are a1, b1.]"},
      {"nothing",
       "",
       {},
       "E no cluster is configured: DIR/k has no context; KUBECONFIG is not set; this is not a pod with a service "
       "account: KUBERNETES_SERVICE_HOST is not set [Give --kubeconfig FILE, or set KUBECONFIG.]"},
      {"dangling cluster",
       "current-context: x\ncontexts:\n- name: x\n  context: {cluster: gone}\n",
       {},
       "E context x (in DIR/k) names the cluster gone, which does not exist [There are no clusters.]"},
      {"dangling user",
       file_with("{server: 'https://h:1'}", "{}", "{cluster: c, user: gone}"),
       {},
       "E context x (in DIR/k) names the user gone, which does not exist [The users are u.]"},
      {"context without a cluster",
       "current-context: x\ncontexts:\n- name: x\n",
       {},
       "E context x (in DIR/k) has no cluster [Set its cluster, or give --cluster or --server.]"},
      {"cluster without a server",
       file_with("{}"),
       {},
       "E context x: cluster c: server is not set [Give the entry a server, or use --server.]"},
  };
  check_all(cases);
}

TEST_CASE("kubeconfig 34-36, 43, 44: flags over the cluster entry") {
  const Folder folder;
  const auto ca = folder.write("flag.crt", "pem");
  const auto with = [&folder](std::string_view cluster, auto change) {
    return resolved(folder, file_with(cluster), flags_with(change));
  };
  CHECK(with("{server: 'https://h:1', tls-server-name: tn, certificate-authority-data: YQ==}", [](Overrides& o) {
          o.server = "https://two:2";
        }) == "context x; cluster c server=https://two:2 ca-data=a; user u token=t0k" + finish);  // 76
  CHECK(with("{server: 'https://h:1', tls-server-name: tn}", [](Overrides& o) { o.tls_server_name = "own"; }) ==
        start + " tls-name=own; user u token=t0k" + finish);
  CHECK(with("{server: 'https://h:1', certificate-authority-data: YQ==}", [](Overrides& o) {
          o.insecure_skip_tls_verify = true;
        }) == start + " insecure; user u token=t0k" + finish);
  CHECK(with("{server: 'https://h:1', insecure-skip-tls-verify: true}", [](Overrides&) {}) ==
        start + " insecure; user u token=t0k" + finish);  // 78
  CHECK(with("{server: 'https://h:1', insecure-skip-tls-verify: true}", [&ca](Overrides& o) {
          o.certificate_authority = ca;
        }) == start + " ca=DIR/flag.crt; user u token=t0k" + finish);  // 79
  CHECK(with("{server: 'https://h:1', certificate-authority: flag.crt, certificate-authority-data: YQ==}",
             [](Overrides&) {}) ==
        "E context x: cluster c: certificate-authority and certificate-authority-data are both set; remove one");  // 80
  CHECK(with("{server: 'https://h:1', insecure-skip-tls-verify: true, certificate-authority-data: YQ==}",
             [](Overrides&) {}) ==
        "E context x: cluster c: insecure-skip-tls-verify and a certificate-authority cannot be used together; remove "
        "one");
  CHECK(with("{server: 'https://h:1', disable-compression: true}", [](Overrides&) {}) ==
        start + " uncompressed; user u token=t0k" + finish);
}

TEST_CASE("kubeconfig 28: a path given by a flag is relative to the working directory") {
  CHECK(resolved(base_file(), flags_with([](Overrides& o) { o.certificate_authority = "no-such-ca.crt"; })) ==
        "E context x: cluster c: cannot read certificate-authority no-such-ca.crt: No such file or directory");
}

TEST_CASE("kubeconfig 32, 34: cluster, user and namespace are replaced one by one") {
  const std::string file =
      "current-context: x\nclusters:\n- {name: c, cluster: {server: 'https://h:1'}}\n"
      "- {name: d, cluster: {server: 'https://h:2'}}\nusers:\n- {name: u, user: {token: t0k}}\n"
      "- {name: w, user: {username: n1}}\ncontexts:\n- {name: x, context: {cluster: c, user: u, namespace: ns}}\n";
  const Case cases[] = {
      {"as written", file, {}, start + "; user u token=t0k; namespace ns"},
      {"cluster", file, flags_with([](Overrides& o) { o.cluster = "d"; }),
       "context x; cluster d server=https://h:2; user u token=t0k; namespace ns"},
      {"user", file, flags_with([](Overrides& o) { o.user = "w"; }), start + "; user w name=n1; namespace ns"},
      {"namespace", file, flags_with([](Overrides& o) { o.namespace_name = "n2"; }),
       start + "; user u token=t0k; namespace n2"},
      {"entries without a name are those of a context that names none",
       "current-context: x\nclusters:\n- {name: '', cluster: {server: 'https://h:3'}}\nusers:\n- {name: null, user: "
       "{token: t1}}\ncontexts:\n- {name: x, context: {namespace: ns}}\n",
       {},
       "context x; cluster  server=https://h:3; user  token=t1; namespace ns"},
      {"a cluster alone", "clusters:\n- {name: c, cluster: {server: 'https://h:1'}}\n",
       flags_with([](Overrides& o) { o.cluster = "c"; }),
       "context ; cluster c server=https://h:1; user ; namespace default"},
      {"a server alone", "", flags_with([](Overrides& o) { o.server = "https://h:1"; }),
       "context ; cluster  server=https://h:1; user ; namespace default"},
  };
  check_all(cases);
}

TEST_CASE("kubeconfig 38, 50: two ways to log in cannot be used together, and the message says where each came from") {
  const Folder folder = user_folder();
  const UserCase cases[] = {
      {"token and basic", "{token: t0k, username: n1}", no_flags,
       "E context x: user u: token (from DIR/k) and username (from DIR/k) cannot be used together [Keep one way to log "
       "in.]"},
      {"the token from a flag", "{username: n1}", [](Overrides& o) { o.token = SecretString("f"); },
       "E context x: user u: token (from --token) and username (from DIR/k) cannot be used together [Keep one way to "
       "log "
       "in.]"},
      {"token file and basic", "{tokenFile: t, username: n1}", no_flags,
       "E context x: user u: tokenFile (from DIR/k) and username (from DIR/k) cannot be used together [Keep one way to "
       "log "
       "in.]"},
      {"basic by flags beside a token", "{token: t0k}",
       [](Overrides& o) {
         o.username = "n1";
         o.password = SecretString("s3cret");
       },
       "E context x: user u: token (from DIR/k) and username (from --username) cannot be used together [Keep one way "
       "to log "
       "in.]"},
  };
  check_users(folder, cases);
}

TEST_CASE(
    "kubeconfig 37, 38, 50: flags replace the file's part, and a token goes with a certificate (connections 27)") {
  const Folder folder = user_folder();
  const UserCase cases[] = {
      {"basic by flags replaces the file's, part by part", "{username: n1, password: p1}",
       [](Overrides& o) { o.password = SecretString("p2"); }, logged_in("name=n1 password=p2")},
      {"token and certificate", "{token: t0k, client-certificate: c.pem, client-key: k.pem}", no_flags,
       logged_in("token=t0k cert=DIR/c.pem key=DIR/k.pem")},
      {"the token flag wins over a token file", "{tokenFile: t}", [](Overrides& o) { o.token = SecretString("f"); },
       logged_in("token=f")},
      {"the token flag disables exec, not the certificate",
       "{exec: {command: p}, client-certificate: c.pem, client-key: k.pem}",
       [](Overrides& o) { o.token = SecretString("f"); }, logged_in("token=f cert=DIR/c.pem key=DIR/k.pem")},
  };
  check_users(folder, cases);
}

TEST_CASE("kubeconfig 25, 51: tokens and token files (connections 26)") {
  const Folder folder = user_folder();
  const UserCase cases[] = {
      {"a token file that is missing gives way to the token", "{token: t0k, tokenFile: gone}", no_flags,
       logged_in("token=t0k token-file=DIR/gone")},
      {"a missing token file", "{tokenFile: gone}", no_flags,
       "E context x: user u: cannot read tokenFile DIR/gone: No such file or directory (set in DIR/k)"},
      {"a token with a line break", "{token: \"a\\r\\nX-Evil: s3cret\"}", no_flags,
       "E context x: user u: token holds a line break or another control character [A YAML block (|) keeps its last "
       "line break; write the token on one line.]"},
  };
  check_users(folder, cases);
}

TEST_CASE("kubeconfig 39, 52, 53: certificate and key come together, from files or as data") {
  const Folder folder = user_folder();
  const UserCase cases[] = {
      {"certificate without a key", "{client-certificate: c.pem}", no_flags,
       "E context x: user u: client-certificate has no key [Set client-key or client-key-data.]"},
      {"certificate and key twice",
       "{client-certificate: c.pem, client-certificate-data: YQ==, client-key: k.pem, "
       "client-key-data: YQ==}",
       no_flags,
       "E context x: 2 problems\n"
       "- user u: client-certificate and client-certificate-data are both set; remove one\n"
       "- user u: client-key and client-key-data are both set; remove one"},
      {"the certificate flag drops the data", "{client-certificate-data: YQ==, client-key-data: Yg==}",
       [&](Overrides& o) {
         o.client_certificate = folder.path("c.pem");
         o.client_key = folder.path("k.pem");
       },
       logged_in("cert=DIR/c.pem key=DIR/k.pem")},
      {"file and data may be mixed", "{client-certificate-data: YQ==, client-key: k.pem}", no_flags,
       logged_in("cert-data=a key=DIR/k.pem")},
      {"a key that cannot be read", "{client-certificate: c.pem, client-key: '~/k.pem'}", no_flags,
       "E context x: user u: cannot read client-key DIR/~/k.pem: No such file or directory (set in DIR/k)"},
  };
  check_users(folder, cases);
}

TEST_CASE("kubeconfig 40, 54: whom a user acts as") {
  const Folder folder = user_folder();
  const UserCase cases[] = {
      {"groups without a user", "{as-groups: [g]}", no_flags,
       "E context x: user u: as-groups without a user to act as [Add --as USER (in the file: as).]"},
      {"flags without a user", "{}",
       [](Overrides& o) {
         o.as_uid = "1";
         o.as_groups = {"g"};
       },
       "E context x: user u: --as-uid, --as-group without a user to act as [Add --as USER (in the file: as).]"},
      {"the user's name is replaced alone, groups whole, extras one by one",
       "{as: a1, as-groups: [g1, g2], as-user-extra: {e1: [v1], e2: [v2]}}",
       [](Overrides& o) {
         o.as = "b1";
         o.as_groups = {"h1"};
         o.as_user_extra = {{"e2", {"w2"}}, {"e3", {"w3"}}};
       },
       logged_in("as=b1 groups=h1 extra.e1=v1 extra.e2=w2 extra.e3=w3")},
  };
  check_users(folder, cases);
}

TEST_CASE("kubeconfig 45-49: servers and proxies") {
  const auto server = [](std::string_view url, std::string_view user = "{}") {
    return resolved(file_with(fmt::format("{{server: '{}'}}", url), user));
  };
  CHECK(server("https://h:1/?q=1") == "context x; cluster c server=https://h:1/?q=1; user u" + finish);
  CHECK(server("https://[::1]:6443") == "context x; cluster c server=https://[::1]:6443; user u" + finish);
  CHECK(server("localhost:8080") == "context x; cluster c server=http://localhost:8080; user u" + finish);
  CHECK(server("h:6443", "{token: t0k}") ==
        "E context x: cluster c: server has no scheme [Write https:// in front of the server's address.]");
  CHECK(server("https://adm:s3/cret@h:1") ==
        "E context x: cluster c: server: the URL must not hold a user or password [Put them into the user entry.]");

  const auto proxy = [](std::string_view url) {
    return resolved(file_with(fmt::format("{{server: 'https://h:1', proxy-url: '{}'}}", url), "{}"));
  };
  CHECK(proxy("SOCKS5://p:1") == start + " proxy=SOCKS5://p:1; user u" + finish);
  const std::string advice = " [A proxy-url begins with http://, https:// or socks5:// and names a host.]";
  CHECK(proxy("socks5h://adm:s3cret@p:1") ==
        "E context x: cluster c: proxy-url socks5h://xxxxx@p:1: URL has another scheme" + advice);
  CHECK(proxy("ftp://p") == "E context x: cluster c: proxy-url ftp://p: URL has another scheme" + advice);
  CHECK(proxy("p:3128") == "E context x: cluster c: proxy-url p:3128: URL has no scheme" + advice);
  CHECK(proxy("http://") == "E context x: cluster c: proxy-url http://: URL has no host" + advice);
  CHECK(proxy("http://adm:s3/cret@p:1") ==
        "E context x: cluster c: proxy-url http://xxxxx@p:1: URL is malformed" + advice);
}

TEST_CASE("kubeconfig 55, 56: exec and auth-provider entries") {
  const auto user = [](std::string_view text) { return resolved(file_with("{server: 'https://h:1'}", text)); };
  const std::string v1 = "apiVersion: client.authentication.k8s.io/v1";
  const std::string modes = " [Legal are Never, IfAvailable and Always.]";
  CHECK(user("{exec: {}}") ==
        "E context x: 3 problems\n- user u: exec.command is not set\n- user u: exec.apiVersion is not set\n"
        "- user u: exec.interactiveMode is not set [Use client.authentication.k8s.io/v1.]");
  CHECK(user("{exec: {command: p, apiVersion: client.authentication.k8s.io/v1alpha1, interactiveMode: Never}}") ==
        "E context x: user u: exec.apiVersion client.authentication.k8s.io/v1alpha1 is not supported "
        "[Use client.authentication.k8s.io/v1 or /v1beta1.]");
  CHECK(user("{exec: {command: p, " + v1 + "}}") == "E context x: user u: exec.interactiveMode is not set" + modes);
  CHECK(user("{exec: {command: p, " + v1 + ", interactiveMode: never}}") ==
        "E context x: user u: exec.interactiveMode never is unknown" + modes);
  CHECK(user("{exec: {command: p, " + v1 + ", interactiveMode: Never, env: [{value: v}]}}") ==
        "E context x: user u: exec.env[0].name is not set");
  CHECK(user("{auth-provider: {name: oidc}, exec: {command: p, " + v1 + ", interactiveMode: Never}}") ==
        "E context x: user u: exec and auth-provider cannot be used together; remove one");
  CHECK(user("{token: t0k, auth-provider: {name: gcp}}") ==
        "E context x: user u: auth-provider gcp was removed from Kubernetes clients [Use exec with "
        "gke-gcloud-auth-plugin (gcloud container clusters get-credentials).]");
  CHECK(user("{auth-provider: {name: azure}}") ==
        "E context x: user u: auth-provider azure was removed from Kubernetes clients [Use exec with kubelogin "
        "(kubelogin convert-kubeconfig).]");
  CHECK(user("{auth-provider: {name: other}}") ==
        "E context x: user u: auth-provider other is unknown [Use an exec plugin.]");
}

TEST_CASE("kubeconfig 33: entries that were not selected may be broken") {
  const std::string broken =
      "- name: d\n  cluster: {server: 'https://h:2', certificate-authority: /none, certificate-authority-data: YQ==}\n";
  auto text = file_with("{server: 'https://h:1'}");
  text.insert(text.find("users:"), broken);
  text.insert(text.find("contexts:"), "- {name: w, user: {exec: {}}}\n");
  CHECK(resolved(text) == start + "; user u token=t0k" + finish);
}

TEST_CASE("kubeconfig 44, 52: what is ignored or unsafe is a warning") {
  const Folder folder;
  const auto warnings = [&folder](std::string_view cluster, std::string_view user) {
    const auto config = kube::load_kubeconfig(folder.write("k", file_with(cluster, user)), no_pod);
    return join(kube::resolve_connection(*config, {}, no_pod, folder.path())->warnings, "\n");
  };
  CHECK(warnings("{server: 'https://h:1'}", "{client-key: /k}") ==
        "user u: the client-key is ignored: there is no client-certificate");
  CHECK(warnings("{server: 'https://h:1', insecure-skip-tls-verify: true}", "{}") ==
        "cluster c: insecure-skip-tls-verify: the server's identity is not checked");
  CHECK(warnings("{server: 'http://h:1'}", "{token: t0k}") ==
        "cluster c: the server speaks plain http: no credentials are sent");
}

}  // namespace corootctl::tests::kube_kubeconfig_resolve
