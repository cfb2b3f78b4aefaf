"""The load command, on a small scale: sessions at once, each with a selection of its own."""

import asyncio

from bench.client import visitor
from bench.load import Walk, faults_in, step

STEPS = 4


def test_sessions_at_once_see_each_its_own_selection(app_url: str) -> None:
    one, other = asyncio.run(two_sessions(app_url))
    assert one.query != other.query


async def two_sessions(url: str) -> tuple[Walk, Walk]:
    one, other = Walk(1), Walk(2)
    await asyncio.gather(walked(url, one), walked(url, other))
    return one, other


async def walked(url: str, walk: Walk) -> None:
    """A session of a few steps, each answered rightly; a wrong answer would be noticed."""
    async with visitor(url) as guest:
        answer = await guest.open()
        assert not faults_in(guest, walk, answer)
        for _ in range(STEPS):
            done, answer = await step(guest, walk, answer)
            assert not done.faults
        walk_elsewhere = Walk(3)
        walk_elsewhere.change()
        assert faults_in(guest, walk_elsewhere, answer)
