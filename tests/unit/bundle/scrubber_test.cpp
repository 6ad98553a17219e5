#include "bundle/scrubber.hpp"

#include <doctest/doctest.h>

#include <random>

#include "base/base64.hpp"
#include "bundle/archive.hpp"
#include "bundle/redact.hpp"
#include "document/json.hpp"
#include "document/yaml.hpp"

namespace corootctl::tests::bundle_scrubber {

using namespace corootctl::bundle;

namespace {

std::string random_text(std::mt19937& random, std::size_t size, bool any_byte) {
  static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  std::string out;
  for (std::size_t i = 0; i < size; ++i)
    out += any_byte ? static_cast<char>(32 + random() % 95) : letters[random() % letters.size()];
  return out;
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("no form of a secret is left in a text, wherever it stands, also in base64 of a longer text") {
  std::mt19937 random(20261129);
  for (int round = 0; round < 300; ++round) {
    const auto secret = random_text(random, 6 + random() % 40, round % 2 == 0);
    Scrubber scrubber;
    scrubber.add(SecretString(secret));
    const auto before = random_text(random, random() % 7, false), after = random_text(random, random() % 7, false);
    for (const auto& form : forms_of(secret)) {
      const auto clean = scrubber.scrub(before + form + after);
      CHECK_FALSE(holds(clean, form));
    }
    const auto whole = base64_encode("user:" + before + secret + after);
    const auto decoded = base64_decode(whole);
    REQUIRE(holds(*decoded, secret));
    CHECK(scrubber.scrub(whole) != whole);
    const auto twice = base64_encode("data: " + base64_encode(before + secret + after));
    CHECK(scrubber.scrub(twice) != twice);
    const auto in_json = document::to_json(document::Value(before + secret + after));
    CHECK(holds(scrubber.scrub(in_json), std::string(hidden)));
  }
}

TEST_CASE("a text without the secret stays as it is, and a short one is left to redaction by field") {
  Scrubber scrubber;
  scrubber.add(SecretString("correct-horse"));
  scrubber.add(SecretString("admin"));
  CHECK(scrubber.count() == 1);
  CHECK(scrubber.scrub("admin rides a horse") == "admin rides a horse");
}

TEST_CASE("keys, passwords, headers and secret variables lose their value, references keep it") {
  const auto resource = document::parse_yaml(R"(
apiVersion: coroot.com/v1
kind: Coroot
metadata:
  name: coroot
  managedFields: [{manager: kubectl}]
  annotations: {kubectl.kubernetes.io/last-applied-configuration: "{apiKey: plain-4711}"}
spec:
  apiKey: plain-4711
  apiKeySecret: {name: coroot, key: agent-api-key}
  projects:
    - name: prod-a
      apiKeys: [{key: plain-4712, description: agents}, {keySecret: {name: coroot, key: multi}}]
    - name: prod-b
      remoteCoroot: {url: "http://me:plain-4713@coroot-b", apiKey: plain-4714}
  externalPrometheus: {url: "http://p", basicAuth: {password: plain-4715}, customHeaders: {X-A: plain-4716}}
  env: [{name: OIDC_TOKEN, value: plain-4717}, {name: LISTEN, value: "8080"}]
  notificationIntegrations: {slack: {token: plain-4718}, webhook: {webhookUrl: plain-4719}}
)",
                                             "test");
  const auto text = document::to_json(redacted(*resource));
  CHECK_FALSE(holds(text, "plain-47"));
  CHECK(holds(text, R"("apiKeySecret":{"name":"coroot","key":"agent-api-key"})"));
  CHECK(holds(text, R"("keySecret":{"name":"coroot","key":"multi"})"));
  CHECK(holds(text, R"({"name":"LISTEN","value":"8080"})"));
  CHECK(holds(text, R"("name":"prod-b")"));
}

TEST_CASE("a Secret shows the names and sizes of its entries, the operator's ConfigMap its redacted configuration") {
  const auto secret =
      document::parse_yaml("{kind: Secret, metadata: {name: s}, type: Opaque, data: {a: c2VjcmV0LTE=}}", "t");
  CHECK(document::to_json(redacted(*secret)) ==
        R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"type":"Opaque","data":{"a":"8 bytes"}})");
  const auto config = base64_encode("projects: [{name: prod-a, apiKeys: [{key: plain-4711}]}]");
  const auto map = document::parse_yaml(
      "{kind: ConfigMap, metadata: {name: c, labels: {app.kubernetes.io/managed-by: coroot-operator}}, binaryData: "
      "{config.yaml: " +
          config + "}}",
      "t");
  const auto text = document::to_json(redacted(*map));
  CHECK(holds(text, R"("name":"prod-a")"));
  CHECK_FALSE(holds(text, "plain-4711"));
}

TEST_CASE("an archive gives back what went in, and the same files the same bytes, whatever their order") {
  const std::vector<Entry> files{{"b/two.json", "2"}, {"a.txt", std::string(100000, 'x')}};
  const auto bytes = pack(files);
  REQUIRE(bytes.has_value());
  CHECK(*pack({files[1], files[0]}) == *bytes);
  const auto back = unpack(*bytes);
  REQUIRE(back.has_value());
  REQUIRE(back->size() == 2);
  CHECK((*back)[0].path == "a.txt");
  CHECK((*back)[1].content == "2");
}

TEST_CASE("an archive that leads out of itself, unpacks to too much, or is none, is refused") {
  for (const auto* path : {"../up", "/etc/passwd", "a/../../b", "./x"}) {
    const auto bytes = pack({{path, "x"}});
    REQUIRE(bytes.has_value());
    const auto back = unpack(*bytes);
    CHECK_MESSAGE(!back.has_value(), path);
  }
  const auto bomb = pack({{"a", std::string(1 << 20, '\0')}, {"b", std::string(1 << 20, '\0')}});
  CHECK_FALSE(unpack(*bomb, {10, 1 << 19, 1 << 30}).has_value());
  CHECK_FALSE(unpack(*bomb, {10, 1 << 21, (1 << 20) + 5}).has_value());
  CHECK_FALSE(unpack(*bomb, {1, 1 << 21, 1 << 30}).has_value());
  CHECK(unpack(*bomb, {2, 1 << 20, 1 << 21}).has_value());
  CHECK_FALSE(unpack("no archive at all").has_value());
  std::mt19937 random(1);
  const auto whole = pack({{"a", random_text(random, 100000, false)}});
  CHECK_FALSE(unpack(whole->substr(0, whole->size() / 2)).has_value());
}

}  // namespace corootctl::tests::bundle_scrubber
