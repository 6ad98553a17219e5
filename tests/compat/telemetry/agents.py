"""What Coroot's agents would have written of a world: OpenMetrics text, a file for each cluster."""

from chance import part_of, poisson, timed
from model import lives, open_connections
from places import BALANCERS, CORES, NODES, OUTSIDE, PROJECTS, STEP

BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
NAME_BOUNDS = [0.005, 0.025, 0.1, 0.5, 1]
CLUSTER_AGENT = {'job': 'coroot-cluster-agent', 'instance': '127.0.0.1:10303'}
MEMORY = 16 << 30


def requests_of(protocol):
    return 'requests' if protocol == 'http' else 'queries'


class Writer:
    def __init__(self, world, cluster, start, ahead, out):
        self.dice, self.points, self.out = world.dice, world.points, out
        self.project = PROJECTS[cluster]
        self.stamps = [f' {start + i * STEP + ahead}\n' for i in range(world.points)]

    def put(self, name, labels, values, when=None):
        """One series; `values` is a list or the same for always; `when` are the points that have it."""
        text = ','.join(
            f'{key}="{value}"' for key, value in sorted({**labels, 'coroot_project_id': self.project}.items())
        )
        head = f'{name}{{{text}}} '
        if not isinstance(values, list):
            values = [values] * self.points
        points = range(self.points) if when is None else when
        self.out.writelines([f'{head}{values[i]!r}{self.stamps[i]}' for i in points])

    def total(self, name, labels, increments, when=None, new=False):
        """A counter; that of a new pod begins at nothing."""
        count = 0 if new else self.dice.randrange(1000, 9000)
        values = []
        for one in increments:
            count += one
            values.append(count if isinstance(count, int) else round(count, 3))
        self.put(name, labels, values, when)

    def seconds(self, name, labels, rates, when=None, new=False):
        self.total(name, labels, [float(rate) * STEP for rate in rates], when, new)

    def times(self, name, labels, counts, means, sigmas, when, new, bounds=BOUNDS):
        """A histogram, and the sum and count beside it."""
        columns, sums = [[] for _ in bounds], []
        for i in range(self.points):
            within, together = timed(self.dice, counts[i], means[i], sigmas[i], bounds)
            sums.append(together)
            for column, value in zip(columns, within):
                column.append(value)
        for bound, column in zip([*map(str, bounds), '+Inf'], [*columns, counts]):
            self.total(name + '_bucket', {**labels, 'le': bound}, column, when, True)
        if bounds is BOUNDS:
            self.total(name + '_sum', labels, sums, when, True)
            self.total(name + '_count', labels, counts, when, True)

    def by_status(self, name, labels, bad_status, counts, bad, when, new):
        good = 'ok' if bad_status == 'failed' else '200'
        self.total(name, {**labels, 'status': good}, [n - b for n, b in zip(counts, bad)], when, new)
        if any(bad):
            self.total(name, {**labels, 'status': bad_status}, bad, when, True)


def machine(world, node):
    return {
        'machine_id': world.machines[node],
        'system_uuid': world.systems[node],
        'job': 'coroot-node-agent',
        'instance': world.machines[node][:12],
    }


def node_name(node):
    return f'{node[0][-1]}-node-{node[1]}'


def node_address(node):
    return f'10.{10 * "abc".index(node[0][-1]) + 10}.0.{10 + node[1]}'


