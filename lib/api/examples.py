"""Lines to copy that fetch a selection: each is run by a test, or checked against documentation."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from lib.api.app import PREFIX
from lib.api.query import DESCRIPTIONS
from lib.filters import Filters


@dataclass(frozen=True)
class Example:
    """Code to copy, in a language that a screen can colour, and what to do with it."""

    title: str
    language: str
    code: str
    note: str = ""


def address(base: str, form: str, filters: Filters, **more: str) -> str:
    """Address of the selected rounds on the server at `base`, such as http://localhost:8501.

    Every sign that means something to a shell or a language is escaped in it.
    """
    asked = {name: each for name, each in filters.to_query().items() if name in DESCRIPTIONS}
    query = urlencode(asked | {name: [each] for name, each in more.items()}, doseq=True)
    return f"{base}{PREFIX}/rounds.{form}?{query}".rstrip("?")


def examples(base: str, filters: Filters) -> dict[str, tuple[Example, ...]]:
    """Lines that fetch the selected rounds, by tool."""
    parquet, json = (address(base, form, filters) for form in ("parquet", "json"))
    plain = address(base, "csv", filters, comments="no")
    return {
        "Python": (
            Example(
                "polars", "python", f'import polars as pl\n\nrounds = pl.read_parquet("{parquet}")'
            ),
            Example(
                "pandas",
                "python",
                "import pandas as pd\n\n"
                f'rounds = pd.read_csv("{plain}", parse_dates=["announced_date"])',
            ),
            Example(
                "Python alone",
                "python",
                "import json\nfrom urllib.request import urlopen\n\n"
                f'answer = json.load(urlopen("{json}"))\n'
                'rounds, sources = answer["rows"], answer["metadata"]["sources"]',
            ),
        ),
        "R": (
            Example("R alone", "r", f'rounds <- read.csv("{plain}", na.strings = "")'),
            Example("readr", "r", f'rounds <- readr::read_csv("{plain}")'),
        ),
        "Excel": (
            Example(
                "From Web",
                "text",
                plain,
                "Data, Get Data, From Other Sources, From Web; paste this address. "
                "Refresh All fetches the rows again.",
            ),
            Example(
                "Power Query",
                "powerquery",
                "let\n"
                f'    Source = Csv.Document(Web.Contents("{plain}"), '
                '[Delimiter = ",", Encoding = 65001]),\n'
                "    Texts = Table.PromoteHeaders(Source, [PromoteAllScalars = true]),\n"
                "    Rounds = Table.TransformColumnTypes(Texts, "
                '{{"announced_date", type date}, {"amount_usd", type number}}, "en-US")\n'
                "in\n"
                "    Rounds",
                "Data, Get Data, From Other Sources, Blank Query, Advanced Editor.",
            ),
        ),
        "curl": (Example("curl", "bash", f'curl --fail --output rounds.csv "{plain}"'),),
    }
