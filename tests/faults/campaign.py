#!/usr/bin/env python3
"""campaign.py RUNDIR BUILDDIR CHART [--sample] [--verb V] [--kind K] [--every N] [--part I/N] [--again FILE] [--list]
[--report FILE]

Strikes each request of install, link-clusters, unlink-clusters, keys rotate, apply, uninstall, upgrade, status and rca
with each fault of a connection, and each write with a kill -9 and a Ctrl-C before and after it. `tests/faults/run`
prepares the stage and calls this.
"""

import json
import sys
import zlib

import rights
import stage as stages
from fault_proxy import CONNECTION_FAULTS
from reader import SteadyReader, troubles_of
from runner import SIGNALS, Strike, parser_of, run
from verdict import judge

KINDS = [*CONNECTION_FAULTS, *SIGNALS]
VERBS = {
    "link-clusters": ("ready", stages.LINK),
    "status": ("linked", stages.STATUS),
    "rca": ("linked", stages.RCA),
    "install": ("bare", stages.INSTALL),
    "apply": ("bare", stages.APPLY),
    "unlink-clusters": ("linked", stages.UNLINK),
    "keys rotate": ("linked", stages.ROTATE),
    "uninstall": ("ready", stages.UNINSTALL),
    "upgrade": ("ready", stages.UPGRADE),
}
SAMPLED = ["link-clusters", "status", "rca", "install"]  # of the others a row may cost more than a sample may


class Verb:
    """One command from its state on: what it asks, and what is there after it, undisturbed."""

    def __init__(self, stage, name):
        self.name = name
        self.state, self.argv = VERBS[name]
        stage.put_back(self.state)
        strike = Strike()
        undisturbed = self.run_undisturbed(stage, strike)
        self.picture = stage.picture()
        self.seconds = undisturbed.seconds
        self.reads_only = name in ("status", "rca")
        ours = [request for request in strike.seen if request.agent.startswith("corootctl/")]
        self.points = list(dict.fromkeys(request.name for request in sorted_by_cluster(ours)))
        writes = [request for request in sorted_by_cluster(strike.seen) if request.is_write]
        self.writes = list(dict.fromkeys(request.name for request in writes))

    def run_undisturbed(self, stage, strike):
        reader = begin_reading(stage, self)
        outcome = run(stage, self.argv, strike)
        troubles = troubles_of(reader.stop()) if reader else []
        if outcome.status != 0 or troubles:
            raise RuntimeError(f"{self.name} fails without a fault: {outcome.err} {' '.join(troubles)}")
        return outcome

    def rows(self):
        for point in self.points:
            for kind in CONNECTION_FAULTS:
                yield (self, point, kind)
        for point in self.writes:
            for kind in SIGNALS:
                yield (self, point, kind)


def sorted_by_cluster(requests):
    """Clusters are asked side by side; one cluster's requests come in their order."""
    return sorted(requests, key=lambda request: request.cluster)


def begin_reading(stage, verb):
    """While keys are rotated somebody reads the member all the time."""
    is_meant = verb.name == "keys rotate"
    return SteadyReader(stage.apis[stages.HUB], stage.apis["cluster-a"], "prod-a") if is_meant else None


def run_row(stage, row):
    verb, point, kind = row
    stage.put_back(verb.state)
    foreign = stage.foreign()
    reader = begin_reading(stage, verb)
    strike = Strike(point, kind)
    outcome = run(stage, verb.argv, strike)
    troubles = [] if strike.struck else ["the request was not made"]
    troubles += judge(row, outcome, stage.secrets())
    troubles += stage.dangling()
    if verb.reads_only:
        troubles += [f"a command that reads changed {key}" for key in stage.differs_from(verb.state)[:3]]
    again = run(stage, verb.argv, Strike())
    troubles += troubles_of(reader.stop()) if reader else []
    if again.status != 0:
        troubles.append(f"the repeat ends with {again.status}: {again.err.strip()[-300:]}")
    if not verb.reads_only:
        troubles += stage.compare(verb.picture)
    if stage.foreign() != foreign:
        troubles.append("something foreign was changed")
    return outcome, troubles


