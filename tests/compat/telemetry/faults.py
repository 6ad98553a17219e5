"""What goes wrong, as the parts of the world feel it. Everything else follows from the model."""

from world import after


def raise_(values, by, shape):
    return [value + by * part for value, part in zip(values, shape)]


def grow(values, factor, shape):
    return [value * (1 + (factor - 1) * part) for value, part in zip(values, shape)]


def lock_wait(world, at, app, share=0.4, seconds=2.0):
    """Statements wait for a row that somebody holds; they take no processor time meanwhile."""
    shape, database = after(world, at), world.apps[app]
    database.locked = [share * part for part in shape]
    database.lock_seconds = seconds
    database.sigma = raise_(database.sigma, 0.6, shape)
    for pod in database.pods:
        pod.extra = raise_(pod.extra, share * seconds, shape)


def connection_leak(world, at, app, client, refused=0.4):
    """A client keeps more and more connections; when all are taken, new ones are refused, also to others."""
    database = world.apps[app]
    filling = after(world, at - 40, 40)  # twenty minutes until all are taken
    own = world.call(client, app)
    own.leaked = [part * database.most_connections for part in filling]
    for call in database.callers:
        call.refused = [refused * part for part in after(world, at, 4)]


def garbage_after_deploy(world, at, app, share=0.62, pause=2.2):
    """The new version keeps its heap nearly full: the collector stops it for long, and takes processor time."""
    for pod in world.roll_out(app, at):
        pod.gc = [share * one / 0.012 * 0.9 for one in pod.gc]
        pod.cost = world.always(1.9)
        pod.extra = world.always(share * pause / 2)


def slow_leak(world, at, app):
    """Memory fills for an hour and a half; nearly full, the kernel takes pages back all the time, until it kills."""
    for n, pod in enumerate(world.apps[app].pods):
        first, start = pod.fill[0], at - 190 + 15 * n
        for i in range(max(0, start), world.points):
            climbed = (0.9 - first) * min(1, (i - start) / (at - start)) + 0.09 * max(0, min(1, (i - at) / 35))
            pod.fill[i] = first + climbed
            tight = max(0.0, pod.fill[i] - 0.88)
            pod.pressure[i] = 6 * tight
            pod.extra[i] += 9 * tight
    killed = world.apps[app].pods[0]
    killed.killed, killed.down = {at + 42}, {at + 42, at + 43}
    killed.fill[at + 44 :] = [0.4] * (world.points - at - 44)
    killed.extra[at + 44 :] = killed.pressure[at + 44 :] = [0.0] * (world.points - at - 44)


def noisy_neighbour(world, at, app, cores=7.5):
    """A pod without a processor limit takes its node."""
    pod = world.apps[app].pods[0]
    pod.burn = raise_(pod.burn, cores, after(world, at))


def slow_names(world, at, app, seconds=0.45):
    """One app's look-ups wait; the resolver itself is well, and so are its other clients."""
    world.apps[app].lookup = [seconds * part for part in after(world, at)]


def slow_way_out(world, at, app, seconds=0.8):
    """What this app alone sends into other clusters waits on its way."""
    for call in world.apps[app].calls:
        if call.crosses:
            call.rtt = raise_(call.rtt, seconds, after(world, at))


def surge(world, at, app, times=5.0):
    world.apps[app].surge = grow(world.always(1.0), times, after(world, at, 4))


def wrong_answers(world, at, app, share=0.7):
    """The new version answers fast and with 200, but what its callers cannot use; they fail."""
    world.roll_out(app, at)
    for call in world.apps[app].callers:
        call.wrong = [share * part for part in after(world, at, 2)]


def failing(world, at, app, share=0.6):
    for pod in world.apps[app].pods:
        pod.failing = raise_(pod.failing, share, after(world, at))


def expired_certificate(world, at, link):
    """Connections end in their handshake; those that were open are used up within minutes."""
    caller, callee = link
    for app in world.apps.values():
        for call in app.calls:
            if app.cluster == caller and call.callee.cluster == callee:
                call.shut = after(world, at, 6)


def slow_code(world, at, app, times=90.0, cost=2.2):
    """More work a request."""
    for pod in world.apps[app].pods:
        pod.slow, pod.cost = grow(pod.slow, times, after(world, at)), grow(pod.cost, cost, after(world, at))


def deploy(world, at, app):
    """A release that changes nothing."""
    world.roll_out(app, at)


def loud(world, at, app, cores=0.6):
    """Busy and complaining, without effect on others."""
    for pod in world.apps[app].pods:
        pod.burn = raise_(pod.burn, cores, after(world, at))
    world.apps[app].complaints = [5.0 * part for part in after(world, at)]
