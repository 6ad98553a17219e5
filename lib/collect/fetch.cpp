#include "collect/fetch.hpp"

#include "collect/queries.hpp"

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

class Task {
 public:
  Task(const coroot::Client& hub, const Route& route, const Chunk& chunk, const Share& share, const FetchLimits& limits,
       std::stop_token stop)
      : hub_(hub), route_(route), chunk_(chunk), share_(share), limits_(limits), stop_(std::move(stop)) {
    fetched_.member = route.member;
  }

  Fetched run() {
    Entries entries;
    const auto queries = all_queries();
    for (auto i = share_.number; i < queries.size(); i += share_.of)
      entries.push_back(entry_of(queries[i], route_.member));
    for (const auto& group : coroot::split_by_length(entries, hub_.link().longest_target(), fixed_part_of_target)) {
      if (!fetched_.ended_by) ask(group);
    }
    return std::move(fetched_);
  }

 private:
  Result<coroot::Panel> ask_projects(const Entries& entries) {
    while (true) {
      const auto& id = route_.project_ids[project_];
      auto panel = hub_.panel(id, entries, chunk_.from_ms, chunk_.to_ms,
                              {Deadline::in(limits_.each).earlier(limits_.all), stop_});
      const bool more = project_ + 1 < route_.project_ids.size();
      if (panel || !more || !is_about_the_project(panel.error())) return panel;
      ++project_;
    }
  }

  void ask(const Entries& entries) {
    auto panel = ask_projects(entries);
    if (panel) {
      fetched_.panels.push_back(*std::move(panel));
    } else if (!is_refusal_of_content(panel.error())) {
      fetched_.gaps.push_back({route_.member, "no more data: " + describe(panel.error())});
      fetched_.ended_by = std::move(panel.error());
    } else if (entries.size() == 1) {
      fetched_.gaps.push_back({route_.member, name_of(entries.front()) + ": " + describe(panel.error())});
    } else {
      const auto middle = entries.begin() + static_cast<std::ptrdiff_t>(entries.size() / 2);
      ask({entries.begin(), middle});
      if (!fetched_.ended_by) ask({middle, entries.end()});
    }
  }

  const coroot::Client& hub_;
  const Route& route_;
  const Chunk& chunk_;
  Share share_;
  FetchLimits limits_;
  std::stop_token stop_;
  std::size_t project_ = 0;
  Fetched fetched_{};
};

}  // namespace

Fetched fetch(const coroot::Client& hub, const Route& route, const Chunk& chunk, const Share& share,
              const FetchLimits& limits, std::stop_token stop) {
  return Task(hub, route, chunk, share, limits, std::move(stop)).run();
}

}  // namespace corootctl::collect
