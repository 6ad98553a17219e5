"""docs/rca-results.md out of measured cases."""

import re
import statistics

import left_out
from baselines import BASELINES
from disturb import KINDS
from judging import wilson
from suites import ENGINE

LEVELS = ("high", "medium", "low")


def share(hits, of):
    """`0.95 [0.91 0.97] 152/160`."""
    if of == 0:
        return "-"
    low, high = wilson(hits, of)
    return f"{hits / of:.2f} [{low:.2f} {high:.2f}] {hits}/{of}"


def table(head, rows):
    return (
        ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
        + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
        + [""]
    )


class Figures:
    def __init__(self, verdicts):
        self.all = verdicts
        self.fault, self.quiet, self.open = (
            [one for one in verdicts if one["group"] == group] for group in ("fault", "quiet", "undecidable")
        )

    def top(self, places):
        return share(sum(one["rank"] is not None and one["rank"] <= places for one in self.fault), len(self.fault))

    @staticmethod
    def right(cases):
        return share(sum(one["right"] for one in cases), len(cases))

    def cells(self):
        return [
            len(self.all),
            self.top(1),
            self.top(3),
            self.right(self.quiet),
            self.right(self.open),
            share(sum(one["wrong_high"] for one in self.all), len(self.all)),
        ]


HEAD = ["cases", "top-1", "top-3", "quiet windows", "unknown on undecidable", "wrong with high confidence"]


def verdicts(cases, who=ENGINE):
    return [case["verdicts"][who] for case in cases]


def engine_table(results):
    return table(["suite"] + HEAD, [[name] + Figures(verdicts(cases)).cells() for name, cases in results.items()])


def baseline_table(results):
    rows = []
    for name, cases in results.items():
        for who in [ENGINE, *BASELINES]:
            figures = Figures(verdicts(cases, who))
            label = f"**{who}**" if who == ENGINE else who
            rows.append([name, label, figures.top(1), figures.top(3), figures.right(figures.quiet)])
    return table(["suite", "method", "top-1", "top-3", "quiet windows"], rows)


def kinds_table(results):
    """Every group of cases that a suite names, quiet and undecidable ones included."""
    rows = []
    for name, cases in results.items():
        for cell in sorted({cell for case in cases for cell in case["cells"]} - {"issue", "train", "quiet"}):
            figures = Figures(verdicts([case for case in cases if cell in case["cells"]]))
            rows.append(
                [
                    name,
                    cell,
                    len(figures.all),
                    figures.top(1),
                    figures.top(3),
                    Figures.right(figures.quiet + figures.open),
                ]
            )
    return table(["suite", "group", "cases", "top-1", "top-3", "quiet or undecidable"], rows)


def loudness_table(results):
    """Cases in which the loudest app is the cause, and those where whoever looks for the loudest is wrong."""
    rows = []
    for name, cases in results.items():
        for loud, label in ((True, "is the cause"), (False, "is not the cause")):
            chosen = [
                case
                for case in cases
                if case["loudest_is_cause"] is loud and case["verdicts"][ENGINE]["group"] == "fault"
            ]
            if chosen:
                rows.append(
                    [name, label, len(chosen)]
                    + [Figures(verdicts(chosen, who)).top(1) for who in (ENGINE, "own-excess", "max-z", "baro")]
                )
    return (
        table(["suite", "loudest app", "cases", f"**{ENGINE}** top-1", "own-excess", "max-z", "baro"], rows)
        if rows
        else []
    )


def reliability_table(results):
    """Of the answers that claim a cause: how often it is right, by the confidence that they state."""
    claims = [one for cases in results.values() for one in verdicts(cases) if one["status"] == "root_cause"]
    rows = []
    for level in LEVELS:
        said = [one for one in claims if one["confidence"] == level]
        rows.append(
            [
                level,
                len(said),
                sum(one["rank"] == 1 for one in said),
                share(sum(one["rank"] == 1 for one in said), len(said)),
            ]
        )
    return table(["confidence", "claims", "right", "rate"], rows)


