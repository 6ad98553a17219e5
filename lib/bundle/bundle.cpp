#include "bundle/bundle.hpp"

#include <algorithm>
#include <mutex>

#include "base/time.hpp"
#include "checks/facts_json.hpp"
#include "document/json.hpp"
#include "fleet/fan_out.hpp"
#include "http/crypto.hpp"
#include "survey/survey.hpp"

namespace corootctl::bundle {
namespace {

using document::List;
using document::Object;
using document::Value;

constexpr auto facts_file = "facts.json";

/// The run's own words, from several threads.
class Journal {
 public:
  explicit Journal(const Clock& clock) : clock_(clock) {}
  void write(const std::string& line) {
    const std::lock_guard lock(mutex_);
    text_ += format_rfc3339(now_ms(clock_)) + " " + line + "\n";
  }
  std::string take() { return std::move(text_); }

 private:
  const Clock& clock_;
  std::mutex mutex_{};
  std::string text_{};
};

Value gap_value(const Gap& gap) { return Object{{"context", gap.context}, {"what", gap.what}}; }

/// Names of contexts may hold slashes; two may become one.
std::vector<std::string> folders_of(const std::vector<fleet::ClusterRef>& clusters) {
  std::vector<std::string> out;
  for (const auto& cluster : clusters) {
    const auto name = file_name(cluster.context);
    auto folder = "clusters/" + name;
    for (int n = 2; std::find(out.begin(), out.end(), folder) != out.end(); ++n)
      folder = fmt::format("clusters/{}.{}", name, n);
    out.push_back(std::move(folder));
  }
  return out;
}

Value manifest_of(const BundleRequest& request, const Bundle& bundle, const std::vector<Entry>& entries,
                  const Clock& clock) {
  List clusters, gaps, files;
  const auto folders = folders_of(request.clusters);
  for (std::size_t i = 0; i < folders.size(); ++i)
    clusters.push_back(Object{{"context", request.clusters[i].context}, {"folder", folders[i]}});
  for (const auto& gap : bundle.gaps) gaps.push_back(gap_value(gap));
  for (const auto& entry : entries) {
    files.push_back(Object{{"path", entry.path},
                           {"bytes", static_cast<std::int64_t>(entry.content.size())},
                           {"sha256", http::sha256_hex(entry.content)}});
  }
  return Object{{"schema", bundle_schema},
                {"created", format_rfc3339(now_ms(clock))},
                {"tool", request.tool},
                {"command", request.command},
                {"clusters", std::move(clusters)},
                {"secrets_looked_for", static_cast<std::int64_t>(bundle.secrets)},
                {"gaps", std::move(gaps)},
                {"files", std::move(files)}};
}

std::vector<Collected> collect_all(const BundleRequest& request, Scrubber& scrubber, const fleet::Surroundings& around,
                                   const std::stop_token& stop) {
  const auto until = Deadline::in(request.timeout);
  const auto folders = folders_of(request.clusters);
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < folders.size(); ++i) places.push_back(i);
  const auto answers = fleet::fan_out(
      places, request.width, stop, [&](std::size_t i, const std::stop_token& token) -> Result<Collected> {
        return collect(request.clusters[i], folders[i], request.options, scrubber, around, {until, token});
      });
  std::vector<Collected> out;
  for (std::size_t i = 0; i < answers.size(); ++i)
    out.push_back(answers[i] ? *answers[i]
                             : Collected{request.clusters[i].context, {}, {describe(answers[i].error())}});
  return out;
}

/// What checks judge, read as they do: no more than three waits, one after the other, are in the time for all.
Entry facts_entry(const BundleRequest& request, const fleet::Surroundings& around, const std::stop_token& stop) {
  survey::SurveyRequest asked;
  asked.hub = request.hub;
  asked.clusters = request.clusters;
  asked.namespace_name = request.options.namespace_name;
  asked.login = request.login;
  asked.deadline = std::min(asked.deadline, request.timeout / 3);
  asked.member_timeout = std::min(asked.member_timeout, asked.deadline);
  asked.width = request.width;
  return {facts_file, document::to_json(checks::to_value(survey::read_facts(asked, around, stop)), 2) + "\n"};
}

const Entry* find(const std::vector<Entry>& entries, const std::string& path) {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.path == path; });
  return found == entries.end() ? nullptr : &*found;
}

