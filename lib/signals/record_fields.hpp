/// The members of each object of a snapshot, in the order in which they are written: one list for reader and writer.
/// Inside lib/signals only.
#pragma once

#include <array>
#include <concepts>
#include <utility>

#include "signals/snapshot.hpp"

namespace corootctl::signals {

/// `To` is a reference to the member, or one of the places below.
template <class To>
struct Field {
  std::string_view name;
  To to;
};

template <class To>
Field<To> field(std::string_view name, To&& to) {
  return {name, std::forward<To>(to)};
}

/// A text that may not be left out.
template <class T>
struct Required {
  T& to;
};

/// A place that null leaves as it is.
template <class T>
struct Nullable {
  T& to;
};

/// The values or the reference values of a subject's series.
template <class Bag>
struct BagPart {
  Bag& bag;
  std::vector<float> Series::* part;
};

constexpr std::array<std::string_view, 3> worse_names{"up", "down", "neither"};  ///< in the order of Worse
constexpr std::array<std::string_view, 3> source_names{"", "server", "client"};  ///< in the order of SliSource

template <class T, class Record>
concept Is = std::same_as<std::remove_const_t<T>, Record>;

auto with_fields(Is<Grid> auto& grid, auto use) {
  return use(field("from", grid.from_ms), field("step", grid.step_ms), field("points", grid.points));
}

auto with_fields(Is<Cluster> auto& cluster, auto use) {
  return use(field("id", Required{cluster.id}), field("name", cluster.name));
}

auto with_fields(Is<Instance> auto& pod, auto use) {
  return use(field("id", pod.id), field("node", pod.node), field("series", BagPart{pod.series, &Series::values}),
             field("reference_series", BagPart{pod.series, &Series::reference}));
}

auto with_fields(Is<App> auto& app, auto use) {
  return use(field("id", Required{app.id}), field("cluster", app.cluster), field("kind", app.kind),
             field("observed", app.observed), field("sli_source", app.sli_source),
             field("series", BagPart{app.series, &Series::values}),
             field("reference_series", BagPart{app.series, &Series::reference}), field("instances", app.instances));
}

auto with_fields(Is<Edge> auto& edge, auto use) {
  return use(field("from", Required{edge.from}), field("to", Required{edge.to}),
             field("series", BagPart{edge.series, &Series::values}),
             field("reference_series", BagPart{edge.series, &Series::reference}));
}

auto with_fields(Is<Node> auto& node, auto use) {
  return use(field("id", Required{node.id}), field("cluster", node.cluster),
             field("series", BagPart{node.series, &Series::values}),
             field("reference_series", BagPart{node.series, &Series::reference}));
}

auto with_fields(Is<Event> auto& event, auto use) {
  return use(field("subject", Required{event.subject}), field("kind", event.kind), field("at", event.at_ms),
             field("text", Nullable{event.text}));
}

auto with_fields(Is<Incident> auto& incident, auto use) {
  return use(field("subject", Required{incident.subject}), field("slo", Nullable{incident.slo}),
             field("opened_at", incident.opened_at_ms), field("resolved_at", incident.resolved_at_ms));
}

auto with_fields(Is<Excerpt> auto& excerpt, auto use) {
  return use(field("subject", Required{excerpt.subject}), field("kind", excerpt.kind),
             field("severity", Nullable{excerpt.severity}), field("text", Nullable{excerpt.text}),
             field("from", excerpt.from_ms), field("step", excerpt.step_ms), field("counts", excerpt.counts));
}

auto with_fields(Is<Gap> auto& gap, auto use) {
  return use(field("subject", Nullable{gap.subject}), field("what", gap.what));
}

/// Its name is the key that it stands under.
auto with_fields(Is<SignalNote> auto& note, auto use) {
  return use(field("unit", Nullable{note.unit}), field("worse", Nullable{note.worse}));
}

}  // namespace corootctl::signals