def surety_table(results):
    """Suite by suite: how often `high` is right, and how many of the right answers say it."""
    rows = []
    for name, cases in results.items():
        claims = [one for one in verdicts(cases) if one["status"] == "root_cause"]
        right = [one for one in claims if one["rank"] == 1]
        high = [one for one in claims if one["confidence"] == "high"]
        rows.append(
            [
                name,
                share(sum(one["rank"] == 1 for one in high), len(high)),
                share(sum(one["confidence"] == "high" for one in right), len(right)),
            ]
        )
    return table(["suite", "high is right", "right answers that say high"], rows)


def time_table(results):
    rows = []
    for name, cases in results.items():
        spent = sorted(case["ms"] for case in cases)
        rows.append([name, f"{statistics.median(spent):.1f}", f"{spent[-1]:.1f}", max(case["apps"] for case in cases)])
    return table(["suite", "median ms", "largest ms", "apps in the largest case"], rows)


def decoys(results):
    told = [one["decoy"] for cases in results.values() for one in verdicts(cases) if one["decoy"] is not None]
    return (
        [
            f"Deploys and config changes that did nothing and were blamed all the same: "
            f"{sum(told)} of {len(told)} cases that have such.",
            "",
        ]
        if told
        else []
    )


def misses(results):
    lines = []
    for name, cases in results.items():
        for case in cases:
            one = case["verdicts"][ENGINE]
            if not one["right"]:
                place = f"rank {one['rank']}" if one["rank"] else "not listed"
                lines.append(
                    f"- {name} {case['name']} ({case['kind']}, {case['cells'][0]}): "
                    f"{one['status']}, {place}, confidence {one['confidence']}"
                )
    return (["Answers that are not right:", ""] + lines + [""]) if lines else ["Every answer is right.", ""]


def part(title, why, results):
    out = [f"## {title}", "", why, ""]
    out += (
        engine_table(results)
        + decoys(results)
        + ["### Beside other methods, on the same cases", ""]
        + baseline_table(results)
    )
    loud = loudness_table(results)
    if loud:
        out += ["### By whether the loudest app is the cause", ""] + loud
    out += ["### How far the stated confidence can be trusted", ""] + reliability_table(results)
    out += surety_table(results)
    out += ["### By kind of fault", ""] + kinds_table(results) + misses(results)
    return out + ["### Time of diagnose", ""] + time_table(results)


def as_told(cases):
    """The cases as left_out wants them."""
    return [
        {"terms": case["terms"], **{key: case["verdicts"][ENGINE][key] for key in ("status", "right", "group")}}
        for case in cases
    ]


LEFT_OUT, DISTURBED = "## Each suite left out", "## The same cases, disturbed"


def left_out_part(families):
    """`families`: {suite: {variant: cases}}, the variant "" is the suite as it is."""
    told = {name: {variant: as_told(cases) for variant, cases in all_.items()} for name, all_ in families.items()}
    rows, high, wrong, right = [], 0, 0, 0
    for name, thresholds, counts in left_out.leave_each_out(told):
        for variant, count in counts.items():
            rows.append(
                [
                    f"{name}, {variant}" if variant else f"**{name}**",
                    count.high,
                    share(count.high - count.wrong, count.high),
                    share(count.high - count.wrong, count.right),
                    "" if variant else ", ".join(f"{level} {least:g}" for level, least in thresholds.items()),
                ]
            )
            high, wrong, right = high + count.high, wrong + count.wrong, right + count.right
    rows.append(["all", high, share(high - wrong, high), share(high - wrong, right), ""])
    return [
        LEFT_OUT,
        "",
        "A promise must hold on systems that nobody tuned on. For each suite the thresholds of `high` are chosen on "
        f"all others (most right answers say it, at most {100 * left_out.MOST_WRONG:g} % of the answers that say it "
        "are wrong) and judged on that one with its disturbed variants: "
        + "; ".join(f"{kind}: {what}" for kind, what in KINDS.items())
        + ".",
        "",
    ] + table(["left out", "answers that say high", "of them right", "right answers that say high", "chosen"], rows)


def disturbed_part(families):
    rows = [
        [f"{name}, {variant}"] + Figures(verdicts(cases)).cells()
        for name, variants in families.items()
        for variant, cases in variants.items()
        if variant
    ]
    if not rows:
        return []
    return [DISTURBED, "", "The engine as it is.", ""] + table(["suite"] + HEAD, rows)


