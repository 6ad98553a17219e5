#include "signals/snapshot_fields.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace corootctl::signals {
namespace {

using simdjson::ondemand::json_type;
using simdjson::ondemand::object;
using simdjson::ondemand::value;

tl::unexpected<Error> wrong(std::string_view why) { return fail(ErrorKind::config, ": {}", why); }

tl::unexpected<Error> wrong(simdjson::error_code code) {
  return fail(ErrorKind::config, ": {}", simdjson::error_message(code));
}

/// Runs `visit(key, value)` for each field; its error gets the key in front.
template <class Visit>
Result<> visit_fields(object fields, Visit visit) {
  for (auto field : fields) {
    std::string_view key;
    if (const auto code = field.unescaped_key().get(key)) return wrong(code);
    const std::string name(key);  // the parser reuses its buffer
    value content;
    if (const auto code = field.value().get(content)) return wrong(code);
    if (Result<> done = visit(std::string_view(name), content); !done)
      return tl::unexpected<Error>(under(name, std::move(done.error())));
  }
  return {};
}

/// What begins like null and goes on otherwise is an error to simdjson, and not null here.
bool is_null(value& content) {
  json_type type{};
  bool out = false;
  return !content.type().get(type) && type == json_type::null && !content.is_null().get(out) && out;
}

Result<> into(std::string& out, value content) {
  std::string_view text;
  if (content.get_string().get(text)) return wrong("is not a text");
  out = std::string(text);
  return {};
}

Result<> into(std::optional<std::string>& out, value content) {
  if (is_null(content)) return {};
  return into(out.emplace(), content);
}

Result<> into(std::int64_t& out, value content) {
  double number = 0;
  if (content.get_double().get(number) || std::abs(number) > 9e15) return wrong("is not a whole number");
  out = std::llround(number);
  return {};
}

Result<> into(std::optional<std::int64_t>& out, value content) {
  if (is_null(content)) return {};
  return into(out.emplace(), content);
}

Result<> into(bool& out, value content) {
  if (is_null(content)) return {};
  if (content.get_bool().get(out)) return wrong("is neither true nor false");
  return {};
}

Result<> into(std::size_t& out, value content) {
  std::int64_t number = 0;
  if (Result<> done = into(number, content); !done) return done;
  if (number < 0) return wrong("is negative");
  out = static_cast<std::size_t>(number);
  return {};
}

Result<> into(Grid& out, value content) {
  object fields;
  if (content.get_object().get(fields)) return wrong("is not an object");
  return visit_fields(fields, [&](std::string_view key, value field) -> Result<> {
    if (key == "from") return into(out.from_ms, field);
    if (key == "step") return into(out.step_ms, field);
    if (key == "points") return into(out.points, field);
    return {};
  });
}

Result<> append_number(std::vector<float>& out, value item) {
  json_type type{};
  if (const auto code = item.type().get(type)) return wrong(code);
  if (type == json_type::null) {
    if (!is_null(item)) return wrong("is neither a number nor null");
    out.push_back(std::numeric_limits<float>::quiet_NaN());
    return {};
  }
  double number = 0;
  if (type != json_type::number || item.get_double().get(number)) return wrong("is neither a number nor null");
  if (std::abs(number) > static_cast<double>(std::numeric_limits<float>::max())) return wrong("is too large");
  out.push_back(static_cast<float>(number));
  return {};
}

Result<> into(std::vector<float>& out, value content) {
  simdjson::ondemand::array items;
  if (content.get_array().get(items)) return wrong("is not a list");
  for (auto item : items) {
    value number;
    if (const auto code = item.get(number)) return wrong(code);
    if (Result<> done = append_number(out, number); !done)
      return tl::unexpected<Error>(under_index("", out.size(), std::move(done.error())));
  }
  out.shrink_to_fit();
  return {};
}

Series& series_named(SeriesBag& bag, std::string_view name) {
  for (Series& series : bag.all)
    if (series.signal == name) return series;
  bag.all.push_back({std::string(name), {}, {}});
  return bag.all.back();
}

Result<> into_series(SeriesBag& out, value content, std::vector<float> Series::* part) {
  if (is_null(content)) return {};
  object fields;
  if (content.get_object().get(fields)) return wrong("is not an object");
  return visit_fields(fields, [&](std::string_view name, value numbers) -> Result<> {
    std::vector<float>& list = series_named(out, name).*part;
    if (!list.empty()) return wrong("is given twice");
    return into(list, numbers);
  });
}

bool is_series_key(std::string_view key) { return key == "series" || key == "reference_series"; }

Result<> into_bag(SeriesBag& out, std::string_view key, value content) {
  return into_series(out, content, key == "series" ? &Series::values : &Series::reference);
}

Result<> into(Instance& out, value content) {
  object fields;
  if (content.get_object().get(fields)) return wrong("is not an object");
  return visit_fields(fields, [&](std::string_view key, value field) -> Result<> {
    if (key == "id") return into(out.id, field);
    if (key == "node") return into(out.node, field);
    if (is_series_key(key)) return into_bag(out.series, key, field);
    return {};
  });
}

Result<> into(std::vector<Instance>& out, value content) {
  if (is_null(content)) return {};
  simdjson::ondemand::array items;
  if (content.get_array().get(items)) return wrong("is not a list");
  for (auto item : items) {
    value entry;
    if (const auto code = item.get(entry)) return wrong(code);
    if (Result<> done = into(out.emplace_back(), entry); !done)
      return tl::unexpected<Error>(under_index("", out.size() - 1, std::move(done.error())));
  }
  return {};
}

Result<> into(SliSource& out, value content) {
  std::optional<std::string> text;
  if (Result<> done = into(text, content); !done) return done;
  if (!text) return {};
  if (*text == "server")
    out = SliSource::server;
  else if (*text == "client")
    out = SliSource::client;
  else
    return wrong("is neither server, client nor null");
  return {};
}

Result<> into(Worse& out, value content) {
  std::string text;
  if (Result<> done = into(text, content); !done) return done;
  if (text == "up")
    out = Worse::up;
  else if (text == "down")
    out = Worse::down;
  else if (text == "neither")
    out = Worse::neither;
  else
    return wrong("is neither up, down nor neither");
  return {};
}

Result<> require_id(const std::string& id, std::string_view key) {
  if (id.empty()) return fail(ErrorKind::config, "{}: is missing", key);
  return {};
}

}  // namespace

