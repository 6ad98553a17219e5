#include "fleetfile/read.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <tuple>
#include <utility>

#include "base/text.hpp"
#include "document/yaml.hpp"
#include "fleetfile/checks.hpp"
#include "fleetfile/joined.hpp"
#include "fleetfile/shape.hpp"

namespace corootctl::fleetfile {
namespace {

using document::Value;

struct Outcome {
  Fleet fleet{};
  Problems problems{};
};

std::string text_or_else(const Value& value, const std::string& fallback) {
  return value.as_string().empty() ? fallback : value.as_string();
}

/// As the deploying rooms take it: without slashes at the end.
std::string url_of(const Value& value) {
  std::string out = value.as_string();
  while (out.ends_with('/')) out.pop_back();
  return out;
}

Cluster read_cluster(const Value& document, const Value& own, const std::string& folder) {
  Cluster out;
  out.context = own["context"].as_string();
  out.kubeconfig = path_from(folder, own["kubeconfig"].as_string());
  out.url = url_of(own["url"]);
  out.labels = labels_of(own["labels"]);
  out.metric_resolution = own["metricResolution"].as_string();
  out.tls_skip_verify = own["tlsSkipVerify"].as_bool();
  out.position = own.position;
  out.namespace_name = text_or_else(document["namespace"], out.namespace_name);
  apply_settings(join_settings(document, own), folder, out);
  return out;
}

Cluster read_hub(const Value& document, const std::string& folder) {
  const auto& own = document["hub"];
  Cluster out = read_cluster(document, own, folder);
  out.name = text_or_else(own["name"], out.context);
  out.project = own["project"].as_string();
  out.topology = Topology::remote;
  return out;
}

Cluster read_member(const Value& document, const Value& own, const std::string& folder) {
  Cluster out = read_cluster(document, own, folder);
  out.name = own["name"].as_string();
  out.context = text_or_else(own["context"], out.name);
  out.project = text_or_else(own["project"], out.name);
  return out;
}

bool is_in(const Value& aggregate, const Cluster& member) {
  const auto& names = aggregate["members"].as_list();
  if (!aggregate["members"].is_null())
    return std::any_of(names.begin(), names.end(), [&](const Value& name) { return name.as_string() == member.name; });
  return aggregate["match"].is_null() || matches(aggregate["match"], member.labels);
}

Aggregate read_aggregate(const Value& own, const Fleet& fleet) {
  Aggregate out{own["name"].as_string(), {}};
  for (const auto& member : fleet.members)
    if (is_in(own, member)) out.projects.push_back(member.project);
  if (!fleet.hub.project.empty() && own["hub"].as_bool(true)) out.projects.push_back(fleet.hub.project);
  return out;
}

Fleet read_fleet(const Value& document, const std::string& folder) {
  Fleet out;
  out.name = document["name"].as_string();
  out.namespace_name = text_or_else(document["namespace"], out.namespace_name);
  out.secret = text_or_else(document["hub"]["secret"], out.secret);
  out.hub = read_hub(document, folder);
  for (const auto& member : document["members"].as_list()) out.members.push_back(read_member(document, member, folder));
  for (const auto& aggregate : document["aggregates"].as_list())
    out.aggregates.push_back(read_aggregate(aggregate, out));
  return out;
}

Problem unreadable(const Error& error) {
  const auto& [line, column, reason] = error.flaw;
  return {{line, column}, reason.empty() ? error.what : reason, error.hint};
}

void order(Problems& problems) {
  const auto place = [](const Problem& p) { return std::tuple(p.position.line, p.position.column, p.message); };
  std::sort(problems.begin(), problems.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
  const auto same = [&](const auto& a, const auto& b) { return place(a) == place(b); };
  problems.erase(std::unique(problems.begin(), problems.end(), same), problems.end());
}

void append(Problems& problems, Problems more) {
  problems.insert(problems.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

Outcome read_all(std::string_view text, const std::string& source) {
  const auto marked = document::parse_marked_yaml(text, source);
  if (!marked) return {{}, {unreadable(marked.error())}};
  Outcome out{{}, check_kind(marked->value)};
  if (!out.problems.empty()) return out;
  out.problems = check_shape(marked->value, text);
  for (const auto& [key, position] : marked->repeated)
    out.problems.push_back({position, printable(key, 60) + " is written twice", "Take one out: only the last counts."});
  if (marked->another.line > 0)
    out.problems.push_back({marked->another, "a second document begins here", "Keep one fleet in a file."});
  out.fleet = read_fleet(marked->value, std::filesystem::path(source).parent_path().string());
  append(out.problems, check_fleet(marked->value, out.fleet));
  order(out.problems);
  return out;
}

}  // namespace

Fleet read_what_is_readable(std::string_view text, const std::string& source) { return read_all(text, source).fleet; }

Problems problems(std::string_view text, const std::string& source) { return read_all(text, source).problems; }

std::string describe(const Problems& problems, std::string_view text, const std::string& source) {
  std::vector<std::string> out;
  for (const auto& problem : problems) out.push_back(describe(problem, text, source));
  return join(out, "\n");
}

Result<Fleet> read(std::string_view text, const std::string& source) {
  auto outcome = read_all(text, source);
  if (outcome.problems.empty()) return std::move(outcome.fleet);
  return fail(ErrorKind::usage, "{} has {} mistake{}\n{}", source, outcome.problems.size(),
              outcome.problems.size() == 1 ? "" : "s", describe(outcome.problems, text, source));
}

}  // namespace corootctl::fleetfile
