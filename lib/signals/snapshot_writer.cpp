#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/json_text.hpp"
#include "signals/snapshot_json.hpp"

namespace corootctl::signals {
namespace {

/// Appends JSON; commas are the callers' business.
using Out = std::string;

void put_member(Out& out, std::string_view key, std::string_view text) {
  append_json_key(out, key);
  append_json_text(out, text);
}

void put_optional(Out& out, std::string_view key, const std::optional<std::string>& text) {
  append_json_key(out, key);
  if (text)
    append_json_text(out, *text);
  else
    out += "null";
}

/// fmt's shortest form reads back as the same float; NaN is "not measured".
void put_numbers(Out& out, const std::vector<float>& values) {
  out += '[';
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out += ',';
    if (std::isfinite(values[i]))
      fmt::format_to(std::back_inserter(out), "{}", values[i]);
    else
      out += "null";
  }
  out += ']';
}

std::vector<const Series*> sorted_series(const SeriesBag& bag) {
  std::vector<const Series*> list;
  for (const Series& series : bag.all) list.push_back(&series);
  std::sort(list.begin(), list.end(), [](const Series* a, const Series* b) { return a->signal < b->signal; });
  return list;
}

void put_bag(Out& out, const SeriesBag& bag) {
  const std::vector<const Series*> list = sorted_series(bag);
  append_json_key(out, "series");
  out += '{';
  for (const Series* series : list) {
    append_json_key(out, series->signal);
    put_numbers(out, series->values);
  }
  out += '}';
  if (std::all_of(list.begin(), list.end(), [](const Series* series) { return series->reference.empty(); })) return;
  append_json_key(out, "reference_series");
  out += '{';
  for (const Series* series : list) {
    if (series->reference.empty()) continue;
    append_json_key(out, series->signal);
    put_numbers(out, series->reference);
  }
  out += '}';
}

void put_grid(Out& out, const Grid& grid) {
  fmt::format_to(std::back_inserter(out), R"({{"from":{},"step":{},"points":{}}})", grid.from_ms, grid.step_ms,
                 grid.points);
}

template <class T>
std::vector<const T*> pointers(const std::vector<T>& items) {
  std::vector<const T*> list;
  for (const T& item : items) list.push_back(&item);
  return list;
}

/// Writes the objects of a list, each by `put`, in the order of `key`.
template <class T, class Key, class Put>
void put_list(Out& out, std::string_view name, const std::vector<T>& items, Key key, Put put) {
  std::vector<const T*> list = pointers(items);
  std::stable_sort(list.begin(), list.end(), [&](const T* a, const T* b) { return key(*a) < key(*b); });
  append_json_key(out, name);
  out += '[';
  for (const T* item : list) {
    if (out.back() != '[') out += ',';
    out += '{';
    put(out, *item);
    out += '}';
  }
  out += ']';
}

void put_instance(Out& out, const Instance& instance) {
  put_member(out, "id", instance.id);
  put_optional(out, "node", instance.node);
  put_bag(out, instance.series);
}

std::optional<std::string> source_text(SliSource source) {
  if (source == SliSource::none) return std::nullopt;
  return source == SliSource::server ? "server" : "client";
}

void put_app(Out& out, const App& app) {
  put_member(out, "id", app.id);
  put_member(out, "cluster", app.cluster);
  put_member(out, "kind", app.kind);
  append_json_key(out, "observed");
  out += app.observed ? "true" : "false";
  put_optional(out, "sli_source", source_text(app.sli_source));
  put_bag(out, app.series);
  put_list(out, "instances", app.instances, [](const Instance& i) { return i.id; }, put_instance);
}

void put_edge(Out& out, const Edge& edge) {
  put_member(out, "from", edge.from);
  put_member(out, "to", edge.to);
  put_bag(out, edge.series);
}

void put_node(Out& out, const Node& node) {
  put_member(out, "id", node.id);
  put_member(out, "cluster", node.cluster);
  put_bag(out, node.series);
}

void put_event(Out& out, const Event& event) {
  put_member(out, "subject", event.subject);
  put_member(out, "kind", event.kind);
  append_json_key(out, "at");
  out += std::to_string(event.at_ms);
  put_member(out, "text", event.text);
}

void put_incident(Out& out, const Incident& incident) {
  put_member(out, "subject", incident.subject);
  put_member(out, "slo", incident.slo);
  append_json_key(out, "opened_at");
  out += std::to_string(incident.opened_at_ms);
  append_json_key(out, "resolved_at");
  out += incident.resolved_at_ms ? std::to_string(*incident.resolved_at_ms) : "null";
}

std::string_view worse_text(Worse worse) {
  if (worse == Worse::up) return "up";
  return worse == Worse::down ? "down" : "neither";
}

void put_signals(Out& out, const std::vector<SignalNote>& notes) {
  if (notes.empty()) return;
  std::vector<const SignalNote*> list = pointers(notes);
  std::sort(list.begin(), list.end(), [](const SignalNote* a, const SignalNote* b) { return a->name < b->name; });
  append_json_key(out, "signals");
  out += '{';
  for (const SignalNote* note : list) {
    append_json_key(out, note->name);
    out += '{';
    put_member(out, "unit", note->unit);
    put_member(out, "worse", worse_text(note->worse));
    out += '}';
  }
  out += '}';
}

void put_head(Out& out, const Snapshot& snapshot) {
  put_member(out, "schema", "corootctl.snapshot/v1");
  append_json_key(out, "grid");
  put_grid(out, snapshot.grid);
  if (snapshot.reference) {
    append_json_key(out, "reference");
    out += R"({"grid":)";
    put_grid(out, *snapshot.reference);
    out += '}';
  }
  if (snapshot.target) put_member(out, "target", *snapshot.target);
}

}  // namespace

std::string write_snapshot(const Snapshot& snapshot) {
  Out out = "{";
  put_head(out, snapshot);
  put_list(
      out, "clusters", snapshot.clusters, [](const Cluster& c) { return c.id; },
      [](Out& to, const Cluster& c) {
        put_member(to, "id", c.id);
        put_member(to, "name", c.name);
      });
  put_list(out, "apps", snapshot.apps, [](const App& a) { return a.id; }, put_app);
  put_list(out, "edges", snapshot.edges, [](const Edge& e) { return std::pair(e.from, e.to); }, put_edge);
  put_list(out, "nodes", snapshot.nodes, [](const Node& n) { return n.id; }, put_node);
  put_list(
      out, "events", snapshot.events, [](const Event& e) { return std::tuple(e.at_ms, e.subject, e.kind, e.text); },
      put_event);
  put_list(
      out, "incidents", snapshot.incidents,
      [](const Incident& i) { return std::tuple(i.opened_at_ms, i.subject, i.slo); }, put_incident);
  put_signals(out, snapshot.signals);
  put_list(
      out, "gaps", snapshot.gaps, [](const Gap& g) { return std::pair(g.subject, g.what); },
      [](Out& to, const Gap& g) {
        put_member(to, "subject", g.subject);
        put_member(to, "what", g.what);
      });
  return out += "}\n";
}

}  // namespace corootctl::signals
