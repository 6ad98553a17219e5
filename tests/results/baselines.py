"""Simple and published ways to rank apps, run on the same snapshots for comparison. Each gets what its authors assume:
the normal part of every series is told. Each returns (status, [(app, signal)...]), best first. Standard library only.

own-excess          how much worse an app's level got, less the worst of its callees
alert-count         number of series beyond three standard deviations (SimpleRCA)
max-z               the app with the largest z-score (N-Sigma)
baro                the same with median and interquartile range (BARO's RobustScorer)
petshop-traversal   anomalous apps without anomalous callees, by the sum of the scores on the path to the target
ranked-correlation  anomalous apps by the p-value of their correlation with the target, the first three
random              the apps in an order drawn from the case's name
"""

import hashlib
import math

MOST = 300  # points of either part, where no reference says which are normal


def middle(values, share=0.5):
    """Linear quantile."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def mean_and_spread(values):
    mean = math.fsum(values) / len(values)
    return mean, math.sqrt(math.fsum((one - mean) ** 2 for one in values) / len(values))


def known(values):
    return [one for one in values if one is not None]


class Case:
    """A snapshot with its normal and abnormal parts told apart."""

    def __init__(self, name, snapshot, suite):
        self.name, self.snapshot = name, snapshot
        self.apps, self.edges = snapshot["apps"], snapshot["edges"]
        incident = (snapshot["incidents"] or [None])[0]
        self.quiet = incident is None
        self.target = snapshot.get("target") or (incident and incident["subject"])
        self.level = "error_ratio" if incident and incident["slo"] == "availability" else "latency_avg"
        grid = snapshot["grid"]
        self.normal_points = int(grid["points"] * suite.get("normal_share", 0))
        self.split = (incident["opened_at"] - grid["from"]) // grid["step"] if incident else 0
        self.has_reference = bool(snapshot.get("reference"))

    def parts(self, owner, signal):
        """Measured values before and after, missing ones carried forward where the two parts touch."""
        values = (owner.get("series") or {}).get(signal) or []
        if self.normal_points:
            return known(values[: self.normal_points]), known(values[self.normal_points :])
        if self.has_reference:
            cut = max(0, min(len(values) - 1, self.split))
            return known((owner.get("reference_series") or {}).get(signal) or []), known(values[cut:])
        filled, last = [], 0
        for one in values:
            last = last if one is None else one
            filled.append(last)
        return filled[max(0, self.split - MOST) : self.split], filled[self.split : self.split + MOST]

    @property
    def told_apart(self):
        return bool(self.normal_points) or self.has_reference

    def neighbours(self):
        calls, callers = {}, {}
        for edge in self.edges:
            calls.setdefault(edge["from"], []).append(edge["to"])
            callers.setdefault(edge["to"], []).append(edge["from"])
        return calls, callers


# --- scores of single series
# ---------------------------------------------------------------------------------------------

UNITS = {"cpu_usage": 100.0, "memory_rss": 1e-6}  # percent and MB, as published: they decide where the spread is zero


def scored_series(case, robust):
    out = []
    for app in case.apps:
        owners = [app] if app.get("series") else [app] + (app.get("instances") or [])
        for owner in owners:
            for signal in sorted(owner.get("series") or {}):
                before, after = case.parts(owner, signal)
                if len(before) < 2 or not after or min(before) == max(before):
                    continue
                if not case.told_apart and len(after) > 1 and min(after) == max(after):
                    continue
                centre, spread = mean_and_spread(before)
                if robust:
                    centre, spread = middle(before), middle(before, 0.75) - middle(before, 0.25)
                unit = UNITS.get(signal, 1.0)
                out.append(((max(after) - centre) * (unit if spread * unit < 1e-15 else 1 / spread), app["id"], signal))
    return sorted(out, key=lambda one: (-one[0], one[1], one[2]))


def best_series(case, robust):
    best = {}
    for _, app, signal in scored_series(case, robust):
        best.setdefault(app, signal)
    return "root_cause", list(best.items())


def max_z(case):
    return best_series(case, robust=False)


def baro(case):
    return best_series(case, robust=True)


def alert_count(case):
    alerts = {}
    for score, app, signal in scored_series(case, robust=False):
        if score > 3:
            alerts.setdefault(app, []).append((score, signal))
    order = sorted(alerts, key=lambda app: (-len(alerts[app]), -alerts[app][0][0], app))
    return ("root_cause" if order else "no_incident"), [(app, alerts[app][0][1]) for app in order]


def random_order(case):
    apps = sorted(
        (app["id"] for app in case.apps), key=lambda app: hashlib.sha256(f"{case.name} {app}".encode()).digest()
    )
    return "root_cause", [(app, "") for app in apps]


# --- anomalies of the target's own signal -----------------------------------------------------------------------------


def deviations(case, app):
    """Per abnormal point (deviations from the normal median in units of the normalised MAD, beyond five of them)."""
    values = (app.get("series") or {}).get(case.level) or [None] * case.snapshot["grid"]["points"]
    if case.normal_points:
        usual, values = known(values[: case.normal_points]), values[case.normal_points :]
    else:
        usual = known((app.get("reference_series") or {}).get(case.level) or [])
    if len(usual) < 10:
        return [(0.0, False)] * len(values)
    centre, limit, unit = middle(usual), 5, 0.0
    if min(usual) == max(usual):
        limit, unit = 0, 1.0
    else:
        unit = middle([abs(one - centre) for one in usual]) / 0.6744897501960817
    out = []
    for one in values:
        away = 0.0 if one is None else abs(one - centre)
        score = away / unit if unit else (math.inf if away else 0.0)
        out.append((score, score > limit))
    return out


def anomalous_apps(case):
    """{app: score} at the first point, from the third on, at which the target is anomalous."""
    all_of = {app["id"]: deviations(case, app) for app in case.apps}
    told = all_of.get(case.target, [])
    at = next((point for point in range(2, len(told)) if told[point][1]), None)
    return {} if at is None else {app: points[at][0] for app, points in all_of.items() if points[at][1]}


def longest_paths(target, anomalous, callers, roots):
    """{root: largest sum of scores on a simple path root -> callers -> target}, all of them anomalous."""
    best = {}
    for root in roots:
        todo = [(root, frozenset([root]), anomalous[root])]
        steps = 0
        while todo and steps < 200_000:  # more paths than anyone follows
            steps += 1
            app, seen, total = todo.pop()
            for caller in callers.get(app, []):
                if caller in seen or caller not in anomalous:
                    continue
                if caller == target:
                    best[root] = max(best.get(root, -math.inf), total + anomalous[target])
                else:
                    todo.append((caller, seen | {caller}, total + anomalous[caller]))
    return best


def petshop_traversal(case):
    anomalous = anomalous_apps(case)
    if case.target not in anomalous:
        return "no_incident", []
    calls, callers = case.neighbours()
    roots = [
        app for app in anomalous if app != case.target and not any(callee in anomalous for callee in calls.get(app, []))
    ]
    best = longest_paths(case.target, anomalous, callers, roots)
    order = sorted(best, key=lambda app: (-best[app], app.split(":", 3)[-1]))
    return ("root_cause" if order else "no_incident"), [(app, case.level) for app in order]


def log_p_of_correlation(pairs):
    """ln of the two-sided p-value of Pearson's r (Student's t with n - 2 degrees of freedom); None when r has no
    value."""
    count = len(pairs)
    if count < 2:
        return None
    left, right = ([pair[side] for pair in pairs] for side in (0, 1))
    (a, sa), (b, sb) = mean_and_spread(left), mean_and_spread(right)
    if not sa or not sb:
        return None
    if count == 2:
        return 0.0
    r = math.fsum((x - a) * (y - b) for x, y in pairs) / (count * sa * sb)
    rest = 1 - min(1.0, r * r)
    if rest <= 0:
        return -math.inf
    # The incomplete beta function I_rest((n - 2) / 2, 1 / 2) by its power series.
    half = (count - 2) / 2
    term, total = 1.0, 1.0 / half
    for k in range(1, 20_000):
        term *= (k - 0.5) / k * rest
        total += term / (half + k)
        if term < 1e-12 * total:
            break
    return half * math.log(rest) + math.log(total) - (math.lgamma(half) + math.lgamma(0.5) - math.lgamma(half + 0.5))


def ranked_correlation(case):
    anomalous = anomalous_apps(case)
    if case.target not in anomalous:
        return "no_incident", []
    series = {app["id"]: (app.get("series") or {}).get(case.level) for app in case.apps}
    found = []
    for app in anomalous:
        if app == case.target or not series[app]:
            continue
        pairs = [(x, y) for x, y in zip(series[app], series[case.target]) if x is not None and y is not None]
        likely = log_p_of_correlation(pairs)
        if likely is not None:
            found.append((likely, app))
    found = sorted(found)[:3]
    return ("root_cause" if found else "no_incident"), [(app, case.level) for _, app in found]


def own_excess(case):
    worse, spread = {}, {}
    for app in case.apps:
        before, after = case.parts(app, case.level)
        if len(before) > 1 and after:
            last = after[-max(1, len(after) // 3) :]
            mean, spread[app["id"]] = mean_and_spread(before)
            worse[app["id"]] = math.fsum(last) / len(last) - mean
    if worse.get(case.target, math.inf) <= 2 * spread.get(case.target, 0):
        return "no_incident", []
    calls, _ = case.neighbours()
    own = {
        app: size - max([worse[callee] for callee in calls.get(app, []) if callee in worse] + [0])
        for app, size in worse.items()
    }
    return "root_cause", [(app, case.level) for app in sorted(own, key=lambda app: (-own[app], app))]


BASELINES = {
    "own-excess": own_excess,
    "alert-count": alert_count,
    "max-z": max_z,
    "baro": baro,
    "petshop-traversal": petshop_traversal,
    "ranked-correlation": ranked_correlation,
    "random": random_order,
}


def answer_of(name, case):
    """The baseline's ranking in the form of the engine's answer. Without an incident none of them is asked."""
    status, ranked = ("no_incident", []) if case.quiet else BASELINES[name](case)
    return {
        "status": status,
        "candidates": [
            {"rank": rank, "kind": "app", "subject": app, "signal": signal, "confidence": "low"}
            for rank, (app, signal) in enumerate(ranked, 1)
        ],
    }
