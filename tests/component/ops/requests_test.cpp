/// What install, link-clusters and status send to each cluster, held as text below tests/golden/requests: a change of
/// any request is seen there. Within one cluster the writes go out one after the other, and are held in order, what is
/// read and tried before each of them as a sorted set; what follows the last one polls until something is ready and is
/// held as a sorted set.
#include <algorithm>
#include <regex>

#include "component/ops/bench.hpp"
#include "document/json.hpp"
#include "http/crypto.hpp"
#include "support/golden.hpp"

namespace corootctl::tests::ops_requests {

using support::SimRequest;

namespace {

bool is_proxied(const SimRequest& request) { return request.path.find("/proxy/") != std::string::npos; }

/// Writes and dry runs of writes.
bool sends_object(const SimRequest& request) { return request.method != "GET" && !is_proxied(request); }

/// The body without what differs from run to run: versions, keys. A long one, as every operator's definition is, by its
/// digest.
std::string body_of(const SimRequest& request) {
  constexpr std::size_t longest = 2000;
  auto object = document::parse_json(request.body, "request");
  if (!object) return request.body;
  if (!object->at({"metadata", "resourceVersion"}).is_null())
    object->make({"metadata", "resourceVersion"}) = "(as read)";
  if ((*object)["kind"].as_string() == "Secret")
    for (const auto& [key, value] : document::Object((*object)["data"].as_object()))
      object->make({"data", key}) = "(key)";
  constexpr auto restarted = "corootctl.coroot.com/restarted-for-keys";
  if (!object->at({"spec", "template", "metadata", "annotations", restarted}).is_null())
    object->make({"spec", "template", "metadata", "annotations", restarted}) = "(keys)";
  constexpr auto changed = "corootctl.coroot.com/changed-keys";
  if (!object->at({"metadata", "annotations", changed}).is_null())
    object->make({"metadata", "annotations", changed}) = "(keys)";
  const auto text = document::to_json(*object);
  if (text.size() <= longest) return text;
  return (*object)["kind"].as_string() + " of digest " + http::hmac_sha256_hex("golden", text).substr(0, 16);
}

std::string text_of(const SimRequest& request) {
  static const std::regex time("\\b[0-9]{10,13}\\b");
  const auto line = "  " + std::regex_replace(request.text(), time, "TIME") + "\n";
  return sends_object(request) ? line + "    " + body_of(request) + "\n" : line;
}

/// What is read or tried at the same time comes in no order; what is written does.
void sort_reads(std::vector<SimRequest>& requests) {
  for (auto it = requests.begin(); it != requests.end();) {
    const auto end = std::find_if(it, requests.end(), [](const SimRequest& each) { return each.is_write; });
    std::sort(it, end, [](const auto& a, const auto& b) { return a.text() < b.text(); });
    it = end == requests.end() ? end : std::next(end);
  }
}

std::string text_of(const std::string& cluster, std::vector<SimRequest> requests) {
  sort_reads(requests);
  const auto last = std::find_if(requests.rbegin(), requests.rend(), sends_object).base();
  std::string out = cluster + (requests.empty() ? ": nothing\n" : ":\n");
  for (auto it = requests.begin(); it != last; ++it) out += text_of(*it);
  std::set<std::string> after;
  for (auto it = last; it != requests.end(); ++it) after.insert(text_of(*it));
  if (!after.empty() && last != requests.begin()) out += " then\n";
  for (const auto& line : after) out += line;
  return out;
}

/// Records what the product sends from here on, from each cluster's own log.
class Recorder {
 public:
  explicit Recorder(const OpsBench& bench) : bench_(bench) {
    for (const auto* cluster : bench_.sandbox->fleet().all()) begin_.push_back(cluster->requests().size());
  }
  std::string text() const {
    std::string out;
    for (std::size_t i = 0; i < begin_.size(); ++i) {
      const auto* cluster = bench_.sandbox->fleet().all()[i];
      auto requests = cluster->requests();
      requests.erase(requests.begin(), requests.begin() + static_cast<std::ptrdiff_t>(begin_[i]));
      std::erase_if(requests, [](const auto& request) { return request.user_agent != OpsBench::user_agent; });
      out += text_of(cluster->name(), requests);
    }
    return out;
  }
  /// The requests since the construction are those of the file.
  void check(const std::string& name) const {
    const auto actual = text();
    CHECK_MESSAGE(actual == support::golden("requests/" + name + ".txt", actual), name);
  }

