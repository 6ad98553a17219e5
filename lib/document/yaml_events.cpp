#include "document/yaml_events.hpp"

#include <fmt/format.h>
#include <yaml.h>

#include <algorithm>
#include <map>
#include <optional>

#include "document/limits.hpp"
#include "document/utf8.hpp"

namespace corootctl::document {
namespace {

std::string_view text_of(const yaml_char_t* text) { return text == nullptr ? "" : reinterpret_cast<const char*>(text); }

Position position_at(const yaml_mark_t& mark) {
  return {static_cast<int>(mark.line) + 1, static_cast<int>(mark.column) + 1};
}

/// The library's event, freed with its texts.
struct RawEvent : yaml_event_t {
  RawEvent() : yaml_event_t{} {}
  RawEvent(const RawEvent&) = delete;
  RawEvent& operator=(const RawEvent&) = delete;
  ~RawEvent() { yaml_event_delete(this); }
};

/// The library's parser over one text, which must outlive it.
class Parser {
 public:
  explicit Parser(const Stream& stream) : source_(stream.source), ready_(yaml_parser_initialize(&parser_) == 1) {
    if (!ready_) return;
    const auto* bytes = reinterpret_cast<const unsigned char*>(stream.text.data());
    yaml_parser_set_input_string(&parser_, bytes, stream.text.size());
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  ~Parser() {
    if (ready_) yaml_parser_delete(&parser_);
  }

  Result<> next(RawEvent& event) {
    if (ready_ && yaml_parser_parse(&parser_, &event) == 1) return {};
    if (!ready_ || parser_.error == YAML_MEMORY_ERROR) return fail_at(source_, {}, "not enough memory");
    // The library's problems are fixed texts; none holds a piece of the input.
    return fail_at(source_, position_at(place()), fmt::format("not valid YAML: {}", parser_.problem));
  }
  const std::string& source() const { return source_; }

 private:
  /// Where the mistake is: for what is never closed, where it began instead of the end of the text.
  const yaml_mark_t& place() const {
    const std::string_view context = parser_.context == nullptr ? "" : parser_.context;
    return context.starts_with("while scanning a ") ? parser_.context_mark : parser_.problem_mark;
  }

  const std::string& source_;
  yaml_parser_t parser_{};
  bool ready_ = false;
};

/// Turns the library's events of one document into ours.
class Recorder {
 public:
  /// `room`: for how many events at once; what stays unused is never touched.
  Recorder(const std::string& source, std::size_t room) : source_(source) { events_.reserve(room); }

  Result<> record(const RawEvent& raw) {
    if (events_.size() >= max_yaml_nodes) return refuse(raw, fmt::format("more than {} values", max_yaml_nodes));
    switch (raw.type) {
      case YAML_SCALAR_EVENT: return scalar(raw);
      case YAML_ALIAS_EVENT: return alias(raw);
      case YAML_SEQUENCE_START_EVENT: return open(Event::Kind::list, raw, raw.data.sequence_start.anchor);
      case YAML_MAPPING_START_EVENT: return open(Event::Kind::map, raw, raw.data.mapping_start.anchor);
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT: return close();
      default: return {};
    }
  }
  std::vector<Event> take() { return std::move(events_); }

 private:
  struct Anchored {
    std::size_t begin = 0;
    bool complete = false;
  };
  struct Open {
    std::size_t begin = 0;
    std::string anchor{};
  };

  Result<> scalar(const RawEvent& raw) {
    const auto& in = raw.data.scalar;
    Event& event = add(Event::Kind::scalar, raw.start_mark);
    const auto tag = text_of(in.tag);
    event.plain = in.style == YAML_PLAIN_SCALAR_STYLE && tag.empty();
    if (tag != "!") event.tag = tag;  // "!" alone only says: a string
    event.text.assign(reinterpret_cast<const char*>(in.value), in.length);
    define(text_of(in.anchor), true);
    return {};
  }

