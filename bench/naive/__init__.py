"""The Overview page as other people would write it, and its queries for other engines.

`tutorial.py` is what follows a tutorial, `best.py` the same app by somebody who knows pandas well.
"""
