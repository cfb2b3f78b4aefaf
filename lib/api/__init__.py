"""The filtered rounds at addresses for programs, where the app runs as its own server."""

from lib.api.app import announce, is_served, routes
from lib.api.examples import address, examples

__all__ = ["address", "announce", "examples", "is_served", "routes"]
