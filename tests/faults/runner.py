"""corootctl as the campaigns run it: through the proxies, with a strike at one request."""

import argparse
import os
import signal
import subprocess
import threading
import time

SIGNALS = ["kill-before", "kill-after", "interrupt-before", "interrupt-after"]
LIMIT_S = 400


class Strike:
    """One row's plan for the proxies: the fault at the first request of that name, everything else forwarded."""

    def __init__(self, point=None, kind=None):
        self.point, self.kind = point, kind
        self.lock = threading.Lock()
        self.seen, self.struck, self.process = [], False, None
        self.started = threading.Event()

    def __call__(self, request):
        of_ours = request.agent.startswith("corootctl/")
        if not of_ours and not (request.is_write and request.agent.startswith("Helm/")):
            return None
        with self.lock:
            self.seen.append(request)
            if self.struck or request.name != self.point:
                return None
            self.struck = True
        return self.strike_signal if self.kind in SIGNALS else lambda handler, _, body: handler.strike(self.kind, body)

    def strike_signal(self, handler, request, body):
        self.started.wait(20)
        kills, after = self.kind.startswith("kill"), self.kind.endswith("after")
        helm_lives_on = kills and request.agent.startswith("Helm/")
        if after and helm_lives_on:
            handler.forward(body)
        elif after:
            handler.carry_out(body)
        os.kill(self.process.pid, signal.SIGKILL if kills else signal.SIGINT)
        if not helm_lives_on:
            handler.strike_silent()
        elif not after:
            handler.forward(body)


class Outcome:
    def __init__(self, status, out, err, seconds):
        self.status, self.out, self.err, self.seconds = status, out, err, seconds


def wait_for_group(group, seconds):
    """A killed corootctl leaves its helm: the next command must not meet it by chance."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    os.killpg(group, signal.SIGKILL)


def run(stage, argv, strike):
    """corootctl as a script runs it, through the proxies."""
    stage.arm(strike)
    began = time.monotonic()
    process = subprocess.Popen(
        [stage.program, *argv],
        env=stage.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    strike.process = process
    strike.started.set()
    try:
        out, err = process.communicate(timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        out, err = process.communicate()
        err += f"\n(ended by the test after {LIMIT_S} s)"
    wait_for_group(process.pid, 30)
    return Outcome(process.returncode, out, err, time.monotonic() - began)


def parser_of(verbs):
    """The arguments that every campaign takes; each adds its own."""
    parser = argparse.ArgumentParser()
    for name in ("run", "build", "chart"):
        parser.add_argument(name)
    parser.add_argument("--sample", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--verb", action="append", choices=list(verbs))
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--part", default="1/1")
    parser.add_argument("--report")
    return parser
