/// What is presented to the server. Numbers are the cases of the kubeconfig conformance table.
#include <chrono>

#include "base/base64.hpp"
#include "kube/auth/credentials.hpp"
#include "support/error_of.hpp"
#include "unit/kube/kubeconfig_fixture.hpp"

namespace corootctl::tests::kube_credentials {

using namespace kubeconfig_test;

namespace {

class ManualClock final : public Clock {
 public:
  std::chrono::system_clock::time_point now() const override { return now_; }
  bool pause(std::chrono::milliseconds, std::stop_token) const override { return true; }
  void advance(std::chrono::seconds span) { now_ += span; }

 private:
  std::chrono::system_clock::time_point now_{std::chrono::seconds(1'700'000'000)};
};

kube::ConnectionSpec spec_with(const kube::UserEntry& user, const std::string& server = "https://h:1") {
  kube::ConnectionSpec spec;
  spec.context = "x";
  spec.cluster_name = "c";
  spec.user_name = "u";
  spec.cluster.server = server;
  spec.user = user;
  return spec;
}

std::string text_of(const kube::Credential& in) {
  Summary out;
  out.add("token", in.token.reveal());
  out.add("name", in.username);
  out.add("password", in.password.reveal());
  out.add("cert", in.client_certificate_pem);
  out.add("key", in.client_key_pem.reveal());
  for (const auto& header : in.impersonation) out.add(header.name, header.value);
  return out.take();
}

std::string text_of(const Result<kube::Credential>& in) { return in ? text_of(*in) : error_text(in.error()); }

/// The first credential, or the error of making or getting it.
std::string credential_of(const kube::ConnectionSpec& spec, kube::SessionOptions options = {}) {
  const auto source = kube::make_credential_source(spec, options);
  if (!source) return error_text(source.error());
  return text_of((*source)->get(false, Deadline::never(), {}));
}

std::string web_token(std::int64_t expires) {
  auto body = base64_encode(fmt::format("{{\"exp\":{},\"sub\":\"~~>?\"}}", expires));
  for (char& c : body) c = c == '+' ? '-' : c == '/' ? '_' : c;
  while (body.ends_with('=')) body.pop_back();
  return "e30." + body + ".sig";
}

}  // namespace

TEST_CASE("connections 32: a token and a client certificate are both presented") {
  const Folder folder;
  kube::UserEntry user;
  user.token = SecretString("t0k");
  user.client_certificate = folder.write("c.pem", "CERT");
  user.client_key_data = SecretString("KEY");
  CHECK(credential_of(spec_with(user)) == " token=t0k cert=CERT key=KEY");
  std::filesystem::remove(user.client_certificate);
  CHECK(folder.masked(credential_of(spec_with(user))) ==
        "E user u: client-certificate: cannot read DIR/c.pem: No such file or directory");
}

TEST_CASE("connections 15, 27: basic authentication, and nothing at all over plain http") {
  kube::UserEntry user;
  user.username = "n1";
  user.as = "a1";
  CHECK(credential_of(spec_with(user)) == " name=n1 Impersonate-User=a1");
  CHECK(credential_of(spec_with(user, "HTTP://h:1")) == " Impersonate-User=a1");
}

TEST_CASE("connections 24: a token file is trimmed, read again and kept when it goes away (kubeconfig 51)") {
  const Folder folder;
  ManualClock clock;
  kube::SessionOptions options;
  options.clock = &clock;
  kube::UserEntry user;
  user.token = SecretString("inline");
  user.token_file = folder.path("t");
  CHECK(credential_of(spec_with(user), options) == " token=inline");
  folder.write("t", " one\n");

  const auto source = kube::make_credential_source(spec_with(user), options);
  REQUIRE(source);
  const auto token = [&source](bool renew = false) { return text_of((*source)->get(renew, Deadline::never(), {})); };
  CHECK(token() == " token=one");
  folder.write("t", "two\n");
  clock.advance(std::chrono::seconds(49));
  CHECK(token() == " token=one");
  clock.advance(std::chrono::seconds(1));
  CHECK(token() == " token=two");
  folder.write("t", "three");
  CHECK(token(true) == " token=three");
}

TEST_CASE("connections 24, 25: token files that are gone, empty or broken") {
  const Folder folder;
  ManualClock clock;
  kube::SessionOptions options;
  options.clock = &clock;
  kube::UserEntry user;
  user.token_file = folder.write("t", "one");
  const auto source = kube::make_credential_source(spec_with(user), options);
  REQUIRE(source);
  std::filesystem::remove(user.token_file);
  clock.advance(std::chrono::minutes(2));
  CHECK(text_of((*source)->get(false, Deadline::never(), {})) == " token=one");

  CHECK(folder.masked(credential_of(spec_with(user))) ==
        "E user u: token file: cannot read DIR/t: No such file or directory");
  folder.write("t", "\n");
  CHECK(credential_of(spec_with(user)) == "");
  folder.write("t", "a\nb\n");
  CHECK(folder.masked(credential_of(spec_with(user))) ==
        "E user u: token file DIR/t holds a line break inside the token");
}

TEST_CASE("connections 29: certificate files are read again after five minutes") {
  const Folder folder;
  ManualClock clock;
  kube::SessionOptions options;
  options.clock = &clock;
  kube::UserEntry user;
  user.client_certificate = folder.write("c", "one");
  user.client_key = folder.write("k", "k1");
  const auto source = kube::make_credential_source(spec_with(user), options);
  REQUIRE(source);
  const auto now = [&source] { return text_of((*source)->get(false, Deadline::never(), {})); };
  folder.write("c", "two");
  clock.advance(std::chrono::seconds(299));
  CHECK(now() == " cert=one key=k1");
  clock.advance(std::chrono::seconds(1));
  CHECK(now() == " cert=two key=k1");
}

TEST_CASE("connections 30: impersonation headers, extras encoded and repeated") {
  kube::UserEntry user;
  user.as = "a1";
  user.as_uid = "i1";
  user.as_groups = {"g1", "g,2"};
  user.as_user_extra = {{"scopes/x%y Z", {"v1", "v2"}}};
  CHECK(credential_of(spec_with(user)) ==
        " Impersonate-User=a1 Impersonate-Uid=i1 Impersonate-Group=g1 Impersonate-Group=g,2 "
        "Impersonate-Extra-scopes%2Fx%25y%20Z=v1 Impersonate-Extra-scopes%2Fx%25y%20Z=v2");
}

TEST_CASE("connections 31: an oidc id-token is used while it is valid and never refreshed (kubeconfig 55)") {
  ManualClock clock;
  kube::SessionOptions options;
  options.clock = &clock;
  kube::UserEntry user;
  user.auth_provider = "oidc";
  const std::string advice = " [Log in again with your provider's tool, or use exec with a plugin (kubelogin).]";
  CHECK(credential_of(spec_with(user), options) ==
        "E user u: auth-provider oidc: config has no idp-issuer-url" + advice);
  user.auth_provider_config = {{"idp-issuer-url", SecretString("https://i")}, {"client-id", SecretString("id")}};
  CHECK(credential_of(spec_with(user), options) == "E user u: auth-provider oidc: there is no id-token" + advice);

  const auto token = [&](const std::string& text) {
    auto with_token = user;
    with_token.auth_provider_config.emplace_back("id-token", SecretString(text));
    return credential_of(spec_with(with_token), options);
  };
  CHECK(token(web_token(1'700'000'011)) == " token=" + web_token(1'700'000'011));
  CHECK(token(web_token(1'700'000'010)) == "E user u: auth-provider oidc: the id-token is expired" + advice);
  CHECK(token("s3cret") == "E user u: auth-provider oidc: id-token is not a JSON web token");
  CHECK(token("e30.e30.s3cret") == "E user u: auth-provider oidc: id-token has no expiry");
}

TEST_CASE("connections 1, 10, 11, 18: connection options from the cluster entry and the environment (kubeconfig 43)") {
  const Folder folder;
  kube::SessionOptions options;
  options.env = Environment({{"HTTPS_PROXY", "http://env:1"}, {"NO_PROXY", "10.0.0.0/8,.near:7,far"}});
  auto spec = spec_with({});
  const auto made = [&] { return kube::connection_options(spec, {}, options); };
  CHECK(made()->proxy_url == "http://env:1");
  CHECK(!made()->ca_pem);
  CHECK(made()->compression);
  for (const char* direct : {"https://10.1.2.3:6443", "https://a.near:7", "https://far:1", "https://localhost:1"}) {
    CAPTURE(direct);
    spec.cluster.server = direct;
    CHECK(made()->proxy_url.empty());
  }
  spec.cluster.proxy_url = "socks5://p:1";
  spec.cluster.tls_server_name = "tn";
  spec.cluster.disable_compression = true;
  spec.cluster.certificate_authority_data = "-----BEGIN CERTIFICATE-----";
  CHECK(made()->proxy_url == "socks5://p:1");
  CHECK(made()->tls_server_name == "tn");
  CHECK(!made()->compression);
  CHECK(made()->ca_pem == "-----BEGIN CERTIFICATE-----");
  spec.cluster.certificate_authority_data.clear();
  spec.cluster.certificate_authority = folder.write("empty.crt", "");
  CHECK(error_text(error_of(made())) == "E cluster c: certificate-authority holds no PEM certificate");
  spec.cluster.certificate_authority.clear();
  spec.cluster.insecure_skip_tls_verify = true;
  CHECK(made()->insecure);
}

}  // namespace corootctl::tests::kube_credentials
