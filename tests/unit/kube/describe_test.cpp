/// What `contexts show` says.
#include "kube/config/describe.hpp"
#include "document/json.hpp"
#include "support/golden.hpp"
#include "unit/kube/kubeconfig_fixture.hpp"

namespace corootctl::tests::kube_describe {

using namespace kubeconfig_test;

namespace {

struct Shown {
  std::string json, text;
};

Shown show(const Folder& folder, const std::string& list) {
  Environment env;
  env.set("KUBECONFIG", list);
  const auto config = kube::load_kubeconfig("", env);
  REQUIRE(config);
  const auto spec = kube::resolve_connection(*config, {}, env, folder.path("none"));
  REQUIRE(spec);
  return {folder.masked(document::to_json(kube::describe_connection(*spec, *config), 1)),
          folder.masked(kube::explain_connection(*spec, *config))};
}

/// Everything that can be said, from several files.
Shown show_everything() {
  const Folder folder;
  folder.write("ca.crt", "hello");
  const auto a =
      folder.write("a", "current-context: x\ncontexts:\n- {name: x, context: {cluster: c, user: u, namespace: ns}}\n");
  const auto b = folder.write(
      "b",
      "clusters:\n- name: c\n  cluster: {server: 'https://h:1', tls-server-name: tn, certificate-authority: ca.crt,\n"
      "    proxy-url: 'http://adm:s3cret@p:3128', disable-compression: true}\n"
      "users:\n- name: u\n  user: {exec: {command: ./p, apiVersion: client.authentication.k8s.io/v1, interactiveMode: "
      "Never,\n    env: [{name: E, value: s3cret}]}, as: a1, as-uid: i1, as-groups: [g1], as-user-extra: {e: [v]}}\n");
  const auto c = folder.write("c", base_file());
  return show(folder, a + ":" + b + ":" + c);
}

}  // namespace

TEST_CASE("contexts show: what is absent is null") {
  const Folder folder;
  const auto shown = show(folder, folder.write("k", base_file()));
  CHECK(shown.json == R"({
 "context": "x",
 "cluster": "c",
 "user": "u",
 "namespace": "default",
 "server": "https://one:6443",
 "tls_server_name": null,
 "insecure_skip_tls_verify": false,
 "certificate_authority": {
  "source": "system",
  "path": null,
  "sha256": null
 },
 "proxy_url": null,
 "disable_compression": false,
 "auth": [
  "token"
 ],
 "impersonate": null,
 "exec": null,
 "from": {
  "context": "DIR/k",
  "cluster": "DIR/k",
  "user": "DIR/k"
 }
})");
  CHECK(shown.text ==
        "context     x  (DIR/k)\n"
        "cluster     c  (DIR/k)\n"
        "user        u  (DIR/k)\n"
        "namespace   default\n"
        "server      https://one:6443\n"
        "trust       the system's certificate authorities\n"
        "login       token\n");
}

TEST_CASE("contexts show: everything that can be said, as JSON") {
  const auto json = show_everything().json + "\n";
  CHECK(json == support::golden("contexts-show.json", json));
}

TEST_CASE("contexts show: everything that can be said, as text, with the entries that are ignored") {
  CHECK(show_everything().text ==
        "context     x  (DIR/a)\n"
        "cluster     c  (DIR/b)\n"
        "user        u  (DIR/b)\n"
        "namespace   ns\n"
        "server      https://h:1\n"
        "trust       DIR/ca.crt, sha256 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\n"
        "tls name    tn\n"
        "proxy       http://xxxxx@p:3128\n"
        "compression off\n"
        "login       exec (runs DIR/p)\n"
        "acts as     a1\n"
        "note        context x in DIR/c is ignored: DIR/a defines it first\n"
        "note        cluster c in DIR/c is ignored: DIR/b defines it first\n"
        "note        user u in DIR/c is ignored: DIR/b defines it first\n"
        "note        current-context in DIR/c is ignored: DIR/a sets it first\n");
}

}  // namespace corootctl::tests::kube_describe
