"""The Overview page in pandas at its best: one shared frame, masks by code, charts described once.

Its options carry the number of rounds that each would match, as those of the measured app do.
Environment: ROUNDS is the Parquet file.
"""

import os
from functools import partial
from pathlib import Path

import altair as alt
import pandas as pd
import streamlit as st

from bench.naive import with_pandas as answers

ROUNDS = Path(os.environ.get("ROUNDS", "data/rounds.parquet"))
TITLES = {
    "region": "Region",
    "country": "Country",
    "stage_group": "Stage group",
    "stage": "Stage",
    "sector": "Sector",
    "kind": "Kind",
    "status": "Status",
    "company": "Company",
}
BLUE = "#1f77c4"


@st.cache_resource
def opened(path: Path) -> pd.DataFrame:
    """One frame for all sessions, never copied."""
    return answers.read(path)


@st.cache_resource
def specifications() -> dict[str, dict]:
    """The charts without data, built by Altair once."""
    nothing = alt.Chart(alt.NamedData("rows"))
    usd = alt.Axis(format="$.2~s")
    charts = {
        "over_time": nothing.mark_bar()
        .encode(
            x=alt.X("quarter:O", title=None),
            y=alt.Y("capital_usd:Q", title="Capital (USD)", axis=usd),
            color=alt.Color("stage_group:N", title="Stage", legend=alt.Legend(orient="top")),
            tooltip=["quarter:N", "stage_group:N", "capital_usd:Q", "share:Q", "rounds:Q"],
        )
        .properties(height=340),
        "largest": nothing.transform_calculate(
            name="datum.place + '. ' + datum.company + ', ' "
            "+ utcFormat(toDate(datum.announced_date), '%b %Y')"
        )
        .mark_bar()
        .encode(
            x=alt.X("amount_usd:Q", title="Amount (USD)", axis=usd),
            y=alt.Y("name:N", sort=alt.EncodingSortField("place", op="min"), title=None),
            color=alt.Color("region:N", legend=alt.Legend(orient="top")),
            tooltip=["company:N", "announced_date:T", "amount_usd:Q", "stage:N", "status:N"],
        )
        .properties(height=alt.Step(26)),
        "sizes": nothing.mark_bar()
        .encode(
            x=alt.X("share:Q", axis=alt.Axis(format=".0%"), title="Share of all selected (%)"),
            y=alt.Y("size_class:N", sort=[*answers.CLASSES, answers.UNDISCLOSED], title=None),
            yOffset="measure:N",
            color=alt.Color("measure:N", legend=alt.Legend(orient="top")),
            tooltip=["size_class:N", "measure:N", "share:Q", "rounds:Q", "capital_usd:Q"],
        )
        .properties(height=alt.Step(14)),
        "cumulative": nothing.mark_area(interpolate="step-after", line=True, opacity=0.4)
        .encode(
            x=alt.X("month:T", title=None),
            y=alt.Y("cumulative_usd:Q", title="Cumulative capital (USD)", axis=usd),
            tooltip=["month:T", "cumulative_usd:Q", "capital_usd:Q", "rounds:Q"],
        )
        .properties(height=260),
        "by_country": nothing.mark_bar()
        .encode(
            x=alt.X("capital_usd:Q", title="Capital (USD)", axis=usd),
            y=alt.Y("country:N", sort="-x", title=None),
            tooltip=["country:N", "capital_usd:Q", "rounds:Q"],
        )
        .properties(height=alt.Step(24)),
    }
    described = {name: chart.to_dict() for name, chart in charts.items()}
    return {
        name: {key: part for key, part in spec.items() if key not in ("data", "$schema")}
        for name, spec in described.items()
    }


def money(usd: float) -> str:
    """Dollars as $1.23B or $45.6M."""
    return f"${usd / 1e9:,.2f}B" if usd >= 1e9 else f"${usd / 1e6:,.1f}M"


def label(rounds: dict[str, int], value: str) -> str:
    """An option with its number of rounds."""
    return f"{value} · {rounds.get(value, 0):,}"


def draw(name: str, title: str, rows: pd.DataFrame) -> None:
    """A chart under its title."""
    st.subheader(title)
    st.vega_lite_chart(rows, specifications()[name], key=name)


st.set_page_config("AI capital", layout="wide")
frame = opened(ROUNDS)
all_quarters = [*frame["quarter"].cat.categories]
st.session_state.setdefault("status", [*answers.HAPPENED])
chosen = {name: st.session_state.get(name, []) for name in answers.FIELDS}
first, last = st.session_state.get("quarters", (all_quarters[0], all_quarters[-1]))
if (first, last) != (all_quarters[0], all_quarters[-1]):
    chosen["quarter"] = all_quarters[all_quarters.index(first) : all_quarters.index(last) + 1]
least_usd = st.session_state.get("least", 0)
misses = answers.missed(frame, chosen, least_usd)
mask = answers.matching(frame, misses)
counts = answers.counts(frame, misses)

with st.sidebar:
    st.select_slider(
        "Quarters", all_quarters, value=(all_quarters[0], all_quarters[-1]), key="quarters"
    )
    for name, title in TITLES.items():
        number = counts[name]
        options = [*number, *(value for value in chosen[name] if value not in number)]
        # The words of an option change with its number, and with them what the widget holds.
        st.session_state[name] = chosen[name]
        st.multiselect(
            title,
            options,
            key=name,
            format_func=partial(label, number),
        )
    least = counts["min_amount_usd"]
    st.session_state["least"] = least_usd
    st.selectbox(
        "Smallest amount",
        answers.AMOUNTS_USD,
        key="least",
        format_func=lambda usd: f"{money(usd) if usd else 'Any'} · {least.get(str(usd), 0):,}",
    )

st.title("AI capital")
if not mask.any():
    st.info("No round matches the filters.")
    st.stop()

total = answers.totals(frame, mask).iloc[0]
trends = answers.by_quarter(frame, mask)
numbers = {
    "capital_usd": ("Capital raised", money(total["capital_usd"])),
    "rounds": ("Rounds", f"{total['rounds']:,.0f}"),
    "median_usd": ("Median round", money(total["median_usd"])),
    "largest_share": ("Top-four share", f"{total['largest_share']:.0%}"),
    "late_share": ("Late-stage share", f"{total['late_share']:.0%}"),
}
for place, (name, (title, value)) in zip(st.columns(5), numbers.items(), strict=True):
    trend = trends[name].dropna().tolist()
    place.metric(title, value, chart_data=trend, chart_type="bar", border=True)

draw("over_time", "Capital raised by quarter and stage", answers.over_time(frame, mask))
left, right = st.columns(2)
with left:
    draw("largest", "Largest rounds", answers.largest(frame, mask))
with right:
    draw("sizes", "Round sizes", answers.sizes(frame, mask))
left, right = st.columns(2)
with left:
    draw("cumulative", "Cumulative capital", answers.cumulative(frame, mask))
with right:
    draw("by_country", "Countries", answers.by_country(frame, mask))
