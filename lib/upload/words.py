"""Words as they are compared: without case, accents and signs."""

from __future__ import annotations

import re

from lib.words import folded

NOT_WORD = re.compile(r"[^0-9a-z]+")


def plain(text: str) -> str:
    """`Money Raised Currency (in USD)` as `money raised currency in usd`."""
    # Folding looks at every letter; most texts need no more than small ones.
    small = text.lower() if text.isascii() else folded(text).replace("ß", "ss")
    return NOT_WORD.sub(" ", small).strip()


def joined(text: str) -> str:
    """`Open AI` and `OpenAI` as `openai`; letters of any script stay."""
    if text.isascii():
        return NOT_WORD.sub("", text.lower())
    return "".join(sign for sign in folded(text) if sign.isalnum())
