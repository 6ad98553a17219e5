#include "deploy/execute.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "deploy/adoption.hpp"
#include "deploy/helm.hpp"
#include "deploy/manifests.hpp"
#include "deploy/service_accounts.hpp"
#include "fleet/fan_out.hpp"
#include "kube/objects/deletion.hpp"

namespace corootctl::deploy {
namespace {

using document::Value;

constexpr int stale_tries = 5;
constexpr std::chrono::seconds serving_grace{30};  // several API servers learn of a new definition within about 5 s
constexpr std::chrono::milliseconds serving_pause{100};

/// A step's object once its kind is known, and its document.
struct Subject {
  kube::ObjectRef ref{};
  Value document{};
};

std::string_view name_of(kube::Outcome outcome) {
  switch (outcome) {
    case kube::Outcome::created: return "created";
    case kube::Outcome::changed: return "changed";
    case kube::Outcome::unchanged: break;
  }
  return "unchanged";
}

/// One pass through the steps of one plan.
class Pass {
 public:
  Pass(const Site& site, const Plan& plan, const ExecuteOptions& options, const Within& within)
      : site_(site), plan_(plan), options_(options), within_(within) {}

  /// The step's report; none of check and await.
  Result<std::optional<ObjectReport>> take(const Step& step) {
    tell(step);
    switch (step.action) {
      case Action::create: return create(step);
      case Action::check: return check(step);
      case Action::apply: return apply(step);
      case Action::remove: return remove(step);
      case Action::forget: return forget(step);
      case Action::release: return helm_install(site_.client, site_.helm, site_.around, options_.dry_run, within_);
      case Action::await: break;
    }
    CTL_RUN(wait_for_definition(site_.client, site_.around.clock, within_));
    is_fresh_kind_ = true;
    return std::nullopt;
  }

  /// Of a dry run, beside others.
  Result<ObjectReport> try_alone(const Step& step) const { return apply_fresh(step, true); }

  /// What it tried: the step's report, which a later apply of the same object has too.
  std::optional<ObjectReport> keep(const Step& step, ObjectReport report) {
    if (step.action != Action::check) return report;
    checked_[step.object.describe()] = std::move(report);
    return std::nullopt;
  }

  void tell(const Step& step) {
    if (site_.around.tell && !step.part.empty() && step.part != told_) site_.around.tell({step.cluster, step.part});
    told_ = step.part;
  }

 private:
  Result<std::optional<ObjectReport>> create(const Step& step) const {
    CTL_PASS(const auto live, live_of(step.object));
    ObjectReport report{step.object.describe(), live ? "unchanged" : "created", {}};
    if (live) {
      CTL_RUN(kube::refuse_deleted(step.object, *live));
      return report;
    }
    if (options_.compare_only) return report;
    if (auto made = site_.client.create(step.document, step.object.resource, options_.dry_run, within_); !made) {
      if (made.error().kind != ErrorKind::conflict) return tl::unexpected(std::move(made.error()));
      report.outcome = "unchanged";  // another run was quicker
    }
    return report;
  }

  Result<std::optional<ObjectReport>> remove(const Step& step) const {
    const auto gone = site_.client.remove(step.object, options_.dry_run, within_);
    if (gone) return ObjectReport{step.object.describe(), "deleted", {}};
    if (gone.error().kind != ErrorKind::not_found) return tl::unexpected(gone.error());
    return ObjectReport{step.object.describe(), "unchanged", {}};
  }

  /// The server of a dry run is not asked: what it keeps shows to its administrators only.
  Result<std::optional<ObjectReport>> forget(const Step& step) const {
    ObjectReport report{step.object.describe(), "deleted", {}, !options_.dry_run, {}};
    if (options_.dry_run) return report;
    CTL_TRY(const bool was_there, site_.forget(step.object.name, within_), "delete " + step.object.describe());
    if (!was_there) report.outcome = "unchanged";
    return report;
  }

  Result<std::optional<ObjectReport>> check(const Step& step) {
    CTL_PASS(auto report, apply_once_served(step, true));
    return keep(step, std::move(report));
  }

  /// In a dry run a check has said already what the server thinks of it.
  Result<std::optional<ObjectReport>> apply(const Step& step) {
    const auto checked = checked_.find(step.object.describe());
    if (options_.dry_run && checked != checked_.end()) return checked->second;
    CTL_PASS(auto report, apply_once_served(step, options_.dry_run));
    return report;
  }

