#include "document/query.hpp"

extern "C" {
#include <jq.h>
}

#include "base/on_demand.hpp"
#include "base/text.hpp"

namespace corootctl::document {
namespace jq {

CTL_ON_DEMAND("libjq.so.1", jq_init);
CTL_ON_DEMAND("libjq.so.1", jq_set_error_cb);
CTL_ON_DEMAND("libjq.so.1", jq_compile);
CTL_ON_DEMAND("libjq.so.1", jq_start);
CTL_ON_DEMAND("libjq.so.1", jq_next);
CTL_ON_DEMAND("libjq.so.1", jq_teardown);
CTL_ON_DEMAND("libjq.so.1", jq_format_error);
CTL_ON_DEMAND("libjq.so.1", jv_parse_sized);
CTL_ON_DEMAND("libjq.so.1", jv_get_kind);
CTL_ON_DEMAND("libjq.so.1", jv_copy);
CTL_ON_DEMAND("libjq.so.1", jv_free);
CTL_ON_DEMAND("libjq.so.1", jv_invalid_has_msg);
CTL_ON_DEMAND("libjq.so.1", jv_invalid_get_msg);
CTL_ON_DEMAND("libjq.so.1", jv_dump_string);
CTL_ON_DEMAND("libjq.so.1", jv_string_value);
CTL_ON_DEMAND("libjq.so.1", jv_string_length_bytes);

}  // namespace jq

namespace {

/// A text of libjq, which is used up by it.
std::string text_of(jv value) {
  const auto size = static_cast<std::size_t>(jq::jv_string_length_bytes(jq::jv_copy(value)));
  std::string out(jq::jv_string_value(value), size);
  jq::jv_free(value);
  return out;
}

std::string line_of(jv value) {
  return text_of(jq::jv_get_kind(value) == JV_KIND_STRING ? value : jq::jv_dump_string(value, 0));
}

/// libjq tells what is wrong with an expression through this.
void keep_complaint(void* into, jv message) {
  auto& text = *static_cast<std::string*>(into);
  text += text_of(jq::jq_format_error(message)) + "\n";
}

/// "jq: error: syntax error, ... at <top-level>, line 1:\n...": the first line without its beginning.
std::string reason_in(const std::string& complaint) {
  std::string line = split(complaint, '\n').front();
  for (const std::string_view head : {"jq: error: ", "jq: error (at <unknown>): "}) {
    if (line.starts_with(head)) line.erase(0, head.size());
  }
  if (const auto at = line.find(" at <top-level>"); at != std::string::npos) line.erase(at);
  return printable(line);
}

}  // namespace

struct Query::State {
  jq_state* jq = jq::jq_init();
  std::string complaint{};
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (jq != nullptr) jq::jq_teardown(&jq);
  }
};

Query::Query(std::unique_ptr<State> state) : state_(std::move(state)) {}
Query::Query(Query&&) noexcept = default;
Query& Query::operator=(Query&&) noexcept = default;
Query::~Query() = default;

Result<Query> Query::compile(const std::string& expression) {
  auto state = std::make_unique<State>();
  if (state->jq == nullptr) return fail(ErrorKind::failed, "libjq cannot be started");
  jq::jq_set_error_cb(state->jq, keep_complaint, &state->complaint);
  if (jq::jq_compile(state->jq, expression.c_str()) == 0) {
    return fail(ErrorKind::usage, "not an expression of jq: {}", reason_in(state->complaint));
  }
  return Query(std::move(state));
}

Result<std::string> Query::run(std::string_view json) {
  const jv input = jq::jv_parse_sized(json.data(), static_cast<int>(json.size()));
  jq::jq_start(state_->jq, input, 0);
  std::string out;
  for (jv next = jq::jq_next(state_->jq);; next = jq::jq_next(state_->jq)) {
    if (jq::jv_get_kind(next) != JV_KIND_INVALID) {
      out += line_of(next) + "\n";
      continue;
    }
    const bool has_message = jq::jv_invalid_has_msg(jq::jv_copy(next)) != 0;
    if (!has_message) return jq::jv_free(next), out;
    return fail(ErrorKind::failed, "jq: {}", printable(line_of(jq::jv_invalid_get_msg(next))));
  }
}

}  // namespace corootctl::document
