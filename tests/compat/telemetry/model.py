"""Runs the world: requests go down from the entries, latency and failures come up. Leaves the values over time in apps,
pods and calls."""

import math

from chance import longer_than, wobble
from places import CORES, OUTSIDE, STEP

TIMEOUT = 3.0  # of every call, seconds
ROUNDS = 3  # that busy nodes, slow answers and load need to agree


def run(world):
    for app in world.apps.values():
        app.entry = entry(world, app)
        app.cost = app.busy * app.limit * app.spec.get('pods', 1) / usual_rate(app) if app.spec else 0
    for call in calls(world):
        call.lost = world.always(0.0)
    for _ in range(ROUNDS):
        send(world)
        load_nodes(world)
        for app in world.in_order:
            answer(world, app)


def calls(world):
    return [call for app in world.apps.values() for call in app.calls]


def usual_rate(app):
    """What its processor limit was chosen for."""
    if app.name == 'coredns':
        return 60.0
    return app.rps + sum(usual_rate(call.caller) * call.ratio for call in app.callers)


def entry(world, app):
    if app.name == 'coredns':
        return world.always(60.0)
    noise = wobble(world.dice, world.points, 0.05)
    turn = world.dice.uniform(0, 2 * math.pi)
    day = [1 + 0.1 * math.sin(2 * math.pi * i * STEP / 21600 + turn) for i in range(world.points)]
    return [app.rps * world.traffic * n * d * g for n, d, g in zip(noise, day, app.surge)]


def alive(app, i):
    """A new pod answers after half a minute."""
    return [pod for pod in app.pods if lives(pod, i)]


def lives(pod, i):
    return pod.start + (pod.start > 0) <= i < pod.end and i not in pod.down


def send(world):
    for app in reversed(world.in_order):
        app.rate = list(app.entry)
        for call in app.callers:
            app.rate = [app.rate[i] + call.rate[i] * call.gets_through(i) for i in range(world.points)]
        for call in app.calls:
            call.rate = [rate * call.ratio for rate in app.rate]
        app.share = [1 / max(1, len(alive(app, i))) for i in range(world.points)]


def used_cores(app, pod, i):
    if not lives(pod, i):
        return 0.0
    return min(app.rate[i] * app.share[i] * app.cost * pod.cost[i] + 0.004, app.limit) + pod.burn[i]


def load_nodes(world):
    """A node whose cores do not suffice lets pods wait for their turn."""
    world.used = {node: [0.05 * CORES] * world.points for node in world.machines}
    for app in world.apps.values():
        for pod in app.pods:
            pod.cpu = [used_cores(app, pod, i) for i in range(world.points)]
            world.used[pod.node] = [a + b for a, b in zip(world.used[pod.node], pod.cpu)]
    world.waits = {
        node: [min(25.0, 90 * max(0.0, used / CORES - 0.8)) for used in all] for node, all in world.used.items()
    }


def own_seconds(app, pod, i, waits):
    """In a queue before the processor limit, in turn on the node, stopped by the garbage collector, and the work."""
    busy = app.rate[i] * app.share[i] * app.cost * pod.cost[i] / app.limit
    queue = 0.7 / (1 - min(busy, 0.975))
    usual = app.own * pod.slow[i] * max(0.9, queue)
    return (usual * (1 + waits) / max(0.1, 1 - pod.gc[i])) + pod.extra[i]


def overload(app, pod, i):
    """What does not fit into the processor limit is refused in the end."""
    busy = app.rate[i] * app.share[i] * app.cost * pod.cost[i] / app.limit
    return max(0.0, 1 - 1 / busy) if busy > 1 else 0.0


def answer(world, app):
    passed, fine = pass_on(world, app)
    if not app.spec:
        base = OUTSIDE[app.key][1]
        app.latency, app.errors = [base * one for one in wobble(world.dice, world.points, 0.1)], world.always(0.0005)
        return
    app.latency, app.errors = world.always(0.0), world.always(1.0)
    for pod in app.pods:
        waits = world.waits[pod.node]
        pod.latency = [own_seconds(app, pod, i, waits[i]) + passed[i] for i in range(world.points)]
        failing = [1 - (1 - own) * (1 - overload(app, pod, i)) for i, own in enumerate(pod.failing)]
        pod.errors = [1 - (1 - own) * all_fine for own, all_fine in zip(failing, fine)]
    for i in range(world.points):
        pods = alive(app, i)
        if pods:
            app.latency[i] = sum(pod.latency[i] for pod in pods) / len(pods)
            app.errors[i] = sum(pod.errors[i] for pod in pods) / len(pods)


def pass_on(world, app):
    """What the calls of a request take together, and the probability that none of them fails."""
    passed, fine = world.always(0.0), world.always(1.0)
    for call in app.calls:
        look(world, call)
        for i in range(world.points):
            through = call.gets_through(i)
            passed[i] += call.ratio * (through * call.seen[i] + (1 - through) * 2 * call.rtt[i] + app.lookup[i])
            fine[i] *= (1 - call.failed[i]) ** min(call.ratio, 1.5)
    return passed, fine


def look(world, call):
    """One call as its caller sees it."""
    call.seen, call.lost, call.failed = [], [], []
    for i in range(world.points):
        seconds = call.callee.latency[i] + call.rtt[i]
        lost = longer_than(TIMEOUT, seconds, call.callee.sigma[i] + 0.2)
        call.seen.append(min(seconds, TIMEOUT))
        call.lost.append(lost)
        call.failed.append(1 - (1 - call.callee.errors[i]) * (1 - lost) * call.gets_through(i) * (1 - call.wrong[i]))


def open_connections(call, i):
    """Those that wait for an answer (Little's law), some kept for the next request, and those that nobody uses."""
    busy = call.rate[i] * call.gets_through(i) * call.seen[i]
    return busy + (1 - call.shut[i]) * (2 + 0.05 * call.rate[i]) + call.leaked[i]