  /// An established definition is not served by every API server at once (objects 20).
  Result<ObjectReport> apply_once_served(const Step& step, bool dry_run) const {
    const auto patience = Deadline::in(serving_grace).earlier(within_.deadline);
    for (;;) {
      auto report = apply_fresh(step, dry_run);
      if (report || !is_fresh_kind_ || report.error().reason != Reason::not_served || patience.expired()) return report;
      if (!site_.around.clock.pause(serving_pause, within_.stop)) return fail(ErrorKind::cancelled, "interrupted");
    }
  }

  /// A stale version is read again (objects 4).
  Result<ObjectReport> apply_fresh(const Step& step, bool dry_run) const {
    CTL_PASS(const auto subject, subject_of(step));
    for (int tries = 1;; ++tries) {
      auto report = apply_over_live(step, subject, dry_run, tries > 1);
      if (report || report.error().reason != Reason::stale_version || options_.rebuild || tries == stale_tries)
        return report;
    }
  }

  /// `again`: what the plan knows was stale.
  Result<ObjectReport> apply_over_live(const Step& step, const Subject& subject, bool dry_run, bool again) const {
    CTL_PASS(const auto live, again ? site_.client.find(subject.ref, within_) : live_of(subject.ref));
    if (live) CTL_RUN(kube::refuse_deleted(subject.ref, *live));
    Value wanted = subject.document;
    if (step.merge) {
      CTL_PASS(wanted, step.merge(live));
    }
    if (options_.compare_only) return compared(subject, live, wanted);
    // Made and never written over: what somebody else makes in between has another version (objects 32).
    const bool is_planned_again = step.merge || options_.rebuild;
    if (!live && is_planned_again) wanted.make({"metadata", "resourceVersion"}) = std::string(kube::no_version);
    const kube::ApplyOptions options{options_.force_conflicts, dry_run};
    const auto applied = site_.client.apply_over(live, wanted, subject.ref.resource, options, within_);
    if (!applied) return tl::unexpected(in_words_of_accounts(applied.error(), wanted, site_.client, within_));
    ObjectReport report{subject.ref.describe(), std::string(name_of(applied->outcome)), {}};
    if (!dry_run) return report;
    if (applied->outcome != kube::Outcome::unchanged)
      report.changes = visible_changes(live.value_or(Value()), applied->object);
    report.outcome = !live ? "created" : report.changes.empty() ? "unchanged" : "changed";
    if (live && !report.changes.empty()) report.owners = writers_of(*live, wanted);
    return report;
  }

  /// What an apply would give, without the fields that it would take away.
  static ObjectReport compared(const Subject& subject, const std::optional<Value>& live, const Value& wanted) {
    ObjectReport report{subject.ref.describe(), "created", {}, false, {}};
    report.changes = visible_changes(live.value_or(Value()), live ? document::merge(*live, wanted) : wanted);
    if (!live) return report;
    report.outcome = report.changes.empty() ? "unchanged" : "changed";
    report.owners = writers_of(*live, wanted);
    return report;
  }

  Result<std::optional<Value>> live_of(const kube::ObjectRef& ref) const {
    if (const auto known = plan_.known.find(ref.describe()); known != plan_.known.end()) return known->second;
    return site_.client.find(ref, within_);
  }

  /// Asks for the kind's plural where the step does not know it.
  Result<Subject> subject_of(const Step& step) const {
    Subject out{step.object, step.document};
    auto& resource = out.ref.resource;
    if (!resource.plural.empty()) return out;
    if (auto known = kube::resources::built_in(resource.api_version(), resource.kind)) {
      resource = std::move(*known);
    } else {
      CTL_TRY(resource, site_.client.discover(resource.api_version(), resource.kind, within_),
              "apply " + resource.kind + " " + out.ref.name);
    }
    auto& metadata = out.document.make({"metadata"}).object();
    if (out.ref.resource.namespaced && !metadata.contains("namespace")) metadata.set("namespace", site_.namespace_name);
    out.ref.namespace_name = out.document.at({"metadata", "namespace"}).as_string();
    return out;
  }

