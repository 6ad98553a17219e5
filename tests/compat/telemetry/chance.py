"""Noise, and what a counter of so many requests shows."""

import math


def wobble(dice, points, sigma, memory=0.9):
    """Log-normal factors with memory, mean about 1."""
    state, fresh, out = dice.gauss(0, sigma), sigma * math.sqrt(1 - memory * memory), []
    for _ in range(points):
        out.append(math.exp(state))
        state = memory * state + dice.gauss(0, fresh)
    return out


def poisson(dice, mean):
    """How often, when it is expected so often."""
    if mean > 30:
        return max(0, round(dice.gauss(mean, math.sqrt(mean))))
    bound, product, count = math.exp(-mean), dice.random(), 0
    while product > bound:
        product *= dice.random()
        count += 1
    return count


def part_of(dice, count, share):
    """How many of them, when each is one with this probability."""
    if count <= 0 or share <= 0:
        return 0
    if count < 40:
        return sum(dice.random() < share for _ in range(count))
    spread = math.sqrt(count * share * (1 - min(share, 1)))
    return min(count, max(0, round(dice.gauss(count * min(share, 1), spread))))


def longer_than(seconds, mean, sigma):
    """The share of requests that take longer, of a log-normal latency with this mean."""
    middle = math.log(max(mean, 1e-7)) - sigma * sigma / 2
    return 0.5 * math.erfc((math.log(seconds) - middle) / sigma / math.sqrt(2))


def timed(dice, count, mean, sigma, bounds):
    """Of `count` requests: how many were within each bound, and the seconds of all together."""
    middle = math.log(max(mean, 1e-7)) - sigma * sigma / 2
    if count < 25:
        each = [dice.lognormvariate(middle, sigma) for _ in range(count)]
        return [sum(one <= bound for one in each) for bound in bounds], sum(each)
    shift, within = dice.gauss(0, 1), []
    for bound in bounds:
        share = 1 - longer_than(bound, mean, sigma)
        spread = math.sqrt(count * share * (1 - share))
        within.append(min(count, max(within[-1] if within else 0, round(count * share + shift * spread))))
    spread = math.sqrt((math.exp(sigma * sigma) - 1) / count)
    return within, count * mean * max(0.2, 1 + max(-2.5, min(2.5, dice.gauss(0, 1))) * spread)
