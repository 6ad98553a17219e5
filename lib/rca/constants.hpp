/// Every number the engine decides with: value, unit, reason. Nothing here names a system; docs/rca-method.md explains
/// how they work together, and tests fail when one of them changes the worked cases.
#pragma once

#include <cstddef>
#include <cstdint>

namespace corootctl::rca::constants {

// --- words that many rules share -----------------------------------------------------------------------------------
/// Most of something: of a cluster's apps (they suffer together), of an own part (its calls may have taken it), of
/// blame in the dark (no claim is made); a change this certain may be a timeout, an app is told as an effect when its
/// callees sent this much of its excess, and little trust in the flow is told below it.
inline constexpr double most = 0.5;
/// All but chance: of a cluster's apps without a last value (it fell silent), of its calls' blame on one other cluster
/// where name resolution is not measured (a link's, not the cluster's).
inline constexpr double nearly_all = 0.8;
/// A share from which something is looked into: blame of an app without an agent (who is behind it), requests of an app
/// that nobody measured sent, blame that came from a change next door, a score beside the first's (a suspect, too).
inline constexpr double worth_a_look = 0.1;
/// Hardly anything: an own part that is noise and follows the callees, CPU that moved by this share of its limit, loss
/// below an app beside its own mean, blame of an unobserved app that is no gap.
inline constexpr double hardly = 0.05;
/// Something proves this much (0..1), or it says little: of a suspect that is sure, of a node that takes blame.
inline constexpr double some_proof = 0.2;
/// Grown by this factor: requests before load is blamed; calls per request, which then are retries.
inline constexpr double grown = 1.3;
/// What came right before something: the level before the onset (systems drift from their reference), the end of the
/// grid.
inline constexpr std::size_t last_points = 5;

// --- window -------------------------------------------------------------------------------------------------------
/// How far before the alarm the trouble may have begun. SLO alarms look at an hour of burn.
inline constexpr std::int64_t onset_lookback_ms = 75 * 60'000;
/// How long the abnormal window lasts at most: later data are more and more about the mitigation.
inline constexpr std::int64_t abnormal_span_ms = 30 * 60'000;
/// How far back the usual level is taken from.
inline constexpr std::int64_t usual_span_ms = 3 * 3600'000;
/// Points between usual and abnormal that belong to neither: rates look back over about 3 steps.
inline constexpr std::size_t guard_points = 2;
/// Fewer usual points than this say nothing about spread.
inline constexpr std::size_t least_usual_points = 5;
/// Fewer than this and a series counts as not measured; the abnormal window has at least so many, however long a step
/// is; and a level in short steps has lasted when the median of so many shows it.
inline constexpr std::size_t fewest_points = 3;
/// Points of usual state that are wanted at least, however long a step is.
inline constexpr std::size_t wanted_usual_points = 60;
/// Trouble in short steps is looked at over at least this many points, even when it dips.
inline constexpr std::size_t least_trouble_points = 4;
/// Beyond this many robust deviations a point still belongs to the trouble; the window ends behind the last such point.
inline constexpr double still_abnormal_z = 2;
/// Scores are cut to this range (robust deviations) when an onset is searched, so that one spike cannot be the onset.
inline constexpr double onset_clip_low = -3;
inline constexpr double onset_clip_high = 8;
/// A point counts as abnormal beyond this many robust deviations (1 in 370 on normal noise), a service level, too.
inline constexpr double abnormal_z = 3;
/// A series has begun to move when it has covered this share of its whole change.
inline constexpr double onset_share = 0.25;

// --- significance -------------------------------------------------------------------------------------------------
/// Below the first value (robust deviations of the window's mean) a change is noise, above the second it counts in
/// full; between them it counts in part, so that no result hangs on one threshold.
inline constexpr double noise_z = 0.75;
inline constexpr double certain_z = 2.25;
/// Floor of a signal whose unit nobody knows, as a share of its largest value.
inline constexpr double unknown_floor = 0.03;
/// A change whose peak stays in the range of usual values counts for this share: some series are restless.
inline constexpr double inside_share = 0.3;
/// Strength of evidence: ln(1 + z - 3) / ln(1 + this) is 1 at this many deviations beyond 3.
inline constexpr double strong_z = 30;
/// Strength bends towards 1 from here, so that giants still differ.
inline constexpr double strength_bend = 0.8;
/// The same of long steps, which are measurements of their own.
inline constexpr std::size_t lasting_long_steps = 2;
/// No deviation is smaller than this (in the signal's unit): keeps constant series from dividing by zero.
inline constexpr double least_scale = 1e-12;
/// An app or call fell silent when it had values in this many points before the onset and none in the trouble's second
/// half.
inline constexpr std::size_t recent_points = 20;
/// Calls per request that change by less than this share are called the same.
inline constexpr double call_ratio_relative = 0.1;

// --- flow ---------------------------------------------------------------------------------------------------------
/// Hops that blame can travel: longer than any sane call chain; ends cycles.
inline constexpr int most_hops = 32;
/// Blame still on its way below this share is not followed any more.
inline constexpr double flow_rest = 1e-6;
/// Own latency counts for this share when app and calls were measured in different statistics (quantile, average):
/// their difference is then no own time. Trust in a flow of quantiles is this share, too: they do not add up.
inline constexpr double mixed_statistics = 0.4;
/// Two things that go wrong together have one cause more often than two: when the call rates leave most of an app's
/// excess unexplained, but calls of it got slower by at least half of it, in the same shape (correlation), they
/// take all but coincidence_share of it. Sampled or guessed call rates are wrong more often than that.
inline constexpr double like_shape = 0.8;
inline constexpr double like_z = 6;
inline constexpr double unexplained_share = 0.3;
inline constexpr double coincidence_share = 0.1;
/// Points before the onset that the shapes are compared over, beside the abnormal ones.
inline constexpr std::size_t shape_points = 10;
/// Holes in the data can make a part look at most this many times too small or too large; beyond, the points say too
/// little.
inline constexpr double most_extrapolated = 30;
/// Silence is believed when data as full of holes as usual would be silent by chance less often than this.
inline constexpr double chance_silence = 1e-3;
/// An own reason of this weight keeps the excess with the app.
inline constexpr double own_reason = 0.3;
/// Calls per request that fell by this share, without failed connections: the caller gave up before it made them.
inline constexpr double early_exit_share = 0.4;
/// A caller's timeouts are the callee's slowness when its latency grew at least this many times.
inline constexpr double timeout_growth = 2.0;
/// Round trips of a typical call (connect, request, answer): what a longer RTT can add to one call.
inline constexpr double round_trips = 4;

/// What caller and callee measure of the same calls differs by this share without any network being at fault (other
/// clocks, other counting of what was cut off): that much stays with the callee.
inline constexpr double same_calls_share = 0.15;
/// Power by which the shares of other calls with a gap tell the two ends of a call apart: three good calls beside it
/// leave an end next to nothing.
inline constexpr double gap_contrast = 3;
/// The most apps searched behind one without an agent, those that suffer most: bounds the time.
inline constexpr std::size_t most_behind = 40;

/// Trust in the flow when the target's own level hardly moved, but calls below it did; and when it surely moved, but
/// not much against its noise.
inline constexpr double least_reach = 0.4;
inline constexpr double real_reach = 0.7;
/// Trust in blame that was added up where it is lost, not followed from the target.
inline constexpr double ground_reach = 0.6;
/// Deviations that count when what was lost is added up over all calls (one in 30,000 on normal noise), and how many
/// usual points double them: both as the tails of Student's t.
inline constexpr double chance_z = 4;
inline constexpr double few_points = 7;

// --- evidence: how much an internal signal proves, 0..1 -----------------------------------------------------------
inline constexpr double weight_crash = 1.0;       // killed, restarted, replicas gone
inline constexpr double weight_saturation = 0.9;  // waiting for CPU
inline constexpr double weight_resource = 0.8;    // memory, locks, names, disk, CPU beyond the traffic, unknown signals
inline constexpr double weight_log = 0.35;        // victims log errors too
inline constexpr double weight_own_latency = 0.5;  // own time without a known reason
inline constexpr double weight_own_errors = 0.55;  // own errors without a known reason
inline constexpr double weight_network = 0.6;      // its calls take longer than the other end needs
/// What a deploy or config change right before the symptom adds to the symptom's own proof. Most changes before an
/// onset are innocent, so a change is named as the cause only when new pods suffer and old ones do not.
inline constexpr double change_bonus = 0.15;
/// New pods must be this many times worse than the old ones for a deploy to be blamed.
inline constexpr double new_pods_factor = 4;
/// Evidence below this share of the best is not shown.
inline constexpr double shown_share = 0.25;
/// An internal reason is named as the signal when it proves at least this share of what the symptom proves.
inline constexpr double name_reason_share = 0.5;
/// Evidence that starts this long after the app's symptom is worth half (an effect may be its own reason to log).
inline constexpr std::int64_t late_evidence_ms = 60'000;
inline constexpr double late_factor = 0.5;
/// Evidence that was there this long before the onset is worth little: the system lived with it.
inline constexpr std::int64_t stale_evidence_ms = 25 * 60'000;
inline constexpr double stale_factor = 0.3;
/// A change can explain symptoms that begin within this time after it.
inline constexpr std::int64_t change_reach_ms = 30 * 60'000;
/// At most this many changes are told per app, the latest first; each stands right behind the symptom that it may
/// explain, and behind a later change (share of the symptom's proof that each loses).
inline constexpr std::size_t most_changes = 3;
inline constexpr double change_place_step = 0.01;
/// A change whose new pods alone suffer adds this many times the bonus.
inline constexpr double blamed_change_factor = 2;
/// An app's symptom may begin this many points before the incident's onset: causes suffer first.
inline constexpr std::size_t symptom_lead_points = 4;

/// A change is blamed itself only when the symptom begins within this time: new code fails as soon as it serves.
inline constexpr std::int64_t blamed_change_reach_ms = 5 * 60'000;

/// Share of an app's own errors, and of its own latency, that goes to a callee that was changed right before them, when
/// nothing speaks for the app itself: code does not begin to fail by itself, but it may begin to wait.
inline constexpr double next_door_errors = 0.75;
inline constexpr double next_door_latency = 0.3;
/// What such a change proves: less than a reason of one's own.
inline constexpr double weight_next_door = 0.5;

// --- score --------------------------------------------------------------------------------------------------------
/// score = blame * (base + (1 - base) * evidence): blame alone is worth this much.
inline constexpr double blame_alone = 0.4;
/// Weight of evidence without blame, so that apps off the path are ranked too, far behind.
inline constexpr double evidence_alone = 0.04;
/// Apps that the suspects' calls do not reach (callers of the target, bystanders) while the flow says little.
inline constexpr double unreached_prior = 0.4;
/// Endpoints that only their callers see mirror the real service when an instrumented one explains the same time.
inline constexpr double client_only_prior = 0.3;

// --- aggregates ---------------------------------------------------------------------------------------------------
/// What one member suffers is its own trouble; an aggregate needs this many.
inline constexpr std::size_t least_members = 2;
/// One failed request weighs as much as this many seconds of waiting: callers feel both.
inline constexpr double seconds_per_error = 1;
/// An aggregate with enough members gets a small bonus over the best of them.
inline constexpr double aggregate_bonus = 1.15;

// --- verdict ------------------------------------------------------------------------------------------------------
/// An alarm is refuted by a level that stayed the same only when the data begin this long before it: what is ill from
/// the first point on looks usual. Severe trouble raises its alarm within this time.
inline constexpr std::int64_t refuting_history_ms = 30 * 60'000;
/// Short steps must agree over this time: rates of neighbours overlap, so three of them can be one burst.
inline constexpr std::int64_t incident_span_ms = 90'000;
/// Steps from this length on are measurements of their own (an average over many requests): a single one may decide.
inline constexpr std::int64_t long_step_ms = 60'000;
/// How surprising a run of abnormal long steps must be: -ln of the share of usual points as bad as its mildest one,
/// each further step adding half (neighbours are alike). 4.2 is one point in 67, or two at the level of one point
/// in 16.
inline constexpr double incident_surprise = 4.2;
/// Errors of a single step are an incident when they follow a change, reach this share, and are more than a handful of
/// requests.
inline constexpr double burst_share = 0.1;
inline constexpr double handful = 5;
/// Runs are looked at up to this length, and each step after the first adds this share.
inline constexpr std::size_t longest_run = 4;
inline constexpr double further_step = 0.5;
/// Robust deviations that one level can bring to the mean of average and quantiles: none outvotes the others.
inline constexpr double joint_clip = 20;
/// Quantile of the usual values that bounds the usual range.
inline constexpr double usual_quantile = 0.985;
/// Confidence without any flow, as a factor: own evidence alone names the loudest, not the first.
inline constexpr double blind_confidence = 0.65;
/// Levels of confidence: medium from here; below the second no claim is made. High is not a level but earned.
inline constexpr double confidence_medium = 0.50;
inline constexpr double confidence_unknown = 0.30;

/// High is earned: this share of the excess stays with the suspect, the second is this far behind it, this share of
/// what could explain it otherwise was measured, by the requests. Trust in the flow is beyond least_reach, too.
inline constexpr double earned_blame = 0.6;
inline constexpr double earned_lead = 0.5;
inline constexpr double earned_observed = 0.9;

// --- small shares, each in one place --------------------------------------------------------------------------------
/// Below this share of the blame an app, call or pod is not looked at: rounding, and time.
inline constexpr double negligible_blame = 0.01;
/// Below this share blame is a trace: nobody is suspected for it.
inline constexpr double traceable_blame = 1e-3;
/// In worlds beyond this many apps only the blamed ones prove themselves, once the flow is trusted this far.
inline constexpr std::size_t small_world = 200;
inline constexpr double trusted_reach = 0.9;
/// Evidence of one pod of several proves this share of what the same proves about its app.
inline constexpr double pod_share = 0.8;
/// Evidence that does not hold over the whole window counts for at least this share: it may have been the trigger.
inline constexpr double least_lasting = 0.3;
/// An app's own level proves at least this share of its weight once it surely changed.
inline constexpr double least_strength = 0.2;
/// The network around an app names its reason when this share of the app's blame came over it.
inline constexpr double network_named_share = 0.3;
/// An observed app explains the same time as an external one when it keeps at least this share of the other's blame.
inline constexpr double mirrored_share = 0.25;
/// An app sits on a node with its trouble when this share of it comes from pods there.
inline constexpr double on_node_share = 0.6;
/// A node that takes blame from a single app counts for this share.
inline constexpr double lone_node = 0.7;
/// A node that stopped answering explains the end of all its pods at once.
inline constexpr double dead_node_bonus = 1.3;
/// Load begins to count from this growth of requests; a surge proves at least surge_strength of its weight.
inline constexpr double least_load_growth = 1.15;
inline constexpr double surge_strength = 0.6;

// --- confidence = 0.30 blame + 0.30 lead + 0.25 proof + 0.15 trust, times what was measured
// ------------------------------
inline constexpr double confidence_blame = 0.30;
inline constexpr double confidence_lead = 0.30;
inline constexpr double confidence_proof = 0.25;
inline constexpr double confidence_trust = 0.15;
/// When none of its callees was measured, own and inherited cannot be told apart; this share is left.
inline constexpr double unmeasured_callees = 0.6;
/// Only the first can be the cause that is claimed; the others keep this share.
inline constexpr double second_place = 0.5;

// --- wording: what is told beside the ranking; no figure hangs on these
// -----------------------------------------------
/// Own evidence that proves everything is as loud as a level this many robust deviations beyond its usual range.
inline constexpr double proof_as_loudness = 7.5;
/// The loudest of those that were excluded are told, up to this many.
inline constexpr std::size_t most_excluded = 10;
/// The first this many suspects are objected to, also with less blame than this.
inline constexpr std::size_t most_objected = 3;
inline constexpr double told_blame = 0.3;
/// Shares below this are not told: they would read as 0 %.
inline constexpr double told_share = 0.005;

}  // namespace corootctl::rca::constants
