/// An API server of fixed answers: each call must be the next one of the script.
#pragma once

#include <doctest/doctest.h>

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "document/json.hpp"
#include "http/url.hpp"
#include "kube/session/session.hpp"

namespace corootctl::tests {

class ScriptedSession final : public kube::Session {
 public:
  struct Step {
    std::string call{};  ///< "GET /version", with the query as it is sent
    http::Response answer{};
  };

  ~ScriptedSession() override {
    for (const auto& step : script_) FAIL_CHECK("never asked: ", step.call);
  }

  ScriptedSession& on(std::string call, int status, std::string body, std::vector<http::Header> headers = {}) {
    script_.push_back({std::move(call), {status, std::move(headers), std::move(body)}});
    return *this;
  }

  ScriptedSession& in_namespace(std::string name) {
    spec_.namespace_name = std::move(name);
    return *this;
  }

  Result<http::Response> send(const kube::Call& call, Deadline, std::stop_token) override {
    calls.push_back(call);
    const auto query = http::encode_query(call.query);
    const auto asked = call.method + " " + call.path + (query.empty() ? "" : "?" + query);
    if (script_.empty()) {
      FAIL_CHECK("not in the script: ", asked);
      return fail(ErrorKind::internal, "not in the script: {}", asked);
    }
    const auto step = std::move(script_.front());
    script_.pop_front();
    CHECK(asked == step.call);
    return step.answer;
  }

  const kube::ConnectionSpec& connection() const override { return spec_; }

  std::vector<kube::Call> calls{};

 private:
  std::deque<Step> script_{};
  kube::ConnectionSpec spec_{};
};

inline document::Value json(const std::string& text) {
  auto parsed = document::parse_json(text, "test");
  REQUIRE_MESSAGE(parsed.has_value(), (parsed ? "" : describe(parsed.error())));
  return std::move(*parsed);
}

}  // namespace corootctl::tests
