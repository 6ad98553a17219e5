#include "probing/probe.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "kube/objects/rollout.hpp"
#include "probing/answers.hpp"
#include "probing/job.hpp"
#include "survey/addresses.hpp"

namespace corootctl::probing {
namespace {

using checks::Address;
using document::Value;

constexpr std::chrono::milliseconds look_pause{500};
constexpr std::chrono::seconds time_to_delete{15};

/// Places in facts.addresses.
using Places = std::vector<std::size_t>;

Places open_places(const checks::Facts& facts) {
  Places out;
  for (std::size_t i = 0; i < facts.addresses.size(); ++i)
    if (facts.addresses[i].inside && facts.addresses[i].outcome == "unprobed") out.push_back(i);
  return out;
}

std::string probed_url(const Address& address) { return hide_userinfo(address.url) + survey::query_path; }

/// Why no pod is made: Pod Security, a quota, a webhook. Who may not read events learns less.
std::string why_no_pod(const kube::Reader& reader, const kube::ObjectRef& job, const std::string& uid,
                       const Within& within) {
  const auto events = reader.list(kube::resources::events(), job.namespace_name, "", within);
  if (!events) return "";
  for (const auto& event : *events) {
    if (event.at({"involvedObject", "uid"}).as_string() == uid && event["reason"].as_string() == "FailedCreate")
      return printable("no pod is made: " + event["message"].as_string(), 400);
  }
  return "";
}

/// Reasons that waiting does not help against, in the time that a probe has.
bool is_hopeless(const Value& container) {
  static constexpr std::string_view reasons[] = {"ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull",
                                                 "CreateContainerConfigError", "CreateContainerError"};
  const auto& reason = container.at({"state", "waiting", "reason"}).as_string();
  return std::find(std::begin(reasons), std::end(reasons), reason) != std::end(reasons);
}

/// One Job in one cluster, from what is there before it to its deletion.
class Probe {
 public:
  Probe(const kube::Client& client, JobWish wish, const fleet::Surroundings& around, std::chrono::milliseconds limit)
      : client_(client), wish_(std::move(wish)), around_(around), limit_(limit), ref_(job_ref(wish_.namespace_name)) {}

  /// What its container said. Errors: why there is nothing; cancelled.
  Result<std::string> ask(const std::vector<std::string>& urls, std::vector<std::string>& notes,
                          const std::stop_token& stop) {
    wish_.urls = urls;
    const Within within{Deadline::in(limit_), stop};
    auto said = run(within);
    if (may_be_there_) {
      if (auto gone = remove(); !gone) notes.push_back(left_note(gone.error()));
    }
    return said;
  }

 private:
  Result<std::string> run(const Within& within) {
    const auto wanted = job_of(wish_);
    CTL_PASS(auto live, client_.find(ref_, within));
    if (live && !is_ours(*live)) {
      return fail_with_hint(ErrorKind::conflict, "Delete it, or let its owner name it otherwise.",
                            "{} is there and is somebody else's", ref_.describe());
    }
    if (live && !may_be_shared(*live, wanted)) {
      CTL_RUN(clear_leftover(within));
      live.reset();
    }
    may_be_there_ = true;
    if (!live) {
      auto made = client_.apply_over(std::nullopt, wanted, ref_.resource, {}, within);
      may_be_there_ = made || is_uncertain(made.error());
      if (!made) return tl::unexpected(std::move(made.error()));
      live = std::move(made->object);
    }
    return await(live->at({"metadata", "uid"}).as_string(), within);
  }

  /// Whether the write may have happened although its answer did not come.
  static bool is_uncertain(const Error& error) {
    return error.kind == ErrorKind::unreachable || error.kind == ErrorKind::timeout ||
           error.kind == ErrorKind::cancelled || error.kind == ErrorKind::failed;
  }

