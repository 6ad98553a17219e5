/// Who we are at a Coroot, by every login, on the ways that there are.
#include "hub/who.hpp"

#include "component/ops/bench.hpp"
#include "support/coroot/stand_in_coroot.hpp"

namespace corootctl::tests::hub_who {

namespace {

struct Server {
  std::unique_ptr<support::StandInCoroot> coroot{};
  std::unique_ptr<fleet::Connector> connector = fleet::make_connector({});

  explicit Server(const std::string& password, const std::string& service_key) {
    support::CorootOptions options;
    options.scenario = support::tree_path("tests/data/incident");
    options.password = SecretString(password);
    options.service_key = SecretString(service_key);
    auto started = support::StandInCoroot::start(std::move(options));
    REQUIRE_MESSAGE(started.has_value(), (started ? "" : describe(started.error())));
    coroot = std::move(*started);
  }
  /// "login user role", or the error and its hint.
  std::string ask(hub::Login login) const {
    hub::WhoRequest request;
    request.servers.resize(1);
    request.servers[0].url = coroot->url();
    request.servers[0].login = std::move(login);
    const auto who = hub::ask_who(request, {*connector, system_clock(), {}, {}, {}}, {}).front();
    CHECK(who.way == "direct");
    if (who.error) return describe(*who.error) + " | " + who.error->hint;
    return who.login + " " + who.user + " " + who.role;
  }
};

hub::Login user(const std::string& password) { return {"admin", SecretString(password), {}, false}; }
hub::Login key(const std::string& text) { return {"", {}, SecretString(text), true}; }

}  // namespace

TEST_CASE("an anonymous role, a user with a password, a service account with its key (coroot-api 5; links 5)") {
  CHECK(Server("", "").ask({}) == "anonymous role Anonymous Viewer");
  const Server login("right", "the-key");
  CHECK(login.ask(user("right")) == "password Admin Admin");
  CHECK(login.ask(key("the-key")) == "service account pipeline Editor");
}

TEST_CASE(
    "a key that the server does not take is said with what to do; a user beside it is logged in instead (links 5)") {
  const Server old("right", "");
  CHECK(old.ask(key("the-key")) ==
        old.coroot->url() +
            " does not take the service account's key | Check the key. Servers up to 1.24.5 know no "
            "service accounts: log in with --coroot-user.");
  auto both = user("right");
  both.key = SecretString("the-key");
  CHECK(old.ask(both) == "password Admin Admin");
}

TEST_CASE("an old server with an anonymous role does not look at the key (links 5)") {
  CHECK(Server("", "").ask(key("the-key")) == "anonymous role Anonymous Viewer");
}

TEST_CASE(
    "through the API server's proxy a key is refused before it is sent; one of the environment is left out "
    "(links 6)") {
  const tests::OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});
  const auto ask = [&](hub::Login login) {
    hub::WhoRequest request;
    request.servers.resize(1);
    request.servers[0].hub = bench.cluster("prod-c");
    request.servers[0].login = std::move(login);
    return hub::ask_who(request, bench.around(), {}).front();
  };
  const auto refused = ask(key("the-key"));
  REQUIRE(refused.error.has_value());
  CHECK(refused.error->what ==
        "a service account's key does not pass the Kubernetes API server's proxy, which keeps the Authorization header "
        "for itself");
  auto of_the_environment = key("the-key");
  of_the_environment.key_was_asked_for = false;
  const auto anonymous = ask(of_the_environment);
  CHECK_FALSE(anonymous.error.has_value());
  CHECK(anonymous.way == "service proxy");
  CHECK(anonymous.login == "anonymous role");
}

}  // namespace corootctl::tests::hub_who
