"""Words as they are compared: without case, accents and signs."""

from __future__ import annotations

import re

from lib.words import folded

NOT_WORD = re.compile(r"[^0-9a-z]+")


def plain(text: str) -> str:
    """`Money Raised Currency (in USD)` as `money raised currency in usd`."""
    return NOT_WORD.sub(" ", folded(text).replace("ß", "ss")).strip()


def joined(text: str) -> str:
    """`Open AI` and `OpenAI` as `openai`; letters of any script stay."""
    return "".join(sign for sign in folded(text) if sign.isalnum())
