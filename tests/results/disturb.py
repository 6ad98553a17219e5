"""Data as real telemetry loses them: the same case with holes, with noise, with some of its series gone, with the clock
of one cluster off, or with a cluster that joined late."""

import random

KINDS = {
    "holes": "each point is lost with 20 % chance",
    "noise": "each value is multiplied with a normal number of mean 1 and deviation 0.2, never below 0",
    "gone": "each series is lost with 30 % chance",
    "skew": "the clock of one cluster is 90 s ahead or behind",
    "late": "one cluster has no data before a moment in the half hour before the alarm",
}
OF_A_CLUSTER = ("skew", "late")
LOST_POINTS, NOISE, LOST_SERIES = 0.2, 0.2, 0.3
SKEW_MS, LATEST_MS = 90_000, 30 * 60_000


def owners(snapshot):
    """All that has series."""
    for group in ("apps", "edges", "nodes"):
        for one in snapshot.get(group) or []:
            yield one
            yield from one.get("instances") or []


def clusters(snapshot):
    """Those with agents, by name."""
    return sorted({app["cluster"] for app in snapshot["apps"] if app.get("kind") != "ExternalService"})


def concerns(snapshot, kind):
    """Whether there is anything to disturb: one cluster alone is neither off nor late."""
    return kind not in OF_A_CLUSTER or len(clusters(snapshot)) > 1


def measured_by(snapshot, cluster):
    """All that has series of this cluster: calls are measured by their caller."""
    home = {app["id"]: app["cluster"] for app in snapshot["apps"]}
    for group in ("apps", "edges", "nodes"):
        for one in snapshot.get(group) or []:
            if home.get(one["from"]) == cluster if group == "edges" else one["cluster"] == cluster:
                yield one
                yield from one.get("instances") or []


def disturb(snapshot, kind, seed):
    """Changes the snapshot; the same for the same seed (a text). The kind "" leaves it as it is."""
    if not kind:
        return snapshot
    draw = random.Random(seed)
    if kind in OF_A_CLUSTER:
        return disturb_cluster(snapshot, kind, draw)
    for owner in owners(snapshot):
        bags = [owner[name] for name in ("series", "reference_series") if owner.get(name)]
        for signal in sorted({signal for bag in bags for signal in bag}):
            if kind == "gone" and draw.random() < LOST_SERIES:
                for bag in bags:
                    bag.pop(signal, None)
                continue
            for bag in bags:
                if kind != "gone" and signal in bag:
                    bag[signal] = [disturbed(value, kind, draw) for value in bag[signal]]
    return snapshot


def disturbed(value, kind, draw):
    if kind == "holes":
        return None if draw.random() < LOST_POINTS else value
    return None if value is None else value * max(0.0, draw.gauss(1, NOISE))


def disturb_cluster(snapshot, kind, draw):
    grid = snapshot["grid"]
    cluster = draw.choice(clusters(snapshot))
    opened = min((one["opened_at"] for one in snapshot["incidents"]), default=grid["from"])
    joined = (draw.uniform(max(grid["from"], opened - LATEST_MS), opened) - grid["from"]) / grid["step"]
    off = draw.choice((-1, 1)) * max(1, round(SKEW_MS / grid["step"]))
    for owner in measured_by(snapshot, cluster):
        for signal, values in (owner.get("series") or {}).items():
            owner["series"][signal] = (
                shifted(values, off)
                if kind == "skew"
                else [None if point < joined else value for point, value in enumerate(values)]
            )
    return snapshot


def shifted(values, points):
    """Later by some points, or earlier; what moves in from outside was not measured."""
    lost = [None] * min(abs(points), len(values))
    return lost + values[: len(values) - len(lost)] if points > 0 else values[len(lost) :] + lost