 private:
  const OpsBench& bench_;
  std::vector<std::size_t> begin_{};
};

const std::vector<std::string> everywhere{"prod-a", "prod-b", "prod-c"};

void install(const OpsBench& bench, const ops::InstallRequest& request, const std::string& name) {
  const Recorder recorder(bench);
  const auto reports = ops::install(request, bench.around(), {});
  REQUIRE_MESSAGE(reports.has_value(), (reports ? "" : describe(reports.error())));
  for (const auto& report : *reports) REQUIRE_MESSAGE(!report.error, (report.error ? describe(*report.error) : ""));
  recorder.check(name);
}

void link(const OpsBench& bench, const ops::LinkRequest& request, const std::string& name) {
  const Recorder recorder(bench);
  const auto report = ops::link_clusters(request, bench.around(), {});
  REQUIRE_MESSAGE(report.has_value(), (report ? "" : describe(report.error())));
  REQUIRE_MESSAGE(!report->error, (report->error ? describe(*report->error) : ""));
  recorder.check(name);
}

void change_hub(const OpsBench& bench, const support::ObjectKey& key,
                const std::function<void(document::Value&)>& edit) {
  bench.sandbox->hub().change([&](support::SimState& state) {
    const auto* live = state.store.find(key);
    auto object = live == nullptr ? document::Value() : *live;
    edit(object);
    state.store.put(key, std::move(object));
  });
}

void set_stale(const OpsBench& bench, std::vector<bool> stale) {
  support::SimFaults faults;
  faults.stale = std::move(stale);
  bench.sandbox->hub().set_faults(faults);
}

}  // namespace

TEST_CASE("requests of install and status") {
  const OpsBench bench;
  auto request = bench.install_request(everywhere);
  request.dry_run = deploy::DryRun::server;
  install(bench, request, "install-dry-run-server-bare");
  request.dry_run = deploy::DryRun::client;
  install(bench, request, "install-dry-run-client");

  request.dry_run = deploy::DryRun::none;
  request.operator_only = true;
  install(bench, request, "install-operator-only");
  request.operator_only = false;
  request.dry_run = deploy::DryRun::server;
  install(bench, request, "install-dry-run-server-operator-only");

  request = bench.install_request(everywhere);
  install(bench, request, "install-first");
  install(bench, request, "install-again");
  request.dry_run = deploy::DryRun::server;
  request.settings.sets = {"cacheTTL=7d"};
  install(bench, request, "install-dry-run-server");

  request = bench.install_request({"prod-c"});
  set_stale(bench, {false, false, true, true});
  request.settings.sets = {"cacheTTL=7d"};
  install(bench, request, "install-stale");
  request.force_conflicts = true;
  request.wait = false;
  install(bench, request, "install-forced-no-wait");

  ops::StatusRequest status;
  status.hub = bench.cluster("prod-c");
  status.clusters = {bench.cluster("prod-a"), bench.cluster("prod-b")};
  const Recorder recorder(bench);
  static_cast<void>(ops::read_status(status, bench.around(), {}));
  recorder.check("status-unlinked");
}

TEST_CASE("requests of an install into bare clusters, where the definition is not served at once") {
  const OpsBench bench;
  support::SimFaults faults;
  faults.unserved = 1;
  bench.sandbox->fleet()[0].set_faults(faults);
  install(bench, bench.install_request({"prod-a"}), "install-bare-unserved");
}

TEST_CASE("requests of link-clusters and status") {
  const OpsBench bench;
  bench.install(everywhere);
  auto request = bench.link_request();
  request.dry_run = deploy::DryRun::server;
  link(bench, request, "link-dry-run-server-first");
  change_hub(bench, {"", "secrets", "coroot", "remote-coroot-clusters"}, [](document::Value& secret) {
    secret =
        document::Object{{"apiVersion", "v1"},
                         {"kind", "Secret"},
                         {"metadata", document::Object{{"name", "remote-coroot-clusters"}, {"namespace", "coroot"}}},
                         {"data", document::Object{{"foreign", "Zm9yZWlnbg=="}}}};
  });
  set_stale(bench, {false, false, true, true});
  link(bench, bench.link_request(), "link-stale-foreign-secret");
  link(bench, bench.link_request(), "link-again");
  request = bench.link_request();
  request.dry_run = deploy::DryRun::server;
  link(bench, request, "link-dry-run-server");

  install(bench, bench.install_request({"prod-c"}), "install-over-linked-hub");
  auto one = bench.link_request();
  one.members.pop_back();
  one.settings.aggregate = "prod-other";
  one.wait = false;
  one.verify = false;
  link(bench, one, "link-another-no-wait");
  change_hub(bench, {"", "secrets", "coroot", "remote-coroot-clusters"},
             [](document::Value& secret) { secret.make({"data", "prod-a"}) = "YW5vdGhlcg=="; });
  one.force_conflicts = true;
  link(bench, one, "link-changed-key-forced");

  ops::StatusRequest status;
  status.hub = bench.cluster("prod-c");
  status.clusters = {bench.cluster("prod-a"), bench.cluster("prod-b")};
  const Recorder recorder(bench);
  static_cast<void>(ops::read_status(status, bench.around(), {}));
  recorder.check("status-linked");
}

TEST_CASE("requests of a first link, to a hub with the operator only and to one with nothing") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b"});
  {
    const Recorder recorder(bench);
    const auto refused = ops::link_clusters(bench.link_request(), bench.around(), {});
    REQUIRE_FALSE(refused.has_value());
    CHECK(describe(refused.error()) == "cluster prod-c: no Coroot operator in this cluster");
    recorder.check("link-without-operator");
  }
  auto request = bench.install_request({"prod-c"});
  request.operator_only = true;
  REQUIRE(ops::install(request, bench.around(), {}).has_value());
  link(bench, bench.link_request(), "link-first-operator-only");
}

TEST_CASE("requests of a first link to a hub that was installed like a member") {
  const OpsBench bench;
  bench.install(everywhere);
  link(bench, bench.link_request(), "link-first");
}

}  // namespace corootctl::tests::ops_requests
