#include "ops/project/open.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "fleet/fan_out.hpp"

namespace corootctl::ops {

namespace {

bool matches_any(const std::vector<std::string>& patterns, std::string_view name) {
  return patterns.empty() || std::any_of(patterns.begin(), patterns.end(),
                                         [&](const std::string& pattern) { return glob_match(pattern, name); });
}

}  // namespace

Result<OpenProject> open_project(const ViewRequest& request, const fleet::Surroundings& around, std::stop_token stop) {
  const auto deadline = Deadline::in(request.timeout);
  CTL_PASS(auto hub, open_coroot(request.access, request.project, around, {deadline, stop}));
  CTL_PASS(const auto user, hub->user({deadline, stop}));
  CTL_PASS(auto about, hub::find_project(*hub, request.project, {deadline, stop}));
  return OpenProject{std::move(hub), std::move(about), user.projects};
}

bool passes(const AppFilter& filter, const Filtered& row) {
  return matches_any(filter.clusters, row.cluster) && matches_any(filter.namespaces, row.namespace_name) &&
         matches_any(filter.categories, row.category) && matches_any(filter.statuses, row.status);
}

Result<> check_clusters(const AppFilter& filter, const hub::Project& project) {
  auto names = project.members;
  names.emplace_back("external");
  for (const auto& pattern : filter.clusters) {
    if (std::any_of(names.begin(), names.end(), [&](const auto& name) { return glob_match(pattern, name); })) continue;
    const auto near = closest(pattern, names);
    return fail_with_hint(ErrorKind::not_found,
                          (near ? "Did you mean " + *near + "? " : "") + "Clusters: " + join(names, ", ") + ".",
                          "project {} has no cluster {}", project.name, pattern);
  }
  return {};
}

int seriousness(std::string_view status) {
  constexpr std::array<std::string_view, 4> order{"unknown", "info", "warning", "critical"};
  const auto found = std::find(order.begin(), order.end(), status);
  return found == order.end() ? 0 : static_cast<int>(found - order.begin()) + 1;
}

std::vector<std::string> Honesty::silent() const {
  std::vector<std::string> out;
  for (const auto& member : members) {
    if (member.state != hub::MemberState::ok) out.push_back(member.project);
  }
  return out;
}

bool Honesty::is_silent(std::string_view cluster) const {
  return std::any_of(members.begin(), members.end(), [&](const auto& member) {
    return member.project == cluster && member.state != hub::MemberState::ok;
  });
}

void run_tasks(const std::vector<LookTask>& tasks, const ProjectLook& at) {
  const auto deadline = Deadline::in(at.request.timeout);
  fleet::fan_out(tasks, at.request.width, at.stop, [&](const LookTask& task, std::stop_token token) -> Result<> {
    task({deadline, token});
    return {};
  });
}

Honesty look(const ProjectLook& at, std::vector<LookTask> tasks) {
  const auto& names = at.project.about.members;
  Honesty honesty;
  honesty.members.resize(names.size());
  for (std::size_t i = 0; i < honesty.members.size(); ++i) {
    tasks.push_back([&, i](const Within& within) {
      honesty.members[i] =
          hub::probe_member(*at.project.hub, names[i], at.request.member_timeout, at.now_ms, within.stop);
    });
  }
  run_tasks(tasks, at);
  return honesty;
}

void warn_of_standstill(Honesty& honesty, const hub::Project& project, const Error* failure) {
  const auto silent = honesty.silent();
  if (failure != nullptr) {
    honesty.incomplete = true;
    honesty.warnings.push_back(
        fmt::format("{} gives nothing ({}); shown is what its members' own projects say", project.name, failure->what));
  } else if (project.is_aggregate && !silent.empty()) {
    honesty.warnings.push_back(fmt::format("{} does not change while {} gives no data: what it shows of {} is old",
                                           project.name, join(silent, ", "), silent.size() == 1 ? "it" : "them"));
  }
}

}  // namespace corootctl::ops
