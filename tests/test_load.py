"""The load command, on a small scale: sessions at once, each with a selection of its own."""

import asyncio
import platform
import subprocess
import sys

import pytest

from bench.client import visitor
from bench.load import Walk, faults_in, step
from tests.conftest import ROOT

STEPS = 3
# Twelve threads take memory at once; then the C library lists its heaps.
TWELVE_THREADS = """
import ctypes, runpy, sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

runpy.run_path(sys.argv[1])["share_heaps"]()
libc, all_there = ctypes.CDLL(None), Barrier(12)
libc.malloc.restype = libc.fdopen.restype = ctypes.c_void_p
with ThreadPoolExecutor(12) as threads:
    list(threads.map(lambda _: (all_there.wait(), libc.malloc(9999)), range(12)))
libc.malloc_info(0, ctypes.c_void_p(libc.fdopen(1, b"w")))
libc.fflush(None)
"""


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


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has such heaps")
def test_threads_share_two_heaps() -> None:
    command = [sys.executable, "-c", TWELVE_THREADS, str(ROOT / "lib/ui/memory.py")]
    heaps = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert heaps.count("<heap nr=") == 2
