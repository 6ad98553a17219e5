#include "support/coroot/recording.hpp"

#include <mutex>

#include "base/files.hpp"
#include "base/gzip.hpp"
#include "document/json.hpp"
#include "support/net/http_server.hpp"

namespace corootctl::support {

using document::Value;

namespace {

struct PanelEntryText {
  std::string datasource{}, query{}, legend{};
};

std::string query_of(const std::string& path) {
  const auto mark = path.find('?');
  return mark == std::string::npos ? "" : path.substr(mark + 1);
}

std::string decoded_path(const std::string& path) { return percent_decode(path.substr(0, path.find('?')), false); }

Result<std::vector<PanelEntryText>> entries_of(const std::string& path) {
  ServedRequest request;
  request.query = query_of(path);
  CTL_PASS(const Value query, document::parse_json(request.parameter_or_empty("query"), "recorded panel query"));
  std::vector<PanelEntryText> entries;
  for (const Value& entry : query.at({"source", "metrics", "queries"}).as_list())
    entries.push_back({entry["datasource"].as_string(), entry["query"].as_string(), entry["legend"].as_string()});
  return entries;
}

RecordedSeries& series_with(std::vector<RecordedSeries>& all, const Labels& labels) {
  for (auto& series : all)
    if (series.labels == labels) return series;
  return all.emplace_back(RecordedSeries{labels, {}});
}

void add_points(const Value& data, std::int64_t first, std::int64_t step, RecordedSeries& into) {
  for (std::size_t i = 0; i < data.as_list().size(); ++i)
    if (data[i].is_number())
      into.points[first + static_cast<std::int64_t>(i) * step] = static_cast<float>(data[i].as_number());
}

Result<> add_panel(const Value& request, const std::string& directory, Recording& recording) {
  const std::string& path = request["path"].as_string();
  CTL_PASS(const auto entries, entries_of(path));
  CTL_PASS(const auto text, read_answer({200, "", directory + "/" + request["file"].as_string()}));
  CTL_PASS(const Value answer, document::parse_json(text, request["file"].as_string()));
  const Value& chart = answer["chart"];
  const std::int64_t step = chart.at({"ctx", "step"}).as_integer(1);
  const std::int64_t first = chart.at({"ctx", "from"}).as_integer() / step * step;
  for (const auto& entry : entries)
    recording.panels[{entry.datasource, entry.query}];  // asked, even if nothing matched
  for (const Value& series : chart["series"].as_list()) {
    for (const auto& entry : entries) {
      const auto labels = parse_legend(entry.legend, series["name"].as_string());
      if (!labels) continue;
      add_points(series["data"], first, step, series_with(recording.panels[{entry.datasource, entry.query}], *labels));
      break;
    }
  }
  return {};
}

/// Which projects are made of others, from their own documents.
Result<> find_members(Recording& recording) {
  for (const auto& [name, id] : recording.projects) {
    const auto answer = recording.answers.find("/api/project/" + id);
    if (answer == recording.answers.end()) continue;
    CTL_PASS(const auto text, read_answer(answer->second));
    CTL_PASS(const Value project, document::parse_json(text, answer->second.file));
    for (const Value& member : project["member_projects"].as_list())
      recording.members[name].push_back(member.as_string());
  }
  return {};
}

Result<Recording> load_recording(const std::string& directory) {
  const std::string answers = directory + "/answers";
  CTL_TRY(const auto text, read_file(answers + "/index.json"), "read scenario " + directory);
  CTL_PASS(const Value index, document::parse_json(text, answers + "/index.json"));
  Recording recording;
  recording.recorded_at_ms = index["now"].as_integer();
  for (const auto& project : index["projects"].as_object()) recording.projects[project.key] = project.value.as_string();
  for (const Value& request : index["requests"].as_list()) {
    const std::string path = decoded_path(request["path"].as_string());
    if (path.ends_with("/panel/data")) {
      CTL_CHECK(add_panel(request, answers, recording), "read scenario " + directory);
    } else {
      recording.answers[path] = {static_cast<int>(request["status"].as_integer(200)),
                                 request["content_type"].as_string(), answers + "/" + request["file"].as_string()};
    }
  }
  CTL_CHECK(find_members(recording), "read scenario " + directory);
  return recording;
}

}  // namespace

Result<std::string> read_answer(const RecordedAnswer& answer) {
  CTL_PASS(auto bytes, read_file(answer.file));
  if (is_gzip(bytes)) return gunzip(bytes);
  return bytes;
}

Result<std::shared_ptr<const Recording>> shared_recording(const std::string& directory) {
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<const Recording>> known;
  const std::lock_guard lock(mutex);
  auto& recording = known[directory];
  if (recording == nullptr) {
    CTL_PASS(auto loaded, load_recording(directory));
    recording = std::make_shared<const Recording>(std::move(loaded));
  }
  return recording;
}

std::optional<Labels> parse_legend(const std::string& legend, const std::string& name) {
  Labels labels;
  std::size_t in_name = 0;
  for (std::size_t at = 0; at < legend.size();) {
    if (legend.compare(at, 2, "{{") != 0) {
      if (in_name >= name.size() || name[in_name] != legend[at]) return std::nullopt;
      ++in_name;
      ++at;
      continue;
    }
    const auto end = legend.find("}}", at);
    if (end == std::string::npos) return std::nullopt;
    const std::string label = legend.substr(at + 2, end - at - 2);
    at = end + 2;
    const auto value_end = at < legend.size() ? name.find(legend[at], in_name) : name.size();
    if (value_end == std::string::npos) return std::nullopt;
    const std::string value = name.substr(in_name, value_end - in_name);
    if (value != "{{" + label + "}}") labels[label] = value;
    in_name = value_end;
  }
  if (in_name != name.size()) return std::nullopt;
  return labels;
}

std::string series_name(const std::string& legend, const Labels& labels, const std::string& query) {
  if (!legend.empty()) {
    std::string name = legend;
    for (const auto& [label, value] : labels) {
      const std::string mark = "{{" + label + "}}";
      for (auto at = name.find(mark); at != std::string::npos; at = name.find(mark, at + value.size()))
        name.replace(at, mark.size(), value);
    }
    return name;
  }
  if (labels.empty()) return query;
  std::string text;
  for (const auto& [label, value] : labels) text += (text.empty() ? "{" : ",") + label + "=" + value;
  return text + "}";
}

}  // namespace corootctl::support
