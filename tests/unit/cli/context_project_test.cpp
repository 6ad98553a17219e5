/// CONTEXT=PROJECT in flags: how it is split, and which order is meant.
#include "unit/cli/stage.hpp"

#include "cli/commands/link_clusters/flags.hpp"
#include "cli/shared/context_project.hpp"

namespace corootctl::tests::cli_context_project {

using namespace corootctl::cli;
using namespace corootctl::cli::test;

namespace {

struct Reader {
  TextOutput out{}, err{};
  HandClock clock{};
  Surface surface{.out = out, .err = err, .clock = clock};
  Globals globals{};
  Talk talk{err, clock, {}};
  Env env{.surface = surface, .globals = globals, .talk = talk};
  kube::Kubeconfig config{};

  Reader() {
    for (const char* name : {"cluster-a", "cluster-b", "prod-b", "odd=name", "ctx,1"}) config.contexts[name] = {};
  }
  Result<ContextProject> either(const std::string& text) { return split_either_way(text, config, "--hub", env); }
  Result<MemberSpec> member(const std::string& text) { return parse_member(text, config, env); }
};

void check_error(const Error& error, const std::string& what, const std::string& hint) {
  CHECK(error.kind == ErrorKind::usage);
  CHECK(error.what == what);
  CHECK(error.hint == hint);
}

}  // namespace

TEST_CASE("an install target is a context with an optional project after the last =") {
  const Reader reader;
  CHECK(split_target("a=prod", reader.config) == ContextProject{"a", "prod"});
  CHECK(split_target("a", reader.config) == ContextProject{"a", ""});
  CHECK(split_target("odd=name", reader.config) == ContextProject{"odd=name", ""});
  CHECK(split_target("odd=name=prod", reader.config) == ContextProject{"odd=name", "prod"});
}

TEST_CASE("CONTEXT=PROJECT is read without a word, also by glob and with both names alike") {
  Reader reader;
  CHECK(reader.either("cluster-a=prod-a") == ContextProject{"cluster-a", "prod-a"});
  CHECK(reader.either("*-a=prod-x") == ContextProject{"*-a", "prod-x"});
  CHECK(reader.either("odd=name=prod-a") == ContextProject{"odd=name", "prod-a"});
  CHECK(reader.either("cluster-a=cluster-a") == ContextProject{"cluster-a", "cluster-a"});
  CHECK(reader.either("cluster-a") == ContextProject{"cluster-a", ""});
  CHECK(reader.either("odd=name") == ContextProject{"odd=name", ""});
  CHECK(reader.either("stranger") == ContextProject{"stranger", ""});
  CHECK(reader.err.text.empty());
}

TEST_CASE("PROJECT=CONTEXT is read with a warning while only its right side names a context") {
  Reader reader;
  CHECK(reader.either("prod-a=cluster-a") == ContextProject{"cluster-a", "prod-a"});
  CHECK(reader.err.text ==
        "corootctl: warning: --hub prod-a=cluster-a: the order is CONTEXT=PROJECT; read as cluster-a=prod-a\n");
  CHECK(reader.either("prod-a=odd=name") == ContextProject{"odd=name", "prod-a"});
}

TEST_CASE("with a context on both sides or on none, both readings are shown") {
  Reader reader;
  const auto both = reader.either("cluster-a=prod-b");
  REQUIRE_FALSE(both.has_value());
  check_error(both.error(), "--hub \"cluster-a=prod-b\": both sides name a context of the kubeconfig",
              "Read as CONTEXT=PROJECT it is context cluster-a with project prod-b; in the older order, "
              "PROJECT=CONTEXT, it is context prod-b with project cluster-a. If the kubeconfig's names are in the way: "
              "kubectl config rename-context OLD NEW.");
  const auto none = reader.either("x=y");
  REQUIRE_FALSE(none.has_value());
  check_error(none.error(), "--hub \"x=y\": neither side names a context of the kubeconfig",
              "Read as CONTEXT=PROJECT it is context x with project y; in the older order, PROJECT=CONTEXT, it is "
              "context y with project x. The contexts: corootctl contexts --no-contact -o name");
  CHECK(reader.err.text.empty());
}

TEST_CASE("a member is CONTEXT=PROJECT with an optional URL") {
  Reader reader;
  const auto plain = reader.member("cluster-a=prod-a");
  REQUIRE(plain.has_value());
  CHECK(plain->target == ContextProject{"cluster-a", "prod-a"});
  CHECK(plain->url.empty());
  const auto full = reader.member("ctx,1=prod-a,https://coroot-a.example.com/?x=1,2");
  REQUIRE(full.has_value());
  CHECK(full->target == ContextProject{"ctx,1", "prod-a"});
  CHECK(full->url == "https://coroot-a.example.com/?x=1,2");
  CHECK(reader.err.text.empty());
  const auto old = reader.member("prod-a=ctx,1,http://coroot-a");
  REQUIRE(old.has_value());
  CHECK(old->target == ContextProject{"ctx,1", "prod-a"});
  CHECK(old->url == "http://coroot-a");
  CHECK(reader.err.text ==
        "corootctl: warning: --member prod-a=ctx,1: the order is CONTEXT=PROJECT; read as ctx,1=prod-a\n");
}

TEST_CASE("a member that lacks a part says which") {
  Reader reader;
  const std::vector<std::pair<const char*, const char*>> table{
      {"cluster-a", "no project"},
      {"cluster-a,https://x/?y=z", "no project"},
      {"odd=name", "no project"},
      {"=prod-a", "no context"},
      {"cluster-a=", "no project"},
      {"cluster-a=,https://x", "no project"},
      {"cluster-a=prod-a,", "the URL is empty"},
      {"cluster-a=prod-b", "both sides name a context of the kubeconfig"}};
  for (const auto& [text, message] : table) {
    const auto member = reader.member(text);
    REQUIRE_FALSE(member.has_value());
    CHECK(member.error().what == "--member \"" + std::string(text) + "\": " + message);
    CHECK(member.error().kind == ErrorKind::usage);
  }
}

}  // namespace corootctl::tests::cli_context_project
