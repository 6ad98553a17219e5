#include "report/page/roles.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "rca/constants.hpp"
#include "report/words.hpp"

namespace corootctl::report {
namespace {

/// The app of a pod; "" when there is none.
std::string owner_of(const std::string& pod, const signals::Snapshot& snapshot) {
  for (const signals::App& app : snapshot.apps)
    for (const signals::Instance& one : app.instances)
      if (one.id == pod) return app.id;
  return "";
}

/// What stands for a suspect on the map; "" for links and clusters.
std::string place_on_map(const rca::Candidate& candidate, const signals::Snapshot& snapshot) {
  if (candidate.kind == rca::CauseKind::link || candidate.kind == rca::CauseKind::cluster) return "";
  return candidate.kind == rca::CauseKind::instance ? owner_of(candidate.subject, snapshot) : candidate.subject;
}

class Casting {
 public:
  Casting(const rca::Answer& answer, const signals::Snapshot& snapshot) : answer_(answer), snapshot_(snapshot) {}

  Named* add(const std::string& id, Part part) {
    if (id.empty()) return nullptr;
    const auto known = std::find_if(out_.all.begin(), out_.all.end(), [&](const Named& one) { return one.id == id; });
    if (known != out_.all.end()) {
      known->part = std::min(known->part, part);
      return &*known;
    }
    const rca::AppParts app = rca::split_app_id(id);
    Named named{id, app.cluster, app.name, "", part};
    if (app.name.empty()) {
      const rca::NodeParts node = rca::split_node_id(id);
      named.cluster = node.cluster;
      named.label = "node " + node.name;
    }
    return &out_.all.emplace_back(std::move(named));
  }

  void add_path() {
    add(answer_.target, Part::on_path);
    for (const rca::Hop& hop : answer_.path) add(hop.to, Part::on_path);
  }

  void add_suspects(std::size_t top) {
    for (std::size_t i = 0; i < suspects_shown(answer_, top); ++i) {
      const rca::Candidate& candidate = answer_.candidates[i];
      Named* named = add(place_on_map(candidate, snapshot_), i == 0 ? Part::cause : Part::suspect);
      if (named == nullptr || !named->role.empty()) continue;
      named->role = i == 0 ? (answer_.status == rca::Status::root_cause ? "root cause" : "nearest suspect")
                           : fmt::format("suspect {}", i + 1);
      if (candidate.blame >= rca::constants::told_share)
        named->role += fmt::format(", {:.0f} %", 100 * candidate.blame);
    }
  }

  void add_alarmed() {
    constexpr std::size_t most_beside_path = 8;
    std::size_t added = 0;
    for (const std::string& id : answer_.alarmed) {
      const bool known = std::any_of(out_.all.begin(), out_.all.end(), [&](const Named& one) { return one.id == id; });
      if (!known && added == most_beside_path) {
        ++out_.left_out;
        continue;
      }
      added += known ? 0 : 1;
      add(id, Part::alarmed)->suffers = true;
    }
  }

  Cast finish() {
    for (const rca::Excluded& excluded : answer_.excluded) add(excluded.subject, Part::ruled_out);
    for (Named& one : out_.all) {
      if (!one.role.empty()) continue;
      one.role = one.suffers ? "felt here" : one.part == Part::ruled_out ? "ruled out" : "passed it on";
    }
    return std::move(out_);
  }

 private:
  const rca::Answer& answer_;
  const signals::Snapshot& snapshot_;
  Cast out_{};
};

}  // namespace

Cast cast_of(const rca::Answer& answer, const signals::Snapshot& snapshot, std::size_t top) {
  Casting casting(answer, snapshot);
  if (!answer.target.empty()) casting.add_path();
  casting.add_suspects(top);
  casting.add_alarmed();
  return casting.finish();
}

}  // namespace corootctl::report
