#include "deploy/consequences.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "deploy/adoption.hpp"
#include "deploy/restart.hpp"
#include "deploy/way_back.hpp"

namespace corootctl::deploy {
namespace {

using document::Value;
using Lines = std::vector<std::string>;

bool is_kind(const Step& step, std::string_view kind) {
  return step.action == Action::apply && step.object.resource.kind == kind;
}

const std::optional<Value>& live_of(const Plan& plan, const Step& step) {
  static const std::optional<Value> absent;
  const auto known = plan.known.find(step.object.describe());
  return known == plan.known.end() ? absent : known->second;
}

void add(Lines& lines, Lines more) { std::move(more.begin(), more.end(), std::back_inserter(lines)); }

bool changes_keys(const std::optional<Value>& live, const Value& wanted) {
  const auto& keys = live ? (*live)["data"] : Value();
  const auto& planned = wanted["data"].as_object();
  return std::any_of(planned.begin(), planned.end(),
                     [&](const auto& key) { return !(keys[std::string_view(key.key)] == key.value); });
}

bool has_running_server(const Plan& plan) {
  return std::any_of(plan.steps.begin(), plan.steps.end(),
                     [&](const Step& step) { return is_kind(step, "Coroot") && live_of(plan, step); });
}

}  // namespace

Lines take_overs(const Plan& plan) {
  Lines out;
  for (const auto& step : plan.steps) {
    const auto& live = live_of(plan, step);
    if (step.action == Action::apply && live) add(out, take_over_notes(step.object, *live, step.document));
  }
  return out;
}

std::string conflicts_of_secrets(const Plan& plan) {
  Lines out;
  for (const auto& step : plan.steps) {
    const auto& live = live_of(plan, step);
    const auto text = is_kind(step, "Secret") && live ? conflict_text(*live, step.document) : "";
    if (!text.empty()) out.push_back("in " + step.object.describe() + " " + text);
  }
  return join(out, "; ");
}

bool gives_new_pod(const Plan& plan) {
  return std::any_of(plan.steps.begin(), plan.steps.end(), [&](const Step& step) {
    const auto& live = live_of(plan, step);
    return is_kind(step, "Coroot") && live && !restart_reasons(*live, step.document).empty();
  });
}

std::string restart_note(const Plan& plan) {
  if (!has_running_server(plan)) return "";
  Lines reasons;
  for (const auto& step : plan.steps) {
    const auto& live = live_of(plan, step);
    if (is_kind(step, "Coroot")) add(reasons, restart_reasons(*live, step.document));
    if (is_kind(step, "Secret") && changes_keys(live, step.document))
      reasons.push_back("keys in " + step.object.describe());
  }
  if (reasons.empty()) return "";
  const bool is_one = reasons.size() == 1 && reasons.front().starts_with("spec.");
  return fmt::format("its server pod, the only one, restarts: {} {}", join(reasons, ", "),
                     is_one ? "changes" : "change");
}

Lines way_back(const Plan& plan) {
  Lines out;
  for (auto step = plan.steps.rbegin(); step != plan.steps.rend(); ++step) {  // the last write is taken back first
    const auto& live = live_of(plan, *step);
    if (is_kind(*step, "Coroot")) add(out, way_back(step->cluster, step->object, live, step->document));
    if (is_kind(*step, "Secret")) add(out, way_back_of_keys(step->cluster, step->object, live, step->document));
  }
  return out;
}

}  // namespace corootctl::deploy