/// null when it is not there.
Result<Value> read_json(const std::vector<Entry>& entries, const std::string& path) {
  const auto* entry = find(entries, path);
  if (entry == nullptr) return Value();
  return document::parse_json(entry->content, path);
}

Result<InspectedCluster> inspect_cluster(const std::vector<Entry>& entries, const Value& cluster) {
  InspectedCluster out;
  out.context = cluster["context"].as_string();
  const auto folder = cluster["folder"].as_string() + "/";
  out.files = static_cast<std::size_t>(std::count_if(
      entries.begin(), entries.end(), [&](const Entry& entry) { return entry.path.starts_with(folder); }));
  CTL_PASS(const auto version, read_json(entries, folder + "version.json"));
  out.version = version["gitVersion"].as_string();
  CTL_PASS(const auto coroots, read_json(entries, folder + "coroots.json"));
  for (const auto& each : coroots.as_list())
    out.coroots.push_back(each.at({"metadata", "namespace"}).as_string() + "/" +
                          each.at({"metadata", "name"}).as_string());
  CTL_PASS(const auto components, read_json(entries, folder + "components.json"));
  for (const auto& each : components.as_list())
    if (!each["ready"].as_bool()) out.unready.emplace_back(each["name"].as_string(), each["reason"].as_string());
  return out;
}

}  // namespace

Result<Bundle> make_bundle(const BundleRequest& request, const fleet::Surroundings& around, std::stop_token stop) {
  Scrubber scrubber;
  Journal journal(around.clock);
  auto listening = around;
  listening.tell = [&](const fleet::Progress& progress) {
    journal.write(progress.cluster + ": " + progress.step);
    if (around.tell) around.tell(progress);
  };
  listening.log = Log(6, [&](std::string_view line) { journal.write(std::string(line)); });
  scrubber.add(request.login.password);
  scrubber.add(request.login.key);
  auto [all, facts] = fleet::side_by_side([&] { return collect_all(request, scrubber, listening, stop); },
                                          [&] { return facts_entry(request, listening, stop); });
  if (stop.stop_requested()) return fail(ErrorKind::cancelled, "interrupted, no bundle was written");
  Bundle out;
  out.secrets = scrubber.count();
  std::vector<Entry> entries;
  for (auto& each : all) {
    for (auto& gap : each.gaps) {
      journal.write(each.context + ": gap: " + gap);
      out.gaps.push_back({each.context, scrubber.scrub(std::move(gap))});
    }
    std::move(each.entries.begin(), each.entries.end(), std::back_inserter(entries));
  }
  entries.push_back(std::move(facts));
  entries.push_back({"log.txt", journal.take()});
  for (auto& entry : entries) entry.content = scrubber.scrub(std::move(entry.content));
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.path < b.path; });
  const auto manifest = document::to_json(manifest_of(request, out, entries, around.clock), 2) + "\n";
  entries.push_back({"manifest.json", scrubber.scrub(manifest)});
  out.files = entries.size();
  CTL_PASS(out.bytes, pack(std::move(entries)));
  return out;
}

Result<Inspected> inspect(std::string_view bytes) {
  CTL_PASS(const auto entries, unpack(bytes));
  CTL_PASS(const auto manifest, read_json(entries, "manifest.json"));
  if (manifest["schema"].as_string() != bundle_schema)
    return fail_with_hint(ErrorKind::config, "Make one with `corootctl bundle`.", "it is no bundle of this version");
  Inspected out{manifest["created"].as_string(), manifest["tool"].as_string(), manifest["command"].as_string()};
  for (const auto& listed : manifest["clusters"].as_list()) {
    CTL_PASS(auto cluster, inspect_cluster(entries, listed));
    out.clusters.push_back(std::move(cluster));
  }
  for (const auto& gap : manifest["gaps"].as_list())
    out.gaps.push_back({gap["context"].as_string(), gap["what"].as_string()});
  CTL_PASS(const auto facts, read_json(entries, facts_file));
  if (!facts.is_null()) {
    CTL_TRY(out.facts, checks::read_facts(facts), facts_file);
  }
  for (const auto& entry : entries) out.files.emplace_back(entry.path, entry.content.size());
  return out;
}

}  // namespace corootctl::bundle
