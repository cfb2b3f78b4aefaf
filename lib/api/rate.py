"""How many calls a client may make: a few at once, then at a steady pace."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from math import ceil
from time import monotonic

CALLS_A_MINUTE = 60
MOST_CLIENTS = 10_000
IPV6_NETWORK_BITS = 64


@dataclass
class Allowance:
    """A bucket of `calls` tokens a client, filled again within a minute; used by one thread.

    It remembers the `clients` seen last, so its memory is bounded. `clock` gives seconds.
    """

    calls: int = CALLS_A_MINUTE
    clients: int = MOST_CLIENTS
    clock: Callable[[], float] = monotonic
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def wait(self, client: str) -> int:
        """Take a call of `client`: 0 if it may go ahead, else the seconds until it may try again.

        A call that is refused costs nothing.
        """
        now, each = self.clock(), 60 / self.calls
        left, seen = self._left.pop(client, (float(self.calls), now))
        left = min(left + (now - seen) / each, self.calls)
        allowed = left >= 1
        self._left[client] = (left - allowed, now)
        if len(self._left) > self.clients:
            self._left.popitem(last=False)
        return 0 if allowed else max(1, ceil((1 - left) * each))


def network_of(host: str) -> str:
    """What counts as one client: an address, or the whole network where one has 2^64 of them."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    return str(int(address) >> (128 - IPV6_NETWORK_BITS))
