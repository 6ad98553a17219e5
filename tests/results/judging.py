"""Right or wrong: compares an answer (corootctl.rca/v1) with the known truth of a case, strictly by rank.

The truth of a case: {"subjects": right answers, "kind": app, link, node, cluster, external, load, no_incident or
unknown, "cells": groups}. One subject counts once; an instance counts as its app; a link of two apps in two clusters as
the link of the clusters; load only as load. A quiet case is right when nothing is claimed (`no_incident`); an
undecidable one when the answer is `unknown`, when nothing in it is said with high confidence, or a right subject comes
first with low confidence."""

import gzip
import json
import math

QUIET = ("no_incident", "none")


def read_json(path):
    with open(path, "rb") as file:
        data = file.read()
    return json.loads(gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data)


def wilson(hits, of, z=1.96):
    """The 95 % interval of a share (Wilson 1927); all of [0, 1] when nothing was tried."""
    if of == 0:
        return 0.0, 1.0
    share, weight = hits / of, z * z / of
    middle = (share + weight / 2) / (1 + weight)
    reach = z / (1 + weight) * math.sqrt(share * (1 - share) / of + weight / (4 * of))
    return max(0.0, middle - reach), min(1.0, middle + reach)


class Judge:
    """Knows the names of one case: which instance belongs to which app, which app to which cluster."""

    def __init__(self, snapshot, suite):
        self.aliases = suite.get("aliases", {})
        self.by_name = suite.get("compare") == "name"
        self.cluster = {app["id"].lower(): app["cluster"].lower() for app in snapshot["apps"]}
        self.app_of = {pod["id"]: app["id"] for app in snapshot["apps"] for pod in app.get("instances") or []}
        self.apps = {app["id"] for app in snapshot["apps"]}

    def subject(self, text, is_link):
        text = self.aliases.get(text, text)
        if is_link and "->" in text:
            ends = [end.strip().lower() for end in text.split("->")]
            homes = [self.cluster.get(end, end) for end in ends]
            return " -> ".join(ends if homes[0] == homes[-1] else homes)
        if self.by_name and text.count(":") >= 3:
            return text.split(":", 3)[3]
        return text

    def ranking(self, answer, kind):
        if answer["status"] == "no_incident":
            return []
        out = []
        for one in sorted(answer["candidates"], key=lambda one: one["rank"]):
            subject = one["subject"]
            if one["kind"] == "instance" and subject not in self.apps:
                subject = self.app_of.get(subject, subject)
            subject = self.subject(subject, one["kind"] == "link")
            if kind == "load" and one["kind"] != "load" and one["signal"] != "requests":
                subject += " (not as load)"
            if subject not in out:
                out.append(subject)
        return out

    def verdict(self, answer, truth):
        """{"group": fault, quiet or undecidable, "right", "rank", "status", "confidence", "wrong_high", "decoy"}."""
        kind = truth["kind"]
        group = "quiet" if kind in QUIET else "undecidable" if kind == "unknown" else "fault"
        ranking = self.ranking(answer, kind)
        good = {self.subject(one, kind == "link") for one in truth["subjects"]}
        rank = next((place for place, one in enumerate(ranking, 1) if one in good), None)
        listed = sorted(answer["candidates"], key=lambda one: one["rank"]) if ranking else []
        confidence = listed[0]["confidence"] if listed else None
        right = rank == 1
        if group == "quiet":
            right = answer["status"] == "no_incident"
        if group == "undecidable":
            modest = bool(answer["candidates"]) and all(one["confidence"] != "high" for one in answer["candidates"])
            right = (
                answer["status"] == "unknown"
                or answer["status"] == "root_cause"
                and (modest or rank == 1 and confidence == "low")
            )
        return {
            "group": group,
            "right": right,
            "rank": rank,
            "status": answer["status"],
            "confidence": confidence,
            "wrong_high": confidence == "high" and (group == "undecidable" or not right),
            "decoy": blames_decoy(listed[0], truth) if listed and "decoy_events" in truth else None,
        }


def blames_decoy(first, truth):
    """A change is named as the cause, and it is one that did nothing."""
    if first["signal"] not in ("deploy", "config"):
        return False
    cited = [
        (one["subject"], one["onset"]) for one in first.get("evidence", []) if one["signal"] in ("deploy", "config")
    ]

    def names(events):
        return any(
            app == subject and onset is not None and abs(onset - at) <= 1000
            for app, at in events
            for subject, onset in cited
        )

    return names(truth["decoy_events"]) and not names(truth["guilty_events"])