  Result<> clear_leftover(const Within& within) const {
    CTL_RUN(remove());
    for (;;) {
      CTL_PASS(const auto live, client_.find(ref_, within));
      if (!live) return {};
      if (within.deadline.expired()) return fail(ErrorKind::timeout, "{} does not go", ref_.describe());
      if (!around_.clock.pause(look_pause, within.stop)) return fail(ErrorKind::cancelled, "interrupted");
    }
  }

  /// In its own time: an interruption is the very moment to clean up.
  Result<> remove() const {
    auto gone = client_.remove(ref_, false, {Deadline::in(time_to_delete), {}});
    if (gone || gone.error().kind == ErrorKind::not_found) return {};
    return gone;
  }

  std::string left_note(const Error& error) const {
    return fmt::format("{} is still there ({}); the cluster deletes it two minutes after its end", ref_.describe(),
                       describe(error));
  }

  Result<std::string> await(const std::string& uid, const Within& within) const {
    std::string trouble;
    for (;;) {
      auto said = look(uid, trouble, within);
      const bool is_late = !said && within.deadline.expired() && !trouble.empty();  // what was seen last says more
      if (!said && !is_late) return tl::unexpected(std::move(said.error()));
      if (said && *said) return std::move(**said);
      if (within.deadline.expired()) {
        return fail(ErrorKind::timeout, "{}", trouble.empty() ? "its pod does not end" : trouble);
      }
      if (!around_.clock.pause(look_pause, within.stop)) return fail(ErrorKind::cancelled, "interrupted");
    }
  }

  /// nullopt = not yet, and why.
  Result<std::optional<std::string>> look(const std::string& uid, std::string& trouble, const Within& within) const {
    CTL_PASS(const auto pods, pods_of(uid, within));
    if (auto now = kube::pod_trouble(pods); !now.empty()) trouble = std::move(now);
    for (const auto& pod : pods) {
      const auto& container = pod.at({"status", "containerStatuses"})[std::size_t{0}];
      const auto& ended = container.at({"state", "terminated"});
      if (is_hopeless(container)) return fail(ErrorKind::failed, "{}", trouble);
      if (ended.is_object()) return what_it_said(ended);
    }
    if (pods.empty()) {
      if (auto why = why_no_pod(client_, ref_, uid, within); !why.empty()) return fail(ErrorKind::failed, "{}", why);
    }
    CTL_RUN(check_job(uid, trouble, within));
    return std::optional<std::string>();
  }

  static Result<std::optional<std::string>> what_it_said(const Value& ended) {
    const auto& message = ended["message"].as_string();
    if (const auto code = ended["exitCode"].as_integer(); code != 0) {
      return fail_with_hint(ErrorKind::failed, "The image needs sh and curl: name another one with --probe-image.",
                            "its container ended with {} {}: {}", code, ended["reason"].as_string(),
                            printable(message, 300));
    }
    return std::optional(message);
  }

  Result<> check_job(const std::string& uid, const std::string& trouble, const Within& within) const {
    CTL_PASS(const auto job, client_.find(ref_, within));
    if (!job || job->at({"metadata", "uid"}).as_string() != uid)
      return fail(ErrorKind::conflict, "{} was deleted by somebody else", ref_.describe());
    if (is_at_work(*job)) return {};
    const auto failure = failure_of(*job);
    return fail(ErrorKind::failed, "{}{}{}", trouble, trouble.empty() || failure.empty() ? "" : "; ", failure);
  }

  Result<std::vector<Value>> pods_of(const std::string& uid, const Within& within) const {
    CTL_PASS(auto pods, client_.list(kube::resources::pods(), ref_.namespace_name,
                                     fmt::format("app.kubernetes.io/name={}", job_name), within));
    std::erase_if(pods, [&](const Value& pod) {
      const auto& owners = pod.at({"metadata", "ownerReferences"}).as_list();
      return std::none_of(owners.begin(), owners.end(),
                          [&](const Value& owner) { return owner["uid"].as_string() == uid; });
    });
    return pods;
  }