Error under(std::string_view key, Error error) {
  const bool joined = !error.what.empty() && (error.what.front() == ':' || error.what.front() == '[');
  error.what = std::string(key) + (joined ? "" : ".") + error.what;
  return error;
}

Error under_index(std::string_view key, std::size_t index, Error error) {
  return under(fmt::format("{}[{}]", key, index), std::move(error));
}

template <class Visit>
Result<> FieldReader::each_field(std::string_view raw, Visit visit) {
  const simdjson::padded_string_view padded(raw.data(), raw.size(), raw.size() + simdjson::SIMDJSON_PADDING);
  simdjson::ondemand::document document;
  if (const auto code = parser_.iterate(padded).get(document)) return wrong(code);
  object fields;
  if (document.get_object().get(fields)) return wrong("is not an object");
  return visit_fields(fields, visit);
}

Result<Grid> FieldReader::read_grid(std::string_view raw) {
  Grid out{0, 0, 0};
  const Result<> done = each_field(raw, [&](std::string_view key, value field) -> Result<> {
    if (key == "from") return into(out.from_ms, field);
    if (key == "step") return into(out.step_ms, field);
    if (key == "points") return into(out.points, field);
    return {};
  });
  if (!done) return tl::unexpected<Error>(done.error());
  if (out.step_ms <= 0) return fail(ErrorKind::config, "step: is not a positive number of milliseconds");
  return out;
}

Result<std::optional<Grid>> FieldReader::read_reference(std::string_view raw) {
  std::optional<Grid> out;
  if (raw == "null") return out;
  const Result<> done = each_field(raw, [&](std::string_view key, value field) -> Result<> {
    return key == "grid" ? into(out.emplace(), field) : Result<>{};
  });
  if (!done) return tl::unexpected<Error>(done.error());
  return out;
}

Result<Cluster> FieldReader::read_cluster(std::string_view raw) {
  Cluster out;
  CTL_RUN(each_field(raw, [&](std::string_view key, value field) -> Result<> {
    if (key == "id") return into(out.id, field);
    if (key == "name") return into(out.name, field);
    return {};
  }));
  CTL_RUN(require_id(out.id, "id"));
  return out;
}

