#include "cli/output/shaped.hpp"

#include <algorithm>

#include "cli/output/failure.hpp"
#include "document/fields.hpp"
#include "document/json.hpp"

namespace corootctl::cli {
namespace {

document::Value parsed_or_text(std::string_view text) {
  auto value = document::parse_json(text, "answer");
  return value ? std::move(*value) : document::Value(text);
}

/// The part of an error that an agent decides on, under the names of --agent.
document::Value error_for_agents(const Error& error) {
  document::Object out{{"code", name_of(error.kind)}, {"message", describe(error)}};
  out.set("hint", error.hint.empty() ? document::Value() : document::Value(error.hint));
  return out;
}

/// Of an exit code that came with an answer: some clusters failed, a condition is met, and the like.
document::Value reservation(ExitCode code) {
  const auto& all = exit_code_meanings();
  const auto it = std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.code == code; });
  return document::Object{{"code", fmt::format("exit-{}", static_cast<int>(code))},
                          {"message", it == all.end() ? "" : it->text},
                          {"hint", nullptr}};
}

}  // namespace

Result<std::unique_ptr<ShapedOutput>> ShapedOutput::make(Output& out, const Shape& shape) {
  std::unique_ptr<ShapedOutput> made(new ShapedOutput(out, shape));
  if (!shape.jq.empty()) {
    CTL_TRY(made->query_, document::Query::compile(shape.jq), "--jq");
  }
  return made;
}

Result<std::string> ShapedOutput::shaped(std::string_view text) {
  std::string json(text);
  if (!shape_.fields.empty()) {
    CTL_PASS(const auto document, document::parse_json(text, "answer"));
    CTL_TRY(const auto picked, document::only_fields(document, shape_.fields), "--json");
    json = document::to_json(picked, 2) + "\n";
  }
  if (!query_) return json;
  CTL_TRY(json, query_->run(json), "--jq");
  return json;
}

void ShapedOutput::write(std::string_view text) {
  auto wanted = shaped(text);
  if (!wanted) {
    if (!error_) error_ = wanted.error();
    return;
  }
  if (!shape_.agent) return out_.write(*wanted);
  if (last_) envelope(ExitCode::ok, {});  // of --watch: an earlier look
  last_ = parsed_or_text(*wanted);
}

void ShapedOutput::envelope(ExitCode code, const std::optional<Error>& failure) {
  document::List next;
  if (failure && !failure->hint.empty()) next.emplace_back(failure->hint);
  document::Value reason;
  if (failure) {
    reason = error_for_agents(*failure);
  } else if (code != ExitCode::ok) {
    reason = reservation(code);
  }
  document::Object whole{{"ok", reason.is_null()}, {"result", std::exchange(last_, {}).value_or(document::Value())}};
  whole.set("error", std::move(reason));
  whole.set("next", std::move(next));
  out_.write(document::to_json(document::Value(std::move(whole)), 2) + "\n");
}

std::optional<Error> ShapedOutput::finish(ExitCode code, const std::optional<Error>& error) {
  if (shape_.agent) envelope(code, error ? error : error_);
  return error_;
}

}  // namespace corootctl::cli