def sample(verbs):
    """Each kind once, over the verbs in turn, at requests spread over each verb; told verb by verb, since a change of
    the state that is put back takes a while.
    """
    rows = {name: list(verb.rows()) for name, verb in verbs.items()}
    out = []
    for number, kind in enumerate(KINDS):
        names = [name for name in rows if any(row[2] == kind for row in rows[name])]
        of_kind = [row for row in rows[names[number % len(names)]] if row[2] == kind]
        out.append(of_kind[number * 5 % len(of_kind)])
    return sorted(out, key=lambda row: SAMPLED.index(row[0].name))


def table(results):
    """Rows, failures and exit codes by verb and kind, as Markdown."""
    lines = ["| verb | fault | rows | ok | exit codes |", "|---|---|---|---|---|"]
    for name in VERBS:
        for kind in KINDS:
            of_both = [r for r in results if r["verb"] == name and r["kind"] == kind]
            if of_both:
                codes = [r["exit"] for r in of_both]
                exits = ", ".join(f"{code} × {codes.count(code)}" for code in sorted(set(codes)))
                lines.append(f"| {name} | {kind} | {len(of_both)} | {sum(r['ok'] for r in of_both)} | {exits} |")
    return "\n".join(lines)


def tell(number, row, outcome, troubles):
    word = "not ok" if troubles else "ok"
    print(f"{word} {number} - {row[0].name}: {row[2]} at {row[1]}: exit {outcome.status}, {outcome.seconds:.1f} s")
    for trouble in troubles:
        print("# " + trouble.replace("\n", "\n# "))
    if troubles:
        print("# stderr: " + outcome.err.strip()[-1500:].replace("\n", "\n#   "))
    sys.stdout.flush()


def is_in_part(row, part):
    """By the row's name: every lane has its own idea of a row's number when a watch was asked for once more."""
    number, lanes = (int(text) for text in part.split("/"))
    return zlib.crc32(f"{row[0].name} {row[1]} {row[2]}".encode()) % lanes == number - 1


def is_left_out(row, arguments, failed):
    name = [row[0].name, row[1], row[2]]
    other_kind = arguments.kind and row[2] not in arguments.kind
    return other_kind or not is_in_part(row, arguments.part) or (failed is not None and name not in failed)


def failed_rows(path):
    """Of an earlier report; None without one."""
    if not path:
        return None
    with open(path, encoding="utf-8") as file:
        return [[row["verb"], row["point"], row["kind"]] for row in json.load(file) if not row["ok"]]


def chosen(stage, arguments):
    names = [name for name in VERBS if not arguments.verb or name in arguments.verb]
    if arguments.sample:
        names = [name for name in names if name in SAMPLED]
    verbs = {name: Verb(stage, name) for name in names}
    if arguments.sample:
        rows = sample(verbs)
    else:
        rows = [row for verb in verbs.values() for row in verb.rows()][:: arguments.every]
    failed = failed_rows(arguments.again)
    return [row for row in rows if not is_left_out(row, arguments, failed)]


def main():
    parser = parser_of(VERBS)
    parser.add_argument("--kind", action="append", choices=KINDS)
    parser.add_argument("--again")
    arguments = parser.parse_args()
    stage = stages.Stage(arguments.run, arguments.build, arguments.chart, run, Strike)
    results = []
    rows = chosen(stage, arguments)
    for number, row in enumerate(rows, 1):
        if arguments.list:
            print(f"{row[0].name}: {row[2]} at {row[1]}")
            continue
        outcome, troubles = run_row(stage, row)
        tell(number, row, outcome, troubles)
        result = {"verb": row[0].name, "point": row[1], "kind": row[2], "exit": outcome.status, "ok": not troubles}
        said = outcome.err.strip().splitlines()[-1:]
        results.append({**result, "seconds": round(outcome.seconds, 1), "said": said, "troubles": troubles})
        if arguments.report:
            with open(arguments.report, "w", encoding="utf-8") as file:
                json.dump(results, file, indent=1)
    failed = sum(not result["ok"] for result in results)
    count, more = len(results), ""
    if arguments.sample and not arguments.list:
        of_rights = rights.run_rows(stage, rights.sample(stage), count)
        count += len(of_rights)
        failed += sum(not result["ok"] for result in of_rights)
        more = "\n\n" + rights.table(of_rights)
    print(f"1..{count}\n\n{table(results)}{more}\n\n{count - failed} passed, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
