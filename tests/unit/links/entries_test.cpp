/// Which key is exchanged, and how the project looks on the way.
#include <doctest/doctest.h>

#include "document/yaml.hpp"
#include "links/rotate/entries.hpp"

namespace corootctl::tests::links_entries {

namespace {

document::Value resource(const std::string& entries, const std::string& spec = "") {
  return *document::parse_yaml(
      "metadata: {name: coroot, namespace: coroot, resourceVersion: '7'}\nspec:\n" + spec +
          "  apiKeySecret: {name: coroot, key: agents}\n  projects:\n  - name: prod-a\n    apiKeys:\n" + entries,
      "resource");
}

std::vector<SecretString> keys(const std::vector<std::string>& texts) {
  std::vector<SecretString> out;
  for (const auto& text : texts) out.emplace_back(text);
  return out;
}

constexpr auto agents = "    - {description: agents, keySecret: {name: coroot, key: agents}}\n";
constexpr auto usual = "    - {description: multi, keySecret: {name: coroot, key: multi-cluster-api-key}}\n";
constexpr auto other = "    - {description: theirs, keySecret: {name: own, key: x}}\n";

Result<links::KeyPlace> find(const document::Value& live, const std::vector<SecretString>& values,
                             const std::string& hub_key) {
  return links::find_place(live, "prod-a", "multi-cluster-api-key", values, SecretString(hub_key));
}

std::string entries_of(const document::Value& sent) {
  std::string out;
  for (const auto& entry : sent.at({"spec", "projects"})[std::size_t{0}]["apiKeys"].as_list()) {
    const auto& ref = entry["keySecret"];
    out += (out.empty() ? "" : " ") +
           (ref.is_object() ? ref["name"].as_string() + "/" + ref["key"].as_string() : std::string("plain"));
  }
  return out;
}

}  // namespace

TEST_CASE("the key that the hub has is exchanged, whatever its name; else the one with the usual name (links 3)") {
  const auto live = resource(std::string(agents) + usual + other);
  const auto values = keys({"a", "m", "x"});
  CHECK(find(live, values, "x")->now.secret == "own");
  CHECK(find(live, values, "gone")->now.key == "multi-cluster-api-key");
  CHECK(find(live, values, "")->entry == 1);
}

TEST_CASE("a key that agents send is not exchanged: they would be cut off") {
  const auto live = resource(std::string(agents) + usual);
  const auto place = find(live, keys({"a", "m"}), "a");
  REQUIRE_FALSE(place.has_value());
  CHECK(describe(place.error()) == "the agents of project prod-a send the same key as the hub");
}

TEST_CASE("the next key has a Secret of its own; its entry comes last and goes again, others stay (links 4)") {
  const auto live = resource(std::string(agents) + usual + other);
  const auto place = find(live, keys({"a", "m", "x"}), "m");
  const auto with_next = links::with_next(live, "prod-a", *place);
  CHECK(entries_of(with_next) ==
        "coroot/agents coroot/multi-cluster-api-key own/x coroot-next-key/multi-cluster-api-key");
  CHECK(with_next.at({"metadata", "resourceVersion"}).as_string() == "7");
  CHECK(entries_of(links::with_next(with_next, "prod-a", *place)) == entries_of(with_next));
  CHECK(entries_of(links::with_one(with_next, "prod-a", *place)) == "coroot/agents coroot/multi-cluster-api-key own/x");
  const auto again = find(with_next, keys({"a", "m", "x", "n"}), "n");  // the hub has the next key already
  CHECK(again->has_next);
  CHECK(again->now.key == "multi-cluster-api-key");
}

TEST_CASE("a key in the resource itself gives way to one in the Secret of the others") {
  const auto live = resource(std::string(agents) + "    - {description: for the hub, key: plain}\n");
  const auto place = find(live, keys({"a", "plain"}), "plain");
  REQUIRE(place.has_value());
  CHECK(place->is_plain);
  CHECK(place->now.secret == "coroot");
  const auto both = links::with_next(live, "prod-a", *place);
  CHECK(entries_of(both) == "coroot/agents plain coroot-next-key/multi-cluster-api-key");
  CHECK(entries_of(links::with_one(both, "prod-a", *place)) == "coroot/agents coroot/multi-cluster-api-key");
}

}  // namespace corootctl::tests::links_entries
