"""What the figures are without a constant, with half and with twice its value: the engine once more, constant by
constant."""

import json
import os
import subprocess
import tempfile
from concurrent.futures import ProcessPoolExecutor

import judging
from suites import snapshot_path


class Measured:
    """Right answers by group, and answers that are wrong with high confidence."""

    def __init__(self, verdicts):
        self.right = {
            group: sum(one["right"] for one in verdicts if one["group"] == group)
            for group in ("fault", "quiet", "undecidable")
        }
        self.all = {group: sum(one["group"] == group for one in verdicts) for group in self.right}
        self.wrong_high = sum(one["wrong_high"] for one in verdicts)

    def difference(self, base):
        """`-3 fault, -1 quiet, 2 more wrong with high`; `=` when nothing differs."""
        parts = [
            f"{self.right[group] - base.right[group]:+d} {group}"
            for group in self.right
            if self.right[group] != base.right[group]
        ]
        if self.wrong_high != base.wrong_high:
            parts.append(f"{self.wrong_high - base.wrong_high:+d} wrong-high")
        return ", ".join(parts) or "="


def load_cases(tools, suites):
    """[(argument of vary_constants, judge, truth)]."""
    out = []
    for suite in suites:
        if suite.seeds:
            out += made_cases(tools, *suite.seeds)
            continue
        truth = judging.read_json(os.path.join(suite.folder, "truth.json"))
        meta = truth.pop("_suite", {})
        for name in sorted(truth):
            path = snapshot_path(suite.folder, name)
            out.append((path, judging.Judge(judging.read_json(path), meta), truth[name]))
    return out


def made_cases(tools, first, count):
    out = []
    with tempfile.TemporaryDirectory(prefix="corootctl-results.") as folder:
        for seed in range(first, first + count):  # one at a time: some are large
            subprocess.run([tools.maker, folder, str(seed), "1"], check=True)
            truth = judging.read_json(os.path.join(folder, "truth.json"))
            meta = truth.pop("_suite", {})
            for name, known in truth.items():
                path = snapshot_path(folder, name)
                out.append((f"made:{seed}", judging.Judge(judging.read_json(path), meta), known))
                os.unlink(path)
    return out


def answers_of(line):
    for answer in json.loads(line)["answers"]:
        candidates = [
            {"rank": rank, "kind": kind, "subject": subject, "signal": signal, "confidence": confidence}
            for rank, (kind, subject, signal, confidence) in enumerate(answer["candidates"], 1)
        ]
        yield {"status": answer["status"], "candidates": candidates}


def run_variants(job):
    """The lines of vary_constants for some variants; a variant that ends the program has no line."""
    vary, arguments, variants = job
    out, todo = [], list(variants)
    while todo:
        text = "".join(f"{name} {value!r}\n" for name, value in todo)
        done = subprocess.run([vary, *arguments], input=text.encode(), capture_output=True, check=False)
        lines = done.stdout.splitlines()
        out += lines[: len(todo)]
        if done.returncode == 0:
            break
        out.append(None)
        todo = todo[len(lines) + 1 :]
    return out


def run_ablation(tools, suites, constants, workers):
    """(figures as they are, {(constant, what): figures or None})."""
    cases = load_cases(tools, suites)
    arguments = [argument for argument, _, _ in cases]
    wanted = [(one.name, what, value) for one in constants for what, value in one.variants()]
    variants = [("-", 0)] + [(name, value) for name, _, value in wanted]
    size = -(-len(variants) // (workers * 4))
    jobs = [(tools.vary, arguments, variants[at : at + size]) for at in range(0, len(variants), size)]
    with ProcessPoolExecutor(workers) as pool:
        lines = [line for part in pool.map(run_variants, jobs) for line in part]
    figures = [
        (
            None
            if line is None
            else Measured([judge.verdict(answer, truth) for answer, (_, judge, truth) in zip(answers_of(line), cases)])
        )
        for line in lines
    ]
    return figures[0], {(name, what): figure for (name, what, _), figure in zip(wanted, figures[1:])}
