#include "mcp/session.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "mcp/answers.hpp"
#include "mcp/catalogue.hpp"

namespace corootctl::mcp {

using document::Object;
using document::Value;

namespace {

const Value& named_version(const Message& message) {
  return message.params.at({"_meta", "io.modelcontextprotocol/protocolVersion"});
}

/// The version without a handshake marks every result as whole, and its lists with how long they hold.
Object modern(Object result, bool is_list) {
  result.set("resultType", "complete");
  if (is_list) {
    result.set("ttlMs", 3'600'000);
    result.set("cacheScope", "private");
  }
  return result;
}

}  // namespace

Effects Session::receive(std::string_view line) {
  Effects effects;
  auto read = read_line(line);
  if (!read.message) {
    effects.lines = std::move(read.reply);
  } else if (read.message->id) {
    answer(*read.message, effects);
  } else if (read.message->method == "notifications/cancelled") {
    cancel(read.message->params["requestId"], effects);
  }
  return effects;
}

void Session::answer(const Message& message, Effects& effects) {
  const Value& id = *message.id;
  const std::string version = named_version(message).string_or("");
  const bool is_modern = version == modern_version;
  const auto reply = [&](Object result, bool is_list = false) {
    effects.lines += result_line(id, is_modern ? modern(std::move(result), is_list) : std::move(result));
  };
  if (message.method == "initialize") {
    reply(initialize_result(negotiated(message.params["protocolVersion"].string_or("")), options_.version));
  } else if (!version.empty() && !is_modern) {
    effects.lines += error_line(id, code::unsupported_version, "unsupported protocol version", supported_versions());
  } else if (message.method == "server/discover") {
    reply(discover_result(options_.version));
  } else if (message.method == "ping") {
    reply({});
  } else if (message.method == "tools/list") {
    reply(tools_result(), true);
  } else if (message.method == "tools/call") {
    call(message, is_modern, effects);
  } else {
    effects.lines += error_line(id, code::method_not_found, "no method " + printable(message.method, 64));
  }
}

void Session::call(const Message& message, bool is_modern, Effects& effects) {
  const Value& id = *message.id;
  const std::string name = message.params["name"].string_or("");
  const Tool* tool = tool_named(name);
  if (tool == nullptr) {
    effects.lines += error_line(id, code::invalid_params, "no tool " + printable(name, 64));
    return;
  }
  auto command = command_of(*tool, message.params["arguments"]);
  if (!command) {
    // Told as a failed call, not as an error of the protocol: the model reads it and can mend its call.
    Object failure = call_failure(describe(command.error()));
    effects.lines += result_line(id, is_modern ? modern(std::move(failure), false) : std::move(failure));
    return;
  }
  waiting_.push_back({.number = ++last_number_,
                      .id = id,
                      .tool = tool,
                      .command = std::move(*command),
                      .progress_token = message.params.at({"_meta", "progressToken"}),
                      .is_modern = is_modern});
  start_waiting(effects);
}

void Session::start_waiting(Effects& effects) {
  while (!waiting_.empty() && running_.size() < options_.calls_at_once) {
    Open next = std::move(waiting_.front());
    waiting_.pop_front();
    effects.starts.push_back({next.number, next.tool->name, next.command});
    running_.emplace(next.number, std::move(next));
  }
}

void Session::cancel(const Value& id, Effects& effects) {
  if (id.is_null()) return;
  std::erase_if(waiting_, [&](const Open& open) { return open.id == id; });
  for (auto& [number, open] : running_) {
    if (!(open.id == id) || open.is_cancelled) continue;
    open.is_cancelled = true;
    effects.ends.push_back(number);
  }
}

Effects Session::progress(std::uint64_t number, std::string text) {
  Effects effects;
  const auto it = running_.find(number);
  if (it == running_.end() || it->second.progress_token.is_null() || it->second.is_cancelled) return effects;
  Object params{
      {"progressToken", it->second.progress_token}, {"progress", ++it->second.steps}, {"message", std::move(text)}};
  effects.lines = notification_line("notifications/progress", std::move(params));
  return effects;
}

Effects Session::finished(std::uint64_t number, const Outcome& outcome) {
  Effects effects;
  const auto it = running_.find(number);
  if (it == running_.end()) return effects;
  const Open open = std::move(it->second);
  running_.erase(it);
  if (!open.is_cancelled) {
    Object result = call_result(*open.tool, outcome, options_.most_bytes);
    effects.lines = result_line(open.id, open.is_modern ? modern(std::move(result), false) : std::move(result));
  }
  start_waiting(effects);
  return effects;
}

}  // namespace corootctl::mcp
