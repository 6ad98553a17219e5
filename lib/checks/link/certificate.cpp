#include <fmt/core.h>

#include <algorithm>

#include "base/time.hpp"
#include "base/units.hpp"
#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

constexpr std::int64_t soon_ms = 14LL * 24 * 60 * 60 * 1000;

/// What tells hub and link that the certificate is not looked at.
bool is_unverified(const Facts& facts, const std::string& project) {
  for (const auto& cluster : facts.clusters) {
    for (const auto& installation : cluster.installations) {
      for (const auto& each : installation.projects) {
        if (each.kind == "remote" && each.name == project && each.tls_skip_verify) return true;
      }
    }
  }
  return false;
}

void judge_certificate(const Facts& facts, Outcome& out) {
  for (const auto& address : facts.addresses) {
    if (!address.url.starts_with("https:")) continue;
    if (is_unverified(facts, address.project)) continue;  // CRT321 says it
    if (address.outcome == "unprobed") continue;          // CRT311 says why
    if (address.outcome == "unreachable" && address.inside) continue;
    if (address.outcome == "unreachable") {
      out.unchecked.push_back({"", address.url + " cannot be reached from " + address.from});
      continue;
    }
    ++out.looked;
    if (address.outcome == "tls")
      out.findings.push_back({Severity::error, "", "member " + address.project,
                              fmt::format("{}, seen from {}: {}", address.url, address.from, address.detail), ""});
    if (!address.expires_ms || *address.expires_ms - facts.taken_at_ms > soon_ms) continue;
    const auto left = *address.expires_ms - facts.taken_at_ms;
    out.findings.push_back({left > 0 ? Severity::warning : Severity::error, "", "member " + address.project,
                            fmt::format("the certificate of {} {} {}", address.url, left > 0 ? "ends at" : "ended at",
                                        format_time(*address.expires_ms)),
                            "Renew it."});
  }
}

void judge_not_verified(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::installations}, out)) {
    for (const auto& installation : cluster->installations) {
      for (const auto& project : installation.projects) {
        if (project.kind != "remote" || !project.tls_skip_verify || !project.url.starts_with("https:")) continue;
        out.findings.push_back({Severity::info, cluster->context, object_of(installation) + ", " + project.place,
                                "the hub does not verify the certificate of " + project.name, ""});
      }
    }
  }
}

}  // namespace

Check certificate_check() {
  return {
      "CRT313",
      "certificate",
      Severity::error,
      When::both,
      "The members' certificates hold",
      "The certificate at a member's https address is not trusted with the system's roots, is for another name, or "
      "ends soon. The hub has no other roots unless they are mounted, and no client certificates.",
      "Serve the whole chain of an authority that the hub's image trusts, and renew what ends. For a private authority "
      "mount its roots into the hub's server, or accept the risk: link-clusters --tls-skip-verify.",
      judge_certificate};
}

Check not_verified_check() {
  return {"CRT321",
          "not-verified",
          Severity::info,
          When::check,
          "The hub verifies the members' certificates",
          "With tlsSkipVerify the hub sends the member's key to whoever answers at the address.",
          "Take tlsSkipVerify out once the certificate holds (CRT313).",
          judge_not_verified};
}

}  // namespace corootctl::checks
