#include "support/sandbox.hpp"

#include <fmt/core.h>

namespace corootctl::support {

Result<std::unique_ptr<Sandbox>> Sandbox::start(SandboxOptions options) {
  std::unique_ptr<Sandbox> sandbox(new Sandbox(std::move(options)));
  CTL_PASS(sandbox->fleet_, SimFleet::start(sandbox->options_.clusters));
  CorootOptions coroot;
  coroot.scenario = sandbox->options_.scenario;
  CTL_PASS(sandbox->coroot_, StandInCoroot::start(std::move(coroot)));
  sandbox->coroot_->set_projects(std::set<std::string>{});
  for (const auto& name : sandbox->options_.clusters)
    CTL_CHECK(sandbox->add_operator(name), "start the operator of " + name);
  sandbox->threads_.emplace_back([raw = sandbox.get()](std::stop_token stop) { raw->follow(stop); });
  return sandbox;
}

/// All at once, so that they end together and not one after the other.
Sandbox::~Sandbox() {
  for (auto& thread : threads_) thread.request_stop();
}

Result<> Sandbox::add_operator(const std::string& cluster) {
  CTL_PASS(auto client, open_client(fleet_->kubeconfig(), cluster));
  OperatorOptions options;
  options.poll = options_.poll;
  options.requeue = options_.requeue;
  options.log = [this, cluster](std::string_view line) { options_.log(fmt::format("{}: {}", cluster, line)); };
  operators_.push_back(std::make_unique<StandInOperator>(std::move(client), std::move(options)));
  threads_.emplace_back([fake = operators_.back().get()](std::stop_token stop) { fake->run(stop); });
  return {};
}

/// Keeps the hub's Coroot in step with the clusters' objects.
void Sandbox::follow(std::stop_token stop) {
  std::map<std::string, MemberFault> known;  // only changes are passed on, so that a test can set faults of its own
  do {
    const HubView view = view_of(fleet_->all(), hub());
    coroot_->set_projects(view.projects);
    for (const auto& [project, fault] : view.members)
      if (const auto it = known.find(project); it == known.end() || it->second != fault)
        coroot_->set_fault(project, fault);
    known = view.members;
    for (const auto& [namespace_name, service] : view.services)
      hub().set_backend(namespace_name, service, coroot_->url());
  } while (system_clock().pause(options_.poll, stop));
}

}  // namespace corootctl::support
