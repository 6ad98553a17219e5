"""The incidents that are recorded: what goes wrong where, and the right answer. `at` is the point of the onset, 23
minutes before the recording; a point has 30 seconds."""

from dataclasses import dataclass, field

import faults


@dataclass
class Incident:
    kind: str  # of the right answer
    subject: str  # of a node: the app whose pod is on it
    break_: callable
    target: str  # whom to explain, should no alarm be raised
    accept: list = field(default_factory=list)  # other answers that are right, too
    traffic: float = 1.0
    clock: dict = field(default_factory=dict)  # seconds that a cluster's clock is ahead
    decoys: tuple = ()


GATEWAY = 'prod-a:front:Deployment:gateway'
APP_API = 'prod-a:front:Deployment:app-api'

INCIDENTS = {
    'mysql-lock-wait': Incident(
        'app', 'prod-c:data:StatefulSet:ledger-db', lambda w, at: faults.lock_wait(w, at, 'ledger-db'), GATEWAY,
        decoys=('geo',),
    ),
    'postgres-lock-wait': Incident(
        'app', 'prod-b:data:StatefulSet:shipments-db', lambda w, at: faults.lock_wait(w, at, 'shipments-db', 0.35, 1.8),
        GATEWAY, decoys=('quote',),
    ),
    'connections-used-up': Incident(
        'app', 'prod-b:data:StatefulSet:shipments-db',
        lambda w, at: faults.connection_leak(w, at, 'shipments-db', 'stock'), GATEWAY,
        accept=['prod-b:core:Deployment:stock'], decoys=('tracking',),
    ),
    'garbage-after-deploy': Incident(
        'app', 'prod-b:core:Deployment:tariffs', lambda w, at: faults.garbage_after_deploy(w, at, 'tariffs'), GATEWAY,
        decoys=('profile',),
    ),
    'slow-leak': Incident(
        'app', 'prod-c:pay:Deployment:customers', lambda w, at: faults.slow_leak(w, at, 'customers'), APP_API,
        decoys=('charges',),
    ),
    'noisy-neighbour': Incident(
        'node', 'exports', lambda w, at: faults.noisy_neighbour(w, at, 'exports'), GATEWAY,
        accept=['prod-b:batch:Deployment:exports'], decoys=('geo',),
    ),
    'slow-names': Incident(
        'app', 'prod-a:front:Deployment:booking', lambda w, at: faults.slow_names(w, at, 'booking'), GATEWAY,
        decoys=('routing',),
    ),
    'slow-way-out': Incident(
        'app', 'prod-a:front:Deployment:quote', lambda w, at: faults.slow_way_out(w, at, 'quote'), GATEWAY,
        decoys=('tariffs',),
    ),
    'traffic-spike': Incident(
        'load', 'prod-a:front:Deployment:app-api', lambda w, at: faults.surge(w, at, 'app-api'), APP_API,
        decoys=('scans',),
    ),
    'wrong-answers': Incident(
        'app', 'prod-a:front:Deployment:geo', lambda w, at: faults.wrong_answers(w, at, 'geo'), GATEWAY,
        decoys=('ledger',),
    ),
    'sparse-traffic': Incident(
        'app', 'prod-b:core:Deployment:routing', lambda w, at: faults.failing(w, at, 'routing', 0.7), GATEWAY,
        traffic=1 / 300, decoys=('stock',),
    ),
    'expired-certificate': Incident(
        'link', 'prod-a -> prod-c', lambda w, at: faults.expired_certificate(w, at, ('prod-a', 'prod-c')), GATEWAY,
        decoys=('profile',),
    ),
    'clock-90s-behind': Incident(
        'app', 'prod-c:pay:Deployment:ledger', lambda w, at: faults.slow_code(w, at, 'ledger'), GATEWAY,
        clock={'prod-a': -90}, decoys=('quote',),
    ),
}  # fmt: skip
