#include "cli/help/live_names.hpp"

#include <algorithm>
#include <map>

#include "cli/output/apps.hpp"
#include "cli/parse/tree.hpp"
#include "cli/shared/hub.hpp"
#include "cli/shared/surroundings.hpp"

namespace corootctl::cli {
namespace {

constexpr auto patience = std::chrono::seconds(1);  // people wait at their prompt

class Nowhere final : public Output {
 public:
  void write(std::string_view) override {}
  std::string failure() const override { return {}; }
};

struct Typed {
  HubOptions hub{};
  Globals globals{};
};

std::optional<Typed> parse(const std::vector<std::string>& words) {
  Typed typed;
  CLI::App app;
  declare_hub(app, typed.hub);
  declare_other_way(app, typed.hub);
  declare_globals(app, typed.globals, "");
  app.set_help_flag();
  app.allow_extras();
  auto reversed = normalised(words);
  std::reverse(reversed.begin(), reversed.end());
  try {
    app.parse(std::move(reversed));
  } catch (const CLI::ParseError&) {
    return std::nullopt;
  }
  if (typed.hub.login.password_stdin) return std::nullopt;  // standard input is the shell's
  return typed;
}

std::vector<Proposal> app_names(const std::vector<ops::AppRow>& apps, const std::string& typed) {
  std::map<std::string, int> count;
  for (const auto& app : apps) ++count[app.name.name];
  const bool wants_id = typed.find(':') != std::string::npos;
  std::vector<Proposal> out;
  for (const auto& app : apps) {
    const bool by_name = !wants_id && count[app.name.name] == 1;
    out.push_back(
        {by_name ? app.name.name : app.id, app.name.cluster + " " + short_name(app.name) + ", " + app.status});
  }
  return out;
}

/// Without choosing a project: that is what is being typed.
std::vector<Proposal> project_names(const hub::CorootAccess& access, const fleet::Surroundings& around,
                                    const Within& within) {
  std::vector<Proposal> out;
  const auto hub = hub::open_coroot(access, "", around, within);
  if (!hub) return out;
  const auto user = (*hub)->user(within);
  if (!user) return out;
  for (const auto& project : user->projects) out.push_back({project.name, ""});
  return out;
}

std::vector<Proposal> cluster_names(const ops::OpenProject& open) {
  std::vector<Proposal> out;
  for (const auto& name : open.about.members) out.push_back({name, ""});
  out.push_back({"external", "services outside"});
  return out;
}

std::vector<Proposal> incident_keys(const ops::OpenProject& open, const Within& within) {
  constexpr int most = 100;
  std::vector<Proposal> out;
  const auto incidents = open.hub->incidents(open.about.id, most, within);
  if (!incidents) return out;
  for (const auto& each : *incidents) {
    const auto name = coroot::split_app(coroot::with_cluster_name(each.application, open.projects));
    out.push_back(
        {each.key, name.cluster + " " + short_name(name) + ", " + (each.resolved_at_ms ? "resolved" : "open")});
  }
  return out;
}

}  // namespace

bool is_live(std::string_view value_name) {
  return value_name == "APP" || value_name == "INCIDENT" || value_name == "PROJECT" || value_name == "CLUSTER";
}

std::vector<Proposal> live_names(std::string_view value_name, const std::string& typed,
                                 const std::vector<std::string>& words, const Surface& surface) {
  const auto line = parse(words);
  if (!line) return {};
  Surface quiet = surface;
  quiet.terminal = {};  // credential plugins must not ask questions now
  Nowhere nowhere;
  Talk talk(nowhere, surface.clock, {.quiet = true});
  const Env env{.surface = quiet, .globals = line->globals, .talk = talk};
  auto hub = choose_hub(line->hub, env);
  if (!hub) return {};
  const auto connector = connector_for(env);
  ops::ViewRequest request;
  request.access = std::move(hub->access);
  request.project = std::move(hub->project);
  request.timeout = patience;
  const Within within{Deadline::in(patience), surface.stop};
  const auto around = surroundings(env, *connector);
  if (value_name == "PROJECT") return project_names(request.access, around, within);
  const auto open = ops::open_project(request, around, surface.stop);
  if (!open) return {};
  if (value_name == "CLUSTER") return cluster_names(*open);
  if (value_name == "INCIDENT") return incident_keys(*open, within);
  const auto map = open->hub->map(open->about.id, within);
  return map ? app_names(ops::join_views({}, *map, open->projects), typed) : std::vector<Proposal>{};
}

}  // namespace corootctl::cli
