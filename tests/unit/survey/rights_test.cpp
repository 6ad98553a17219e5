#include "survey/rights.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <mutex>

#include "document/json.hpp"
#include "rights/roles.hpp"

namespace corootctl::tests::survey_rights {

using checks::Right;
using document::Value;
using survey::RightsQuestion;

namespace {

bool has_text(const Value& list, const std::string& text) {
  const auto& all = list.as_list();
  return std::any_of(all.begin(), all.end(), [&](const Value& each) { return each.as_string() == text; });
}

/// An API server that knows one user, with these roles and no others, and answers access reviews as RBAC does: a rule
/// with names allows nothing that is asked for without one, and a Role nothing outside of its namespace.
class ServerWithRoles final : public kube::Session {
 public:
  explicit ServerWithRoles(std::vector<Value> roles) : roles_(std::move(roles)) {}

  Result<http::Response> send(const kube::Call& call, Deadline, std::stop_token) override {
    REQUIRE(call.reads_only);
    auto review = *document::parse_json(call.body, "review");
    const bool allowed = is_allowed(review.at({"spec", "resourceAttributes"}));
    return http::Response{
        201, {}, document::to_json(Value(document::Object{{"status", document::Object{{"allowed", allowed}}}}))};
  }
  const kube::ConnectionSpec& connection() const override { return spec_; }

 private:
  bool is_allowed(const Value& asked) const {
    return std::any_of(roles_.begin(), roles_.end(), [&](const Value& role) {
      const bool is_there = role["kind"].as_string() == "ClusterRole" ||
                            role.at({"metadata", "namespace"}).as_string() == asked["namespace"].as_string();
      const auto& rules = role["rules"].as_list();
      return is_there &&
             std::any_of(rules.begin(), rules.end(), [&](const Value& rule) { return allows(rule, asked); });
    });
  }
  static bool allows(const Value& rule, const Value& asked) {
    const auto& part = asked["subresource"].as_string();
    const auto resource = asked["resource"].as_string() + (part.empty() ? "" : "/" + part);
    return has_text(rule["verbs"], asked["verb"].as_string()) && has_text(rule["resources"], resource) &&
           has_text(rule["apiGroups"], asked["group"].as_string()) &&
           (rule["resourceNames"].is_null() || has_text(rule["resourceNames"], asked["name"].as_string()));
  }

  std::vector<Value> roles_;
  kube::ConnectionSpec spec_{};
};

struct Way {
  const char* verb;
  std::string place, operator_by;
};

const Way ways[] = {{"install", "", "helm"},
                    {"install", "", "manifests"},
                    {"install", "", "nobody"},
                    {"link-clusters", "hub", ""},
                    {"link-clusters", "member", ""}};

std::vector<Value> roles_for(const Way& way) {
  rights::RoleWish wish;
  wish.verbs = {way.verb};
  wish.place = way.place;
  wish.operator_by = way.operator_by;
  wish.namespace_name = "watch";
  wish.resource_name = "main";
  const auto roles = rights::make_roles(wish);
  REQUIRE(roles.has_value());
  return *roles;
}

/// "patch secrets remote-coroot-clusters in watch" of each right of this verb that is missing.
std::vector<std::string> missing(const std::vector<Value>& roles, const Way& way) {
  const kube::Reader reader(std::make_shared<ServerWithRoles>(roles));
  const RightsQuestion question{"watch",   "main", true, way.operator_by.empty() ? "nobody" : way.operator_by,
                                way.place, {},     {}};
  const auto rights = survey::ask_rights(reader, question, {});
  REQUIRE(rights.has_value());
  std::vector<std::string> out;
  for (const auto& right : *rights) {
    if (right.allowed || !right.purpose.starts_with(way.verb)) continue;
    out.push_back(right.verb + " " + right.resource + " " + right.name + " in " + right.namespace_name);
  }
  return out;
}

/// Takes one verb away from one rule of one role, and says which right that was.
std::string take_away(Value& role, std::size_t rule, std::size_t verb) {
  auto& from = role.make({"rules"}).list()[rule];
  auto& verbs = from.make({"verbs"}).list();
  const auto out = verbs[verb].as_string() + " " + from["resources"][std::size_t{0}].as_string() + " ";
  verbs.erase(verbs.begin() + static_cast<std::ptrdiff_t>(verb));
  return out;
}

Right right_of(const std::vector<Right>& all, const std::string& verb, const std::string& resource) {
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Right& each) { return each.verb == verb && each.resource == resource; });
  return found == all.end() ? Right{} : *found;
}

}  // namespace

TEST_CASE("with exactly the roles that rbac prints no right is missing, and without any one right that one is") {
  for (const auto& way : ways) {
    CAPTURE(way.verb);
    CAPTURE(way.place);
    CAPTURE(way.operator_by);
    const auto roles = roles_for(way);
    CHECK(missing(roles, way).empty());
    std::size_t tried = 0;
    for (std::size_t role = 0; role < roles.size(); ++role) {
      for (std::size_t rule = 0; rule < roles[role]["rules"].as_list().size(); ++rule) {
        for (std::size_t verb = 0; verb < roles[role]["rules"][rule]["verbs"].as_list().size(); ++verb, ++tried) {
          auto fewer = roles;
          const auto taken = take_away(fewer[role], rule, verb);
          CAPTURE(taken);
          const auto found = missing(fewer, way);
          REQUIRE_FALSE(found.empty());
          for (const auto& each : found) CHECK(each.starts_with(taken));
        }
      }
    }
    CHECK(tried > 4);
  }
}

TEST_CASE("a right that only some cases need says which; where they cannot be, it is not asked for") {
  const kube::Reader reader(std::make_shared<ServerWithRoles>(std::vector<Value>{}));
  RightsQuestion question{"watch",
                          "main",
                          true,
                          "helm",
                          "hub",
                          {rights::conditions::definition_there},
                          {rights::conditions::operator_there}};
  const auto rights = *survey::ask_rights(reader, question, {});
  CHECK(right_of(rights, "list", "pods").when.empty());
  CHECK(right_of(rights, "patch", "statefulsets").when == "a member's key has changed");
  CHECK(right_of(rights, "patch", "serviceaccounts").when.empty());
  CHECK(right_of(rights, "patch", "serviceaccounts").name == "coroot-operator");
  CHECK(std::none_of(rights.begin(), rights.end(),
                     [](const Right& each) { return each.resource == "deployments" && each.namespace_name.empty(); }));
  CHECK(right_of(rights, "create", "namespaces").purpose.empty());
}

TEST_CASE("who has to make the namespace needs the right to") {
  const kube::Reader reader(std::make_shared<ServerWithRoles>(std::vector<Value>{}));
  const auto rights = *survey::ask_rights(reader, {"watch", "main", false, "nobody", "", {}, {}}, {});
  const auto right = right_of(rights, "create", "namespaces");
  CHECK(right.purpose == "install --operator-by nobody");
  CHECK(right.name == "watch");
  CHECK_FALSE(right.allowed);
}

}  // namespace corootctl::tests::survey_rights