  const kube::Client& client_;
  JobWish wish_;
  const fleet::Surroundings& around_;
  std::chrono::milliseconds limit_;
  kube::ObjectRef ref_;
  bool may_be_there_ = false;
};

/// The image that the hub's nodes have, and where its pods may run.
Result<JobWish> wish_for(const kube::Reader& reader, const ProbeRequest& request, const checks::Facts& facts,
                         const Within& within) {
  JobWish out;
  out.namespace_name = facts.hub ? facts.hub->namespace_name : facts.namespace_name;
  out.image = request.image;
  out.deadline = std::chrono::ceil<std::chrono::seconds>(request.limit);
  if (!facts.hub) {
    if (!out.image.empty()) return out;
    return fail_with_hint(ErrorKind::usage, "Name one that has sh and curl with --probe-image.",
                          "no Coroot runs in the hub whose image could be used");
  }
  const kube::ObjectRef server{kube::resources::stateful_sets(), out.namespace_name, facts.hub->name + "-coroot"};
  const auto found = reader.find(server, within);
  if (!found && out.image.empty()) return tl::unexpected(found.error());
  if (!found || !*found) {
    if (!out.image.empty()) return out;
    return fail_with_hint(ErrorKind::not_found, "Name an image that has sh and curl with --probe-image.",
                          "{} does not exist", server.describe());
  }
  const auto& pod = (*found)->at({"spec", "template", "spec"});
  if (out.image.empty()) out.image = pod["containers"][std::size_t{0}]["image"].as_string();
  out.pull_secrets = pod["imagePullSecrets"];
  out.node_selector = pod["nodeSelector"];
  out.tolerations = pod["tolerations"];
  return out;
}

void set_reason(checks::Facts& facts, const Places& places, const Error& error) {
  for (const auto place : places) facts.addresses[place].detail = describe(error);
}

Result<> probe_places(Probe& probe, const Places& places, checks::Facts& facts, std::vector<std::string>& notes,
                      const std::stop_token& stop) {
  std::vector<Address> asked;
  std::vector<std::string> urls;
  for (const auto place : places) {
    asked.push_back(facts.addresses[place]);
    urls.push_back(probed_url(asked.back()));
  }
  const auto said = probe.ask(urls, notes, stop);
  if (!said) {
    set_reason(facts, places, said.error());
    return said.error().kind == ErrorKind::cancelled ? Result<>(tl::unexpected(said.error())) : Result<>();
  }
  auto answers = read_answers(*said, std::move(asked));
  for (std::size_t i = 0; i < places.size(); ++i) facts.addresses[places[i]] = std::move(answers[i]);
  return {};
}

}  // namespace

Result<std::vector<std::string>> probe_from_hub(const ProbeRequest& request, checks::Facts& facts,
                                                const fleet::Surroundings& around, std::stop_token stop) {
  std::vector<std::string> notes;
  const auto places = open_places(facts);
  if (places.empty()) return notes;
  Within within{Deadline::in(request.limit), stop};
  const auto client = around.connector.client_for(request.hub, false, within);
  const auto wish =
      client ? wish_for(*client, request, facts, within) : Result<JobWish>(tl::unexpected(client.error()));
  if (!wish) {
    set_reason(facts, places, wish.error());
    if (wish.error().kind == ErrorKind::cancelled) return tl::unexpected(wish.error());
    return notes;
  }
  if (around.tell) around.tell({request.hub.context, "probe from inside: " + job_ref(wish->namespace_name).describe()});
  Probe probe(*client, *wish, around, request.limit);
  for (std::size_t from = 0; from < places.size(); from += most_addresses) {
    const auto to = std::min(places.size(), from + most_addresses);
    const Places some(places.begin() + static_cast<std::ptrdiff_t>(from),
                      places.begin() + static_cast<std::ptrdiff_t>(to));
    if (auto done = probe_places(probe, some, facts, notes, stop); !done)
      return tl::unexpected(std::move(done.error()).advise(join(notes, "; ")));
  }
  return notes;
}

}  // namespace corootctl::probing
