"""Series and types of rounds, as databases and people name them."""

from __future__ import annotations

import re
from typing import NamedTuple

from lib.datasets.rounds import KIND_LABELS, KINDS, STAGES
from lib.upload.vocabulary import known_stages
from lib.upload.words import plain


class Round(NamedTuple):
    """Stage and kind of money; both None where the words mean nothing known."""

    stage: str | None = None
    kind: str | None = None


OWN_NAMES = {plain(stage): stage for stage in STAGES}
KIND_OF = {
    "Debt": "debt",
    "Government": "grant",
    "IPO": "ipo",
    "Merger": "merger",
    "Secondary": "secondary",
}
LETTERS = "ABCDEFG"
SERIES = re.compile(
    r"\b(?:series|serie)\s(?!i{2,3}\b)(?P<after>[a-z])(?:\s?\d{1,2}|\s?i{1,3})?\b"
    r"|\b(?:round|runde|ronda|tour)\s(?!d )(?P<after_round>[a-h])(?:\s?\d{1,2})?\b"
    r"|^(?P<before>[a-z])\d?\s(?:round|runde|series|serie)\b|^(?P<alone>[a-l])(?:\s?\d|\s?i{1,3})?$"
)
BEFORE_SERIES = re.compile(r"\bpre\s?(?:series|serie|a runde|runde)?\s?(?P<letter>[a-e])\b")
DEBT = re.compile(
    r"\b(debt|loan|loans|credit|notes?|convertible|bonds?|kredit|darlehen|dette|deuda|prestamo|"
    r"mezzanine|wandeldarlehen|fremdkapital|lending)\b"
)
# In this order: the first that is found counts.
RULES = tuple(
    (re.compile(pattern), stage)
    for pattern, stage in (
        (r"\bsecondary|\btender|\bsekundar|secondaire|secundari", "Secondary"),
        (r"\bgrants?\b|subsid|government|forderung|zuschuss|subvention|subvencion", "Government"),
        (r"\bpre ipo\b", "Growth"),
        (r"\bpost ipo\b|\bpipe\b|2po|follow on offering|listed company", "Listed company"),
        (r"\bipo\b|initial public|borsengang|introduction en bourse|salida a bolsa", "IPO"),
        (r"direct listing|\bspac\b|public listing", "IPO"),
        (r"merger|acquisition|acquired|buyout|\blbo\b|\bm a\b|fusion|ubernahme", "Merger"),
        (r"\bpre ?seed|presemilla|pre semilla|pre amorcage|vorgrundung", "Pre-seed"),
        (r"\bseed\b|\bangel|semilla|amorcage|accelerator|incubator|friends and family", "Seed"),
        (r"corporate|strategic|strategisch|strategique|estrategic", "Corporate"),
        (r"\bgrowth|later? stage|late vc|private equity|expansion|\bmega", "Growth"),
        (r"wachstum|croissance|crecimiento", "Growth"),
        (r"venture|unknown|undisclosed|unspecified|not stated|early stage|early vc", "Not stated"),
        (r"crowdfunding|equity|funding|non equity|initial coin|\bother", "Not stated"),
        (r"unbekannt|inconnu|desconocid|\bround\b|\bvc\b|\bsafe\b|bridge", "Not stated"),
    )
)


def read_stage(text: str) -> Round:
    """One of the stages and its kind of money; (None, None) for other words."""
    words = re.sub(r"^\d{1,2} (?=[a-z])", "", plain(text))
    stage = OWN_NAMES.get(words) or _series_or_rule(words) or known_stages().get(words)
    if stage is None:
        return Round()
    if DEBT.search(words) and (stage.startswith("Series ") or stage == "Not stated"):
        return Round(stage, "mixed")
    return Round(stage, KIND_OF.get(stage, "equity"))


def _series_or_rule(words: str) -> str | None:
    """A known wording first, then a letter of a series, then debt, then the rules in order."""
    if words in known_stages():
        return known_stages()[words]
    if early := BEFORE_SERIES.search(words):
        return _before(early["letter"].upper())
    if found := SERIES.search(words):
        return _series(next(filter(None, found.groups())).upper())
    if re.search(r"\bpost ipo secondary\b", words):
        return "Secondary"
    if DEBT.search(words):
        return "Not stated" if re.search(r"\bequity\b", words) else "Debt"
    return next((stage for pattern, stage in RULES if pattern.search(words)), None)


def _series(letter: str) -> str:
    return f"Series {letter}" if letter in LETTERS else "Series H and later"


def _before(letter: str) -> str:
    """Pre-Series A money is seed money, as in the table of stages; Pre-Series B is Series A."""
    return "Seed" if letter == "A" else _series(chr(ord(letter) - 1))


NAMES_OF_KINDS = {
    **{plain(label): kind for kind, label in KIND_LABELS.items()},
    **{kind: kind for kind in KINDS},
}


def read_kind(text: str) -> str | None:
    """One of the kinds of money; None where the words name none."""
    words = plain(text)
    return NAMES_OF_KINDS.get(words) or read_stage(text).kind


STATUS_WORDS = (
    ("cancelled", r"cancel|failed|withdrawn|abgebrochen|abgesagt|annul|fallid"),
    ("rumoured", r"rumou?r|talks|geruch|rumeur|speculat|reported"),
    ("planned", r"plan|expected|upcoming|target|geplant|prevu|previst|not closed|open"),
    ("announced", r"announc|in progress|signed|pending|angekundigt|annonc|anunciad|ongoing"),
    ("completed", r"complet|clos|done|final|abgeschlossen|termin|realis|effective|successful|paid"),
)


def read_status(text: str) -> str | None:
    """A status of rounds or `cancelled`; None for other words."""
    words = plain(text)
    return next((status for status, pattern in STATUS_WORDS if re.search(pattern, words)), None)
