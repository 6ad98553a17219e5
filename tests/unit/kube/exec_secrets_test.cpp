/// A property over many damaged answers of credential plugins: no secret of an answer is in what is said about it.
#include <doctest/doctest.h>

#include <random>

#include "kube/auth/exec_credential.hpp"

namespace corootctl::tests::kube_exec_secrets {

namespace {

constexpr std::string_view mark = "S3CRET";
constexpr std::string_view api_version = "client.authentication.k8s.io/v1";

std::string whole_answer(bool yaml) {
  if (yaml) {
    return "apiVersion: client.authentication.k8s.io/v1\nkind: ExecCredential\nstatus:\n  token: S3CRETtoken\n"
           "  clientCertificateData: S3CRETcertificate\n  clientKeyData: |\n    S3CRETkey\n"
           "  expirationTimestamp: S3CRETtime\n";
  }
  return R"({"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"S3CRETtoken",)"
         R"("clientCertificateData":"S3CRETcertificate","clientKeyData":"S3CRETkey",)"
         R"("expirationTimestamp":"S3CRETtime"}})";
}

/// Cuts, doubles and damages bytes. What is cut out of the mark itself would hide a leak, so that part stays whole.
std::string damaged(std::mt19937& random) {
  std::string out = whole_answer(random() % 2 == 0);
  for (auto rounds = 1 + random() % 4; rounds > 0; --rounds) {
    const auto at = random() % out.size();
    switch (random() % 5) {
      case 0: out.insert(at, 1, "\t :{}[]\"'&*!|>#%@`,\\\n\x01\xFF"[random() % 22]); break;
      case 1: out.insert(at, out.substr(at, random() % 40)); break;
      case 2: out.resize(at + 1); break;
      case 3: out.insert(0, "S3CRETnoise "); break;
      default: out += "S3CRETtail"; break;
    }
  }
  return out;
}

}  // namespace

TEST_CASE("kubeconfig 63: no secret of a plugin's answer is in any error") {
  std::mt19937 random(41);
  int errors = 0;
  for (int round = 0; round < 3000; ++round) {
    const auto text = damaged(random);
    const auto read = kube::parse_exec_credential(text, std::string(api_version));
    if (read) continue;
    ++errors;
    CAPTURE(text);
    REQUIRE((describe(read.error()) + read.error().hint).find(mark) == std::string::npos);
  }
  CHECK(errors > 1500);
}

}  // namespace corootctl::tests::kube_exec_secrets
