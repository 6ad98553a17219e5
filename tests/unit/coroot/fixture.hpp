/// A Coroot server as a function, and the answers that were recorded from real ones.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "coroot/client.hpp"
#include "coroot/link.hpp"

namespace corootctl::tests {

using Answer = std::function<Result<http::Response>(const coroot::Ask&)>;

/// What was asked, in the order of arrival: "GET /api/user".
class Asked {
 public:
  void add(const coroot::Ask& ask);
  std::vector<coroot::Ask> all() const;
  std::vector<std::string> lines() const;

 private:
  mutable std::mutex mutex_{};
  std::vector<coroot::Ask> asks_{};
};

std::unique_ptr<coroot::Link> scripted_link(Answer answer, std::shared_ptr<Asked> asked,
                                            std::size_t longest_target = 24'000);

/// The response of tests/data/behaviours/NAME.json, recorded from a real server.
http::Response recorded(const std::string& name);

http::Response json_answer(std::string body);
http::Response text(int status, std::string body);

/// A client whose every request gets the same answer.
coroot::Client client_that_gets(http::Response response);

}  // namespace corootctl::tests
