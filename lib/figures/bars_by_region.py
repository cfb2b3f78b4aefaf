"""Stacked bars by year and region, which figures share."""

from __future__ import annotations

import altair as alt

from lib.theme import COLOURS, STATE, UNFINISHED, colour, time_axis


def bars_by_region(
    field: str, title: str, tooltip: list[alt.Tooltip], **calculated: str
) -> alt.Chart:
    """Sums of `field` over `period` and `region`; years that are not over are paler.

    `calculated` are expressions of fields that the tooltip shows beside those of the rows, `year`
    and `state` among them.
    """
    order = list(COLOURS["region"])
    return (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            order=f"indexof({order}, datum.region)",
            year="utcFormat(toDate(datum.period), '%Y')",
            **calculated,
            state=STATE,
        )
        .mark_bar()
        .encode(
            x=alt.X(
                field="period",
                type="temporal",
                timeUnit="utcyear",
                title=None,
                axis=time_axis("year"),
            ),
            y=alt.Y(
                field=field,
                type="quantitative",
                stack="zero",
                title=title,
                axis=alt.Axis(format=",d", tickCount=5, tickMinStep=1),
            ),
            color=colour("region"),
            order=alt.Order(field="order", type="quantitative"),
            opacity=alt.condition("datum.is_unfinished", alt.value(UNFINISHED), alt.value(1)),
            tooltip=tooltip,
        )
        .properties(height=300)
    )
