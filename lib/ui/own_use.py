"""How a visitor's rounds stand to the shipped ones, and the button that puts them into use."""

from __future__ import annotations

import polars as pl
import streamlit as st

from lib import own
from lib.ui.own import BUSY, Draft, Found, Wanted, deals_in_words, in_use, use
from lib.words import count, markdown, money

SHOWN_ROWS = 1_000
MODES = {"beside": "Beside the shipped rounds", "replace": "In place of the shipped rounds"}
DOUBLES = {"mine": "Use mine", "shipped": "Keep the shipped ones", "both": "Keep both"}


def put_to_use(draft: Draft, found: Found) -> None:
    """How the rounds stand to the shipped ones, and the button that puts them into every page."""
    wanted = _wanted(found)
    if st.button(
        "Use these rounds",
        type="primary",
        icon=":material/check:",
        key="own-use",
        disabled=found.rounds.is_empty(),
    ):
        with st.spinner("Putting your rounds into every page …"):
            fits = use(draft, wanted)
        if fits:
            st.rerun()
        st.error(BUSY, icon=":material/error:")
    own_standing(wanted)


def _wanted(found: Found) -> Wanted:
    alone = (
        st.segmented_control(
            "Show your rounds",
            list(MODES),
            default="beside",
            format_func=MODES.__getitem__,
            required=True,
            key="own-mode",
        )
        == "replace"
    )
    double = "both" if alone or found.pairs.is_empty() else _matches(found.pairs)
    columns = {"mine": "round_id_shipped", "shipped": "round_id"}
    left_out = found.pairs[columns[double]].to_list() if double in columns else []
    return Wanted(found, tuple(left_out), alone)


def own_standing(wanted: Wanted | None = None) -> None:
    """What every page shows now, and whether that is what is `wanted`."""
    deals = in_use()
    if not deals:
        if wanted:
            st.caption("No page has changed yet: the button puts your rounds into all of them.")
        return
    words = f"{markdown(deals.name)}, {deals_in_words(deals)}"
    if deals.wanted != wanted:
        st.info(
            f"Every page still shows {words}. What you chose above is not in use yet: the "
            "button puts it there instead.",
            icon=":material/info:",
        )
        return
    tells = " The filter Data, at the left, tells yours from the shipped ones."
    st.success(
        f"Every page now shows {words}.{tells if deals.shipped else ''} "
        "Remove, at the top of each page, takes them out again."
        f"{'' if wanted else ' To read the file differently, bring it again.'}"
    )
    st.page_link("pages/overview.py", icon=":material/arrow_forward:")


def _matches(pairs: pl.DataFrame) -> str:
    """The rounds that both know, and which of the two is to count."""
    is_one = pairs.height == 1
    st.markdown(
        f"**{count(pairs.height, 'round')} of your file {'is' if is_one else 'are'} also "
        f"shipped**: the same company, at most {own.NEAREST_DAYS} days and "
        f"{own.NEAREST_SHARE:.0%} of the amount apart. Which is to count?"
    )
    double = st.segmented_control(
        "Rounds that both know",
        list(DOUBLES),
        default="mine",
        format_func=DOUBLES.__getitem__,
        required=True,
        key="own-double",
        label_visibility="collapsed",
    )
    lost = pairs.filter(pl.col("amount_usd").is_null())["amount_usd_shipped"].drop_nulls()
    capital = sum(lost.to_list())
    if double == "mine" and lost.len():
        st.caption(
            f":material/info: {count(lost.len(), 'round')} of yours without an amount "
            f"{'stands' if lost.len() == 1 else 'stand'} in place of {markdown(money(capital))}."
        )
    if double == "both":
        st.caption(":material/info: Their capital then counts twice.")
    if pairs.height > SHOWN_ROWS:
        st.caption(f"The first {SHOWN_ROWS:,} of {pairs.height:,}:")
    told = pairs.head(SHOWN_ROWS)
    st.dataframe(
        told.select(
            "company",
            "announced_date",
            "announced_date_shipped",
            pl.col("amount_usd", "amount_usd_shipped") / 1e6,
            "stage",
            "stage_shipped",
        ),
        hide_index=True,
        column_config={
            "company": "Company",
            "announced_date": st.column_config.DateColumn("Yours: announced"),
            "announced_date_shipped": st.column_config.DateColumn("Shipped: announced"),
            "amount_usd": st.column_config.NumberColumn("Yours: amount ($M)", format="%,.1f"),
            "amount_usd_shipped": st.column_config.NumberColumn(
                "Shipped: amount ($M)", format="%,.1f"
            ),
            "stage": "Yours: stage",
            "stage_shipped": "Shipped: stage",
        },
        placeholder="",
        alt="Rounds that are in your file and shipped",
    )
    return double
