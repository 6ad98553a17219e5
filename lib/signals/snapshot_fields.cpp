#include "signals/snapshot_fields.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "signals/record_fields.hpp"

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

constexpr double largest_float = static_cast<double>(std::numeric_limits<float>::max());

/// What is no number that can be read: null is "not measured".
Result<> append_other(std::vector<float>& out, value item) {
  json_type type{};
  if (const auto code = item.type().get(type)) return wrong(code);
  if (type != json_type::null || !is_null(item)) return wrong("is neither a number nor null");
  out.push_back(std::numeric_limits<float>::quiet_NaN());
  return {};
}

/// Runs `visit(item)` for each item of a list; its error gets the index in front.
template <class Visit>
Result<> visit_items(value content, Visit visit) {
  simdjson::ondemand::array items;
  if (content.get_array().get(items)) return wrong("is not a list");
  std::size_t index = 0;
  for (auto item : items) {
    value found;
    if (const auto code = item.get(found)) return wrong(code);
    if (Result<> done = visit(found); !done)
      return tl::unexpected<Error>(under_index("", index, std::move(done.error())));
    ++index;
  }
  return {};
}

/// Most of a snapshot are plain numbers: they take the short way.
Result<> into(std::vector<float>& out, value content) {
  simdjson::ondemand::array items;
  if (content.get_array().get(items)) return wrong("is not a list");
  for (auto item : items) {
    value found;
    if (const auto code = item.get(found)) return wrong(code);
    double number = 0;
    const bool plain = !found.get_double().get(number);
    if (plain && std::abs(number) <= largest_float) {
      out.push_back(static_cast<float>(number));
      continue;
    }
    if (Result<> done = plain ? Result<>(wrong("is too large")) : append_other(out, found); !done)
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

Result<> into(const BagPart<SeriesBag>& out, value content) {
  if (is_null(content)) return {};
  object fields;
  if (content.get_object().get(fields)) return wrong("is not an object");
  return visit_fields(fields, [&](std::string_view name, value numbers) -> Result<> {
    std::vector<float>& list = series_named(out.bag, name).*out.part;
    if (!list.empty()) return wrong("is given twice");
    list.reserve((out.bag.all.front().*out.part).size());  // most series of a bag are of one length
    return into(list, numbers);
  });
}

template <class Enum, std::size_t N>
Result<> into_word(Enum& out, value content, const std::array<std::string_view, N>& names, std::string_view otherwise) {
  std::string text;
  CTL_RUN(into(text, content));
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return wrong(otherwise);
  out = static_cast<Enum>(found - names.begin());
  return {};
}

Result<> into(SliSource& out, value content) {
  constexpr std::string_view otherwise = "is neither server, client nor null";
  if (is_null(content)) return {};
  CTL_RUN(into_word(out, content, source_names, otherwise));
  if (out == SliSource::none) return wrong(otherwise);
  return {};
}

Result<> into(Worse& out, value content) {
  return into_word(out, content, worse_names, "is neither up, down nor neither");
}

template <class T>
Result<> read_record(T& out, object fields);

template <class T>
Result<> into_record(T& out, value content) {
  object fields;
  if (content.get_object().get(fields)) return wrong("is not an object");
  return read_record(out, fields);
}

Result<> into(std::vector<Instance>& out, value content) {
  if (is_null(content)) return {};
  return visit_items(content, [&](value pod) { return into_record(out.emplace_back(), pod); });
}

template <class T>
Result<> into(const Nullable<T>& out, value content) {
  if (is_null(content)) return {};
  return into(out.to, content);
}

template <class T>
Result<> into(const Required<T>& out, value content) {
  return into(out.to, content);
}

template <class T>
bool is_missing(const T&) {
  return false;
}

template <class T>
bool is_missing(const Required<T>& text) {
  return text.to.empty();
}

/// Reads the fields that are known and passes over the others.
template <class T>
Result<> read_record(T& out, object fields) {
  return with_fields(out, [&](const auto&... known) {
    Result<> done = visit_fields(fields, [&](std::string_view key, value content) {
      Result<> read;
      static_cast<void>(((key == known.name && (read = into(known.to, content), true)) || ...));
      return read;
    });
    const auto require = [&](const auto& known_one) {
      if (done && is_missing(known_one.to)) done = fail(ErrorKind::config, "{}: is missing", known_one.name);
    };
    (require(known), ...);
    return done;
  });
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
template Result<Excerpt> FieldReader::read(std::string_view raw, Excerpt out);
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
