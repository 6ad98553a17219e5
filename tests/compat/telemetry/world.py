"""Apps, pods, calls and nodes, before anything is wrong with them."""

import random
from dataclasses import dataclass, field

from chance import wobble
from places import APPS, BALANCERS, NETS, NODES, PORTS, rtt_between


@dataclass
class Pod:
    """What a fault changes is a list over time."""

    name: str
    ip: str
    node: tuple
    owner: str
    image: str
    start: int
    end: int
    slow: list = field(default_factory=list)  # times the usual own seconds
    extra: list = field(default_factory=list)  # seconds
    failing: list = field(default_factory=list)  # share of requests that fail by themselves
    cost: list = field(default_factory=list)  # times the usual processor time a request
    burn: list = field(default_factory=list)  # cores
    gc: list = field(default_factory=list)  # seconds a second
    fill: list = field(default_factory=list)  # share of its memory's limit
    pressure: list = field(default_factory=list)  # seconds a second
    down: set = field(default_factory=set)  # points at which it does not run
    killed: set = field(default_factory=set)  # points at which it was killed for its memory


@dataclass
class Call:
    caller: 'App'
    callee: 'App'
    ratio: float
    rtt: list
    shut: list  # share of connections that do not get through their handshake
    refused: list  # share of queries that get no connection of the callee
    wrong: list  # share of answers that the caller cannot use
    leaked: list  # open connections that nobody uses
    rate: list = field(default_factory=list)
    seen: list = field(default_factory=list)
    lost: list = field(default_factory=list)  # share without an answer in time
    failed: list = field(default_factory=list)

    @property
    def crosses(self):
        return self.caller.cluster != self.callee.cluster

    def gets_through(self, i):
        """The share of requests that get a connection."""
        return (1 - self.shut[i]) * (1 - self.refused[i])


class App:
    def __init__(self, key, spec, points):
        self.key, self.spec, self.points = key, spec, points
        self.cluster, self.namespace, self.name = key.split('/') if spec else ('outside', 'outside', key.split('/')[1])
        self.proto = spec.get('proto', 'http')
        self.kind = 'Deployment' if self.proto == 'http' else 'StatefulSet'
        self.port, self.own, self.rps = PORTS[self.proto], spec.get('own', 0), spec.get('rps', 0)
        self.pods, self.calls, self.callers = [], [], []
        self.lookup = [0.0] * points  # seconds that a look-up of a name takes more
        self.locked, self.lock_seconds = [0.0] * points, 0.0  # share of statements that wait for a lock, how long
        self.complaints = [0.0] * points  # lines in its log that mean nothing
        self.surge = [1.0] * points  # times its usual requests from outside
        self.sigma = [0.5] * points
        self.limit, self.memory = (1.0, 512 << 20) if self.proto == 'http' else (2.0, 1024 << 20)
        self.most_connections = 100

    @property
    def id(self):
        if not self.spec:
            return f'external:external:ExternalService:{self.name}'
        return f'{self.cluster}:{self.namespace}:{self.kind}:{self.name}'


