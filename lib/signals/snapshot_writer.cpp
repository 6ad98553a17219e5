#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <tuple>

#include "base/json_text.hpp"
#include "signals/record_fields.hpp"
#include "signals/snapshot_json.hpp"

namespace corootctl::signals {
namespace {

/// Appends JSON; commas are the callers' business.
using Out = std::string;

void put(Out& out, std::string_view text) { append_json_text(out, text); }

void put(Out& out, bool value) { out += value ? "true" : "false"; }

void put(Out& out, std::integral auto number) { out += std::to_string(number); }

void put(Out& out, Worse worse) { put(out, worse_names[static_cast<std::size_t>(worse)]); }

template <class T>
void put(Out& out, const std::optional<T>& value) {
  if (value)
    put(out, *value);
  else
    out += "null";
}

void put(Out& out, SliSource source) {
  const std::string_view name = source_names[static_cast<std::size_t>(source)];
  put(out, source == SliSource::none ? std::nullopt : std::optional(name));
}

/// fmt's shortest form reads back as the same float; NaN is "not measured".
void put(Out& out, const std::vector<float>& values) {
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

template <class T>
void put_member(Out& out, std::string_view key, const T& value) {
  append_json_key(out, key);
  put(out, value);
}

template <class T>
void put_member(Out& out, std::string_view key, const Required<T>& text) {
  put_member(out, key, text.to);
}

template <class T>
void put_member(Out& out, std::string_view key, const Nullable<T>& value) {
  put_member(out, key, value.to);
}

template <class T, class Key>
std::vector<const T*> sorted(const std::vector<T>& items, Key key) {
  std::vector<const T*> list;
  for (const T& item : items) list.push_back(&item);
  std::stable_sort(list.begin(), list.end(), [&](const T* a, const T* b) { return key(*a) < key(*b); });
  return list;
}

/// Reference values that were not measured are left out, and so are they all.
void put_member(Out& out, std::string_view key, const BagPart<const SeriesBag>& series) {
  std::vector<const Series*> list =
      sorted(series.bag.all, [](const Series& one) { return std::string_view(one.signal); });
  if (series.part == &Series::reference) {
    std::erase_if(list, [](const Series* one) { return one->reference.empty(); });
    if (list.empty()) return;
  }
  append_json_key(out, key);
  out += '{';
  for (const Series* one : list) put_member(out, one->signal, one->*series.part);
  out += '}';
}

void put_member(Out& out, std::string_view key, const std::vector<Instance>& pods);

template <class T>
void put_record(Out& out, const T& record) {
  out += '{';
  with_fields(record, [&](const auto&... member) { (put_member(out, member.name, member.to), ...); });
  out += '}';
}

/// The objects of a list in the order of `key`.
template <class T, class Key>
void put_list(Out& out, std::string_view name, const std::vector<T>& items, Key key) {
  append_json_key(out, name);
  out += '[';
  for (const T* item : sorted(items, key)) {
    if (out.back() != '[') out += ',';
    put_record(out, *item);
  }
  out += ']';
}

void put_member(Out& out, std::string_view key, const std::vector<Instance>& pods) {
  put_list(out, key, pods, [](const Instance& pod) { return pod.id; });
}

void put_signals(Out& out, const std::vector<SignalNote>& notes) {
  if (notes.empty()) return;
  append_json_key(out, "signals");
  out += '{';
  for (const SignalNote* note : sorted(notes, [](const SignalNote& one) { return one.name; })) {
    append_json_key(out, note->name);
    put_record(out, *note);
  }
  out += '}';
}

void put_head(Out& out, const Snapshot& snapshot) {
  put_member(out, "schema", std::string_view("corootctl.snapshot/v1"));
  append_json_key(out, "grid");
  put_record(out, snapshot.grid);
  if (snapshot.reference) {
    append_json_key(out, "reference");
    out += R"({"grid":)";
    put_record(out, *snapshot.reference);
    out += '}';
  }
  if (snapshot.target) put_member(out, "target", *snapshot.target);
}

}  // namespace

std::string write_snapshot(const Snapshot& snapshot) {
  Out out = "{";
  put_head(out, snapshot);
  put_list(out, "clusters", snapshot.clusters, [](const Cluster& c) { return c.id; });
  put_list(out, "apps", snapshot.apps, [](const App& a) { return a.id; });
  put_list(out, "edges", snapshot.edges, [](const Edge& e) { return std::pair(e.from, e.to); });
  put_list(out, "nodes", snapshot.nodes, [](const Node& n) { return n.id; });
  put_list(out, "events", snapshot.events,
           [](const Event& e) { return std::tuple(e.at_ms, e.subject, e.kind, e.text); });
  put_list(out, "incidents", snapshot.incidents,
           [](const Incident& i) { return std::tuple(i.opened_at_ms, i.subject, i.slo); });
  if (!snapshot.excerpts.empty())
    put_list(out, "excerpts", snapshot.excerpts,
             [](const Excerpt& e) { return std::tie(e.subject, e.kind, e.severity, e.text, e.from_ms); });
  put_signals(out, snapshot.signals);
  put_list(out, "gaps", snapshot.gaps, [](const Gap& g) { return std::pair(g.subject, g.what); });
  return out += "}\n";
}

}  // namespace corootctl::signals
