/// bundle on simulated clusters.
#include "bundle/bundle.hpp"

#include <algorithm>

#include "base/base64.hpp"
#include "checks/run.hpp"
#include "component/ops/bench.hpp"
#include "survey/survey.hpp"

namespace corootctl::tests::bundle_bundle {

namespace {

struct Gathering : OpsBench {
  Gathering() { install({"prod-a", "prod-b"}); }
  bundle::BundleRequest request() const {
    bundle::BundleRequest out;
    out.clusters = {cluster("prod-a"), cluster("prod-b")};
    out.tool = "corootctl test";
    out.command = "corootctl bundle";
    return out;
  }
  bundle::Bundle make(const bundle::BundleRequest& request) const {
    auto made = bundle::make_bundle(request, around(), {});
    REQUIRE_MESSAGE(made.has_value(), (made ? "" : describe(made.error())));
    return std::move(*made);
  }
  /// Every value of every Secret in every cluster.
  std::vector<std::string> secrets() const {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < 2; ++i)
      for (const auto& secret : sandbox->fleet()[i].objects("", "secrets"))
        for (const auto& entry : secret["data"].as_object()) out.push_back(*base64_decode(entry.value.as_string()));
    return out;
  }
  /// A Coroot and its ConfigMap as somebody wrote them who knew no better.
  void leak_everywhere(const std::string& key) const {
    sandbox->fleet()[0].change([&](support::SimState& state) {
      const support::ObjectKey pod{"", "pods", "coroot", "coroot-coroot-0"};
      auto live = *state.store.find(pod);
      live.make({"metadata", "annotations", "note"}) = "the key is " + key + ", in base64 " + base64_encode(key);
      state.store.put(pod, std::move(live));
    });
  }
};

/// "CODE CLUSTER: message" of each finding.
std::vector<std::string> findings_in(const checks::Facts& facts) {
  std::vector<std::string> out;
  for (const auto& result : run_checks(facts, checks::When::check, {}).results)
    for (const auto& each : result.outcome.findings)
      out.push_back(std::string(result.check.code) + " " + each.cluster + ": " + each.message);
  return out;
}

}  // namespace

TEST_CASE_FIXTURE(Gathering, "the checks find in a bundle what they find in the clusters") {
  sandbox->fleet()[1].change(
      [](support::SimState& state) { state.store.erase({"apps", "deployments", "coroot", "coroot-operator"}); });
  auto wanted = request();
  wanted.hub = cluster("prod-a");
  const auto back = bundle::inspect(make(wanted).bytes);
  REQUIRE_MESSAGE(back.has_value(), (back ? "" : describe(back.error())));
  REQUIRE(back->facts.has_value());
  survey::SurveyRequest asked;
  asked.hub = cluster("prod-a");
  asked.clusters = {cluster("prod-b")};
  const auto found = findings_in(*back->facts);
  CHECK(found == findings_in(survey::read_facts(asked, around(), {})));
  CHECK(std::count_if(found.begin(), found.end(), [](const auto& each) { return each.starts_with("CRT201 prod-b"); }) ==
        1);
}

TEST_CASE_FIXTURE(Gathering, "no key is in a bundle, in any encoding") {
  const auto keys = secrets();
  REQUIRE(keys.size() >= 4);
  leak_everywhere(keys.front());
  const auto made = make(request());
  CHECK(made.secrets >= 4);
  const auto files = bundle::unpack(made.bytes);
  REQUIRE(files.has_value());
  for (const auto& file : *files)
    for (const auto& key : keys)
      for (const auto& form : bundle::forms_of(key))
        CHECK_MESSAGE(file.content.find(form) == std::string::npos, file.path);
  for (std::size_t i = 0; i < 2; ++i)
    for (const auto& file : *files)
      CHECK_MESSAGE(file.content.find(sandbox->fleet()[i].token()) == std::string::npos, file.path);
}

TEST_CASE_FIXTURE(Gathering, "a bundle is read again without any cluster") {
  const auto made = make(request());
  const auto back = bundle::inspect(made.bytes);
  REQUIRE_MESSAGE(back.has_value(), (back ? "" : describe(back.error())));
  REQUIRE(back->clusters.size() == 2);
  CHECK(back->clusters[0].context == "prod-a");
  CHECK(back->clusters[0].version == "v1.34.4");
  CHECK(back->clusters[0].coroots == std::vector<std::string>{"coroot/coroot"});
  CHECK(back->clusters[0].unready.empty());
  CHECK(back->tool == "corootctl test");
  CHECK(std::any_of(back->files.begin(), back->files.end(), [](const auto& file) { return file.first == "log.txt"; }));
}

TEST_CASE_FIXTURE(Gathering, "a cluster that is down and a right that is missing are gaps, and the rest is there") {
  sandbox->fleet()[1].stop();
  support::SimFaults faults;
  faults.denied = {{"list", "secrets"}, {"list", "events"}};
  sandbox->fleet()[0].set_faults(faults);
  const auto made = make(request());
  const auto has = [&](const std::string& context, const std::string& begin) {
    return std::any_of(made.gaps.begin(), made.gaps.end(),
                       [&](const auto& gap) { return gap.context == context && gap.what.starts_with(begin); });
  };
  CHECK(has("prod-a", "secrets (known key values could not be learned"));
  CHECK(has("prod-a", "coroot/events: "));
  CHECK(has("prod-b", "everything: "));
  const auto back = bundle::inspect(made.bytes);
  REQUIRE(back.has_value());
  CHECK(back->clusters[0].coroots.size() == 1);
  CHECK(back->gaps.size() == made.gaps.size());
}

TEST_CASE_FIXTURE(Gathering, "a cluster that never answers costs no more than the time that was given") {
  sandbox->fleet()[1].set_hanging(true);
  auto hasty = request();
  hasty.timeout = std::chrono::seconds(3);
  const auto made = make(hasty);
  CHECK(std::any_of(made.gaps.begin(), made.gaps.end(), [](const auto& gap) { return gap.context == "prod-b"; }));
  sandbox->fleet()[1].set_hanging(false);
}

}  // namespace corootctl::tests::bundle_bundle