  const Site& site_;
  const Plan& plan_;
  const ExecuteOptions& options_;
  const Within& within_;
  std::string told_{};
  std::map<std::string, ObjectReport> checked_{};
  bool is_fresh_kind_ = false;
};

/// What an earlier, interrupted pass did stays in the outcome.
void note(std::optional<ObjectReport>& slot, std::optional<ObjectReport> latest) {
  if (!slot || (latest && latest->outcome != "unchanged")) slot = std::move(latest);
}

using Slots = std::vector<std::optional<ObjectReport>>;

/// Steps of a dry run from this one on that rest on no other: none merges, and each has an object of its own.
std::size_t end_of_independent(const std::vector<Step>& steps, std::size_t from) {
  std::set<std::string> objects;
  std::size_t end = from;
  for (; end < steps.size(); ++end) {
    const auto& step = steps[end];
    const bool is_tried = step.action == Action::apply || step.action == Action::check;
    if (!is_tried || step.merge || step.part != steps[from].part) break;
    if (!objects.insert(step.object.describe()).second) break;
  }
  return end;
}

/// All at once, since every answer of a far cluster takes its time.
std::optional<Error> try_together(Pass& pass, const std::vector<Step>& steps, std::size_t end, Slots& slots,
                                  std::size_t& failed, const Within& within) {
  std::vector<std::size_t> places(end - failed);
  std::iota(places.begin(), places.end(), failed);
  auto reports = fleet::fan_out(places, places.size(), within.stop,
                                [&](std::size_t i, const std::stop_token&) { return pass.try_alone(steps[i]); });
  for (auto& report : reports) {
    if (!report) return std::move(report.error());
    note(slots[failed], pass.keep(steps[failed], std::move(*report)));
    ++failed;
  }
  return std::nullopt;
}

/// nullopt when every step was taken; else the failure, with its step in `failed`.
std::optional<Error> run(Pass pass, const std::vector<Step>& steps, Slots& slots, std::size_t& failed, bool dry_run,
                         const Within& within) {
  for (failed = 0; failed < steps.size(); ++failed) {
    if (const auto end = end_of_independent(steps, failed); dry_run && end > failed + 1) {
      pass.tell(steps[failed]);
      if (auto error = try_together(pass, steps, end, slots, failed, within)) return error;
      --failed;
      continue;
    }
    auto report = pass.take(steps[failed]);
    if (!report) return std::move(report.error());
    note(slots[failed], std::move(*report));
  }
  return std::nullopt;
}

Executed conclude(Slots slots, std::size_t failed, std::optional<Error> error) {
  Executed out;
  for (auto& slot : slots) {
    if (slot) out.reports.push_back(std::move(*slot));
  }
  if (error) out.failed = failed;
  out.error = std::move(error);
  return out;
}

bool writes(const Step& step) { return step.action != Action::check && step.action != Action::await; }

}  // namespace

Unfinished unfinished(const Plan& plan, const Executed& done) {
  Unfinished out;
  for (std::size_t i = done.failed.value_or(plan.steps.size()); i < plan.steps.size(); ++i) {
    const auto& step = plan.steps[i];
    const bool begun = i == *done.failed && done.error;
    const bool in_doubt = begun && (step.action == Action::release || done.error->reason == Reason::outcome_unknown);
    if (writes(step)) (in_doubt ? out.in_doubt : out.left).push_back(step.object.describe());
  }
  return out;
}

Executed execute(const Site& site, const Plan& plan, const ExecuteOptions& options, const Within& within) {
  Slots slots(plan.steps.size());
  std::size_t failed = 0;
  Rebuilt current{plan, within};
  for (int tries = 1;; ++tries) {
    auto error = run(Pass(site, current.plan, options, current.within), current.plan.steps, slots, failed,
                     options.dry_run, current.within);
    const bool again = error && options.rebuild && error->reason == Reason::stale_version && tries < stale_tries;
    if (!again) return conclude(std::move(slots), failed, std::move(error));
    auto rebuilt = options.rebuild();
    if (!rebuilt) return conclude(std::move(slots), failed, std::move(rebuilt.error()));
    current = std::move(*rebuilt);
    slots.resize(std::max(slots.size(), current.plan.steps.size()));
  }
}

}  // namespace corootctl::deploy