def write_node(world, writer, node):
    labels, put = machine(world, node), writer.put
    used = [min(cores, 0.985 * CORES) for cores in world.used[node]]
    put('up', labels, 1)
    put('node_info', {**labels, 'hostname': node_name(node), 'kernel_version': '6.1.0-31-amd64'}, 1)
    put('node_agent_info', {**labels, 'version': '1.35.6'}, 1)
    put('node_uptime_seconds', labels, [900000 + i * STEP for i in range(world.points)])
    put('node_resources_cpu_logical_cores', labels, CORES)
    for mode, share in {'user': 0.76, 'system': 0.19, 'softirq': 0.05}.items():
        writer.seconds(
            'node_resources_cpu_usage_seconds_total', {**labels, 'mode': mode}, [share * one for one in used]
        )
    writer.seconds('node_resources_cpu_usage_seconds_total', {**labels, 'mode': 'idle'}, [CORES - one for one in used])
    taken = [2 << 30] * world.points
    for app in world.apps.values():
        for pod in app.pods:
            if pod.node == node:
                taken = [
                    all_ + int(app.memory * part) * lives(pod, i) for i, (all_, part) in enumerate(zip(taken, pod.fill))
                ]
    put('node_resources_memory_total_bytes', labels, MEMORY)
    for name, share in {'available': 1, 'free': 0.5, 'cached': 0.4}.items():
        put(f'node_resources_memory_{name}_bytes', labels, [int((MEMORY - one) * share) for one in taken])
    write_disk_and_network(world, writer, node, labels)
    put('kube_node_info', {**CLUSTER_AGENT, 'node': node_name(node), 'kernel_version': '6.1.0-31-amd64',
                           'system_uuid': world.systems[node]}, 1)  # fmt: skip


def write_disk_and_network(world, writer, node, labels):
    dice, disk = world.dice, {**labels, 'device': 'nvme0n1'}
    card = {**labels, 'interface': 'eth0'}
    for name, share in {'read': 0.4, 'write': 0.6, 'io': 1}.items():
        rates = [share * 0.03 * dice.uniform(0.7, 1.3) for _ in range(world.points)]
        writer.seconds(f'node_resources_disk_{name}_time_seconds_total', disk, rates)
    for name, often in {'reads': 20, 'writes': 45}.items():
        writer.total(
            f'node_resources_disk_{name}_total', disk, [poisson(dice, often * STEP) for _ in range(world.points)]
        )
    writer.put('node_net_interface_up', card, 1)
    writer.put('node_net_interface_ip', {**card, 'ip': node_address(node)}, 1)
    busy = [sum(app.rate[i] * app.share[i] for app in world.apps.values() if app.spec for pod in app.pods
                if pod.node == node) for i in range(world.points)]  # fmt: skip
    for name, size in {'received': 2600, 'transmitted': 3100}.items():
        writer.total(
            f'node_net_{name}_bytes_total', card, [int(one * size * STEP * dice.uniform(0.95, 1.05)) for one in busy]
        )


def write_kubernetes(world, writer, app):
    put, kind = writer.put, app.kind.lower()
    count = len([pod for pod in app.pods if pod.start == 0])
    put('kube_deployment_spec_replicas' if kind == 'deployment' else 'kube_statefulset_replicas',
        {**CLUSTER_AGENT, 'namespace': app.namespace, kind: app.name}, count)  # fmt: skip
    service = {**CLUSTER_AGENT, 'namespace': app.namespace, 'service': app.name}
    put('kube_service_info', {**service, 'cluster_ip': app.service_ip}, 1)
    way = {'balancer': 'LoadBalancer', 'node': 'NodePort'}.get(app.spec.get('way'), 'ClusterIP')
    put('kube_service_spec_type', {**service, 'type': way}, 1)
    put('kube_service_port', {**service, 'port': app.port, 'node_port': app.node_port}, 1)
    if app.balancer:
        put('kube_service_status_load_balancer_ingress', {**service, 'ip': app.balancer}, 1)
    for pod in app.pods:
        write_pod(world, writer, app, pod)


