"""The Overview page as a tutorial teaches to write it: one file, pandas, a frame from the cache.

Environment: ROUNDS is the Parquet file; FLAT drops its two columns of lists.
"""

import os

import altair as alt
import pandas as pd
import streamlit as st

st.set_page_config("AI capital", layout="wide")

ROUNDS = os.environ.get("ROUNDS", "data/rounds.parquet")
LISTS = ["investors", "lead_investors"]
SIZES = [0, 1e6, 1e7, 5e7, 1e8, 5e8, 1e9, 1e10, float("inf")]
SIZE_NAMES = ["<$1M", "$1-10M", "$10-50M", "$50-100M", "$100-500M", "$0.5-1B", "$1-10B", ">$10B"]


@st.cache_data
def load_data(path: str, flat: bool) -> pd.DataFrame:
    df = pd.read_parquet(path)
    if flat:
        df = df.drop(columns=LISTS)
    df["announced_date"] = pd.to_datetime(df["announced_date"])
    df["quarter"] = df["announced_date"].dt.to_period("Q").astype(str)
    df["month"] = df["announced_date"].dt.to_period("M").dt.to_timestamp()
    df["size_class"] = pd.cut(df["amount_usd"], SIZES, labels=SIZE_NAMES, right=False)
    return df


df = load_data(ROUNDS, "FLAT" in os.environ)

st.sidebar.header("Filters")


def choose(title: str, column: str, default: list[str] | None = None) -> list[str]:
    options = sorted(df[column].dropna().unique())
    return st.sidebar.multiselect(title, options, default=default, key=column)


quarters = sorted(df["quarter"].unique())
first, last = st.sidebar.select_slider(
    "Quarters", quarters, value=(quarters[0], quarters[-1]), key="quarters"
)
chosen = {
    "region": choose("Region", "region"),
    "country": choose("Country", "country"),
    "stage_group": choose("Stage group", "stage_group"),
    "stage": choose("Stage", "stage"),
    "sector": choose("Sector", "sector"),
    "kind": choose("Kind", "kind"),
    "status": choose("Status", "status", ["completed", "announced"]),
    "company": choose("Company", "company"),
}

filtered = df[(df["quarter"] >= first) & (df["quarter"] <= last)]
for column, values in chosen.items():
    if values:
        filtered = filtered[filtered[column].isin(values)]

st.title("AI capital")
if filtered.empty:
    st.warning("No rounds match the filters.")
    st.stop()

capital = filtered["amount_usd"].sum()
top_four = filtered.groupby("company")["amount_usd"].sum().nlargest(4).sum()
late = filtered.loc[filtered["stage_group"] == "Late", "amount_usd"].sum()

trend = filtered.groupby("quarter")["amount_usd"].agg(["sum", "size", "median"])
companies = filtered.groupby(["quarter", "company"])["amount_usd"].sum().reset_index()
companies = companies.sort_values("amount_usd", ascending=False).groupby("quarter").head(4)
trend["top_four"] = companies.groupby("quarter")["amount_usd"].sum() / trend["sum"]
late_rounds = filtered[filtered["stage_group"] == "Late"]
trend["late"] = late_rounds.groupby("quarter")["amount_usd"].sum() / trend["sum"]

metrics = [
    ("Capital raised", f"${capital / 1e9:,.1f}B", "sum"),
    ("Rounds", f"{len(filtered):,}", "size"),
    ("Median round", f"${filtered['amount_usd'].median() / 1e6:,.1f}M", "median"),
    ("Top-four share", f"{top_four / max(capital, 1):.0%}", "top_four"),
    ("Late-stage share", f"{late / max(capital, 1):.0%}", "late"),
]
for place, (title, value, name) in zip(st.columns(5), metrics, strict=True):
    bars = trend[name].dropna().tolist()
    place.metric(title, value, chart_data=bars, chart_type="bar", border=True)

st.subheader("Capital raised by quarter and stage")
by_quarter = (
    filtered.groupby(["quarter", "stage_group"])["amount_usd"].agg(["sum", "size"]).reset_index()
)
st.altair_chart(
    alt.Chart(by_quarter)
    .mark_bar()
    .encode(
        x=alt.X("quarter:O", title=None),
        y=alt.Y("sum:Q", title="Capital (USD)"),
        color=alt.Color("stage_group:N", title="Stage"),
        tooltip=["quarter", "stage_group", "sum", "size"],
    )
    .properties(height=340)
)

left, right = st.columns(2)
with left:
    st.subheader("Largest rounds")
    largest = filtered.nlargest(12, "amount_usd")[
        ["company", "announced_date", "amount_usd", "region", "stage", "status"]
    ]
    largest["name"] = largest["company"] + ", " + largest["announced_date"].dt.strftime("%b %Y")
    st.altair_chart(
        alt.Chart(largest)
        .mark_bar()
        .encode(
            x=alt.X("amount_usd:Q", title="Amount (USD)"),
            y=alt.Y("name:N", sort="-x", title=None),
            color="region:N",
            tooltip=["company", "announced_date", "amount_usd", "stage", "status"],
        )
    )
with right:
    st.subheader("Round sizes")
    sizes = filtered.groupby("size_class", observed=False)["amount_usd"].agg(["size", "sum"])
    sizes = (sizes / sizes.sum()).rename(columns={"size": "Rounds", "sum": "Capital"})
    sizes = sizes.reset_index().melt("size_class", var_name="measure", value_name="share")
    st.altair_chart(
        alt.Chart(sizes)
        .mark_bar()
        .encode(
            x=alt.X("share:Q", axis=alt.Axis(format=".0%"), title="Share of all selected (%)"),
            y=alt.Y("size_class:N", sort=SIZE_NAMES, title=None),
            yOffset="measure:N",
            color="measure:N",
            tooltip=["size_class", "measure", "share"],
        )
    )

left, right = st.columns(2)
with left:
    st.subheader("Cumulative capital")
    months = filtered.groupby("month")["amount_usd"].sum().cumsum().reset_index()
    st.altair_chart(
        alt.Chart(months)
        .mark_area(line=True, opacity=0.4)
        .encode(
            x=alt.X("month:T", title=None),
            y=alt.Y("amount_usd:Q", title="Cumulative capital (USD)"),
            tooltip=["month", "amount_usd"],
        )
    )
with right:
    st.subheader("Countries")
    countries = filtered.groupby("country")["amount_usd"].sum().nlargest(12).reset_index()
    st.altair_chart(
        alt.Chart(countries)
        .mark_bar()
        .encode(
            x=alt.X("amount_usd:Q", title="Capital (USD)"),
            y=alt.Y("country:N", sort="-x", title=None),
            tooltip=["country", "amount_usd"],
        )
    )

st.subheader("Rounds")
st.dataframe(filtered, hide_index=True)
