#include "survey/hub.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "coroot/answer.hpp"
#include "coroot/resource.hpp"
#include "fleet/fan_out.hpp"
#include "hub/probe.hpp"
#include "survey/parts.hpp"

namespace corootctl::survey {
namespace {

using document::Value;

constexpr std::int64_t port_window_ms = 10 * 60'000;

/// One member, asked by the hub.
struct MemberReader {
  const coroot::Client& client;
  const HubQuestion& question;
  checks::Member& out;
  Within within;

  void read() const {
    const auto health = hub::probe_member(client, out.project, question.member_timeout, question.now_ms, within.stop);
    out.state = hub::name_of(health.state);
    out.ok = health.state == hub::MemberState::ok;
    out.detail = health.detail;
    out.hint = hub::hint_for(health.state);
    out.last_data_ms = health.last_data_ms;
    out.agents = health.agents;
    if (!out.ok) return;
    const auto id = client.project_id(out.project, within);
    if (!id) return;
    read_ports(*id);
    read_store(*id);
  }

  void read_ports(const std::string& id) const {
    const auto panel = client.panel(id, {{out.project, "count(kube_service_port)", "ports"}},
                                    question.now_ms - port_window_ms, question.now_ms, within);
    if (!panel) return;
    out.port_series = 0;
    for (const auto& series : panel->series) {
      for (const auto value : series.values)
        if (value > 0) out.port_series = static_cast<std::int64_t>(value);
    }
  }

  /// The way to the member's ClickHouse, which is not that of its metrics (coroot-api 46).
  void read_store(const std::string& id) const {
    const auto answer = client.overview(id, "traces", within);
    out.store = "unknown";
    out.store_detail = answer ? "the server's answer has no such part" : describe(answer.error());
    if (!answer || !answer->at({"data", "traces"}).is_object()) return;
    const auto& traces = answer->at({"data", "traces"});
    const bool has_none = traces["message"].as_string() == "no_clickhouse";
    out.store_detail = has_none ? "it has no ClickHouse" : coroot::clean_text(traces["error"].as_string());
    out.store = out.store_detail.empty() ? "ok" : "failed";
  }
};

std::vector<checks::Member> members_of(const deploy::Installation& installation) {
  std::vector<checks::Member> out;
  for (const auto& project : installation.resource.at({"spec", "projects"}).as_list()) {
    if (coroot::kind_of(project) != coroot::ProjectKind::remote) continue;
    checks::Member member;
    member.project = project["name"].as_string();
    member.url = hide_userinfo(project.at({"remoteCoroot", "url"}).as_string());
    out.push_back(std::move(member));
  }
  return out;
}

void read_aggregates(const coroot::Client& client, const deploy::Installation& installation, checks::Hub& out,
                     const Within& within) {
  for (const auto& project : installation.resource.at({"spec", "projects"}).as_list()) {
    if (coroot::kind_of(project) != coroot::ProjectKind::aggregate) continue;
    checks::Aggregate aggregate{project["name"].as_string(), {}, "", "", ""};
    for (const auto& member : project["memberProjects"].as_list()) aggregate.members.push_back(member.as_string());
    const auto id = client.project_id(aggregate.name, within);
    const auto status = id ? client.status(*id, within) : Result<coroot::ProjectStatus>(tl::unexpected(id.error()));
    aggregate.status = status ? status->prometheus_status : "unknown";
    aggregate.action = status ? status->action : "";
    aggregate.message = status ? status->message : describe(status.error());
    if (status && !status->error.empty()) aggregate.message += (aggregate.message.empty() ? "" : ": ") + status->error;
    out.aggregates.push_back(std::move(aggregate));
  }
}

/// Projects without keys of their own whose id opens them (coroot-api 45).
void read_ids(const coroot::Client& client, const std::vector<coroot::ProjectName>& known,
              const deploy::Installation& installation, checks::Hub& out, const Within& within) {
  for (const auto& project : known) {
    const auto* entry = coroot::find_project(installation.resource, project.name);
    if (entry == nullptr || coroot::kind_of(*entry) != coroot::ProjectKind::remote) continue;
    const auto opens = client.opens(SecretString(project.id), within);
    if (!opens) return note_gap(out.gaps, checks::parts::ids, opens.error());
    if (*opens) out.open_by_id.push_back(project.name);
  }
}

}  // namespace

void read_hub(const coroot::Client& client, const deploy::Installation& installation, const HubQuestion& question,
              checks::Hub& out, std::stop_token stop) {
  const Within within{Deadline::in(question.deadline), stop};
  const auto user = client.user(within);
  if (!user) {
    out.failure = checks::Failure{std::string(name_of(user.error().kind)), describe(user.error()), user.error().hint};
    return;
  }
  for (const auto& project : user->projects) out.projects.push_back(project.name);
  out.members = members_of(installation);
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < out.members.size(); ++i) places.push_back(i);
  const auto done = fleet::fan_out(places, question.width, stop, [&](std::size_t i, std::stop_token token) -> Result<> {
    MemberReader{client, question, out.members[i], {Deadline::in(question.deadline), token}}.read();
    return {};
  });
  static_cast<void>(done);  // each wrote to its own place
  read_aggregates(client, installation, out, within);
  read_ids(client, user->projects, installation, out, within);
}

}  // namespace corootctl::survey
