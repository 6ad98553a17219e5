#include "document/yaml_events.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <array>
#include <map>
#include <sstream>

#include "document/limits.hpp"
#include "document/utf8.hpp"
#include "document/yaml_gaps.hpp"

namespace corootctl::document {
namespace {

/// How an event handler stops the library's parser.
struct Refused {
  YAML::Mark mark;
  std::string reason;
};

/// Ends the look at what follows the first document.
struct DocumentBegins {
  YAML::Mark mark;
};

Position position_at(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }

/// The library's messages are fixed texts; a few end with a piece of the input behind a colon, which is cut off.
std::string safe_reason(const std::string& message) {
  return "not valid YAML: " + message.substr(0, message.find(':'));
}

/// Without a separator the text is the broken rest of the document before.
void check_separator(std::string_view text, const YAML::Mark& mark) {
  if (is_separated(text, static_cast<std::size_t>(mark.pos))) return;
  throw Refused{mark, "not valid YAML: unexpected content after the end of the document"};
}

class Recorder final : public YAML::EventHandler {
 public:
  Recorder(std::string_view text, bool first) : text_(text), first_(first) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (!first_) check_separator(text_, mark);
  }
  void OnDocumentEnd() override {
    if (!is_closed(text_, static_cast<std::size_t>(scalar_mark_.pos))) {
      throw Refused{scalar_mark_, "not valid YAML: a quoted text without an end"};
    }
  }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    check_null(mark);
    Event& event = add(Event::Kind::scalar, mark);
    event.plain = true;
    define(anchor);
    finish(anchor);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    Event& event = add(Event::Kind::scalar, mark);
    event.plain = tag == "?" || tag.empty();
    if (!event.plain && tag != "!") event.tag = tag;
    event.text = text;
    scalar_mark_ = mark;
    define(anchor);
    finish(anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end() || !found->second.complete) throw Refused{mark, "an anchor contains itself"};
    add(Event::Kind::alias, mark).target = found->second.begin;
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Event::Kind::list, mark, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(Event::Kind::map, mark, anchor);
    open_.back().is_block_map = style == YAML::EmitterStyle::Block;
  }
  void OnMapEnd() override { close(); }

  std::vector<Event> take() { return std::move(events_); }

 private:
  struct Anchored {
    std::size_t begin = 0;
    bool complete = false;
  };
  struct Open {
    std::size_t begin = 0;
    YAML::anchor_t anchor = 0;
    bool is_list = false;
    bool is_block_map = false;
    std::size_t children = 0;
  };

  /// A null may be something missing that yaml-cpp passes: an item, or the colon of the key before.
  void check_null(const YAML::Mark& mark) const {
    if (open_.empty()) return;
    const Open& parent = open_.back();
    if (parent.is_list && is_missing_item(text_, static_cast<std::size_t>(mark.pos))) {
      throw Refused{mark, "not valid YAML: an item is missing"};
    }
    const Event& key = events_.back();
    const bool is_value = parent.is_block_map && parent.children % 2 == 1 && key.kind == Event::Kind::scalar;
    if (!is_value || (key.plain && key.text.empty())) return;
    if (has_colon_behind(text_, static_cast<std::size_t>(scalar_mark_.pos), key.text)) return;
    throw Refused{mark, "not valid YAML: a key without a colon"};
  }

  Event& add(Event::Kind kind, const YAML::Mark& mark) {
    if (!open_.empty()) ++open_.back().children;
    Event& event = events_.emplace_back();
    event.kind = kind;
    event.position = position_at(mark);
    return event;
  }
  void define(YAML::anchor_t anchor) {
    if (anchor != 0) anchors_[anchor] = {events_.size() - 1, false};
  }
  void finish(YAML::anchor_t anchor) {
    if (anchor != 0) anchors_[anchor].complete = true;
  }
  void open(Event::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (open_.size() >= static_cast<std::size_t>(max_depth)) {
      throw Refused{mark, fmt::format("nested deeper than {} levels", max_depth)};
    }
    add(kind, mark);
    define(anchor);
    open_.push_back({events_.size() - 1, anchor, kind == Event::Kind::list, false, 0});
  }
  void close() {
    const Open begun = open_.back();
    open_.pop_back();
    events_[begun.begin].target = events_.size();
    events_.emplace_back().kind = Event::Kind::end;
    finish(begun.anchor);
  }

  std::string_view text_;
  bool first_;
  std::vector<Event> events_{};
  YAML::Mark scalar_mark_{};  ///< of the last scalar that is not null
  std::vector<Open> open_{};
  std::map<YAML::anchor_t, Anchored> anchors_{};
};

/// Stops at the beginning of the second document, before anything of it is checked.
class Lookahead final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override { throw DocumentBegins{mark}; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}
};

void check_what_follows(YAML::Parser& parser, std::string_view text) {
  Lookahead lookahead;
  try {
    parser.HandleNextDocument(lookahead);
  } catch (const DocumentBegins& next) {
    check_separator(text, next.mark);
  }
}

/// Runs `work` and turns every way in which reading can stop into an Error.
template <class Work>
auto guarded(const Stream& stream, Work work) -> Result<decltype(work())> {
  try {
    return work();
  } catch (const Refused& refused) {
    return fail_at(stream.source, position_at(refused.mark), refused.reason);
  } catch (const YAML::Exception& error) {
    if (error.mark.is_null()) return fail_at(stream.source, {}, safe_reason(error.msg));
    return fail_at(stream.source, position_at(error.mark), safe_reason(error.msg));
  } catch (const std::exception&) {
    return fail_at(stream.source, {}, "not valid YAML");
  }
}

}  // namespace

Result<std::vector<Event>> read_first_document(const Stream& stream) {
  return guarded(stream, [&] {
    std::istringstream input{std::string(stream.text)};
    YAML::Parser parser(input);
    Recorder recorder(stream.text, true);
    if (parser.HandleNextDocument(recorder)) check_what_follows(parser, stream.text);
    return recorder.take();
  });
}

Result<std::vector<std::vector<Event>>> read_documents(const Stream& stream) {
  return guarded(stream, [&] {
    std::istringstream input{std::string(stream.text)};
    YAML::Parser parser(input);
    std::vector<std::vector<Event>> documents;
    for (;;) {
      Recorder recorder(stream.text, documents.empty());
      if (!parser.HandleNextDocument(recorder)) return documents;
      documents.push_back(recorder.take());
    }
  });
}

}  // namespace corootctl::document
