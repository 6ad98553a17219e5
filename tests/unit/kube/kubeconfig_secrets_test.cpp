/// A property over many damaged kubeconfigs: whatever is wrong, no secret of the input is in what is said about it.
#include <random>

#include "document/json.hpp"
#include "kube/config/describe.hpp"
#include "unit/kube/kubeconfig_fixture.hpp"

namespace corootctl::tests::kube_kubeconfig_secrets {

using namespace kubeconfig_test;

namespace {

/// Every place of a kubeconfig that may hold a secret holds one that starts with the mark.
constexpr std::string_view mark = "S3CRET";

const std::vector<std::string>& lines() {
  static const std::vector<std::string> all = {
      "apiVersion: v1",
      "current-context: x",
      "clusters:",
      "- name: c",
      "  cluster:",
      "    server: https://h:6443",
      "    proxy-url: http://S3CRETu:S3CRETp@p:3128",
      "users:",
      "- name: u",
      "  user:",
      "    token: S3CRETtoken",
      "    username: user",
      "    password: S3CRETpassword",
      "    client-certificate-data: YQ==",
      "    client-key-data: UzNDUkVUa2V5",
      "    auth-provider:",
      "      name: oidc",
      "      config: {id-token: S3CRETid, refresh-token: S3CRETrefresh}",
      "    exec:",
      "      command: plugin",
      "      apiVersion: client.authentication.k8s.io/v1",
      "      interactiveMode: Never",
      "      env:",
      "      - {name: A, value: S3CRETenv}",
      "contexts:",
      "- name: x",
      "  context: {cluster: c, user: u}",
  };
  return all;
}

using Random = std::mt19937;

std::size_t below(Random& random, std::size_t limit) { return random() % limit; }

/// Drops, repeats, indents and damages lines.
std::string damaged(Random& random) {
  std::vector<std::string> out = lines();
  for (auto rounds = below(random, 4); rounds > 0; --rounds) {
    const auto at = below(random, out.size());
    switch (below(random, 6)) {
      case 0: out.erase(out.begin() + static_cast<std::ptrdiff_t>(at)); break;
      case 1: out.insert(out.begin() + static_cast<std::ptrdiff_t>(at), out[below(random, out.size())]); break;
      case 2:
        out[at].insert(below(random, out[at].size() + 1), 1, "\t :{[\"'&*!|>#%@`\\\n\x01\xFF"[below(random, 19)]);
        break;
      case 3: out[at] = "  " + out[at]; break;
      case 4: out[at] += " tail"; break;
      default: std::swap(out[at], out[below(random, out.size())]); break;
    }
  }
  return join(out, "\n") + "\n";
}

/// Everything the library says about the text.
std::string all_words(const Folder& folder, const std::string& text) {
  const auto config = kube::load_kubeconfig(folder.write("k", text, 0644), {});
  if (!config) return error_text(config.error());
  auto out = join(config->warnings, "\n") + join(config->shadowed, "\n");
  const auto spec = kube::resolve_connection(*config, {}, {}, folder.path("none"));
  if (!spec) return out + error_text(spec.error());
  out += join(spec->warnings, "\n") + kube::explain_connection(*spec, *config);
  return out + document::to_json(kube::describe_connection(*spec, *config));
}

}  // namespace

TEST_CASE("kubeconfig 63: no secret of a kubeconfig is in any error, warning or description") {
  const Folder folder;
  Random random(20240607);
  std::size_t errors = 0;
  for (int round = 0; round < 2000; ++round) {
    const auto text = damaged(random);
    const auto words = all_words(folder, text);
    errors += words.find("E ") != std::string::npos ? 1 : 0;
    CAPTURE(text);
    REQUIRE(words.find(mark) == std::string::npos);
    REQUIRE(words.find("UzNDUkVUa2V5") == std::string::npos);
  }
  CHECK(errors > 500);
}

}  // namespace corootctl::tests::kube_kubeconfig_secrets
