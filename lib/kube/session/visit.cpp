#include "kube/session/visit.hpp"

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>

#include "http/url.hpp"

namespace corootctl::kube {
namespace {

/// Waits under `lock` until `is_met()`, which whoever changes something tells by `changed`.
template <class Met>
Result<> wait_until(std::condition_variable_any& changed, std::unique_lock<std::mutex>& lock, const Call& call,
                    const Deadline& deadline, const std::stop_token& stop, Met is_met) {
  if (changed.wait_until(lock, stop, Deadline::Clock::now() + deadline.left(), is_met)) return {};
  if (stop.stop_requested()) return fail(ErrorKind::cancelled, "{} {}: interrupted", call.method, call.path);
  return fail(ErrorKind::timeout, "{} {}: no time left", call.method, call.path);
}

class Turns {
 public:
  explicit Turns(std::size_t free) : free_(free) {}
  Result<> take(const Call& call, const Deadline& deadline, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    CTL_RUN(wait_until(changed_, lock, call, deadline, stop, [&] { return free_ > 0; }));
    --free_;
    return {};
  }
  void give_back() {
    {
      const std::lock_guard lock(mutex_);
      ++free_;
    }
    changed_.notify_one();
  }

 private:
  std::mutex mutex_{};
  std::condition_variable_any changed_{};
  std::size_t free_;
};

bool is_kept(const Call& call) { return call.method == "GET" && !call.sink && !call.may_be_silent; }

std::string name_of(const Call& call) {
  std::string out = call.path + "?" + http::encode_query(call.query) + "\n" + call.accept;
  for (const auto& header : call.headers) out += "\n" + header.name + ": " + header.value;
  return out;
}

/// Answers by request; an entry without one is under way.
class Visit final : public Session {
 public:
  Visit(std::shared_ptr<Session> session, std::size_t most_at_once)
      : session_(std::move(session)), turns_(most_at_once) {}

  Result<http::Response> send(const Call& call, Deadline deadline, std::stop_token stop) override {
    if (is_kept(call)) return read(call, deadline, stop);
    auto answer = ask(call, deadline, stop);
    if (!answer || answer->status / 100 != 2) forget();
    return answer;
  }
  Result<std::chrono::milliseconds> log_in(const Within& within) override { return session_->log_in(within); }
  const ConnectionSpec& connection() const override { return session_->connection(); }

 private:
  using Answer = std::optional<Result<http::Response>>;

  Result<http::Response> ask(const Call& call, const Deadline& deadline, const std::stop_token& stop) {
    CTL_RUN(turns_.take(call, deadline, stop));
    auto answer = session_->send(call, deadline, stop);
    turns_.give_back();
    return answer;
  }

  Result<http::Response> read(const Call& call, const Deadline& deadline, const std::stop_token& stop) {
    const auto name = name_of(call);
    std::unique_lock lock(mutex_);
    if (const auto found = answers_.find(name); found != answers_.end()) {
      const auto theirs = found->second;
      CTL_RUN(wait_until(changed_, lock, call, deadline, stop, [&] { return theirs->has_value(); }));
      return **theirs;
    }
    const auto own = answers_[name] = std::make_shared<Answer>();
    lock.unlock();
    auto answer = ask(call, deadline, stop);
    lock.lock();
    *own = answer;
    const auto kept = answers_.find(name);
    if (!answer && kept != answers_.end() && kept->second == own) answers_.erase(kept);
    changed_.notify_all();
    return answer;
  }

  void forget() {
    const std::lock_guard lock(mutex_);
    answers_.clear();
  }

  const std::shared_ptr<Session> session_;
  Turns turns_;
  std::mutex mutex_{};
  std::condition_variable_any changed_{};
  std::map<std::string, std::shared_ptr<Answer>> answers_{};
};

}  // namespace

std::shared_ptr<Session> dry_visit(std::shared_ptr<Session> session, std::size_t most_at_once) {
  return std::make_shared<Visit>(dry_only(std::move(session)), most_at_once);
}

}  // namespace corootctl::kube
