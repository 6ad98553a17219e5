"""Runs the engine and every baseline over suites of cases."""

import json
import os
import re
import subprocess
import tempfile
from concurrent.futures import ProcessPoolExecutor

import baselines
import disturb
import judging

ENGINE = "corootctl"


class Tools:
    """Programs of a build."""

    def __init__(self, build):
        self.engine = os.path.join(build, "tests", "scenarios", "rca_tool")
        self.maker = os.path.join(build, "tests", "scenarios", "scenario_tool")
        self.vary = os.path.join(build, "tests", "results", "vary_constants")

    def missing(self):
        return [tool for tool in vars(self).values() if not os.access(tool, os.X_OK)]


class Suite:
    """Cases in a folder, or made ones (first seed and how many); `disturbed` is how (kind, seed), see disturb.py."""

    def __init__(self, name, folder=None, seeds=None, disturbed=None):
        self.name, self.folder, self.seeds, self.disturbed = name, folder, seeds, disturbed

    def pieces(self):
        """Parts that can be run side by side: (folder, names) or (first seed, count)."""
        if self.seeds:
            first, count = self.seeds
            return [(first + at, min(10, count - at)) for at in range(0, count, 10)]
        truth = judging.read_json(os.path.join(self.folder, "truth.json"))
        names = sorted(name for name in truth if name != "_suite")
        return [(self.folder, names[at : at + 4]) for at in range(0, len(names), 4)]


def snapshot_path(folder, name):
    for ending in (".json.gz", ".json"):
        path = os.path.join(folder, name + ending)
        if os.path.exists(path):
            return path
    raise SystemExit(f"error: {folder} has no snapshot of {name}")


def ask_engine(engine, path):
    """(answer, milliseconds of diagnose). The file has a neutral name: names of cases tell the answer."""
    with tempfile.TemporaryDirectory() as folder:
        link = os.path.join(folder, "snapshot")
        os.symlink(os.path.abspath(path), link)
        done = subprocess.run(
            [engine, "rca", "--snapshot", link, "-o", "json", "--explain", "--timings"],
            capture_output=True,
            check=False,
        )
    spent = re.search(rb"diagnose=([\d.]+)", done.stderr)
    if not done.stdout or not spent:
        raise SystemExit(
            f"error: no answer to {path}: exit {done.returncode}: {done.stderr.decode(errors='replace').strip()}"
        )
    return json.loads(done.stdout), float(spent[1])


def first_terms(answer):
    """What the first candidate's confidence is made of, with its whole blame."""
    first = next((one for one in answer["candidates"] if one["rank"] == 1), {})
    return {**first["terms"]["confidence"], "blame": first["blame"]} if "terms" in first else None


def run_case(tools, folder, name, truth, suite):
    path = snapshot_path(folder, name)
    snapshot = judging.read_json(path)
    judge = judging.Judge(snapshot, suite)
    case = baselines.Case(name, snapshot, suite)
    answer, spent = ask_engine(tools.engine, path)
    verdicts = {ENGINE: judge.verdict(answer, truth)}
    for baseline in baselines.BASELINES:
        verdicts[baseline] = judge.verdict(baselines.answer_of(baseline, case), truth)
    return {
        "name": name,
        "cells": truth["cells"],
        "kind": truth["kind"],
        "loudest_is_cause": truth.get("loudest_is_cause"),
        "apps": len(snapshot["apps"]),
        "ms": spent,
        "verdicts": verdicts,
        "terms": first_terms(answer),
    }


def run_disturbed(tools, folder, name, truth, suite, how):
    """The engine alone, on a disturbed copy; nothing where there is nothing to disturb."""
    kind, seed = how
    snapshot = judging.read_json(snapshot_path(folder, name))
    if not disturb.concerns(snapshot, kind):
        return None
    snapshot = disturb.disturb(snapshot, kind, f"{name} {kind} {seed}")
    with tempfile.TemporaryDirectory(prefix="corootctl-results.") as place:
        path = os.path.join(place, "case.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(snapshot, file)
        answer, _ = ask_engine(tools.engine, path)
    verdict = judging.Judge(snapshot, suite).verdict(answer, truth)
    return {"name": name, "verdicts": {ENGINE: verdict}, "terms": first_terms(answer)}


def run_folder(tools, folder, names, how=None):
    truth = judging.read_json(os.path.join(folder, "truth.json"))
    suite = truth.pop("_suite", {})
    if how:
        cases = [run_disturbed(tools, folder, name, truth[name], suite, how) for name in names or sorted(truth)]
        return [case for case in cases if case]
    return [run_case(tools, folder, name, truth[name], suite) for name in names or sorted(truth)]


def run_piece(job):
    tools, how, where, what = job
    if isinstance(where, str):
        return run_folder(tools, where, what, how)
    with tempfile.TemporaryDirectory(prefix="corootctl-results.") as folder:
        subprocess.run([tools.maker, folder, str(where), str(what)], check=True)
        return run_folder(tools, folder, None, how)


def run_suites(tools, suites, workers):
    """{suite: [case results]}, in the order of the cases whatever the workers do."""
    jobs = [(suite.name, (tools, suite.disturbed, *piece)) for suite in suites for piece in suite.pieces()]
    out = {suite.name: [] for suite in suites}
    with ProcessPoolExecutor(workers) as pool:
        for (name, _), cases in zip(jobs, pool.map(run_piece, [job for _, job in jobs])):
            out[name] += cases
    return out
