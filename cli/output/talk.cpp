#include "cli/output/talk.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "base/text_width.hpp"

namespace corootctl::cli {
namespace {

constexpr std::size_t most_lines = 12;  // a fleet of hundreds must not scroll the block off the screen

}  // namespace

void Talk::line(std::string_view text) {
  const std::scoped_lock lock(mutex_);
  while (text.ends_with('\n')) text.remove_suffix(1);  // logged bodies bring their own
  erase();
  err_.write(std::string(text) + "\n");
  draw();
}

void Talk::warn(std::string_view text) {
  line(fmt::format("corootctl: {} {}", options_.style.paint("warning:", Tone::warning), text));
}

void Talk::step(const fleet::Progress& progress) {
  const std::scoped_lock lock(mutex_);
  say(progress);
}

void Talk::asking(std::size_t clusters) {
  const std::scoped_lock lock(mutex_);
  counts_ = true;
  say({"", fmt::format("asking {} cluster{}", clusters, clusters == 1 ? "" : "s")});
}

void Talk::opens(const std::string& cluster) {
  const std::scoped_lock lock(mutex_);
  ++current(cluster).connections;
  answered_.erase(cluster);
}

void Talk::requests(const std::string& cluster, const std::string& request) {
  const std::scoped_lock lock(mutex_);
  auto& now = current(cluster);
  ++now.pending;
  now.request = request;
  if (now.step.empty()) now.since = clock_.now();
}

void Talk::hears(const std::string& cluster) {
  const std::scoped_lock lock(mutex_);
  const auto found = current_.find(cluster);
  if (found != current_.end() && found->second.pending > 0) --found->second.pending;
}

void Talk::closes(const std::string& cluster) {
  const std::scoped_lock lock(mutex_);
  const auto found = current_.find(cluster);
  if (found == current_.end() || found->second.connections == 0 || --found->second.connections > 0) return;
  answered_.insert(cluster);
  if (!found->second.step.empty()) return;
  current_.erase(found);
  std::erase(order_, cluster);
}

void Talk::waits(const std::string& cluster, const std::string& request) {
  const std::scoped_lock lock(mutex_);
  const std::string text = "still waiting for the answer to " + request;
  const auto found = current_.find(cluster);
  if (told_ || found == current_.end() || !found->second.step.empty()) return say({cluster, text});
  if (options_.live || options_.quiet || found->second.silence == text) return;
  found->second.silence = text;
  err_.write(cluster + ": " + text + "\n");
}

Talk::Current& Talk::current(const std::string& cluster) {
  if (order_.empty()) started_ = clock_.now();
  auto [it, is_new] = current_.try_emplace(cluster);
  if (!is_new) return it->second;
  order_.push_back(cluster);
  it->second.since = clock_.now();
  return it->second;
}

void Talk::say(const fleet::Progress& progress) {
  // Once clusters speak for themselves, what was said for the whole command is over.
  told_ = told_ || !progress.cluster.empty();
  if (told_ && current_.erase("") > 0) std::erase(order_, std::string());
  auto& now = current(progress.cluster);
  if (now.step == progress.step) return;
  now.step = progress.step;
  now.since = clock_.now();
  if (options_.quiet) return;
  if (options_.live) {
    erase();
    draw();
  } else {
    err_.write(progress.cluster.empty() ? progress.step + "\n" : progress.cluster + ": " + progress.step + "\n");
  }
}

void Talk::beat() {
  const std::scoped_lock lock(mutex_);
  if (options_.quiet || order_.empty()) return;
  if (options_.live) {
    erase();
    draw();
    return;
  }
  const auto lines = block();
  if (lines.empty()) return;
  const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(clock_.now() - started_);
  err_.write(fmt::format("still working after {}: {}\n", short_span(elapsed), join(lines, "; ")));
}

void Talk::finish() {
  const std::scoped_lock lock(mutex_);
  erase();
  order_.clear();
  current_.clear();
  answered_.clear();
  told_ = counts_ = false;
}

std::chrono::milliseconds Talk::rhythm() const {
  return options_.live ? std::chrono::seconds(1) : std::chrono::seconds(30);
}

void Talk::erase() {
  if (drawn_ > 0) err_.write(fmt::format("\x1b[{}A\x1b[J", drawn_));
  drawn_ = 0;
}

void Talk::draw() {
  if (!options_.live || options_.quiet || order_.empty()) return;
  std::string text;
  const auto lines = block();
  for (const auto& line : lines) text += options_.style.paint(line, Tone::dim) + "\n";
  err_.write(text);
  drawn_ = lines.size();
}

/// Between two requests nothing is asked: a server that is watched is not waited for.
bool Talk::is_shown(const std::string& name) const {
  const auto& now = current_.at(name);
  return !now.step.empty() || (!told_ && now.pending > 0);
}

std::string Talk::text_of(const std::string& name) const {
  const auto& now = current_.at(name);
  if (now.step.empty()) return now.request;
  const bool counts = counts_ && name.empty() && !answered_.empty();
  return counts ? fmt::format("{}, {} answered", now.step, answered_.size()) : now.step;
}

std::string Talk::live_line(const std::string& name, std::size_t name_width) const {
  const auto span = std::chrono::duration_cast<std::chrono::milliseconds>(clock_.now() - current_.at(name).since);
  const std::string age = span >= std::chrono::seconds(2) ? " (" + short_span(span) + ")" : "";
  const std::string title = name.empty() ? "" : pad_to_width(name, name_width) + "  ";
  const std::size_t room = options_.columns > age.size() + 1 ? options_.columns - age.size() - 1 : 1;
  return cut_to_width(title + one_line(text_of(name)), room) + age;
}

std::vector<std::string> Talk::block() const {
  std::vector<std::string> names;
  std::copy_if(order_.begin(), order_.end(), std::back_inserter(names),
               [this](const auto& name) { return is_shown(name); });
  std::size_t name_width = 0;
  for (const auto& name : names) name_width = std::max(name_width, text_width(name));
  std::vector<std::string> lines;
  for (const auto& name : names) {
    if (lines.size() + 1 == most_lines && names.size() > most_lines) break;
    const std::string title = name.empty() ? "" : name + ": ";
    lines.push_back(options_.live ? live_line(name, name_width) : title + text_of(name));
  }
  if (lines.size() < names.size()) lines.push_back(fmt::format("... and {} more", names.size() - lines.size()));
  return lines;
}

Heartbeat::Heartbeat(Talk& talk, const Clock& clock)
    : talk_(talk), thread_([&talk, &clock](std::stop_token stop) {
        while (clock.pause(talk.rhythm(), stop)) talk.beat();
      }) {}

Heartbeat::~Heartbeat() {
  thread_.request_stop();
  thread_.join();
  talk_.finish();
}

std::string short_span(std::chrono::milliseconds span) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(span).count();
  if (seconds < 60) return fmt::format("{}s", seconds);
  if (seconds < 3600) return fmt::format("{}m{}s", seconds / 60, seconds % 60);
  return fmt::format("{}h{}m", seconds / 3600, seconds / 60 % 60);
}

}  // namespace corootctl::cli
