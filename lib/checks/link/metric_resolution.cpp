#include "checks/all.hpp"
#include "checks/links.hpp"
#include "coroot/resource.hpp"

namespace corootctl::checks {
namespace {

void judge_resolution_unreadable(const Facts& facts, Outcome& out) {
  for (const auto& link : links_of(facts)) {
    ++out.looked;
    if (coroot::is_valid_metric_resolution(link.remote->metric_resolution)) continue;
    out.findings.push_back({Severity::error, link.hub->context,
                            object_of(*link.installation) + ", " + link.remote->place,
                            "metricResolution of " + link.remote->name + " is \"" + link.remote->metric_resolution +
                                "\", which the server cannot read",
                            ""});
  }
}

void judge_resolution_differs(const Facts& facts, Outcome& out) {
  for (const auto& link : links_of(facts)) {
    if (link.member == nullptr || !coroot::is_valid_metric_resolution(link.remote->metric_resolution)) continue;
    ++out.looked;
    const auto& own = link.member_installation->refresh_interval;
    if (own == link.remote->metric_resolution) continue;
    out.findings.push_back({Severity::warning, link.hub->context,
                            object_of(*link.installation) + ", " + link.remote->place,
                            "metricResolution of " + link.remote->name + " is " + link.remote->metric_resolution +
                                ", and the member measures every " + own,
                            ""});
  }
}

}  // namespace

Check resolution_unreadable_check() {
  return {
      "CRT309",
      "resolution-unreadable",
      Severity::error,
      When::both,
      "The server can read metricResolution",
      "The definition lets days, weeks and years pass, the server does not: it reads a duration of Go, of a second at "
      "least, and ends at its start when that fails.",
      "Write it in seconds, minutes or hours: 15s.",
      judge_resolution_unreadable};
}

Check resolution_differs_check() {
  return {
      "CRT310",
      "resolution-differs",
      Severity::warning,
      When::both,
      "metricResolution is the member's own",
      "A hub that asks for finer steps than the member measures gets gaps between points, and coarser steps hide what "
      "was short.",
      "Set it to the member's metricsRefreshInterval, which link-clusters does unless told otherwise.",
      judge_resolution_differs};
}

}  // namespace corootctl::checks
