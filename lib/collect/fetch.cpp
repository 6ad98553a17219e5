#include "collect/fetch.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include "collect/queries.hpp"
#include "fleet/fan_out.hpp"

namespace corootctl::collect {

namespace {

using Entries = std::vector<coroot::PanelEntry>;

/// Path, from, to and the names of the parameters.
constexpr std::size_t fixed_part_of_target = 160;

/// The query's name out of its legend.
std::string name_of(const coroot::PanelEntry& entry) { return entry.legend.substr(0, entry.legend.find('|')); }

/// The server understood and refused: smaller requests tell which query it was. Anything else hits them all.
bool is_refusal_of_content(const Error& error) {
  switch (error.reason) {
    case Reason::member_wrong_key:
    case Reason::member_wrong_address:
    case Reason::member_unreachable: return false;
    default: return error.kind == ErrorKind::invalid;
  }
}

/// The aggregate itself is broken or hidden; the member's own project may still answer.
bool is_about_the_project(const Error& error) {
  return error.kind == ErrorKind::failed || error.kind == ErrorKind::not_found ||
         error.kind == ErrorKind::unauthorized || error.reason == Reason::unknown_data_source;
}

/// The server answers the queries of one request one after the other, requests at once (coroot-api 21).
constexpr std::size_t requests_at_once = 2;

class Fetcher {
 public:
  Fetcher(const Job& job, const Task& task, std::stop_token stop) : job_(job), task_(task), stop_(std::move(stop)) {
    fetched_.member = task.route.member;
  }

  Fetched run() {
    Entries entries;
    const auto queries = all_queries();
    for (auto i = task_.share; i < queries.size(); i += requests_at_once) {
      entries.push_back(entry_of(queries[i], task_.route.member));
      if (!queries[i].apart.empty()) apart_[queries[i].promql] = queries[i].apart;
    }
    ask_in_pieces(entries);
    return std::move(fetched_);
  }

 private:
  Result<coroot::Panel> ask_projects(const Entries& entries) {
    while (true) {
      const auto& id = task_.route.project_ids[project_];
      const auto deadline = Deadline::in(job_.request.member_timeout).earlier(job_.within.deadline);
      auto panel = job_.hub.panel(id, entries, task_.chunk.from_ms, task_.chunk.to_ms, {deadline, stop_});
      const bool more = project_ + 1 < task_.route.project_ids.size();
      if (panel || !more || !is_about_the_project(panel.error())) return panel;
      ++project_;
    }
  }

  void ask_in_pieces(const Entries& entries) {
    for (const auto& group : coroot::split_by_length(entries, job_.hub.link().longest_target(), fixed_part_of_target)) {
      if (!fetched_.ended_by) ask(group);
    }
  }

  /// Whether all of it was answered at once.
  bool ask(const Entries& entries) {
    auto panel = ask_projects(entries);
    if (panel) {
      fetched_.panels.push_back(*std::move(panel));
      return true;
    }
    if (!is_refusal_of_content(panel.error())) {
      fetched_.gaps.push_back({task_.route.member, "no more data: " + describe(panel.error())});
      fetched_.ended_by = std::move(panel.error());
    } else if (panel.error().reason != Reason::request_too_long &&
               std::any_of(entries.begin(), entries.end(), joined())) {
      ask_apart(entries);
    } else if (entries.size() == 1) {
      fetched_.gaps.push_back({task_.route.member, name_of(entries.front()) + ": " + describe(panel.error())});
    } else {
      const auto middle = entries.begin() + static_cast<std::ptrdiff_t>(entries.size() / 2);
      ask({entries.begin(), middle});
      if (!fetched_.ended_by) ask({middle, entries.end()});
    }
    return false;
  }

  /// A refused request with queries that take several protocols together: unless the others explain the refusal, one
  /// container speaks two of them.
  void ask_apart(Entries entries) {
    const auto first = std::stable_partition(entries.begin(), entries.end(), joined());
    const Entries others(first, entries.end());
    entries.erase(first, entries.end());
    const bool is_explained = !others.empty() && !ask(others);
    if (fetched_.ended_by) return;
    for (auto& entry : entries) {
      if (!is_explained) entry.promql = apart_.at(entry.promql);
    }
    ask_in_pieces(entries);
  }

  std::function<bool(const coroot::PanelEntry&)> joined() const {
    return [this](const auto& entry) { return apart_.contains(entry.promql); };
  }

  const Job& job_;
  const Task& task_;
  std::stop_token stop_;
  std::map<std::string, std::string> apart_{};  ///< by the query that takes the protocols together
  std::size_t project_ = 0;
  Fetched fetched_{};
};

}  // namespace

std::vector<Task> plan_tasks(const std::vector<Route>& routes, const Period& period) {
  std::vector<Task> tasks;
  for (const auto& route : routes) {
    for (const auto& chunk : period.chunks) {
      for (std::size_t share = 0; share < requests_at_once; ++share) tasks.push_back({route, chunk, share});
    }
  }
  return tasks;
}

std::vector<Fetched> fetch_all(const Job& job, const std::vector<Task>& tasks) {
  auto answers = fleet::fan_out(tasks, job.request.width, job.within.stop,
                                [&](const Task& task, std::stop_token token) -> Result<Fetched> {
                                  return Fetcher(job, task, std::move(token)).run();
                                });
  std::vector<Fetched> out;
  for (auto& each : answers) {
    if (each) out.push_back(*std::move(each));
  }
  return out;
}

}  // namespace corootctl::collect