def write_pod(world, writer, app, pod):
    put, uid = writer.put, {**CLUSTER_AGENT, 'uid': f'{app.cluster}-{pod.name}'}
    here = range(pod.start, min(pod.end + 1, world.points))
    ready = [int(lives(pod, i)) for i in range(world.points)]
    put('kube_pod_info', {**uid, 'namespace': app.namespace, 'pod': pod.name, 'node': node_name(pod.node),
                          'pod_ip': pod.ip, 'created_by_kind': 'ReplicaSet' if app.kind == 'Deployment' else app.kind,
                          'created_by_name': pod.owner, 'host_ip': node_address(pod.node)}, 1, here)  # fmt: skip
    put('kube_pod_status_phase', {**uid, 'phase': 'Running'}, 1, here)
    put('kube_pod_status_scheduled', {**uid, 'condition': 'true'}, 1, here)
    put('kube_pod_status_ready', {**uid, 'condition': 'true'}, ready, here)
    container = {**uid, 'namespace': app.namespace, 'pod': pod.name, 'container': app.name}
    put('kube_pod_container_status_running', container, ready, here)
    put('kube_pod_container_resource_requests', {**container, 'resource': 'cpu'}, app.limit / 2, here)
    address = {**CLUSTER_AGENT, 'namespace': app.namespace, 'endpoint': app.name, 'ip': pod.ip, 'port_number': app.port}
    put('kube_endpoint_address', address, 1, [i for i in here if ready[i]])
    if pod.killed:
        reason = {**container, 'reason': 'OOMKilled'}
        put('kube_pod_container_status_last_terminated_reason', reason, 1, range(min(pod.killed), world.points))


def container_of(world, app, pod):
    return {**machine(world, pod.node), 'container_id': f'/k8s/{app.namespace}/{pod.name}/{app.name}'}


def write_container(world, writer, app, pod):
    labels, put, seconds, new = container_of(world, app, pod), writer.put, writer.seconds, pod.start > 0
    here = range(pod.start, min(pod.end + 1, world.points))
    runtime = app.spec.get('runtime', 'golang') if app.proto == 'http' else app.proto
    crowded = world.waits[pod.node]
    put('container_info', {**labels, 'image': pod.image}, 1, here)
    put('container_application_type', {**labels, 'application_type': runtime}, 1, here)
    put('container_net_tcp_listen_info', {**labels, 'listen_addr': f'{pod.ip}:{app.port}', 'proxy': ''}, 1, here)
    if not app.spec.get('unlimited'):
        put('container_resources_cpu_limit_cores', labels, app.limit, here)
    put('container_resources_memory_limit_bytes', labels, app.memory, here)
    put('container_resources_memory_rss_bytes', labels, [int(app.memory * one) for one in pod.fill], here)
    put('container_resources_memory_cache_bytes', labels, 24 << 20, here)
    seconds('container_resources_cpu_usage_seconds_total', labels, pod.cpu, here, new)
    delay = [cpu * (0.02 + 0.4 * min(5, wait)) for cpu, wait in zip(pod.cpu, crowded)]
    seconds('container_resources_cpu_delay_seconds_total', labels, delay, here, new)
    full = [max(0.0, cpu / app.limit - 0.85) * 2 * (not app.spec.get('unlimited')) for cpu in pod.cpu]
    seconds('container_resources_cpu_throttled_seconds_total', labels, full, here, new)
    pressed = {**labels, 'kind': 'some'}
    seconds('container_resources_memory_pressure_waiting_seconds_total', pressed, pod.pressure, here, new)
    killed = [int(i in pod.killed) for i in range(world.points)]
    back = [int(i - 2 in pod.killed) for i in range(world.points)]
    writer.total('container_oom_kills_total', labels, killed, here, True)
    writer.total('container_restarts_total', labels, back, here, True)
    if runtime == 'java':
        java = {**labels, 'jvm': app.name, 'gc': 'G1 Young Generation'}
        seconds('container_jvm_gc_time_seconds', java, pod.gc, here, new)
        put('container_jvm_info', {**labels, 'jvm': app.name, 'java_version': '21.0.5'}, 1, here)


