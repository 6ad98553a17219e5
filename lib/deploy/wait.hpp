/// Waiting until a Coroot really runs. The resource's own status is never believed: it has no generation and says OK
/// when objects could not be created (operator 10-12).
#pragma once

#include <string>
#include <vector>

#include "deploy/components.hpp"
#include "fleet/surroundings.hpp"

namespace corootctl::deploy {

struct Waited {
  std::vector<Component> components{};  ///< as last seen
  std::optional<Error> error{};         ///< timeout or failed, naming the objects and why
};

/// Whether a wait goes on after it: no answer, or one that says nothing about what was asked (410, 5xx, cut short,
/// empty, a page).
bool may_pass(const Error& error);

/// Asks again while the error may pass, each time for at most 30 s, until `within` ends. `ask` takes a Within.
template <class Ask>
auto ask_patiently(const Ask& ask, const std::string& cluster, const fleet::Surroundings& around, const Within& within)
    -> decltype(ask(within)) {
  for (std::string told;;) {
    auto answer = ask(Within{Deadline::in(std::chrono::seconds(30)).earlier(within.deadline), within.stop});
    if (answer || !may_pass(answer.error()) || within.deadline.expired()) return answer;
    const auto text = "wait: " + describe(answer.error());
    if (text != told && around.tell) around.tell({cluster, text});
    told = text;
    if (!around.clock.pause(std::chrono::milliseconds(500), within.stop))
      return fail(ErrorKind::cancelled, "interrupted while waiting: {}", describe(answer.error()));
  }
}

/// Until the operator's Deployment in `namespace_name` is available.
Waited wait_for_operator(const kube::Reader& reader, const std::string& namespace_name, const std::string& cluster,
                         const fleet::Surroundings& around, const Within& within);

/// Follows the operator through its work: operator available, key Secrets complete, the operator's ConfigMap carries
/// this spec's projects, workloads rolled out. Tells each change of what it waits for. Errors
/// never come from the status. Writes nothing; the Client is for a dry run that makes the API server say why it refuses
/// a workload.
Waited wait_until_running(const kube::Client& client, const Installation& installation, const std::string& cluster,
                          const fleet::Surroundings& around, const Within& within);

}  // namespace corootctl::deploy