def number(value):
    return f"{value:g}" if abs(value) < 1e6 else str(int(value))


def ablation_part(constants, base, figures):
    def cell(one, what):
        if (one.name, what) not in figures:
            return ""
        found = figures[one.name, what]
        return "no answer" if found is None else found.difference(base)

    out = [
        "## Every constant, and the figures without it",
        "",
        f"On train cases only. As it is: {base.right['fault']} of {base.all['fault']} faults first, "
        f"{base.right['quiet']} of {base.all['quiet']} quiet windows quiet, "
        f"{base.right['undecidable']} of {base.all['undecidable']} undecidable cases admitted, "
        f"{base.wrong_high} wrong with high confidence. The columns tell what changes when a "
        "rule is switched off (where that can be said of a constant), and with half and twice its value "
        "(shares end at 1); `=` is no change. A constant without any "
        "change is not proved by these cases: it is kept for its reason, and is the first to doubt.",
        "",
    ]
    rows = [
        [
            f"`{one.name}`",
            number(one.value),
            one.unit,
            one.reason,
            cell(one, "without"),
            cell(one, "half"),
            cell(one, "double"),
        ]
        for one in constants
    ]
    return out + table(ABLATION_HEAD, rows)


def with_left_out(path, about, families):
    """An earlier page with the suites left out measured anew; `about` is how."""
    with open(path, encoding="utf-8") as file:
        head, mark, tail = file.read().partition("## Every constant")
    for title in (LEFT_OUT, DISTURBED):
        head = head.partition(title)[0]
    title, nothing, *rest = left_out_part(families) + disturbed_part(families)
    return head + "\n".join([title, nothing, about, nothing, *rest]) + "\n" + mark + tail


ABLATION_HEAD = ["constant", "value", "unit", "reason", "without", "half", "double"]
EARLIER = "quoted from an earlier run. "


def told_ablations(path):
    """How an earlier page says what its ablations were made of, and on which engine."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    engine, ablations = (re.search(rf"^- {what}: (.*)$", text, re.M)[1] for what in ("Engine", "Ablations"))
    return ("" if EARLIER in ablations else f"{EARLIER}Engine then: {engine} Cases: ") + ablations


def quoted_ablations(path, constants):
    """The table of constants as they are, with what an earlier page says of those that had the same value then."""
    with open(path, encoding="utf-8") as file:
        section = file.read().partition("## Every constant")[2]
    known = {}
    for row in re.findall(r"^\| `(\w+)` \| (\S+) \|.*\|([^|]*)\|([^|]*)\|([^|]*)\|$", section, re.M):
        known[row[0], row[1]] = [cell.strip() for cell in row[2:]]
    rows = [
        [f"`{one.name}`", number(one.value), one.unit, one.reason]
        + known.get((one.name, number(one.value)), ["", "", ""])
        for one in constants
    ]
    words = [line for line in section.splitlines()[1:] if line and not line.startswith("|")]
    note = "The figures were measured on the engine that is named above; constants without figures are newer."
    return ["## Every constant, and the figures without it", "", words[0], "", note, "", *table(ABLATION_HEAD, rows)]


def render(about, train, unseen, disturbed, table_of_constants):
    out = [
        "# What the engine was measured on",
        "",
        "Made by `docs/rca-results`; do not edit. Strict ranking: one order of all candidates, a subject counts once, "
        "an instance as its app, a link as the pair of its "
        "clusters. Shares stand with their 95 % Wilson interval and the counts. The other methods are told which part "
        "of each series is normal; the engine is not.",
        "",
    ]
    out += [f"- {line}" for line in about] + [""]
    out += part(
        "Train: cases that the engine was tuned on",
        "Good figures here say little about other incidents; they are the ground on which constants were chosen.",
        train,
    )
    out += part(
        "Not tuned on",
        "Made incidents of a range of seeds that was drawn for this page and never used to choose a rule "
        "or a constant. They come from the same generator as the made train cases: other draws of the same kinds of "
        "incidents, not other kinds.",
        unseen,
    )
    families = {name: {"": cases, **disturbed.get(name, {})} for name, cases in train.items()}
    out += left_out_part(families) + disturbed_part(families)
    out += table_of_constants
    return "\n".join(out).rstrip("\n") + "\n"