  Result<> alias(const RawEvent& raw) {
    const auto found = anchors_.find(text_of(raw.data.alias.anchor));
    if (found == anchors_.end()) return refuse(raw, "not valid YAML: the referenced anchor is not defined");
    if (!found->second.complete) return refuse(raw, "an anchor contains itself");
    add(Event::Kind::alias, raw.start_mark).target = found->second.begin;
    return {};
  }

  Result<> open(Event::Kind kind, const RawEvent& raw, const yaml_char_t* anchor) {
    if (open_.size() >= static_cast<std::size_t>(max_depth)) {
      return refuse(raw, fmt::format("nested deeper than {} levels", max_depth));
    }
    add(kind, raw.start_mark);
    define(text_of(anchor), false);
    open_.push_back({events_.size() - 1, std::string(text_of(anchor))});
    return {};
  }

  Result<> close() {
    const Open begun = std::move(open_.back());
    open_.pop_back();
    events_[begun.begin].target = events_.size();
    events_.emplace_back().kind = Event::Kind::end;
    // The name may have been given to something inside in the meantime; then that is what it means.
    const auto found = anchors_.find(begun.anchor);
    if (found != anchors_.end() && found->second.begin == begun.begin) found->second.complete = true;
    return {};
  }

  Event& add(Event::Kind kind, const yaml_mark_t& mark) {
    Event& event = events_.emplace_back();
    event.kind = kind;
    event.position = position_at(mark);
    return event;
  }
  void define(std::string_view anchor, bool complete) {
    if (!anchor.empty()) anchors_.insert_or_assign(std::string(anchor), Anchored{events_.size() - 1, complete});
  }
  tl::unexpected<Error> refuse(const RawEvent& raw, std::string_view reason) const {
    return fail_at(source_, position_at(raw.start_mark), reason);
  }

  const std::string& source_;
  std::vector<Event> events_{};
  std::vector<Open> open_{};
  std::map<std::string, Anchored, std::less<>> anchors_{};
};

/// The next document; nullopt at the end of the stream.
Result<std::optional<std::vector<Event>>> next_document(Parser& parser, std::size_t room = 0) {
  Recorder recorder(parser.source(), room);
  for (;;) {
    RawEvent raw;
    if (auto read = parser.next(raw); !read) return tl::unexpected<Error>(std::move(read.error()));
    if (raw.type == YAML_STREAM_END_EVENT) return std::optional<std::vector<Event>>();
    if (raw.type == YAML_DOCUMENT_END_EVENT) return std::optional(recorder.take());
    if (auto kept = recorder.record(raw); !kept) return tl::unexpected<Error>(std::move(kept.error()));
  }
}

Result<> check_directives(const Stream& stream) {
  std::size_t count = stream.text.starts_with("%TAG") ? 1 : 0;
  for (auto at = stream.text.find("\n%TAG"); at != std::string_view::npos; at = stream.text.find("\n%TAG", at + 1))
    ++count;
  if (count <= max_tag_directives) return {};
  return fail_at(stream.source, {}, fmt::format("more than {} %TAG directives", max_tag_directives));
}

}  // namespace

Result<std::vector<Event>> read_first_document(const Stream& stream) {
  CTL_RUN(check_directives(stream));
  Parser parser(stream);
  // Kubeconfigs have an event for every 30 to 60 bytes; one of many documents may be small and gets no room beforehand.
  CTL_PASS(auto document, next_document(parser, std::min<std::size_t>(stream.text.size() / 48, max_yaml_nodes)));
  return document ? std::move(*document) : std::vector<Event>();
}

Result<std::vector<std::vector<Event>>> read_documents(const Stream& stream) {
  CTL_RUN(check_directives(stream));
  Parser parser(stream);
  std::vector<std::vector<Event>> documents;
  for (;;) {
    CTL_PASS(auto document, next_document(parser));
    if (!document) return documents;
    documents.push_back(std::move(*document));
  }
}

}  // namespace corootctl::document
