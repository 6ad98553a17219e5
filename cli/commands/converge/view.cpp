#include "cli/commands/converge/view.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "cli/output/failure.hpp"
#include "cli/output/health.hpp"
#include "cli/output/objects.hpp"
#include "document/json.hpp"

namespace corootctl::cli {
namespace {

using converge::ClusterPlan;
using converge::FleetPlan;
using converge::PlannedObject;
using converge::Wave;
using converge::WaveReport;

constexpr auto all_waves = {Wave::operators, Wave::members, Wave::hub, Wave::agents};

const char* action_of(const PlannedObject& object) {
  if (!is_pending(object)) return "none";
  if (object.outcome == "created") return "create";
  return object.outcome == "deleted" ? "delete" : "change";
}

deploy::ObjectReport as_report(const PlannedObject& object) {
  return {object.object, object.outcome, object.changes, object.is_checked, object.owners};
}

document::Value planned_value(const PlannedObject& object) {
  const auto changes = objects_value({as_report(object)});
  return document::Object{{"wave", name_of(object.wave)},
                          {"object", object.object},
                          {"action", action_of(object)},
                          {"checked", object.is_checked},
                          {"note", text_or_null(object.note)},
                          {"owners", texts(object.owners)},
                          {"changes", changes.as_list().front()["changes"]}};
}

document::Value cluster_plan_value(const ClusterPlan& cluster) {
  return document::Object{{"name", cluster.name},
                          {"context", cluster.context},
                          {"role", cluster.role},
                          {"uid", text_or_null(cluster.uid)},
                          {"readonly", cluster.is_readonly},
                          {"digest", digest(cluster)},
                          {"objects", list_of(cluster.objects, planned_value)},
                          {"notes", texts(cluster.notes)},
                          {"refusal", error_value(cluster.refusal)},
                          {"error", error_value(cluster.error)}};
}

/// What a person has to know of one object beside its action.
std::string remark_of(const ClusterPlan& cluster, const PlannedObject& object) {
  std::vector<std::string> out;
  if (!object.note.empty()) out.push_back(object.note);
  if (!object.owners.empty()) out.push_back("written by " + join(object.owners, "; "));
  if (cluster.is_readonly && is_pending(object)) out.emplace_back("readonly: left alone");
  if (!object.is_checked && object.outcome == "changed") out.emplace_back("not checked by the server");
  return join(out, "; ");
}

/// visit(cluster, object) by wave, then cluster.
template <class Visit>
void by_wave(const FleetPlan& plan, bool all, Visit visit) {
  for (const auto wave : all_waves) {
    for (const auto& cluster : plan.clusters) {
      for (const auto& object : cluster.objects) {
        if (object.wave == wave && (all || is_pending(object))) visit(cluster, object);
      }
    }
  }
}

Table plan_table(const FleetPlan& plan, bool wide) {
  Table table{{"WAVE", "CLUSTER", "ACTION", "OBJECT", "REMARK"}, {}, {1, 3}};
  by_wave(plan, wide, [&](const ClusterPlan& cluster, const PlannedObject& object) {
    table.rows.push_back({std::string(name_of(object.wave)), cluster.name,
                          Cell(action_of(object), tone_of_outcome(object.outcome)), object.object,
                          remark_of(cluster, object)});
  });
  return table;
}

/// A new object's fields are what the file says: only what differs from a live one is shown.
std::string plan_changes(const FleetPlan& plan, const Style& style) {
  std::string out;
  by_wave(plan, false, [&](const ClusterPlan& cluster, const PlannedObject& object) {
    if (object.outcome == "created") return;
    const auto text = changes_text({as_report(object)}, style);
    if (!text.empty()) out += (out.empty() ? "" : "\n") + cluster.name + ": " + text;
  });
  return out;
}

std::string notes_of(const FleetPlan& plan) {
  std::string out;
  for (const auto& cluster : plan.clusters) {
    for (const auto& note : cluster.notes) out += cluster.name + ": " + note + "\n";
  }
  return out;
}

std::string side(const std::optional<document::Value>& value, char sign, const std::string& path) {
  return value ? fmt::format("{} {}: {}\n", sign, path, document::to_json(*value)) : std::string();
}

std::string markdown_cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, 1, '\\');
  return text.empty() ? "-" : text;
}

std::string markdown_changes(const FleetPlan& plan) {
  std::string out;
  by_wave(plan, false, [&](const ClusterPlan& cluster, const PlannedObject& object) {
    if (object.changes.empty() || object.outcome == "created") return;
    out += "\n**" + cluster.name + "**: " + object.object + "\n\n```diff\n";
    for (const auto& change : object.changes)
      out += side(change.before, '-', change.path) + side(change.after, '+', change.path);
    out += "```\n";
  });
  return out;
}

document::Value linked_value(const ops::MemberLink& member) {
  return document::Object{{"project", member.project},
                          {"context", member.context},
                          {"url", text_or_null(member.url)},
                          {"key_fingerprint", text_or_null(member.key_fingerprint)},
                          {"health", member.health ? health_value(*member.health) : document::Value()},
                          {"error", error_value(member.error)}};
}

document::Value wave_value(const WaveReport& wave) {
  document::Object out{{"wave", name_of(wave.wave)}};
  out.set("clusters", list_of(wave.clusters, cluster_install_value));
  out.set("members", wave.hub ? list_of(wave.hub->members, linked_value) : document::List());
  out.set("objects", wave.hub ? objects_value(wave.hub->objects) : document::List());
  out.set("way_back", texts(wave.hub ? wave.hub->way_back : std::vector<std::string>()));
  out.set("error", error_value(wave.error ? wave.error : wave.hub ? wave.hub->error : std::nullopt));
  return out;
}

