#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "base/text.hpp"
#include "collect/parts.hpp"

namespace corootctl::collect {

namespace {

std::int64_t time_of(const signals::Grid& grid, std::ptrdiff_t point) {
  return grid.from_ms + static_cast<std::int64_t>(point) * grid.step_ms;
}

/// "web:1.32.0" of "registry.example.com/shop/web:1.32.0@sha256:...".
std::string short_image(const std::string& image) {
  const auto name = image.substr(image.rfind('/') + 1);
  return name.substr(0, name.find('@'));
}

/// One revision of an app: a ReplicaSet, or the same owner with another image.
struct Revision {
  std::ptrdiff_t first_seen = -1;
  std::set<std::string> images{};
};

using Revisions = std::map<std::string, Revision>;  ///< by owner name and, for owners that keep theirs, images

std::map<std::string, std::set<std::string>> images_of_pods(const MemberFacts& member,
                                                            std::map<std::string, std::ptrdiff_t>& first_seen) {
  std::map<std::string, std::set<std::string>> images;
  for (const auto row : rows_of<columns::images>(member.data)) {
    const auto* pod = member.inventory.pod_of_container(row["container_id"]);
    if (pod == nullptr) continue;
    const auto image = short_image(row["image"]);
    images[pod->instance].insert(image);
    const auto first = first_value_at(row.values());
    auto& seen = first_seen.try_emplace(pod->instance + " " + image, first).first->second;
    seen = std::min(seen, first);
  }
  return images;
}

void note(Revision& revision, std::ptrdiff_t first_seen) {
  if (revision.first_seen < 0 || first_seen < revision.first_seen) revision.first_seen = first_seen;
}

std::map<std::string, Revisions> revisions_of_apps(const MemberFacts& member) {
  std::map<std::string, std::ptrdiff_t> image_seen;
  const auto images = images_of_pods(member, image_seen);
  std::map<std::string, Revisions> apps;
  for (const auto& [key, pod] : member.inventory.pods) {
    const auto own = images.find(pod.instance);
    const auto& names = own == images.end() ? std::set<std::string>{} : own->second;
    if (pod.app.find(":Deployment:") != std::string::npos) {
      auto& revision = apps[pod.app][pod.owner];
      note(revision, pod.first_seen);
      revision.images.insert(names.begin(), names.end());
      continue;
    }
    for (const auto& image : names) {  // the owner's name stays: the image tells
      auto& revision = apps[pod.app][image];
      note(revision, image_seen[pod.instance + " " + image]);
      revision.images.insert(image);
    }
  }
  return apps;
}

std::string change_of(const std::set<std::string>& before, const std::set<std::string>& after) {
  const auto text = [](const std::set<std::string>& images) {
    return images.empty() ? std::string("?") : join({images.begin(), images.end()}, ", ");
  };
  return before == after ? "new revision of " + text(after) : text(before) + " -> " + text(after);
}

/// A revision that appears after the window's beginning is a deploy, when another one was there before it.
void add_deploys(std::vector<signals::Event>& events, const MemberFacts& member, const signals::Grid& grid) {
  for (const auto& [app, revisions] : revisions_of_apps(member)) {
    for (const auto& [name, revision] : revisions) {
      std::set<std::string> before;
      bool any_before = false;
      for (const auto& [other, earlier] : revisions) {
        if (earlier.first_seen >= revision.first_seen) continue;
        any_before = true;
        before.insert(earlier.images.begin(), earlier.images.end());
      }
      if (revision.first_seen <= 0 || !any_before) continue;
      events.push_back({app, "deploy", time_of(grid, revision.first_seen), change_of(before, revision.images)});
    }
  }
}

/// A signal that counts what happened to a pod.
struct Counted {
  std::string_view signal;
  std::string_view kind;
  std::string_view text;
};
constexpr std::array<Counted, 2> counted = {
    {{"restarts", "restart", "container restarted"}, {"oom_kills", "oom", "container killed: out of memory"}}};

void add_counted(std::vector<signals::Event>& events, const signals::Instance& instance, const signals::Grid& grid) {
  for (const auto& [signal, kind, text] : counted) {
    const auto* series = instance.series.find(signal);
    if (series == nullptr) continue;
    for (std::size_t i = 0; i < series->values.size(); ++i) {
      if (series->values[i] > 0)
        events.push_back(
            {instance.id, std::string(kind), time_of(grid, static_cast<std::ptrdiff_t>(i)), std::string(text)});
    }
  }
}

void add_scaling(std::vector<signals::Event>& events, const signals::App& app, const signals::Grid& grid) {
  const auto* desired = app.series.find("instances_desired");
  if (desired == nullptr) return;
  float before = std::nanf("");
  for (std::size_t i = 0; i < desired->values.size(); ++i) {
    const float count = desired->values[i];
    if (std::isnan(count)) continue;
    if (!std::isnan(before) && before != count) {
      events.push_back({app.id, "scale", time_of(grid, static_cast<std::ptrdiff_t>(i)),
                        fmt::format("{} -> {} replicas", before, count)});
    }
    before = count;
  }
}

}  // namespace

std::vector<signals::Event> collect_events(const MemberFacts& member, const std::vector<signals::App>& apps,
                                           const signals::Grid& grid) {
  std::vector<signals::Event> events;
  add_deploys(events, member, grid);
  for (const auto& app : apps) {
    add_scaling(events, app, grid);
    for (const auto& instance : app.instances) add_counted(events, instance, grid);
  }
  return events;
}

}  // namespace corootctl::collect
