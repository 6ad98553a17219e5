"""Is `high` true on systems that nobody tuned on? For each suite the thresholds of `high` are chosen on all others, and
judged on that one.

An answer's first candidate has levels (blame, lead, proof, observed) and questions that are open, see
docs/rca-method.md. The questions that are no levels stay as the engine asked them; the levels are compared with the
thresholds anew."""

import itertools

LEVELS = {
    "blame": (0.4, 0.5, 0.6, 0.7),
    "lead": (0.3, 0.4, 0.5, 0.6),
    "proof": (0.1, 0.2, 0.3),
    "observed": (0.6, 0.75, 0.9),
}
MOST_WRONG = 0.03  # of the answers that say high


def choices():
    """All sets of thresholds, the strictest first."""
    sets = [dict(zip(LEVELS, values)) for values in itertools.product(*LEVELS.values())]
    return sorted(sets, key=lambda one: -sum(one.values()))


def says_high(case, thresholds):
    terms = case["terms"]
    return (
        terms is not None
        and case["status"] == "root_cause"
        and not set(terms["open"]) - set(LEVELS)
        and all(terms[level] >= least for level, least in thresholds.items())
    )


class Count:
    """Of some cases: answers that say high, the wrong ones among them, and right answers that name a cause."""

    def __init__(self, cases, thresholds):
        said = [case for case in cases if says_high(case, thresholds)]
        self.high = len(said)
        self.wrong = sum(not case["right"] or case["group"] != "fault" for case in said)
        self.right = sum(case["right"] and case["group"] == "fault" for case in cases)

    @property
    def share(self):
        return (self.high - self.wrong) / self.right if self.right else 0


def choose(families):
    """The thresholds that let most right answers say high, as the mean over the families, while at most MOST_WRONG of
    all answers that say so are wrong; else the strictest."""
    best, most = None, -1
    for thresholds in choices():
        counts = [[Count(cases, thresholds) for cases in family.values()] for family in families]
        every = [count for family in counts for count in family]
        high, wrong = sum(count.high for count in every), sum(count.wrong for count in every)
        if wrong > MOST_WRONG * high:
            continue
        share = sum(sum(count.share for count in family) / len(family) for family in counts) / len(counts)
        if share > most + 1e-9:
            best, most = thresholds, share
    return best or choices()[0]


def leave_each_out(families):
    """{family: {variant: cases}} to [(family, thresholds, {variant: Count})]."""
    out = []
    for name, variants in families.items():
        thresholds = choose([other for key, other in families.items() if key != name])
        out.append((name, thresholds, {variant: Count(cases, thresholds) for variant, cases in variants.items()}))
    return out
