/// The pod's service account. Numbers are the cases of the kubeconfig conformance table.
#include <functional>

#include "kube/auth/credentials.hpp"
#include "unit/kube/kubeconfig_fixture.hpp"

namespace corootctl::tests::kube_in_cluster {

using namespace kubeconfig_test;
using kube::Overrides;

namespace {

/// A pod's files and environment.
struct Pod {
  Folder folder{};
  Environment env{{{"KUBERNETES_SERVICE_HOST", "10.0.0.1"}, {"KUBERNETES_SERVICE_PORT", "443"}}};

  Pod() {
    folder.write("account/token", "sa-t0k\n");
    folder.write("account/ca.crt", "-----BEGIN CERTIFICATE-----\n");
    folder.write("account/namespace", "pod-ns\n");
  }
  Result<kube::ConnectionSpec> connect(std::string_view kubeconfig = "", const Overrides& flags = {}) const {
    const auto file = folder.write("k", kubeconfig);
    return kube::resolve_connection(*kube::load_kubeconfig(file, env), flags, env, folder.path("account"));
  }
  std::string summary_of(std::string_view kubeconfig = "", const std::function<void(Overrides&)>& change = {}) const {
    Overrides flags;
    if (change) change(flags);
    return folder.masked(summary(connect(kubeconfig, flags)));
  }
};

const std::string plain =
    "context ; cluster  server=https://10.0.0.1:443 ca=DIR/account/ca.crt; user  token-file=DIR/account/token; "
    "namespace pod-ns in-cluster";

std::string with(std::string text, std::string_view what, std::string_view by) {
  return text.replace(text.find(what), what.size(), by);
}

}  // namespace

TEST_CASE("kubeconfig 57, 59, 62: without a kubeconfig a pod uses its own account") {
  Pod pod;
  CHECK(pod.summary_of() == plain);
  CHECK(pod.summary_of("contexts:\n- name: x\n") == plain);
  CHECK(pod.summary_of("", [](Overrides& o) { o.namespace_name = "n"; }) == with(plain, "pod-ns", "n"));

  pod.env.set("POD_NAMESPACE", "own-ns");
  CHECK(pod.summary_of() == with(plain, "pod-ns", "own-ns"));
  pod.env.set("KUBERNETES_SERVICE_HOST", "fd00::1");
  CHECK(pod.connect()->cluster.server == "https://[fd00::1]:443");
  std::filesystem::remove(pod.folder.path("account/namespace"));
  pod.env.unset("POD_NAMESPACE");
  CHECK(pod.connect()->namespace_name == "default");
}

TEST_CASE("kubeconfig 61: flags change the pod's connection, they do not leave it") {
  const Pod pod;
  CHECK(pod.summary_of("", [](Overrides& o) { o.as = "a"; }) == with(plain, "; namespace", " as=a; namespace"));
  CHECK(pod.summary_of("", [](Overrides& o) { o.server = "https://h:1"; }) ==
        with(plain, "https://10.0.0.1:443", "https://h:1"));
  CHECK(pod.summary_of("", [](Overrides& o) { o.token = SecretString("f"); }) ==
        with(plain, "token-file=DIR/account/token", "token=f"));
  CHECK(pod.summary_of("", [](Overrides& o) { o.insecure_skip_tls_verify = true; }) ==
        with(plain, "ca=DIR/account/ca.crt", "insecure"));
  CHECK(pod.summary_of("", [](Overrides& o) { o.tls_server_name = "tn"; }) ==
        with(plain, "account/ca.crt", "account/ca.crt tls-name=tn"));
}

TEST_CASE("kubeconfig 62: a kubeconfig's other cluster does not take the pod's namespace") {
  const Pod pod;
  CHECK(pod.summary_of(base_file()) ==
        "context x; cluster c server=https://one:6443; user u token=t0k; namespace default");
  CHECK(pod.summary_of(base_file("https://10.0.0.1:443")) ==
        "context x; cluster c server=https://10.0.0.1:443; user u token=t0k; namespace pod-ns");
}

TEST_CASE("kubeconfig 58: a wrong kubeconfig is an error, the pod's account no refuge") {
  const Pod pod;
  CHECK(pod.summary_of("current-context: gone\n") ==
        "E current-context gone (set in DIR/k): there is no such context [There are no contexts.]");
  CHECK(pod.summary_of("current-context: x\ncontexts:\n- {name: x, context: {cluster: gone}}\n") ==
        "E context x (in DIR/k) names the cluster gone, which does not exist [There are no clusters.]");
  CHECK(pod.summary_of("", [](Overrides& o) { o.context = "gone"; }) ==
        "E --context gone: there is no such context [There are no contexts.]");
  const auto missing = kube::load_kubeconfig(pod.folder.path("gone"), pod.env);
  REQUIRE(!missing);
  CHECK(missing.error().kind == ErrorKind::config);
}

TEST_CASE("kubeconfig 58: a context for the bare default server means the pod's account") {
  const Pod pod;
  CHECK(pod.summary_of(file_with("{server: 'http://localhost:8080'}", "{}")) == plain);
  CHECK(pod.summary_of(file_with("{server: 'http://localhost:8080'}")) ==
        "context x; cluster c server=http://localhost:8080; user u token=t0k; namespace default");
}

TEST_CASE("kubeconfig 59, 60: a pod without CA or token says so") {
  const Pod pod;
  std::filesystem::remove(pod.folder.path("account/ca.crt"));
  CHECK(
      pod.summary_of() ==
      "E the connection: the pod's own cluster: cannot read certificate-authority DIR/account/ca.crt: No such file or "
      "directory");
  CHECK(pod.summary_of("", [](Overrides& o) { o.insecure_skip_tls_verify = true; }) ==
        with(plain, "ca=DIR/account/ca.crt", "insecure"));

  const Pod empty;
  empty.folder.write("account/token", " \n");
  const auto spec = empty.connect();
  REQUIRE(spec);
  const auto source = kube::make_credential_source(*spec, {});
  REQUIRE(!source);
  CHECK(empty.folder.masked(error_text(source.error())) ==
        "E the pod's service account: token file DIR/account/token is empty");
  std::filesystem::remove(empty.folder.path("account/token"));
  CHECK(empty.summary_of() ==
        "E no cluster is configured: DIR/k has no context; KUBECONFIG is not set; this is not a pod with a service "
        "account: there is no file DIR/account/token [Give --kubeconfig FILE, or set KUBECONFIG.]");
}

TEST_CASE("kubeconfig 31: KUBERNETES_MASTER stands in for a server that is not set") {
  const Folder folder;
  Environment env;
  env.set("KUBERNETES_MASTER", "http://m:1");
  const auto resolve = [&](std::string_view text) {
    const auto config = kube::load_kubeconfig(folder.write("k", text), env);
    return summary(kube::resolve_connection(*config, {}, env, folder.path("none")));
  };
  CHECK(resolve("") == "context ; cluster  server=http://m:1; user ; namespace default");
  CHECK(resolve(file_with("{}", "{}")) == "context x; cluster c server=http://m:1; user u; namespace default");
  CHECK(resolve(base_file()) == "context x; cluster c server=https://one:6443; user u token=t0k; namespace default");
}

}  // namespace corootctl::tests::kube_in_cluster
