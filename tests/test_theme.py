"""Colours that everyone can tell apart, on both grounds, and amounts and times as people write."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from itertools import combinations
from pathlib import Path

import altair as alt
import pytest

from bench.colours import EYES, contrast, difference
from lib import theme
from lib.datasets.rounds import DATASET as ROUNDS
from lib.datasets.rounds import SECTORS
from lib.figures.capital_over_time import CATEGORIES

ROOT = Path(__file__).parents[1]
CONFIG = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())
GROUNDS = {name: CONFIG["theme"][name]["backgroundColor"] for name in ("light", "dark")}
# WCAG 2.2, 1.4.11: graphical objects. 1.4.3 asks 4.5 of text, which no grey has on both grounds.
GRAPHIC_CONTRAST = 3.0
LABEL_CONTRAST = 4.2
# CAM02-UCS: about 1 is the least that an eye sees, side by side; legends and marks are far apart.
LEAST_DIFFERENCE = 12

every_set = pytest.mark.parametrize("column", theme.COLOURS)


def test_measures_are_those_of_the_textbooks() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert difference("#000000", "#ffffff") == pytest.approx(100, abs=0.1)
    confused = {
        "deuteranopia": ("#b08000", "#90a000"),
        "protanopia": ("#805050", "#506050"),
        "tritanopia": ("#0080a0", "#008080"),
    }
    for eyes, pair in confused.items():
        assert difference(*pair, eyes) < 0.6 * difference(*pair)


@every_set
@pytest.mark.parametrize("eyes", EYES)
def test_any_two_colours_of_a_set_differ(column: str, eyes: str) -> None:
    near = {
        (one, other): round(distance, 1)
        for (one, first), (other, second) in combinations(theme.COLOURS[column].items(), 2)
        if (distance := difference(first, second, eyes)) < LEAST_DIFFERENCE
    }
    assert near == {}


@every_set
@pytest.mark.parametrize("ground", GROUNDS)
def test_colours_stand_out(column: str, ground: str) -> None:
    faint = {
        category: round(contrast(colour, GROUNDS[ground]), 2)
        for category, colour in theme.COLOURS[column].items()
        if contrast(colour, GROUNDS[ground]) < GRAPHIC_CONTRAST
    }
    assert faint == {}


@pytest.mark.parametrize("ground", GROUNDS)
def test_labels_are_readable(ground: str) -> None:
    assert contrast(theme.LABEL, GROUNDS[ground]) >= LABEL_CONTRAST


@every_set
def test_at_most_seven_colours_and_one_a_category(column: str) -> None:
    colours = theme.COLOURS[column]
    assert len(set(colours.values())) == len(colours) <= 7


def test_every_category_has_a_colour() -> None:
    for column in ("stage_group", "region", "kind"):
        assert set(theme.COLOURS[column]) == set(ROUNDS[column].allowed)
    *named, rest = theme.COLOURS["sector"]
    assert set(named) <= set(SECTORS)
    assert rest == "Other sectors"
    models, evidence = "developer access owner maker", "verdict standing severity agreement"
    assert theme.COLOURS.keys() == {*CATEGORIES, *models.split(), *evidence.split()}


def test_rest_and_unknown_are_grey() -> None:
    last = {column: list(colours.items())[-1] for column, colours in theme.COLOURS.items()}
    assert last == {
        "stage_group": ("Other", theme.GREY),
        "region": ("Unknown", theme.GREY),
        "sector": ("Other sectors", theme.GREY),
        "kind": ("grant", theme.GREY),
        "developer": ("Other", theme.GREY),
        "access": ("Unknown", theme.GREY),
        "owner": ("Other", theme.GREY),
        # Every maker has a name.
        "maker": ("AMD", theme.RED),
        "verdict": ("Cannot be checked", theme.GREY),
        "standing": ("Cannot be judged", theme.GREY),
        "agreement": ("Bears on it", theme.GREY),
        # Every round is of one of the two.
        "origin": ("Yours", theme.PINK),
        # Every conflict has a severity.
        "severity": ("Low", theme.SKY),
    }


def test_money_expression() -> None:
    expression = theme.money_expression("datum.usd")
    assert expression == "replace(replace(format(datum.usd, '$.3~s'), 'G', 'B'), 'k', 'K')"
    axis = theme.money_axis(grid=True).to_dict()
    assert axis["labelExpr"] == theme.money_expression("datum.value")
    assert axis["grid"] is True


@pytest.mark.parametrize(
    ("grain", "between"),
    [("quarter", "Q%q"), ("month", "%b")],
)
def test_time_axis(grain: str, between: str) -> None:
    axis = theme.time_axis(grain).to_dict()
    assert axis["tickCount"] == {"interval": "month", "step": 3}
    short = "domain('x')[1] - domain('x')[0] < 105000000000"
    assert axis["labelExpr"] == (
        f"{short} ? utcFormat(datum.value, datum.index == 0 || utcmonth(datum.value) == 0 "
        f"? '{between} %Y' : '{between}') : utcmonth(datum.value) == 0 "
        "? utcFormat(datum.value, '%Y') : ''"
    )


def test_time_axis_of_years() -> None:
    axis = theme.time_axis("year").to_dict()
    assert axis["tickCount"] == {"interval": "year", "step": 1}
    assert axis["labelExpr"] == "utcFormat(datum.value, '%Y')"


def test_labels() -> None:
    kinds = json.dumps(dict(ROUNDS["kind"].labels))
    assert theme.label_expression("kind", "datum.label") == f"({kinds}[datum.label] || datum.label)"
    assert theme.label_expression("region", "datum.region") == "datum.region"
    assert theme.labels_of("kind")["ipo"] == "Public listing"
    assert theme.labels_of("region") == {}


def test_titles_have_their_unit() -> None:
    assert theme.title("amount_usd") == "Amount (USD)"
    assert theme.title("stage_group") == "Stage group"


def test_colour_channel() -> None:
    channel = theme.colour("kind").to_dict()
    assert isinstance(channel, dict)
    assert (channel["field"], channel["title"]) == ("kind", "Kind")
    assert channel["scale"] == {
        "domain": "equity mixed debt ipo secondary merger grant".split(),
        "range": [theme.COLOURS["kind"][kind] for kind in channel["scale"]["domain"]],
    }
    assert channel["legend"]["labelExpr"] == theme.label_expression("kind", "datum.label")
    assert '"legend": null' in theme.colour("kind", legend=False).to_json()


def test_specification_leaves_data_out() -> None:
    chart = alt.Chart(alt.NamedData("rows")).mark_bar().encode(x=alt.X(field="a", type="nominal"))
    assert theme.specification(chart) == {
        "mark": {"type": "bar"},
        "encoding": {"x": {"field": "a", "type": "nominal"}},
        "config": theme.CONFIG,
    }


@pytest.mark.parametrize(
    ("form", "kind"),
    [("", "nominal"), (",", "quantitative"), (".1%", "quantitative"), ("%b %Y", "temporal")],
)
def test_a_line_of_a_tooltip(form: str, kind: str) -> None:
    written = {"format": form} if form else {}
    expected = {"field": "share", "type": kind, "title": "Share"} | written
    assert theme.told("share", "Share", form).to_dict() == expected


def test_a_chart_that_opens_something_shows_it_with_the_pointer() -> None:
    chart = alt.Chart(alt.NamedData("rows")).mark_bar().encode(y=theme.listed("company"))
    assert "mark" not in theme.specification(chart)["config"]
    clickable = theme.specification(chart.add_params(theme.opens("company", "investor")))
    assert clickable["config"]["mark"] == {"cursor": "pointer"}
    [param] = clickable["params"]
    assert param["select"]["fields"] == ["company", "investor"]


def test_pandas_is_there_before_any_chart() -> None:
    loaded = "import sys, lib.theme; sys.exit('pandas.core.frame' not in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, check=False).returncode == 0