Table applied_table(const std::vector<WaveReport>& waves, const std::string& hub) {
  Table table{{"WAVE", "CONTEXT", "OBJECT", "RESULT"}, {}, {1, 2}};
  const auto add = [&](Wave wave, const std::string& context, const std::vector<deploy::ObjectReport>& objects) {
    for (const auto& object : objects)
      table.rows.push_back(
          {std::string(name_of(wave)), context, object.object, Cell(object.outcome, tone_of_outcome(object.outcome))});
  };
  for (const auto& wave : waves) {
    for (const auto& cluster : wave.clusters) add(wave.wave, cluster.context, cluster.objects);
    if (wave.hub) add(wave.wave, hub, wave.hub->objects);
  }
  return table;
}

Table data_table(const std::vector<WaveReport>& waves) {
  Table table{{"PROJECT", "CONTEXT", "URL", "KEY", "DATA"}, {}};
  for (const auto& wave : waves) {
    if (!wave.hub) continue;
    for (const auto& member : wave.hub->members) {
      const auto data = member.health ? std::string(name_of(member.health->state)) : "not verified";
      table.rows.push_back({member.project, member.context, member.url, member.key_fingerprint,
                            Cell(data, data == "ok" ? Tone::good : Tone::dim)});
    }
  }
  return table;
}

bool has_changed(const std::vector<WaveReport>& waves) {
  return std::any_of(waves.begin(), waves.end(), [](const WaveReport& wave) {
    const auto changed = [](const auto& object) { return object.outcome != "unchanged"; };
    return (wave.hub && wave.hub->changed) ||
           std::any_of(wave.clusters.begin(), wave.clusters.end(), [&](const auto& cluster) {
             return std::any_of(cluster.objects.begin(), cluster.objects.end(), changed);
           });
  });
}

}  // namespace

document::Value plan_value(const FleetPlan& plan, const std::string& fleet) {
  return document::Object{{"fleet", text_or_null(fleet)},
                          {"pending", is_pending(plan)},
                          {"clusters", list_of(plan.clusters, cluster_plan_value)}};
}

std::string plan_text(const FleetPlan& plan, bool wide, const Style& style, std::size_t columns) {
  return sections({render(plan_table(plan, wide), style, columns), plan_changes(plan, style), notes_of(plan)});
}

std::string plan_summary(const FleetPlan& plan) {
  std::map<std::string, std::size_t> actions;
  std::size_t clusters = 0;
  for (const auto& cluster : plan.clusters) {
    const auto pends = [&](const PlannedObject& object) { return !cluster.is_readonly && is_pending(object); };
    for (const auto& object : cluster.objects) {
      if (pends(object)) ++actions[action_of(object)];
    }
    if (std::any_of(cluster.objects.begin(), cluster.objects.end(), pends)) ++clusters;
  }
  if (clusters == 0) return "nothing to do";
  const auto deleted = actions["delete"] > 0 ? fmt::format(", {} to delete", actions["delete"]) : "";
  return fmt::format("{} to create, {} to change{} in {} cluster{}", actions["create"], actions["change"], deleted,
                     clusters, clusters == 1 ? "" : "s");
}

std::string plan_markdown(const FleetPlan& plan, const std::string& fleet) {
  std::string out = "### Plan" + (fleet.empty() ? "" : " of fleet " + fleet) + ": " + plan_summary(plan) + "\n";
  std::string rows;
  by_wave(plan, false, [&](const ClusterPlan& cluster, const PlannedObject& object) {
    rows += fmt::format("| {} | {} | {} | {} | {} |\n", name_of(object.wave), cluster.name, action_of(object),
                        object.object, markdown_cell(remark_of(cluster, object)));
  });
  if (!rows.empty()) out += "\n| wave | cluster | action | object | remark |\n|---|---|---|---|---|\n" + rows;
  out += markdown_changes(plan);
  for (const auto& cluster : plan.clusters) {
    for (const auto& note : cluster.notes) out += "\n- " + cluster.name + ": " + note;
    if (cluster.error) out += "\n- " + cluster.name + " could not be read: " + describe(*cluster.error);
  }
  return out.ends_with('\n') ? out : out + "\n";
}

document::Value applied_value(const std::vector<WaveReport>& waves, const std::string& fleet) {
  return document::Object{
      {"fleet", text_or_null(fleet)}, {"changed", has_changed(waves)}, {"waves", list_of(waves, wave_value)}};
}

std::string applied_text(const std::vector<WaveReport>& waves, const std::string& hub, bool wide, const Style& style,
                         std::size_t columns) {
  Table components = components_header(wide);
  for (const auto& wave : waves) {
    for (const auto& cluster : wave.clusters)
      add_components(components, cluster.context, cluster.components, wide, wide);
    if (wave.hub) add_components(components, hub, wave.hub->hub_components, wide, wide);
  }
  return sections({render(applied_table(waves, hub), style, columns), render(data_table(waves), style, columns),
                   render(components, style, columns)});
}

Outcomes outcomes_of(const std::vector<WaveReport>& waves) {
  Outcomes out;
  for (const auto& wave : waves) {
    for (const auto& cluster : wave.clusters) out.push_back(cluster.error);
    if (wave.error) out.push_back(wave.error);
    if (!wave.hub) continue;
    out.push_back(wave.hub->error);
    for (const auto& member : wave.hub->members) out.push_back(member.error);
  }
  return out;
}

}  // namespace corootctl::cli
