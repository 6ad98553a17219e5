#include "report/page/page.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <regex>

#include "rca/diagnose.hpp"
#include "report/page/layout.hpp"
#include "signals/snapshot_json.hpp"
#include "support/golden.hpp"
#include "unit/rca/fixture.hpp"

namespace corootctl::rca::report_page {
namespace {

/// The slow chain with all that a page can show: changes, a restart, a loud bystander, logs, gaps.
signals::Snapshot whole_incident() {
  signals::Snapshot out = slow_chain();
  const std::int64_t onset = out.grid.from_ms + static_cast<std::int64_t>(fixture_onset) * fixture_step_ms,
                     minute = 60'000;
  signals::App loud = make_app("b:shop:Deployment:loud", 0.01, 0.05);
  out.apps.push_back(loud);
  out.apps[2].instances = {{"back-1", std::nullopt, {}}};
  out.edges[1].series.all.push_back(step_series("server_latency_avg", 0.01, 0.21));
  out.events = {{"b:shop:Deployment:back", "deploy", onset - 2 * minute, "back:1 -> back:2"},
                {"back-1", "restart", onset + minute, ""},
                {"back-1", "restart", onset + 2 * minute, ""},
                {"b:shop:Deployment:other", "deploy", onset, "not named, so not told"}};
  out.excerpts = {{"b:shop:Deployment:back",
                   "log_pattern",
                   "error",
                   "no space left",
                   onset - 5 * minute,
                   minute,
                   {0, 0, 0, 0, 0, 7, 9, 8, 7, 9}}};
  out.gaps = {{"a", "no traces"}};
  return out;
}

std::string page_of(const signals::Snapshot& snapshot, report::PageOptions options = {.command = "corootctl rca"}) {
  const auto page = report::to_page(diagnose(snapshot), snapshot, options);
  REQUIRE(page.has_value());
  return *page;
}

/// Tags with the names of their attributes, without any text or value: what a name must not change.
std::string skeleton(const std::string& page) {
  static const std::regex value("\"[^\"]*\"");
  std::string out;
  bool inside = false;
  for (const char c : std::regex_replace(page, value, "\"\"")) {
    inside = inside || c == '<';
    if (inside) out += c;
    if (c == '>') inside = false;
  }
  return out;
}

/// Every name and text of the snapshot, but for signals, kinds and the parts of ids between the colons.
void rename(signals::Snapshot& snapshot, const std::string& mark) {
  const auto hurt = [&](std::string& text) {
    if (!text.empty()) text += mark;
  };
  for (auto& app : snapshot.apps) {
    hurt(app.id);
    for (auto& pod : app.instances) hurt(pod.id);
  }
  for (auto& edge : snapshot.edges) hurt(edge.from), hurt(edge.to);
  for (auto& event : snapshot.events) hurt(event.subject), hurt(event.text);
  for (auto& incident : snapshot.incidents) hurt(incident.subject);
  for (auto& excerpt : snapshot.excerpts) hurt(excerpt.subject), hurt(excerpt.text);
  for (auto& gap : snapshot.gaps) hurt(gap.subject), hurt(gap.what);
  for (auto& cluster : snapshot.clusters) hurt(cluster.name);
}

}  // namespace

TEST_CASE("the page of an incident is this one") {
  const std::string page = page_of(whole_incident(), {.detail = report::Detail::explained, .command = "corootctl rca"});
  CHECK(page == support::golden("answer.html", page));
}

TEST_CASE("the page of a quiet answer and of an unknown cause say so, and have no empty part") {
  Answer quiet;
  quiet.status = Status::no_incident;
  quiet.target = "a:shop:Deployment:front";
  const auto calm = report::to_page(quiet, slow_chain(), {});
  REQUIRE(calm.has_value());
  const std::string& page = *calm;
  CHECK(page.find("<p class=\"status no_incident\">No incident</p>") != std::string::npos);
  CHECK(page.find("stayed in its usual range.</p>") != std::string::npos);
  for (const char* part : {"id=\"next\"", "id=\"evidence\"", "id=\"call\"", "id=\"ruled-out\"", "class=\"facts\""})
    CHECK_MESSAGE(page.find(part) == std::string::npos, part);
  Answer unknown = diagnose(whole_incident());
  unknown.status = Status::unknown;
  const auto doubtful = report::to_page(unknown, whole_incident(), {});
  REQUIRE(doubtful.has_value());
  CHECK(doubtful->find("<p class=\"status unknown\">Root cause unknown</p>") != std::string::npos);
  CHECK(doubtful->find("<h1>The root cause is unknown</h1>") != std::string::npos);
}

TEST_CASE("whatever a name holds, the page has the same tags and attributes") {
  signals::Snapshot plain = whole_incident();
  rename(plain, " no plain name");
  for (const char* mark :
       {"\"><script>alert(1)</script>", "'onload='alert(1)", "</title></style></svg>", "{{{style}}}{{>map_svg}}",
        "<!--", "]]><img src=x onerror=alert(1)>", "\n\r\t\x1b[31m\x01", "&lt;b&gt;", "\xff\xfe"}) {
    signals::Snapshot hostile = whole_incident();
    rename(hostile, mark);
    const std::string page = page_of(hostile, {.command = mark, .embeds = false});
    CHECK_MESSAGE(skeleton(page) == skeleton(page_of(plain, {.command = "x"})), mark);
    CHECK(page.find("<script") == std::string::npos);
  }
}

TEST_CASE("a page asks no server for anything and allows itself nothing but its own style") {
  const std::string page = page_of(whole_incident(), {.command = "x", .embeds = true});
  CHECK(page.find("content=\"default-src 'none'; style-src 'sha256-") != std::string::npos);
  for (const char* load : {"http:", "https:", "//", " src=", "@import", "@font-face", " style=", " on"})
    CHECK_MESSAGE(skeleton(page).find(load) == std::string::npos, load);
  for (const char* load : {"http://", "https://", "@import", "@font-face"})
    CHECK_MESSAGE(page.find(load) == std::string::npos, load);
  static const std::regex reference("(?:href=\"|url\\()([^\")]*)");
  for (std::sregex_iterator at(page.begin(), page.end(), reference), end; at != end; ++at)
    CHECK_MESSAGE(((*at)[1].str().starts_with("#") || (*at)[1] == "data:,"), (*at)[1].str());
}

TEST_CASE("a snapshot goes with the page and comes out of it as it was") {
  signals::Snapshot snapshot = whole_incident();
  rename(snapshot, "</script><script>alert(1)</script>");
  const std::string page = page_of(snapshot, {.command = "x", .embeds = true});
  const auto again = signals::parse_snapshot(page);
  REQUIRE(again.has_value());
  CHECK(signals::write_snapshot(*again) == signals::write_snapshot(snapshot));
  CHECK(report::to_json(diagnose(*again)) == report::to_json(diagnose(snapshot)));
  CHECK(page_of(*again, {.command = "x", .embeds = true}) == page);
  const std::size_t begin = page.find("<script"), end = page.find("</script>\n") + 10;
  CHECK(page.find("<script", begin + 1) == std::string::npos);
  CHECK(page.substr(begin, end - begin).find_first_of("&'") == std::string::npos);
}

TEST_CASE("what is wrong with a page that shall be read is said") {
  const auto none = signals::parse_snapshot(page_of(whole_incident()));
  REQUIRE_FALSE(none.has_value());
  CHECK(describe(none.error()) == "this page holds no snapshot");
  CHECK(none.error().hint == "Such a page is written with -o html --embed-snapshot.");
  const std::string page = page_of(whole_incident(), {.command = "x", .embeds = true});
  const auto cut = signals::parse_snapshot(page.substr(0, page.find("</script>")));
  REQUIRE_FALSE(cut.has_value());
  CHECK(describe(cut.error()) == "the snapshot in this page is cut off");
  std::string damaged = page;
  damaged[damaged.find("</script>") - 20] = '!';
  REQUIRE_FALSE(signals::parse_snapshot(damaged).has_value());
}

TEST_CASE("the order of the snapshot's lists does not show on the page") {
  const signals::Snapshot snapshot = whole_incident();
  signals::Snapshot turned = snapshot;
  std::reverse(turned.apps.begin(), turned.apps.end());
  std::reverse(turned.edges.begin(), turned.edges.end());
  std::reverse(turned.events.begin(), turned.events.end());
  std::reverse(turned.clusters.begin(), turned.clusters.end());
  CHECK(page_of(turned, {.command = "x", .embeds = true}) == page_of(snapshot, {.command = "x", .embeds = true}));
}

TEST_CASE("of a large world only what the answer names is on the page") {
  signals::Snapshot large = whole_incident();
  for (int i = 0; i < 500; ++i) {
    large.apps.push_back(make_app("c:idle:Deployment:bystander-" + std::to_string(i), 0.01, 0.01));
    large.edges.push_back(make_call("a:shop:Deployment:front", large.apps.back().id, 0.01, 0.01, 0.01));
  }
  const std::string page = page_of(large);
  CHECK(page.find("bystander") == std::string::npos);
  CHECK(page.size() < 60'000);
}

TEST_CASE("on the map no two boxes meet, callees stand below callers, and each box lies in its cluster") {
  report::Cast cast;
  for (int i = 0; i < 12; ++i) {
    const std::string cluster(1, static_cast<char>('a' + i % 3));
    cast.all.push_back({cluster + ":n:Deployment:" + std::to_string(i), cluster, std::to_string(i), ""});
  }
  const report::Calls calls{{0, 1}, {1, 2}, {2, 3}, {4, 1}, {2, 5}, {2, 6}, {2, 7}, {5, 0}, {8, 9}, {9, 8}};
  const report::Layout layout = report::lay_out(cast, calls, 4);
  REQUIRE(layout.boxes.size() == 12);
  for (std::size_t i = 0; i < 12; ++i) {
    const report::Box& box = layout.boxes[i];
    const auto group = std::find_if(layout.groups.begin(), layout.groups.end(),
                                    [&](const report::Group& one) { return one.cluster == cast.all[i].cluster; });
    REQUIRE(group != layout.groups.end());
    CHECK(box.x > group->box.x);
    CHECK(box.x + box.width < group->box.x + group->box.width);
    CHECK(box.y + box.height < group->box.y + group->box.height);
    for (std::size_t k = 0; k < i; ++k) {
      const report::Box& other = layout.boxes[k];
      const bool apart = box.x >= other.x + other.width || other.x >= box.x + box.width ||
                         box.y >= other.y + other.height || other.y >= box.y + box.height;
      CHECK_MESSAGE(apart, i << " and " << k);
    }
  }
  for (std::size_t i = 0; i + 1 < 4; ++i) CHECK(layout.boxes[i].y < layout.boxes[i + 1].y);
  CHECK(layout.boxes[7].y > layout.boxes[2].y);
}

}  // namespace corootctl::rca::report_page
