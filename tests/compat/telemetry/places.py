"""A parcel service on three clusters: what runs where, and who calls whom how often."""

STEP = 30  # seconds between two samples; Coroot's usual resolution
RTT = {('prod-a', 'prod-b'): 0.012, ('prod-b', 'prod-c'): 0.009, ('prod-a', 'prod-c'): 0.020}
NODES = {'prod-a': 3, 'prod-b': 2, 'prod-c': 2}
CORES = 8
NETS = {'prod-a': '10.1', 'prod-b': '10.2', 'prod-c': '10.3'}
BALANCERS = {'prod-a': '203.0.113', 'prod-b': '198.51.100', 'prod-c': '192.0.2'}
# The series carry the id of the project that they were sent to, on the server that they were sent to.
PROJECTS = {'prod-a': 'm4t8a2xk', 'prod-b': 'q7b1z5hw', 'prod-c': 'c9f3n6rd'}
OUTSIDE = {'outside/api.cardnet.example.com:443': ('100.64.7.21', 0.08)}
PORTS = {'http': 8080, 'postgres': 5432, 'mysql': 3306, 'redis': 6379}

# CLUSTER/NAMESPACE/NAME: own seconds a request, and what else differs; calls: CALLEE: times a request.
APPS = {
    'prod-a/front/gateway': {
        'own': 0.006, 'rps': 40, 'pods': 2, 'calls': {'tracking': 1.0, 'quote': 0.5, 'booking': 0.4}
    },
    'prod-a/front/app-api': {'own': 0.008, 'rps': 25, 'calls': {'tracking': 1.2, 'profile': 0.5, 'booking': 0.4}},
    'prod-a/front/tracking': {'own': 0.005, 'calls': {'tracking-db': 1.5, 'scans': 0.6}},
    'prod-a/front/quote': {'own': 0.007, 'calls': {'tariffs': 0.9, 'geo': 0.7}},
    'prod-a/front/booking': {'own': 0.009, 'pods': 2, 'calls': {'shipments': 1.2, 'charges': 0.9, 'geo': 0.5}},
    'prod-a/front/profile': {'own': 0.006, 'calls': {'customers': 1.0}},
    'prod-a/front/geo': {'own': 0.004, 'calls': {}},
    'prod-a/data/tracking-db': {'own': 0.003, 'proto': 'mysql', 'calls': {}},
    'prod-b/core/shipments': {
        'own': 0.008, 'pods': 2, 'way': 'balancer', 'calls': {'shipments-db': 1.6, 'routing': 1.0, 'stock': 0.7}
    },
    'prod-b/core/routing': {'own': 0.006, 'calls': {'routes-cache': 1.8}},
    'prod-b/core/stock': {'own': 0.005, 'calls': {'shipments-db': 0.9}},
    'prod-b/core/scans': {'own': 0.006, 'way': 'balancer', 'calls': {'scans-db': 1.4}},
    'prod-b/core/tariffs': {'own': 0.007, 'runtime': 'java', 'way': 'balancer', 'calls': {}},
    'prod-b/core/console': {'own': 0.010, 'rps': 6, 'calls': {'shipments': 0.8, 'customers': 0.5}},
    'prod-b/data/shipments-db': {'own': 0.003, 'proto': 'postgres', 'calls': {}},
    'prod-b/data/scans-db': {'own': 0.003, 'proto': 'postgres', 'calls': {}},
    'prod-b/data/routes-cache': {'own': 0.0006, 'proto': 'redis', 'calls': {}},
    'prod-b/batch/exports': {'own': 0.030, 'rps': 0.5, 'unlimited': True, 'calls': {'scans-db': 1.0}},
    'prod-c/pay/charges': {
        'own': 0.009, 'runtime': 'java', 'pods': 2, 'way': 'balancer',
        'calls': {'ledger': 1.0, 'outside/api.cardnet.example.com:443': 0.6},
    },
    'prod-c/pay/ledger': {'own': 0.006, 'calls': {'ledger-db': 1.6}},
    'prod-c/pay/customers': {'own': 0.006, 'pods': 2, 'way': 'node', 'calls': {'customers-db': 1.3}},
    'prod-c/pay/backoffice': {'own': 0.012, 'rps': 5, 'calls': {'ledger': 0.8, 'customers': 0.7}},
    'prod-c/data/ledger-db': {'own': 0.003, 'proto': 'mysql', 'calls': {}},
    'prod-c/data/customers-db': {'own': 0.003, 'proto': 'postgres', 'calls': {}},
}  # fmt: skip


def rtt_between(one, other):
    return 0.0004 if one == other else RTT[tuple(sorted((one, other)))]
