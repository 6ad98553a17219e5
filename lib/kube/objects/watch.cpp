#include "kube/objects/watch.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "document/json.hpp"
#include "kube/objects/paths.hpp"

namespace corootctl::kube {
namespace {

using document::Value;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds poll_pause{250};
constexpr milliseconds resume_pause{1000};  // client-go's least time between two watches
constexpr seconds shortest_watch{300}, spread{300};
constexpr seconds grace{30};  // how much longer than asked for a silent server may keep a watch open

/// What comes next, and after which pause.
struct Next {
  enum class Step { done, list, watch, poll };
  Step step = Step::list;
  milliseconds pause{0};
};

/// Cuts a stream of lines out of pieces of any size.
class Lines {
 public:
  /// Calls take(line) for each complete line; false when `take` wants no more.
  template <class Take>
  bool feed(std::string_view piece, Take take) {
    rest_.append(piece);
    std::size_t begin = 0;
    for (auto end = rest_.find('\n'); end != std::string::npos; end = rest_.find('\n', begin)) {
      const auto line = std::string_view(rest_).substr(begin, end - begin);
      if (!line.empty() && !take(line)) return false;
      begin = end + 1;
    }
    rest_.erase(0, begin);
    return true;
  }

 private:
  std::string rest_{};
};

class Waiting {
 public:
  Waiting(const Reader& reader, const ObjectRef& ref, const Awaited& is_met, const Within& within)
      : reader_(reader), ref_(ref), is_met_(is_met), within_(within), action_("watch " + ref.describe()) {}

  Result<Next> take(Next::Step step) {
    switch (step) {
      case Next::Step::list: return list();
      case Next::Step::watch: return watch();
      default: return poll();
    }
  }

 private:
  using Step = Next::Step;

  Result<Call> call() const {
    Call out;
    CTL_TRY(out.path, collection_path(ref_.resource, ref_.namespace_name), action_);
    out.query = {{"fieldSelector", "metadata.name=" + ref_.name}};
    out.secret = !holds_no_secrets(ref_.resource);
    return out;
  }

  Result<Next> judge(const std::optional<Value>& object, Next otherwise) const {
    CTL_PASS(const bool met, is_met_(object));
    return met ? Next{Step::done} : otherwise;
  }

  Result<Next> list() {
    CTL_PASS(const auto request, call());
    CTL_TRY(const auto answer, reader_.session().send(request, within_.deadline, within_.stop), action_);
    if (answer.status == 403 || answer.status == 404 || answer.status == 405) return Next{Step::poll};
    if (answer.status != 200) return tl::unexpected<Error>(status_error(answer, action_));
    CTL_TRY(const auto page, document::parse_json(answer.body, "the server's answer"), action_);
    place_ = page.at({"metadata", "resourceVersion"}).as_string();
    const auto& items = page["items"].as_list();
    return judge(items.empty() ? std::nullopt : std::optional(items.front()), {Step::watch});
  }

  Result<Next> poll() {
    CTL_PASS(const auto object, reader_.find(ref_, within_));
    return judge(object, {Step::poll, poll_pause});
  }

  Result<Next> watch() {
    CTL_PASS(auto request, call());
    const auto span = std::min(span_of_watch(), std::chrono::ceil<seconds>(within_.deadline.left()));
    request.query.insert(request.query.end(), {{"watch", "true"},
                                               {"resourceVersion", place_},
                                               {"allowWatchBookmarks", "true"},
                                               {"timeoutSeconds", fmt::format("{}", span.count())}});
    Lines lines;
    std::optional<Result<Next>> verdict;
    request.sink = [&](std::string_view piece) {
      return lines.feed(piece, [&](std::string_view line) { return !(verdict = event(line)).has_value(); });
    };
    const auto limit = within_.deadline.earlier(Deadline::in(span + grace));
    const auto answer = reader_.session().send(request, limit, within_.stop);
    if (verdict) return std::move(*verdict);
    return after(answer);
  }

  /// The servers of a fleet are not to be asked again all at the same moment.
  seconds span_of_watch() const {
    const auto hash = std::hash<std::string>()(reader_.connection().cluster.server + ref_.describe());
    return shortest_watch + seconds(hash % static_cast<std::size_t>(spread.count()));
  }

  /// How a stream that said nothing decisive goes on.
  Result<Next> after(const Result<http::Response>& answer) const {
    if (answer && answer->status == 200) return Next{Step::watch, resume_pause};  // its time was over
    if (answer) return after_refusal(*answer);
    const auto& error = answer.error();
    const bool passing = error.reason == Reason::connection_lost || error.kind == ErrorKind::timeout;
    if (passing && !within_.deadline.expired()) return Next{Step::watch, resume_pause};
    return tl::unexpected<Error>(Error(answer.error()).with(action_));
  }

  Result<Next> after_refusal(const http::Response& answer) const {
    switch (answer.status) {
      case 410: return Next{Step::list, resume_pause};
      case 403:
      case 404:
      case 405: return Next{Step::poll};
      case 429:
      case 500:
      case 503:
      case 504: return Next{Step::watch, resume_pause};
      default: return tl::unexpected<Error>(status_error(answer, action_));
    }
  }

  /// What one line says; nullopt = wait for the next.
  std::optional<Result<Next>> event(std::string_view line) {
    const auto read = document::parse_json(line, "an event");
    if (!read) return Result<Next>(tl::unexpected<Error>(Error(read.error()).with(action_)));
    const auto& type = (*read)["type"].as_string();
    const auto& object = (*read)["object"];
    if (type == "ERROR") return refused(object);
    const auto& version = object.at({"metadata", "resourceVersion"}).as_string();
    if (!version.empty()) place_ = version;
    if (type == "BOOKMARK") return std::nullopt;
    auto judged = judge(type == "DELETED" ? std::nullopt : std::optional(object), {Step::watch});
    if (judged && judged->step != Step::done) return std::nullopt;
    return judged;
  }

  /// An ERROR event is a Status inside an answer that began with 200 (objects 17).
  Result<Next> refused(const Value& status) const {
    const auto code = static_cast<int>(status["code"].as_integer());
    const seconds wanted(status.at({"details", "retryAfterSeconds"}).as_integer());
    if (code == 500 || code == 504) return Next{Step::watch, std::max<milliseconds>(resume_pause, wanted)};
    if (code == 401 || code == 403) {
      return tl::unexpected<Error>(status_error({code, {}, document::to_json(status)}, action_));
    }
    return Next{Step::list, resume_pause};
  }

  const Reader& reader_;
  const ObjectRef& ref_;
  const Awaited& is_met_;
  const Within& within_;
  const std::string action_;
  std::string place_{};  ///< the resourceVersion up to which everything was seen
};

}  // namespace

Result<> wait_for(const Reader& reader, const ObjectRef& ref, const Awaited& is_met, const Clock& clock,
                  const Within& within) {
  Waiting waiting(reader, ref, is_met, within);
  for (Next next;;) {
    if (next.pause.count() > 0 && !clock.pause(std::min(next.pause, within.deadline.left()), within.stop)) {
      return fail(ErrorKind::cancelled, "interrupted while waiting for {}", ref.describe());
    }
    if (within.deadline.expired()) return fail(ErrorKind::timeout, "no time left to wait for {}", ref.describe());
    CTL_PASS(next, waiting.take(next.step));
    if (next.step == Next::Step::done) return {};
  }
}

}  // namespace corootctl::kube
