#include "unit/coroot/fixture.hpp"
#include "support/tree_path.hpp"

#include <doctest/doctest.h>

#include "base/files.hpp"
#include "document/json.hpp"

namespace corootctl::tests {

namespace {

class ScriptedLink : public coroot::Link {
 public:
  ScriptedLink(Answer answer, std::shared_ptr<Asked> asked, std::size_t longest)
      : answer_(std::move(answer)), asked_(std::move(asked)), longest_(longest) {}
  Result<http::Response> send(const coroot::Ask& ask, Deadline, std::stop_token) override {
    if (asked_) asked_->add(ask);
    return answer_(ask);
  }
  std::string address() const override { return "http://hub.example.com"; }
  std::size_t longest_target() const override { return longest_; }

 private:
  Answer answer_;
  std::shared_ptr<Asked> asked_;
  std::size_t longest_;
};

}  // namespace

void Asked::add(const coroot::Ask& ask) {
  const std::scoped_lock lock(mutex_);
  asks_.push_back(ask);
}

std::vector<coroot::Ask> Asked::all() const {
  const std::scoped_lock lock(mutex_);
  return asks_;
}

std::vector<std::string> Asked::lines() const {
  std::vector<std::string> out;
  for (const auto& ask : all()) out.push_back(ask.method + " " + ask.path);
  return out;
}

std::unique_ptr<coroot::Link> scripted_link(Answer answer, std::shared_ptr<Asked> asked, std::size_t longest_target) {
  return std::make_unique<ScriptedLink>(std::move(answer), std::move(asked), longest_target);
}

http::Response recorded(const std::string& name) {
  const auto path = support::tree_path("tests/data/behaviours/" + name + ".json");
  const auto file = read_file(path);
  REQUIRE_MESSAGE(file.has_value(), path);
  const auto document = document::parse_json(*file, path);
  REQUIRE(document.has_value());
  const auto& answer = (*document)["response"];
  http::Response response;
  response.status = static_cast<int>(answer["status"].as_integer());
  for (const auto& header : answer["headers"].as_object()) {
    // The recording replaced addresses after the fact, so the length no longer fits.
    if (header.key != "Content-Length") response.headers.push_back({header.key, header.value.as_string()});
  }
  response.body = answer["body"].as_string();
  return response;
}

http::Response json_answer(std::string body) {
  return {
      200, {{"Content-Type", "application/json"}, {"Content-Length", std::to_string(body.size())}}, std::move(body)};
}

http::Response text(int status, std::string body) {
  return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::move(body)};
}

coroot::Client client_that_gets(http::Response response) {
  return coroot::Client(
      scripted_link([response](const coroot::Ask&) { return Result<http::Response>(response); }, nullptr));
}

}  // namespace corootctl::tests
