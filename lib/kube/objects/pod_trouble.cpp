#include <fmt/format.h>

#include "base/text.hpp"
#include "kube/objects/rollout.hpp"

namespace corootctl::kube {
namespace {

using document::Value;

constexpr std::size_t message_limit = 200;  // bytes of a server's text: the reason is one line in a table

/// One thing that is wrong; the higher the weight, the more it tells.
struct Trouble {
  int weight = 0;
  std::string text{};
};

constexpr int unknown_weight = 40;

/// What explains itself comes before what only says that something failed before; mere starting is the last.
int weight_of(std::string_view reason) {
  static constexpr std::pair<std::string_view, int> weights[] = {{"CreateContainerConfigError", 90},
                                                                 {"InvalidImageName", 90},
                                                                 {"ErrImageNeverPull", 90},
                                                                 {"CreateContainerError", 85},
                                                                 {"ErrImagePull", 80},
                                                                 {"ImagePullBackOff", 80},
                                                                 {"CrashLoopBackOff", 70},
                                                                 {"RunContainerError", 70},
                                                                 {"ContainerCreating", 5},
                                                                 {"PodInitializing", 4}};
  for (const auto& [known, weight] : weights) {
    if (known == reason) return weight;
  }
  return unknown_weight;
}

std::string with_message(std::string_view reason, const Value& message) {
  auto text = printable(reason, message_limit);
  if (!message.as_string().empty()) text += " (" + printable(message.as_string(), message_limit) + ")";
  return text;
}

/// How the container ended before: "last exit 137, OOMKilled".
std::string last_end(const Value& container) {
  const auto& ended = container.at({"lastState", "terminated"});
  if (ended.is_null()) return "";
  auto text = fmt::format("last exit {}", ended["exitCode"].as_integer());
  const auto& reason = ended["reason"].as_string();
  if (!reason.empty() && reason != "Error") text += ", " + printable(reason, message_limit);
  return text;
}

Trouble container_trouble(const Value& container) {
  const auto& waiting = container.at({"state", "waiting"});
  const auto name = printable(container["name"].as_string(), message_limit);
  if (const auto& reason = waiting["reason"].as_string(); !reason.empty()) {
    const auto end = last_end(container);
    if (reason == "CrashLoopBackOff" && !end.empty()) {
      return {weight_of(reason), fmt::format("{} of container {} ({})", reason, name, end)};
    }
    return {weight_of(reason), with_message(reason, waiting["message"])};
  }
  const auto& ended = container.at({"state", "terminated"});
  if (const auto code = ended["exitCode"].as_integer(); code != 0) {
    const auto reason = ended["reason"].string_or("Error");
    return {60, fmt::format("container {} exited with {} ({})", name, code, printable(reason, message_limit))};
  }
  if (container["ready"].as_bool(true) || container.at({"state", "running"}).is_null()) return {};
  return {10, fmt::format("container {} runs and is not ready", name)};
}

void keep_worse(Trouble& worst, Trouble other) {
  if (other.weight > worst.weight) worst = std::move(other);
}

Trouble pod_worst(const Value& pod) {
  const auto& status = pod["status"];
  Trouble worst;
  if (status["phase"].as_string() == "Failed") {
    worst = {95, with_message(status["reason"].string_or("Failed"), status["message"])};
  }
  for (const auto& condition : status["conditions"].as_list()) {
    const bool unplaced = condition["type"].as_string() == "PodScheduled" && condition["status"].as_string() == "False";
    if (unplaced)
      keep_worse(worst, {75, with_message(condition["reason"].string_or("Unschedulable"), condition["message"])});
  }
  for (const auto* list : {"initContainerStatuses", "containerStatuses"}) {
    for (const auto& container : status[list].as_list()) keep_worse(worst, container_trouble(container));
  }
  if (worst.weight == 0 && status["phase"].as_string() == "Pending") worst = {1, "Pending"};
  return worst;
}

}  // namespace

std::string pod_trouble(const std::vector<Value>& pods) {
  Trouble worst;
  std::string name;
  for (const auto& pod : pods) {
    if (!pod.at({"metadata", "deletionTimestamp"}).is_null()) continue;  // on its way out, whatever it says
    auto trouble = pod_worst(pod);
    const auto& pod_name = pod.at({"metadata", "name"}).as_string();
    const bool worse = trouble.weight > worst.weight || (trouble.weight == worst.weight && pod_name < name);
    if (trouble.weight == 0 || !worse) continue;
    worst = std::move(trouble);
    name = pod_name;
  }
  return worst.weight == 0 ? "" : fmt::format("pod {}: {}", printable(name, message_limit), worst.text);
}

}  // namespace corootctl::kube
