"""Choices of a page, kept in the URL beside the filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Literal

import streamlit as st

from lib.words import markdown

PAGE_CHOICES = (
    "against align analysis article base below benchmark board by chip columns compare conflict "
    "figures find first forecast give gpus grain group investor level measure mistake "
    "organization outcome owner part period points preset rank ratio reporter revenue set "
    "severity sides standing table term threshold title top topic trend until utilisation verdict "
    "view with without"
).split()
"""URL parameters that pages keep beside the filters."""

DRAWN = "drawn"
"""Key of the session state: values of each choice that this run of the page has drawn, by name."""

LONGEST_SEARCH = 80
"""Most characters of words typed; a link with more is cut."""


def record(name: str, values: Sequence[str]) -> None:
    """Note what a choice drawn on the page stands at, for a link that spells it out."""
    st.session_state.setdefault(DRAWN, {})[name] = [*values]


def choose(name: str, label: str, options: Mapping[str, str]) -> str:
    """One of a few options, side by side, kept in the URL as `name`; the first is the default."""
    chosen, kept = _single(name, options, next(iter(options)))
    st.segmented_control(
        label, list(options), format_func=options.__getitem__, required=True, **kept
    )
    return chosen


def choose_from_list(
    name: str,
    label: str,
    options: Mapping[str, str],
    default: str,
    resets: Sequence[str] = (),
) -> str:
    """One of many options, from a list to search, kept in the URL as `name`.

    A new choice takes the choices `resets` back to their defaults.
    """
    chosen, kept = _single(name, options, default, resets)
    st.selectbox(label, list(options), format_func=options.__getitem__, **kept)
    return chosen


def choose_on_scale(name: str, label: str, options: Mapping[str, str], default: str) -> str:
    """One of an ordered set of options, on a slider, kept in the URL as `name`."""
    chosen, kept = _single(name, options, default)
    st.select_slider(label, list(options), format_func=options.__getitem__, **kept)
    return chosen


def choose_step(name: str, label: str, options: Mapping[str, str], default: str) -> str:
    """As `choose_on_scale`, with a button a step back and one forward."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        values = list(options)
        before = st.container(width="content")
        chosen = choose_on_scale(name, label, options, default)
        after = st.container(width="content")
    place = values.index(chosen)
    for box, to, icon, words in (
        (before, place - 1, ":material/chevron_left:", "A step back"),
        (after, place + 1, ":material/chevron_right:", "A step forward"),
    ):
        reached = values[min(max(to, 0), len(values) - 1)]
        box.button(
            "",
            key=f"step-{name}-{words}",
            icon=icon,
            help=words,
            disabled=reached == chosen,
            on_click=_write,
            args=(name, [reached], [default]),
        )
    return chosen


def choose_several(
    name: str,
    label: str,
    options: Mapping[str, str],
    default: Sequence[str] = (),
    most: int | None = None,
    placeholder: str | None = None,
) -> tuple[str, ...]:
    """Some of many options, in the order of choice, kept in the URL as `name`."""
    asked = [value for value in st.query_params.get_all(name) if value in options]
    chosen = tuple(dict.fromkeys(asked))[:most] or tuple(default)
    key = f"choice-{name}"
    record(name, chosen)
    sync(key, list(chosen))
    st.multiselect(
        label,
        list(options),
        key=key,
        format_func=options.__getitem__,
        max_selections=most,
        placeholder=placeholder,
        on_change=partial(_keep, name, key, list(default)),
    )
    return chosen


def choose_text(
    name: str,
    label: str,
    placeholder: str = "",
    resets: Sequence[str] = (),
    kind: Literal["search", "default"] = "search",
) -> str:
    """Words, such as a search, of at most 80 characters, kept in the URL as `name`; empty for none.

    New words take the choices `resets` back to their defaults.
    """
    asked = _trimmed(st.query_params.get(name, ""))
    key = f"choice-{name}"
    record(name, [asked])
    sync(key, asked)
    st.text_input(
        label,
        key=key,
        max_chars=LONGEST_SEARCH,
        type=kind,
        placeholder=placeholder,
        on_change=lambda: _search(name, st.session_state[key], resets),
    )
    return asked


def offer_searches(name: str, words: Sequence[str], resets: Sequence[str] = ()) -> None:
    """A button for each of `words`, which searches for it in place of what the URL has."""
    with st.container(horizontal=True, gap="small"):
        for each in words:
            st.button(
                markdown(each), key=f"search-{each}", on_click=_search, args=(name, each, resets)
            )


def _search(name: str, text: str, resets: Sequence[str] = ()) -> None:
    for each in resets:
        st.query_params.pop(each, None)
    _write(name, [_trimmed(text)], [""])


def _trimmed(text: str) -> str:
    return " ".join(text.split())[:LONGEST_SEARCH].rstrip()


def _single(
    name: str, options: Mapping[str, str], default: str, resets: Sequence[str] = ()
) -> tuple[str, dict[str, Any]]:
    """The option that the URL names, and what ties a widget to it."""
    asked = st.query_params.get(name, "")
    chosen = asked if asked in options else default
    key = f"choice-{name}"
    record(name, [chosen])
    sync(key, chosen)
    return chosen, {"key": key, "on_change": partial(_keep, name, key, [default], resets)}


def _keep(name: str, key: str, default: list[str], resets: Sequence[str] = ()) -> None:
    shown = st.session_state[key]
    for each in resets:
        st.query_params.pop(each, None)
    _write(name, shown if isinstance(shown, list) else [shown], default)


def _write(name: str, values: list[str], default: list[str]) -> None:
    if values == default:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = values


def sync(key: str, value: object, labels: Mapping[Any, str] | None = None) -> None:
    """Make a widget show `value`, unless it does: setting it could undo a click made meanwhile.

    `labels` are the words of the chosen options; where one has changed, the widget is set too.
    """
    now, drawn = dict(labels or {}), st.session_state.get(f"labels-{key}", {})
    renamed = any(drawn.get(each, words) != words for each, words in now.items())
    if renamed or st.session_state.get(key) != value:
        st.session_state[key] = value
    st.session_state[f"labels-{key}"] = now
