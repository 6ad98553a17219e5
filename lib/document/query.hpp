/// An expression of jq over JSON, by the real libjq.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace corootctl::document {

/// Loads libjq when the first one is made. Numbers are jq's: beyond 2^53 they are rounded.
class Query {
 public:
  /// Errors: usage, with jq's words, when the expression cannot be understood.
  static Result<Query> compile(const std::string& expression);
  Query(Query&&) noexcept;
  Query& operator=(Query&&) noexcept;
  ~Query();

  /// What the expression gives, a line each: texts as they are, everything else as JSON in one line. Errors: failed,
  /// with jq's words, when it does not fit the document; then nothing of it is given.
  Result<std::string> run(std::string_view json);

 private:
  struct State;
  explicit Query(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace corootctl::document
