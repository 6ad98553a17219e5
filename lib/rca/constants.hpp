/// Every number the engine decides with: value, unit, reason. Nothing here names a system; docs/rca-method.md explains
/// how they work together, and tests fail when one of them changes the worked cases. One meaning has one number: finer
/// ones were no better on any suite, and would fit those suites only.
#pragma once

#include <cstddef>
#include <cstdint>

namespace corootctl::rca::constants {

// --- shares, 0..1: words that many rules share ----------------------------------------------------------------------
/// Most of something, or half a proof: of a cluster's apps that suffer together, of an own part that its calls may have
/// taken, of blame in the dark, of the blame a sure suspect keeps and of its lead. An app's own levels, its network and
/// a change next door prove this much; late evidence, a second place and what nobody measured leave this much.
inline constexpr double most = 0.5;
/// All but chance or doubt: apps of a silent cluster, one link's share of the blame, what was measured around a sure
/// suspect, trust in a flow that surely moved, likeness of shapes. What costs time by itself (CPU, memory, locks,
/// names, disk, networks) proves this much, one pod of several this much of its app, and strength bends towards 1 from
/// here.
inline constexpr double nearly_all = 0.8;
/// A part that must not be overlooked, and all that is left of what is doubtful: a change inside its usual range,
/// evidence from long before, differences of unlike statistics, trust in a target that hardly moved, endpoints that
/// mirror an app, apps that the calls do not reach, blame without any proof, own latency that goes next door. A reason
/// of this weight keeps the excess with the app; below this confidence nothing is claimed.
inline constexpr double a_part = 0.3;
/// A share from which something is looked into: blame of an app without an agent, blame that came from next door or was
/// handed on, calls per request, errors of a single step, a proof, a score beside the first's. What caller and callee
/// measure of the same calls differs by as much without any network being at fault; a change adds this much.
inline constexpr double worth_a_look = 0.1;
/// Hardly anything: an own part that is noise and follows the callees, CPU that moved by this share of its limit, loss
/// below an app beside its own mean, the floor of an unknown unit, evidence without blame.
inline constexpr double hardly = 0.05;
/// Rounding and chance: below it blame is not followed, nobody is suspected, and silence is believed.
inline constexpr double negligible = 0.01;
/// Goes from an app to those that may stand behind what it saw: to a callee that was changed right before its errors,
/// as code does not begin to fail by itself; to callees whose level nobody measured; to apps behind an endpoint.
inline constexpr double handed_on = 0.75;
/// What new or more log lines prove: victims log errors, too. Twice that where there were none before.
inline constexpr double weight_log = 0.35;
/// Quantile of the usual values that bounds the usual range.
inline constexpr double usual_quantile = 0.985;

// --- factors --------------------------------------------------------------------------------------------------------
/// Grown by this factor: requests before load is blamed; calls per request, which then are retries. What explains
/// several members at once (link, node, cluster, load) counts for this many times one of them.
inline constexpr double grown = 1.3;
/// Several times: slower, and a caller's failures may be its timeouts; worse than the old pods, and the new ones
/// accuse their deploy; round trips of a call; the power by which other calls tell the two ends of a gap apart.
inline constexpr double several = 3;

// --- deviations: robust, in the bad direction -----------------------------------------------------------------------
/// Below the first a change is noise, from the second on it counts in full; between them in part, so that no result
/// hangs on one threshold. Trouble lasts while points are beyond the second.
inline constexpr double noise_z = 1;
inline constexpr double certain_z = 2;
/// A point counts as abnormal beyond this many (1 in 370 on normal noise); so does a service level, and a count.
inline constexpr double abnormal_z = 3;
/// Beyond chance where very many are compared (one in 30,000): sums over all calls, networks, likeness in shape.
inline constexpr double chance_z = 4;
/// Giants count as this much: one spike is no onset, one level outvotes no other, lost points hide no more.
inline constexpr double giant = 10;
/// How many usual points double chance_z, as in the tails of Student's t.
inline constexpr double few_points = 7;
/// How surprising a run of abnormal long steps must be, in nats: -ln of the share of usual points as bad as its mildest
/// one, each further step adding half (neighbours are alike). 4.2 is one point in 67, or two at the level of one in 16.
inline constexpr double incident_surprise = 4.2;
/// No deviation is smaller than this (in the signal's unit): keeps constant series from dividing by zero.
inline constexpr double least_scale = 1e-12;

// --- counts ---------------------------------------------------------------------------------------------------------
/// What one member suffers, or one long step shows, is its own trouble.
inline constexpr std::size_t more_than_one = 2;
/// Fewer points than this and a series was not measured; a level in short steps lasts from here; rates look back over
/// as many, so they lie between usual and abnormal, causes may suffer so much earlier, and runs are no longer.
inline constexpr std::size_t fewest_points = 3;
/// What came right before something (systems drift from their reference); fewer usual points say nothing of spread.
inline constexpr std::size_t enough_points = 5;
/// Points before the onset that tell what goes on; fewer of them refute no alarm.
inline constexpr std::size_t recent_points = 20;
/// Calls that blame can travel: longer than any sane chain; ends cycles.
inline constexpr int most_hops = 32;
/// Beyond so many apps only the blamed ones prove themselves, and no more are searched behind one without an agent.
inline constexpr std::size_t many_apps = 200;

// --- time -----------------------------------------------------------------------------------------------------------
/// How long an incident is looked at: later data are about the mitigation, older evidence and changes are not about it,
/// and data that begin later refute no alarm, as severe trouble raises its alarm within this time.
inline constexpr std::int64_t incident_ms = 30 * 60'000;
/// How far back the usual level is taken from; trouble began within half of it before its alarm.
inline constexpr std::int64_t usual_span_ms = 3 * 3600'000;
/// A change is blamed itself only when the symptom begins within this time: new code fails as soon as it serves.
inline constexpr std::int64_t blamed_change_reach_ms = 5 * 60'000;
/// Steps from this length on are measurements of their own (an average over many requests); shorter ones must agree
/// over it. Evidence that starts this long after the symptom is late.
inline constexpr std::int64_t long_step_ms = 60'000;
/// Clocks of clusters differ by up to this much.
inline constexpr std::int64_t clock_skew_ms = 90'000;

// --- wording: what is told beside the ranking; no figure hangs on these ---------------------------------------------
/// Changes told per app, the latest first, and suspects that are objected to.
inline constexpr std::size_t most_told = 3;
/// Shares below this are not told: they would read as 0 %.
inline constexpr double told_share = 0.005;
/// The loudest of those that were excluded are told, up to this many.
inline constexpr std::size_t most_excluded = 10;

}  // namespace corootctl::rca::constants
