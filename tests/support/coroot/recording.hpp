/// A recorded incident: the answers of a hub, file by file, and the series of its panel queries.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace corootctl::support {

using Labels = std::map<std::string, std::string>;

/// A series by its labels; the points by epoch milliseconds of the recording.
struct RecordedSeries {
  Labels labels{};
  std::map<std::int64_t, float> points{};
};

struct RecordedAnswer {
  int status = 200;
  std::string content_type{};
  std::string file{};  ///< path of the body; gzip when it ends in .gz
};

struct Recording {
  std::int64_t recorded_at_ms = 0;                            ///< "now" of the answers
  std::map<std::string, std::string> projects{};              ///< name to id
  std::map<std::string, std::vector<std::string>> members{};  ///< aggregate's name to its members
  std::map<std::string, RecordedAnswer> answers{};            ///< by decoded path without query
  std::map<std::pair<std::string, std::string>, std::vector<RecordedSeries>> panels{};  ///< by datasource and PromQL
};

/// DIR/answers/index.json and what it lists, read once in a process: reading anew was a third of what the component
/// suites computed. The folder must stay as it is. Errors: not_found, config.
Result<std::shared_ptr<const Recording>> shared_recording(const std::string& directory);
/// The body of one answer, unpacked.
Result<std::string> read_answer(const RecordedAnswer& answer);

/// The labels in a series name that `legend` made; nullopt when it does not fit. A label that the series lacks stays as
/// "{{label}}" in the name and is left out.
std::optional<Labels> parse_legend(const std::string& legend, const std::string& name);
/// The name that the server gives a series: legend, else the labels, else the query.
std::string series_name(const std::string& legend, const Labels& labels, const std::string& query);

}  // namespace corootctl::support