def write_requests(world, writer, app, pod):
    labels, dice, new = container_of(world, app, pod), world.dice, pod.start > 0
    here = range(pod.start, min(pod.end + 1, world.points))
    load = [app.rate[i] * app.share[i] * STEP * lives(pod, i) for i in range(world.points)]
    counts = [poisson(dice, one) for one in load]
    bad = [part_of(dice, count, share) for count, share in zip(counts, pod.errors)]
    name = f'container_{app.proto}_inbound_{requests_of(app.proto)}'
    writer.by_status(name + '_total', labels, '500' if app.proto == 'http' else 'failed', counts, bad, here, new)
    writer.times(name + '_duration_seconds_total', labels, counts, pod.latency, app.sigma, here, new)
    refused = [sum(call.refused[i] * call.rate[i] for call in app.callers) * STEP for i in range(world.points)]
    for level, often in {
        'error': [poisson(dice, 0.15 + 0.8 * b + 0.3 * r + c * STEP) for b, r, c in zip(bad, refused, app.complaints)],
        'info': [poisson(dice, 0.1 * count + 0.2) for count in counts],
    }.items():
        line = {'level': level, 'source': 'stdout/stderr', 'sample': f'{app.name}: request {level}',
                'pattern_hash': f'{sum(map(ord, app.name + level)):08x}'}  # fmt: skip
        writer.total('container_log_messages_total', {**labels, **line}, often, here, new)
    if app.calls:
        write_names(world, writer, app, labels, here, new)


def write_names(world, writer, app, labels, here, new):
    """What it asks the resolver for."""
    asked = [poisson(world.dice, 1.1 * STEP * max(0.15, min(1, world.traffic))) for _ in range(world.points)]
    name = {**labels, 'request_type': 'TypeA', 'domain': 'svc.cluster.local'}
    writer.total('container_dns_requests_total', {**name, 'status': 'ok'}, asked, here, new)
    took = [0.002 + one for one in app.lookup]
    every = 'container_dns_requests_duration_seconds_total'
    writer.times(every, name, asked, took, world.always(0.5), here, new, NAME_BOUNDS)


def write_database(world, writer, app):
    """What the cluster agent asks the database itself."""
    pod = app.pods[0]
    labels = {**CLUSTER_AGENT, 'address': f'{pod.ip}:{app.port}'}
    taken = [sum(open_connections(call, i) for call in app.callers) + 3 for i in range(world.points)]
    taken = [min(app.most_connections, round(one)) for one in taken]
    waiting = [min(t - 1, poisson(world.dice, rate * share * app.lock_seconds))
               for t, rate, share in zip(taken, app.rate, app.locked)]  # fmt: skip
    some = [i for i in range(world.points) if waiting[i] > 0]
    if app.proto == 'mysql':
        writer.put('mysql_up', labels, 1)
        writer.put('mysql_connections_max', labels, app.most_connections)
        writer.put('mysql_connections_current', labels, taken)
        if some:
            writer.put('mysql_locked_queries', {**labels, 'query': 'UPDATE accounts SET balance = ?'}, waiting, some)
        return
    writer.put('pg_up', labels, 1)
    writer.put('pg_setting', {**labels, 'name': 'max_connections', 'unit': ''}, app.most_connections)
    who = {**labels, 'db': app.name.replace('-', '_'), 'user': 'app', 'query': ''}
    idle = [t - w for t, w in zip(taken, waiting)]
    writer.put('pg_connections', {**who, 'state': 'idle', 'wait_event_type': 'Client'}, idle)
    if some:
        writer.put('pg_connections', {**who, 'state': 'active', 'wait_event_type': 'Lock'}, waiting, some)


def targets_of(world, call):
    """Where a client connects to: what it dials, who answers, and the pod, if that is known."""
    app = call.callee
    if not app.spec:
        address = f'{OUTSIDE[app.key][0]}:{app.name.rsplit(":", 1)[1]}'
        return [(address, address, None)]
    if not call.crosses:
        return [(f'{app.service_ip}:{app.port}', f'{pod.ip}:{app.port}', pod) for pod in app.pods]
    address = f'{app.balancer}:{app.port}' if app.balancer else f'{node_address((app.cluster, 1))}:{app.node_port}'
    return [(address, address, None)]


def write_call(world, writer, call):
    for pod in call.caller.pods:
        for dialled, answering, other in targets_of(world, call):
            write_connection(world, writer, call, pod, (dialled, answering, other))