Result<App> FieldReader::read_app(std::string_view raw) {
  App out;
  CTL_RUN(each_field(raw, [&](std::string_view key, value field) -> Result<> {
    if (key == "id") return into(out.id, field);
    if (key == "cluster") return into(out.cluster, field);
    if (key == "kind") return into(out.kind, field);
    if (key == "observed") return into(out.observed, field);
    if (key == "sli_source") return into(out.sli_source, field);
    if (is_series_key(key)) return into_bag(out.series, key, field);
    if (key == "instances") return into(out.instances, field);
    return {};
  }));
  CTL_RUN(require_id(out.id, "id"));
  return out;
}

Result<Edge> FieldReader::read_edge(std::string_view raw) {
  Edge out;
  CTL_RUN(each_field(raw, [&](std::string_view key, value field) -> Result<> {
    if (key == "from") return into(out.from, field);
    if (key == "to") return into(out.to, field);
    if (is_series_key(key)) return into_bag(out.series, key, field);
    return {};
  }));
  CTL_RUN(require_id(out.from, "from"));
  CTL_RUN(require_id(out.to, "to"));
  return out;
}

Result<Node> FieldReader::read_node(std::string_view raw) {
  Node out;
  CTL_RUN(each_field(raw, [&](std::string_view key, value field) -> Result<> {
    if (key == "id") return into(out.id, field);
    if (key == "cluster") return into(out.cluster, field);
    if (is_series_key(key)) return into_bag(out.series, key, field);
    return {};
  }));
  CTL_RUN(require_id(out.id, "id"));
  return out;
}

Result<Event> FieldReader::read_event(std::string_view raw) {
  Event out;
  CTL_RUN(each_field(raw, [&](std::string_view key, value field) -> Result<> {
    if (key == "subject") return into(out.subject, field);
    if (key == "kind") return into(out.kind, field);
    if (key == "at") return into(out.at_ms, field);
    if (key == "text" && !is_null(field)) return into(out.text, field);
    return {};
  }));
  CTL_RUN(require_id(out.subject, "subject"));
  return out;
}

Result<Incident> FieldReader::read_incident(std::string_view raw) {
  Incident out;
  CTL_RUN(each_field(raw, [&](std::string_view key, value field) -> Result<> {
    if (key == "subject") return into(out.subject, field);
    if (key == "slo" && !is_null(field)) return into(out.slo, field);
    if (key == "opened_at") return into(out.opened_at_ms, field);
    if (key == "resolved_at") return into(out.resolved_at_ms, field);
    return {};
  }));
  CTL_RUN(require_id(out.subject, "subject"));
  return out;
}

Result<Gap> FieldReader::read_gap(std::string_view raw) {
  Gap out;
  CTL_RUN(each_field(raw, [&](std::string_view key, value field) -> Result<> {
    if (key == "subject" && !is_null(field)) return into(out.subject, field);
    if (key == "what") return into(out.what, field);
    return {};
  }));
  return out;
}

Result<std::vector<SignalNote>> FieldReader::read_signals(std::string_view raw) {
  std::vector<SignalNote> out;
  if (raw == "null") return out;
  const Result<> done = each_field(raw, [&](std::string_view name, value note) -> Result<> {
    SignalNote& line = out.emplace_back(SignalNote{std::string(name), "", Worse::up});
    object fields;
    if (note.get_object().get(fields)) return wrong("is not an object");
    return visit_fields(fields, [&](std::string_view key, value field) -> Result<> {
      if (key == "unit" && !is_null(field)) return into(line.unit, field);
      if (key == "worse" && !is_null(field)) return into(line.worse, field);
      return {};
    });
  });
  if (!done) return tl::unexpected<Error>(done.error());
  return out;
}

Result<std::optional<std::string>> FieldReader::read_text(std::string_view raw) {
  std::optional<std::string> out;
  if (raw == "null") return out;
  const simdjson::padded_string_view padded(raw.data(), raw.size(), raw.size() + simdjson::SIMDJSON_PADDING);
  simdjson::ondemand::document document;
  std::string_view text;
  if (parser_.iterate(padded).get(document) || document.get_string().get(text)) return wrong("is not a text");
  out = std::string(text);
  return out;
}

}  // namespace corootctl::signals
