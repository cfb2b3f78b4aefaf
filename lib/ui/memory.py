"""How this process asks the system for memory."""

import ctypes
import os

MOST_HEAPS = 2
M_ARENA_MAX = -8
"""Number of this setting in malloc.h of glibc."""


def share_heaps() -> None:
    """Let all threads share a few heaps, where the C library is one that knows how to."""
    # Streamlit runs each click in a thread of its own, and glibc gives threads up to eight heaps a
    # processor, each of which keeps what it once needed: with many visitors that is about 40 MB.
    if os.name == "posix" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        libc.mallopt(M_ARENA_MAX, MOST_HEAPS)
