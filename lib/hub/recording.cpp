#include "hub/recording.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <mutex>

#include "base/files.hpp"
#include "base/gzip.hpp"
#include "base/text.hpp"
#include "coroot/answer.hpp"
#include "coroot/log_text.hpp"
#include "document/json.hpp"
#include "http/crypto.hpp"
#include "http/url.hpp"

namespace corootctl::hub {

namespace {

using document::List;
using document::Object;
using document::Value;

constexpr std::string_view schema = "corootctl.recording/v1";
/// Recordings made before the words were the same everywhere say not_found and no_data.
ErrorKind kind_of(std::string word) {
  std::replace(word.begin(), word.end(), '_', '-');
  return error_kind(word).value_or(ErrorKind::failed);
}

/// An incident's key is short and opens nothing; an API key has 32 characters.
constexpr std::size_t longest_name = 16;

bool holds_secret(std::string_view field, const Value& value) {
  const auto name = lower(field);
  if (name == "key" && value.as_string().size() > longest_name) return true;
  for (const auto* word : {"password", "token", "secret", "cookie", "apikey", "api_key"}) {
    if (name.find(word) != std::string::npos) return true;
  }
  return name == "email" || name == "keys";
}

/// The server's own words, which may quote an address or a key, and what it keeps of programs: log messages, span
/// attributes.
bool is_prose(std::string_view field) {
  static constexpr std::array<std::string_view, 6> fields{"error",   "message", "short_description",
                                                          "details", "sample",  "attributes"};
  return std::find(fields.begin(), fields.end(), field) != fields.end();
}

Value clean(const Value& value, bool prose) {
  if (value.is_string()) return prose ? coroot::mask_log(value.as_string()) : hide_userinfo(value.as_string());
  if (value.is_list()) {
    List out;
    for (const auto& each : value.as_list()) out.push_back(clean(each, prose));
    return out;
  }
  if (!value.is_object()) return value;
  Object out;
  const bool is_span = value["trace_id"].is_string();  // its name may be a whole URL
  for (const auto& member : value.as_object()) {
    const bool text = prose || is_prose(member.key) || (is_span && member.key == "name");
    out.set(member.key, holds_secret(member.key, member.value) ? Value() : clean(member.value, text));
  }
  return out;
}

std::string target_of(const coroot::Ask& ask) {
  return ask.method + " " + ask.path + (ask.query.empty() ? "" : "?" + http::encode_query(ask.query));
}

bool is_panel(const coroot::Ask& ask) { return ask.path.ends_with("/panel/data"); }

Value to_value(const Error& error) {
  List where;
  for (const auto& step : error.where) where.emplace_back(step);
  return Object{{"kind", name_of(error.kind)},
                {"what", coroot::hide_secrets(error.what)},
                {"where", std::move(where)},
                {"hint", error.hint},
                {"reason", name_of(error.reason)}};
}

Error read_error(const Value& value) {
  Error error{kind_of(value["kind"].as_string()), value["what"].as_string(), {}, value["hint"].as_string()};
  error.reason = error_reason(value["reason"].as_string()).value_or(Reason::none);
  for (const auto& step : value["where"].as_list()) error.where.push_back(step.as_string());
  return error;
}

class FileRecorder : public Recorder, public std::enable_shared_from_this<FileRecorder> {
 public:
  explicit FileRecorder(std::string directory) : directory_(std::move(directory)) {}

  std::unique_ptr<coroot::Link> listen(std::unique_ptr<coroot::Link> link) override;

  void note(const coroot::Ask& ask, const Result<http::Response>& answer) {
    const auto target = target_of(ask);
    const std::scoped_lock lock(mutex_);
    auto& same = entries_[target];
    Object entry{{"target", target}};
    if (!answer) {
      entry.set("error", to_value(answer.error()));
    } else {
      const std::string type(answer->header("Content-Type"));
      const auto file = fmt::format("answers/{}-{}.gz", http::sha256_hex(target).substr(0, 16), same.size());
      entry.set("status", answer->status);
      entry.set("content_type", type);
      entry.set("file", file);
      keep(file, without_secrets(answer->body, type, is_panel(ask)));
    }
    same.emplace_back(std::move(entry));
  }

  Result<> finish(const Object& about) override {
    const std::scoped_lock lock(mutex_);
    if (failure_) return tl::unexpected<Error>(*failure_);
    List requests;
    for (const auto& [target, same] : entries_) requests.insert(requests.end(), same.begin(), same.end());
    const Value index = Object{{"schema", std::string(schema)},
                               {"address", address_},
                               {"longest_target", static_cast<std::int64_t>(longest_target_)},
                               {"about", about},
                               {"requests", std::move(requests)}};
    return write_file_atomically(directory_ + "/index.json", document::to_json(index, 1) + "\n", 0600);
  }

 private:
  void keep(const std::string& file, const std::string& body) {
    const auto packed = gzip(body);
    const auto written = packed ? write_file_atomically(directory_ + "/" + file, *packed, 0600)
                                : Result<>(tl::unexpected<Error>(packed.error()));
    if (!written && !failure_) failure_ = written.error();
  }

