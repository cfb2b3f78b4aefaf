"""The filtered rounds at addresses for programs, where the app runs as its own server."""

from lib.api.examples import address, examples
from lib.api.routes import announce, is_served, routes

__all__ = ["address", "announce", "examples", "is_served", "routes"]
