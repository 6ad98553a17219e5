"""Data as real telemetry loses them: the same case with holes, with noise, or with some of its series gone."""

import random

KINDS = {
    "holes": "each point is lost with 20 % chance",
    "noise": "each value is multiplied with a normal number of mean 1 and deviation 0.2, never below 0",
    "gone": "each series is lost with 30 % chance",
}
LOST_POINTS, NOISE, LOST_SERIES = 0.2, 0.2, 0.3


def owners(snapshot):
    """All that has series."""
    for group in ("apps", "edges", "nodes"):
        for one in snapshot.get(group) or []:
            yield one
            yield from one.get("instances") or []


def disturb(snapshot, kind, seed):
    """Changes the snapshot; the same for the same seed (a text). The kind "" leaves it as it is."""
    if not kind:
        return snapshot
    draw = random.Random(seed)
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
