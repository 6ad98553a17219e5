#include "support/sandbox.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace corootctl::support {

Result<std::unique_ptr<Sandbox>> Sandbox::start(SandboxOptions options) {
  std::unique_ptr<Sandbox> sandbox(new Sandbox(std::move(options)));
  CTL_PASS(sandbox->fleet_, SimFleet::start(sandbox->options_.clusters));
  CorootOptions coroot;
  coroot.scenario = sandbox->options_.scenario;
  coroot.password = sandbox->options_.password;
  coroot.more = sandbox->options_.more;
  CTL_PASS(sandbox->coroot_, StandInCoroot::start(std::move(coroot)));
  sandbox->coroot_->set_projects(std::set<std::string>{});
  for (const auto* cluster : sandbox->fleet_->all())
    CTL_CHECK(sandbox->add_operator(*cluster), "start the operator of " + cluster->name());
  sandbox->threads_.emplace_back([raw = sandbox.get()](std::stop_token stop) { raw->follow(stop); });
  return sandbox;
}

/// All at once, so that they end together and not one after the other.
Sandbox::~Sandbox() {
  for (auto& thread : threads_) thread.request_stop();
}

Result<> Sandbox::add_operator(const SimCluster& cluster) {
  CTL_PASS(auto client, open_client(fleet_->kubeconfig(), cluster.name()));
  OperatorOptions options;
  options.poll = options_.poll;
  options.requeue = options_.requeue;
  options.moves = [&cluster] { return cluster.moves(); };
  options.log = [this, name = cluster.name()](std::string_view line) {
    options_.log(fmt::format("{}: {}", name, line));
  };
  operators_.push_back(std::make_unique<StandInOperator>(std::move(client), std::move(options)));
  threads_.emplace_back([fake = operators_.back().get()](std::stop_token stop) { fake->run(stop); });
  return {};
}

void Sandbox::settle() const {
  const auto is_behind = [&] {
    for (std::size_t i = 0; i < operators_.size(); ++i)
      if (operators_[i]->looked_at() != (*fleet_)[i].moves()) return true;
    return followed_ != moves();
  };
  while (is_behind()) static_cast<void>(system_clock().pause(std::chrono::milliseconds(2), {}));
}

std::uint64_t Sandbox::moves() const {
  std::uint64_t sum = 0;
  for (const auto* cluster : fleet_->all()) sum += cluster->moves();
  return sum;
}

/// Keeps the hub's Coroot in step with the clusters' objects. Its server forgets no project that leaves its
/// configuration (links 1).
void Sandbox::follow(std::stop_token stop) {
  std::string server;
  std::map<std::string, MemberFault> known;  // only changes are passed on, so that a test can set faults of its own
  std::map<std::string, std::vector<std::string>> aggregates;
  std::uint64_t seen = 0;  // objects there are from the start
  do {
    const auto now = moves();
    if (seen == now) continue;
    seen = now;
    HubView view = view_of(fleet_->all(), hub());
    if (moves() != now) seen = 0;  // clusters are read one after the other: a key may move in between
    const auto refuses = [](const auto& member) { return member.second == MemberFault::wrong_key; };
    if (std::any_of(view.members.begin(), view.members.end(), refuses)) view = view_of(fleet_->all(), hub());
    const bool has_started = !view.server.empty() && view.server != server;
    if (has_started) coroot_->restart(view.projects);
    if (has_started) server = view.server;
    for (const auto& [name, members] : view.aggregates) aggregates[name] = members;
    coroot_->set_members(aggregates);
    for (const auto& [project, fault] : view.members)
      if (const auto it = known.find(project); it == known.end() || it->second != fault)
        coroot_->set_fault(project, fault);
    known = view.members;
    for (const auto& [namespace_name, service] : view.services)
      hub().set_backend(namespace_name, service, coroot_->url());
    followed_ = seen;
  } while (system_clock().pause(options_.poll, stop));
}

}  // namespace corootctl::support