def write_connection(world, writer, call, pod, target):
    dialled, answering, other = target
    app, dice, labels = call.callee, world.dice, container_of(world, call.caller, pod)
    ends = {**labels, 'destination': dialled, 'actual_destination': answering}
    first, last = max(pod.start, other.start if other else 0), min(pod.end, other.end if other else world.points)
    here, new = range(first, min(last + 1, world.points)), first > 0
    part = [lives(pod, i) * call.caller.share[i] * ((lives(other, i) * app.share[i]) if other else 1)
            for i in range(world.points)]  # fmt: skip
    sent = [rate * share * call.gets_through(i) * STEP for i, (rate, share) in enumerate(zip(call.rate, part))]
    counts = [poisson(dice, one) for one in sent]
    lost = [part_of(dice, count, share) for count, share in zip(counts, call.lost)]
    errors = other.errors if other else app.errors
    bad = [part_of(dice, count - gone, share) for count, gone, share in zip(counts, lost, errors)]
    name = f'container_{app.proto}_{requests_of(app.proto)}'
    if app.proto == 'http':
        writer.by_status(name + '_total', ends, '500', [c - n for c, n in zip(counts, lost)], bad, here, new)
        if any(lost):
            writer.total(name + '_total', {**ends, 'status': 'failed'}, lost, here, True)
    else:
        writer.by_status(name + '_total', ends, 'failed', counts, [b + n for b, n in zip(bad, lost)], here, new)
    latency = other.latency if other else app.latency
    seen = [min(3.0, one + rtt) for one, rtt in zip(latency, call.rtt)]
    writer.times(name + '_duration_seconds_total', ends, counts, seen, app.sigma, here, new)
    write_tcp(world, writer, call, ends, part, counts, here, new)
    rtt = [round(one * dice.uniform(0.97, 1.03), 6) for one in call.rtt]
    near = {**labels, 'destination_ip': answering.rsplit(':', 1)[0]}
    writer.put('container_net_latency_seconds', near, rtt, here)


def write_tcp(world, writer, call, ends, part, counts, here, new):
    dice = world.dice
    missed = [rate * share * (1 - call.gets_through(i)) for i, (rate, share) in enumerate(zip(call.rate, part))]
    opened = [poisson(dice, (0.1 * share + 0.02 * count / STEP + miss) * STEP)
              for share, count, miss in zip(part, counts, missed)]  # fmt: skip
    writer.total('container_net_tcp_successful_connects_total', ends, opened, here, new)
    took = [count / STEP * rtt * 1.1 for count, rtt in zip(opened, call.rtt)]
    writer.seconds('container_net_tcp_connection_time_seconds_total', ends, took, here, new)
    active = [round(open_connections(call, i) * share + 0.4) for i, share in enumerate(part)]
    writer.put('container_net_tcp_active_connections', ends, active, here)
    writer.total('container_net_tcp_bytes_sent_total', ends, [700 * count for count in counts], here, new)
    writer.total('container_net_tcp_bytes_received_total', ends, [2400 * count for count in counts], here, new)
    again = [poisson(dice, 0.002 * count) for count in counts]
    writer.total('container_net_tcp_retransmits_total', ends, again, here, new)


def write_names_of_balancers(world, writer, cluster):
    called = {
        call.callee.key: call.callee for app in world.apps.values() if app.cluster == cluster for call in app.calls
    }
    for app in called.values():
        if not app.spec:
            writer.put('ip_to_fqdn', {'ip': OUTSIDE[app.key][0], 'fqdn': app.name.split(':')[0]}, 1)
        elif app.cluster != cluster and app.balancer:
            writer.put('ip_to_fqdn', {'ip': app.balancer, 'fqdn': f'{app.name}.{app.cluster}.example.com'}, 1)


def write_cluster(world, cluster, start, ahead, out):
    writer = Writer(world, cluster, start, ahead, out)
    for node in world.machines:
        if node[0] == cluster:
            write_node(world, writer, node)
    for app in world.apps.values():
        if app.cluster != cluster:
            continue
        write_kubernetes(world, writer, app)
        for pod in app.pods:
            write_container(world, writer, app, pod)
            if app.name != 'coredns':
                write_requests(world, writer, app, pod)
        for call in app.calls:
            write_call(world, writer, call)
        if app.proto in ('mysql', 'postgres'):
            write_database(world, writer, app)
    write_names_of_balancers(world, writer, cluster)
    out.write('# EOF\n')
