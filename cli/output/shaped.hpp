/// The answer of a verb as somebody wants it who reads by program: single fields, an expression of jq, an envelope.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/exit_code.hpp"
#include "cli/output/stream.hpp"
#include "document/query.hpp"
#include "document/value.hpp"

namespace corootctl::cli {

struct Shape {
  std::vector<std::string> fields{};  ///< --json: paths
  std::string jq{};                   ///< --jq
  bool agent = false;                 ///< --agent
  bool is_wanted() const { return !fields.empty() || !jq.empty() || agent; }
};

/// Takes the JSON texts that a verb writes and writes them in the shape wanted. Each write is one whole document.
class ShapedOutput final : public Output {
 public:
  /// Errors: usage, for an expression that cannot be understood.
  static Result<std::unique_ptr<ShapedOutput>> make(Output& out, const Shape& shape);
  void write(std::string_view text) override;
  std::string failure() const override { return out_.failure(); }
  /// Writes what waits for the exit code. `error` is the command's, when it failed as a whole. Gives what was wrong
  /// with the shape: a field that is not there, an expression that does not fit.
  std::optional<Error> finish(ExitCode code, const std::optional<Error>& error);

 private:
  ShapedOutput(Output& out, Shape shape) : out_(out), shape_(std::move(shape)) {}
  Result<std::string> shaped(std::string_view text);
  void envelope(ExitCode code, const std::optional<Error>& failure);

  Output& out_;
  Shape shape_;
  std::optional<document::Query> query_{};
  std::optional<document::Value> last_{};  ///< of an envelope: its `ok` is known at the end
  std::optional<Error> error_{};
};

}  // namespace corootctl::cli