class World:
    def __init__(self, seed, points, traffic=1.0):
        self.dice, self.points, self.traffic = random.Random(seed), points, traffic
        self.apps = {key.split('/', 2)[2]: App(key, spec, points) for key, spec in APPS.items()}
        for cluster in NODES:
            self.apps[f'coredns of {cluster}'] = App(
                f'{cluster}/kube-system/coredns', {'own': 0.0004, 'calls': {}}, points
            )
        self.machines = {(cluster, n): self.hex(32) for cluster, count in NODES.items() for n in range(1, count + 1)}
        self.systems = {node: self.hex(32) for node in self.machines}
        self.last_address, self.turn, self.rollouts = dict.fromkeys(NODES, 20), dict.fromkeys(NODES, 0), []
        for place, app in enumerate(self.apps.values()):
            self.equip(app, place)
        for app in list(self.apps.values()):
            for callee, ratio in app.spec['calls'].items():
                self.connect(app, callee, ratio)
        self.in_order = sorted(self.apps.values(), key=self.height)  # callees before their callers

    def hex(self, count, letters='0123456789abcdef'):
        return ''.join(self.dice.choice(letters) for _ in range(count))

    def always(self, value):
        return [value] * self.points

    def height(self, app):
        return 1 + max((self.height(call.callee) for call in app.calls), default=0)

    def equip(self, app, place):
        net = NETS[app.cluster]
        app.service_ip = f'{net.replace("10.", "10.9")}.0.{10 + place}'
        app.balancer = f'{BALANCERS[app.cluster]}.{10 + place}' if app.spec.get('way') == 'balancer' else ''
        app.node_port = 30010 + place if app.spec.get('way') == 'node' else 0
        app.busy = self.dice.uniform(0.22, 0.36)  # share of its processor limit that usual traffic takes
        app.usual_fill = self.dice.uniform(0.25, 0.5)
        image = f'registry.example.com/{app.namespace}/{app.name}:2.{self.dice.randrange(1, 30)}.0'
        for n in range(app.spec.get('pods', 1)):
            self.turn[app.cluster] += 1
            node = (app.cluster, self.turn[app.cluster] % NODES[app.cluster] + 1)
            self.add_pod(app, node, f'{app.name}-{n}', image, 0)
        self.name_pods(app, app.pods)

    def name_pods(self, app, pods):
        """Those of a Deployment are named after their ReplicaSet."""
        owner = f'{app.name}-{self.hex(9)}' if app.kind == 'Deployment' else app.name
        for pod in pods:
            pod.owner = owner
            if app.kind == 'Deployment':
                pod.name = f'{owner}-{self.hex(5, "bcdfghjklmnpqrstvwxz2456789")}'

    def add_pod(self, app, node, name, image, start):
        self.last_address[app.cluster] += 1
        pod = Pod(
            name, f'{NETS[app.cluster]}.{node[1]}.{self.last_address[app.cluster]}', node, '', image, start, self.points
        )
        pod.slow, pod.cost = wobble(self.dice, self.points, 0.06), self.always(1.0)
        pod.extra, pod.burn, pod.pressure = self.always(0.0), self.always(0.0), self.always(0.0)
        pod.failing = [0.0006 * one for one in wobble(self.dice, self.points, 0.3)]
        pod.gc = [0.012 * one for one in wobble(self.dice, self.points, 0.15)]
        pod.fill = [app.usual_fill * one for one in wobble(self.dice, self.points, 0.015, 0.97)]
        app.pods.append(pod)
        return pod

    def connect(self, app, name, ratio):
        if name not in self.apps:
            self.apps[name] = App(name, {}, self.points)
        callee = self.apps[name]
        rtt = 0.018 if not callee.spec else rtt_between(app.cluster, callee.cluster)
        noisy = [rtt * one for one in wobble(self.dice, self.points, 0.05)]
        call = Call(app, callee, ratio, noisy, *(self.always(0.0) for _ in range(4)))
        app.calls.append(call)
        callee.callers.append(call)

    def call(self, caller, callee):
        return next(call for call in self.apps[caller].calls if call.callee is self.apps[callee])

    def roll_out(self, name, at):
        """New pods take the place of the old ones, one after the other; returns the new."""
        app = self.apps[name]
        old = [pod for pod in app.pods if pod.end == self.points]
        image = old[0].image.rsplit(':', 1)[0] + f':2.{self.dice.randrange(40, 60)}.0'
        new = [self.add_pod(app, pod.node, '', image, at + n) for n, pod in enumerate(old)]
        for n, pod in enumerate(old):
            pod.end = at + n + 1
        self.name_pods(app, new)
        return new


def after(world, at, ramp=2):
    """0 before the point, then up to 1 within so many."""
    return [min(1.0, max(0.0, (i - at + 1) / ramp)) for i in range(world.points)]
