#include "signals/snapshot_fields.hpp"

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

/// Where a field goes: `To` is a reference, or one of the places below.
template <class To>
struct Field {
  std::string_view name;
  To to;
};

template <class To>
Field<To> field(std::string_view name, To&& to) {
  return {name, std::forward<To>(to)};
}

/// A place that null leaves as it is.
template <class T>
struct Nullable {
  T& to;
};

/// The values or the reference values of a subject's series.
struct BagPart {
  SeriesBag& bag;
  std::vector<float> Series::* part;
};

Result<> into(std::string& out, value content) {
  std::string_view text;
  if (content.get_string().get(text)) return wrong("is not a text");
  out = std::string(text);
  return {};
}

Result<> into(std::int64_t& out, value content) {
  double number = 0;
  if (content.get_double().get(number) || std::abs(number) > 9e15) return wrong("is not a whole number");
  out = std::llround(number);
  return {};
}

template <class T>
Result<> into(std::optional<T>& out, value content) {
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

Result<> into(const BagPart& out, value content) {
  if (is_null(content)) return {};
  object fields;
  if (content.get_object().get(fields)) return wrong("is not an object");
  return visit_fields(fields, [&](std::string_view name, value numbers) -> Result<> {
    std::vector<float>& list = series_named(out.bag, name).*out.part;
    if (!list.empty()) return wrong("is given twice");
    return into(list, numbers);
  });
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

Result<> read_record(Instance& out, object fields);
Result<> read_record(SignalNote& out, object fields);
Result<> read_record(Grid& out, object fields);

template <class T>
Result<> into_record(T& out, value content) {
  object fields;
  if (content.get_object().get(fields)) return wrong("is not an object");
  return read_record(out, fields);
}

Result<> into(std::vector<Instance>& out, value content) {
  if (is_null(content)) return {};
  simdjson::ondemand::array items;
  if (content.get_array().get(items)) return wrong("is not a list");
  for (auto item : items) {
    value entry;
    if (const auto code = item.get(entry)) return wrong(code);
    if (Result<> done = into_record(out.emplace_back(), entry); !done)
      return tl::unexpected<Error>(under_index("", out.size() - 1, std::move(done.error())));
  }
  return {};
}

template <class T>
Result<> into(const Nullable<T>& out, value content) {
  if (is_null(content)) return {};
  return into(out.to, content);
}

/// Reads the fields that are known and passes over the others.
template <class... To>
Result<> read_fields(object fields, const Field<To>&... known) {
  return visit_fields(fields, [&](std::string_view key, value content) {
    Result<> done;
    static_cast<void>(((key == known.name && (done = into(known.to, content), true)) || ...));
    return done;
  });
}

Result<> require(const std::string& id, std::string_view key) {
  if (id.empty()) return fail(ErrorKind::config, "{}: is missing", key);
  return {};
}

Result<> read_record(Grid& out, object fields) {
  return read_fields(fields, field("from", out.from_ms), field("step", out.step_ms), field("points", out.points));
}

Result<> read_record(Cluster& out, object fields) {
  CTL_RUN(read_fields(fields, field("id", out.id), field("name", out.name)));
  return require(out.id, "id");
}

Result<> read_record(Instance& out, object fields) {
  return read_fields(fields, field("id", out.id), field("node", out.node),
                     field("series", BagPart{out.series, &Series::values}),
                     field("reference_series", BagPart{out.series, &Series::reference}));
}

Result<> read_record(App& out, object fields) {
  CTL_CHECK(read_fields(fields, field("id", out.id), field("cluster", out.cluster), field("kind", out.kind),
                        field("observed", out.observed), field("sli_source", out.sli_source),
                        field("series", BagPart{out.series, &Series::values}),
                        field("reference_series", BagPart{out.series, &Series::reference}),
                        field("instances", out.instances)),
            "");
  return require(out.id, "id");
}

Result<> read_record(Edge& out, object fields) {
  CTL_CHECK(read_fields(fields, field("from", out.from), field("to", out.to),
                        field("series", BagPart{out.series, &Series::values}),
                        field("reference_series", BagPart{out.series, &Series::reference})),
            "");
  CTL_RUN(require(out.from, "from"));
  return require(out.to, "to");
}

Result<> read_record(Node& out, object fields) {
  CTL_CHECK(read_fields(fields, field("id", out.id), field("cluster", out.cluster),
                        field("series", BagPart{out.series, &Series::values}),
                        field("reference_series", BagPart{out.series, &Series::reference})),
            "");
  return require(out.id, "id");
}

Result<> read_record(Event& out, object fields) {
  CTL_CHECK(read_fields(fields, field("subject", out.subject), field("kind", out.kind), field("at", out.at_ms),
                        field("text", Nullable{out.text})),
            "");
  return require(out.subject, "subject");
}

Result<> read_record(Incident& out, object fields) {
  CTL_CHECK(read_fields(fields, field("subject", out.subject), field("slo", Nullable{out.slo}),
                        field("opened_at", out.opened_at_ms), field("resolved_at", out.resolved_at_ms)),
            "");
  return require(out.subject, "subject");
}

Result<> read_record(Gap& out, object fields) {
  return read_fields(fields, field("subject", Nullable{out.subject}), field("what", out.what));
}

Result<> read_record(SignalNote& out, object fields) {
  return read_fields(fields, field("unit", Nullable{out.unit}), field("worse", Nullable{out.worse}));
}

Result<> read_record(std::vector<SignalNote>& out, object fields) {
  return visit_fields(fields, [&](std::string_view name, value note) {
    return into_record(out.emplace_back(SignalNote{std::string(name), "", Worse::up}), note);
  });
}

/// {"grid": {...}}
Result<> read_record(std::optional<Grid>& out, object fields) {
  return visit_fields(fields, [&](std::string_view key, value content) {
    return key == "grid" ? into_record(out.emplace(), content) : Result<>{};
  });
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

template <class T>
Result<T> FieldReader::read(std::string_view raw, T out) {
  const simdjson::padded_string_view padded(raw.data(), raw.size(), raw.size() + simdjson::SIMDJSON_PADDING);
  simdjson::ondemand::document document;
  if (const auto code = parser_.iterate(padded).get(document)) return wrong(code);
  object fields;
  if (document.get_object().get(fields)) return wrong("is not an object");
  CTL_RUN(read_record(out, fields));
  return out;
}

template Result<Grid> FieldReader::read(std::string_view raw, Grid out);
template Result<std::optional<Grid>> FieldReader::read(std::string_view raw, std::optional<Grid> out);
template Result<Cluster> FieldReader::read(std::string_view raw, Cluster out);
template Result<App> FieldReader::read(std::string_view raw, App out);
template Result<Edge> FieldReader::read(std::string_view raw, Edge out);
template Result<Node> FieldReader::read(std::string_view raw, Node out);
template Result<Event> FieldReader::read(std::string_view raw, Event out);
template Result<Incident> FieldReader::read(std::string_view raw, Incident out);
template Result<Gap> FieldReader::read(std::string_view raw, Gap out);
template Result<std::vector<SignalNote>> FieldReader::read(std::string_view raw, std::vector<SignalNote> out);

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
