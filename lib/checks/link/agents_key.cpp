#include <algorithm>

#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

std::size_t agents_projects(const Installation& installation) {
  return static_cast<std::size_t>(std::count_if(installation.projects.begin(), installation.projects.end(),
                                                [](const Project& project) { return project.kind == "agents"; }));
}

bool is_of_a_project(const Installation& installation, const Key& wanted) {
  for (const auto& project : installation.projects) {
    for (const auto& key : project.keys) {
      if (project.kind == "agents" && key.state == "present" && key.fingerprint == wanted.fingerprint) return true;
    }
  }
  return false;
}

/// What is wrong about the key that the agents of this Coroot send; "" = nothing.
std::string agents_key_trouble(const Installation& installation) {
  if (installation.agents_only || !has_all_keys(installation)) return "";
  if (!installation.agents_key || installation.agents_key->state == "unread") return "";
  const auto& key = *installation.agents_key;
  if (key.state == "missing") return key.place + " does not exist, so that the agents' pods do not start";
  if (key.state == "empty" || is_of_a_project(installation, key)) return "";
  return key.place + " is the key of none of its projects";
}

void judge_agents_key(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::installations, parts::keys}, out)) {
    for (const auto& installation : cluster->installations) {
      if (auto trouble = agents_key_trouble(installation); !trouble.empty())
        out.findings.push_back({Severity::error, cluster->context, object_of(installation), std::move(trouble), ""});
    }
  }
}

/// Several projects with keys, or one with another name than the server's own first project.
void judge_agents_key_empty(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::installations, parts::keys}, out)) {
    for (const auto& installation : cluster->installations) {
      const auto& key = installation.agents_key;
      if (key && key->state != "empty") continue;
      if (installation.projects.empty() && !installation.agents_only) continue;
      const bool is_lost = installation.projects.size() != 1 || agents_projects(installation) != 1;
      out.findings.push_back({is_lost ? Severity::error : Severity::warning, cluster->context, object_of(installation),
                              key ? key->place + " is empty" : "it names no key for its agents: spec.apiKeySecret",
                              ""});
    }
  }
}

}  // namespace

Check agents_key_check() {
  return {"CRT305",
          "agents-key",
          Severity::error,
          When::check,
          "The agents send the key of a project",
          "The top-level apiKey or apiKeySecret is only what the agents of this cluster send. When no project has that "
          "key, the server refuses all of their data with 404, and the project shows no agent.",
          "Let spec.apiKeySecret name the same Secret and key as one entry of the project's apiKeys.",
          judge_agents_key};
}

Check agents_key_empty_check() {
  return {
      "CRT306",
      "agents-key-empty",
      Severity::warning,
      When::check,
      "The agents send a key at all",
      "Agents without a key are taken for those of the only project, or of one that is named default. With a second "
      "project, such as the remote ones of a hub, that ends: the server answers 404 and their data are lost.",
      "Name the project's key in spec.apiKeySecret, before another project is added.",
      judge_agents_key_empty};
}

}  // namespace corootctl::checks