  std::string directory_;
  std::string address_{};
  std::size_t longest_target_ = 0;
  std::mutex mutex_{};
  std::map<std::string, List> entries_{};
  std::optional<Error> failure_{};
};

class ListenedLink : public coroot::Link {
 public:
  ListenedLink(std::unique_ptr<coroot::Link> link, std::shared_ptr<FileRecorder> recorder)
      : link_(std::move(link)), recorder_(std::move(recorder)) {}

  Result<http::Response> send(const coroot::Ask& ask, Deadline deadline, std::stop_token stop) override {
    auto answer = link_->send(ask, deadline, stop);
    if (!ask.secret) recorder_->note(ask, answer);
    return answer;
  }
  std::string address() const override { return link_->address(); }
  std::size_t longest_target() const override { return link_->longest_target(); }

 private:
  std::unique_ptr<coroot::Link> link_;
  std::shared_ptr<FileRecorder> recorder_;
};

std::unique_ptr<coroot::Link> FileRecorder::listen(std::unique_ptr<coroot::Link> link) {
  address_ = coroot::hide_secrets(link->address());
  longest_target_ = link->longest_target();
  return std::make_unique<ListenedLink>(std::move(link), shared_from_this());
}

class ReplayLink : public coroot::Link {
 public:
  ReplayLink(std::string directory, const Value& index)
      : directory_(std::move(directory)),
        address_(index["address"].as_string()),
        longest_target_(static_cast<std::size_t>(index["longest_target"].as_integer())) {
    for (const auto& entry : index["requests"].as_list()) entries_[entry["target"].as_string()].push_back(entry);
  }

  Result<http::Response> send(const coroot::Ask& ask, Deadline, std::stop_token) override {
    CTL_PASS(const auto entry, next(target_of(ask), ask));
    if (entry["error"].is_object()) return tl::unexpected<Error>(read_error(entry["error"]));
    const auto file = directory_ + "/" + entry["file"].as_string();
    CTL_PASS(const auto packed, read_file(file));
    CTL_TRY(auto body, gunzip(packed), file);
    http::Response response{static_cast<int>(entry["status"].as_integer()), {}, std::move(body)};
    response.headers.push_back({"Content-Type", entry["content_type"].as_string()});
    return response;
  }
  std::string address() const override { return address_; }
  std::size_t longest_target() const override { return longest_target_; }

 private:
  /// What was asked twice answers in the same order; the last answer stands for all later ones.
  Result<Value> next(const std::string& target, const coroot::Ask& ask) {
    const std::scoped_lock lock(mutex_);
    const auto found = entries_.find(target);
    if (found == entries_.end()) {
      return fail_with_hint(ErrorKind::not_found, "A recording answers only what was asked when it was made.",
                            "the recording has no such answer: {} {}", ask.method, ask.path);
    }
    auto& at = asked_[target];
    const auto& entry = found->second[std::min(at, found->second.size() - 1)];
    ++at;
    return entry;
  }

  std::string directory_;
  std::string address_;
  std::size_t longest_target_;
  std::mutex mutex_{};
  std::map<std::string, std::vector<Value>> entries_{};
  std::map<std::string, std::size_t> asked_{};
};

}  // namespace

std::string without_secrets(const std::string& body, std::string_view content_type, bool is_panel) {
  const bool json = lower(content_type).find("json") != std::string::npos;
  if (json && is_panel) return body;
  const auto parsed = json ? document::parse_json(body, "answer") : Result<Value>(fail(ErrorKind::config, "no JSON"));
  if (!parsed) return coroot::hide_secrets(body);
  const auto before = document::to_json(*parsed);
  const auto after = document::to_json(clean(*parsed, false));
  return before == after ? body : after + "\n";
}

Result<std::shared_ptr<Recorder>> Recorder::start(const std::string& directory) {
  std::error_code failed;
  if (std::filesystem::exists(directory, failed) && !std::filesystem::is_empty(directory, failed)) {
    return fail_with_hint(ErrorKind::usage, "Name a new directory.", "{} exists and is not empty", directory);
  }
  std::filesystem::create_directories(directory + "/answers", failed);
  if (failed) return fail(ErrorKind::config, "cannot make the directory {}: {}", directory, failed.message());
  std::filesystem::permissions(directory, std::filesystem::perms::owner_all, failed);
  return std::make_shared<FileRecorder>(directory);
}

Result<Replay> open_replay(const std::string& directory) {
  const auto path = directory + "/index.json";
  CTL_PASS(const auto text, read_file(path));
  CTL_PASS(const auto index, document::parse_json(text, path));
  if (index["schema"].as_string() != schema) {
    return fail(ErrorKind::config, "{} is not a recording of the form {}", path, schema);
  }
  return Replay{std::make_unique<ReplayLink>(directory, index), index["about"]};
}

}  // namespace corootctl::hub
