"""Words, lines and tables of words as elements of SVG, set by the widths of letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import escape

WIDTH = 1000
MARGIN = 24
INNER = WIDTH - 2 * MARGIN
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


@dataclass(frozen=True)
class Theme:
    """Colours of a picture: those of the app's own theme, see .streamlit/config.toml."""

    background: str
    text: str
    faint: str
    grid: str
    mark: str


THEMES = {
    "light": Theme("#ffffff", "#1c2530", "#5d6673", "#e6eaf1", "#0068c9"),
    "dark": Theme("#10151b", "#e6ebf0", "#aab3bd", "#31333f", "#83c9ff"),
}


@dataclass(frozen=True)
class Piece:
    """A part of a picture, as elements of SVG, and its size in pixels."""

    svg: str
    height: float
    width: float = WIDTH


def sheet(
    content: str,
    width: float,
    height: float,
    title: str,
    about: str = "",
    theme: Theme = THEMES["light"],
) -> str:
    """A whole SVG of elements."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'role="img" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="{FONT}">'
        f"<title>{_text(title)}</title><desc>{_text(about)}</desc>"
        f'<rect width="100%" height="100%" fill="{theme.background}"/>{content}</svg>'
    )


def moved(svg: str, x: float, y: float, scale: float = 1) -> str:
    """Elements at another place, and smaller."""
    return f'<g transform="translate({x:g},{y:.1f}) scale({scale:.4g})">{svg}</g>'


NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _text(words: str) -> str:
    return escape(NOT_IN_XML.sub("", " ".join(words.split())))


@dataclass(frozen=True)
class Style:
    """How a paragraph looks: size and line height in pixels, its colour in a theme."""

    size: float
    line: float
    colour: str = "text"
    weight: str = "normal"
    after: float = 0


def paragraphs(said: Iterable[tuple[str, Style]], theme: Theme, top: float) -> Piece:
    """Words below each other from `top` on, each wrapped to the room within the margins."""
    lines, y = [], top
    for words, style in said:
        bold = style.weight == "bold"
        for line in wrapped(words, style.size, INNER, bold):
            y += style.line
            lines.append(text_line(line, style, theme, MARGIN, y - style.line * 0.25))
        y += style.after if words else 0
    return Piece("".join(lines), y)


def text_line(
    words: str, style: Style, theme: Theme, x: float, y: float, ends_at_x: bool = False
) -> str:
    anchor = ' text-anchor="end"' if ends_at_x else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{style.size:g}" '
        f'font-weight="{style.weight}" fill="{getattr(theme, style.colour)}"{anchor}>'
        f"{_text(words)}</text>"
    )


LETTERS = {
    " !',./:;I[]\\fijlt|": 278,
    '()-`r{}"': 340,
    "*^cJksvxyz": 500,
    "#$0123456789?L_abdeghnopqu": 556,
    "+<=>~FTZ": 600,
    "&ABEKPSVXY": 667,
    "CDHNRUw": 722,
    "GOQMm": 833,
    "%@W": 950,
}
"""Widths of the letters of Arial and Liberation Sans, in thousandths of their size."""
WIDTHS = {letter: width / 1000 for letters, width in LETTERS.items() for letter in letters}


def text_width(text: str, size: float, bold: bool = False) -> float:
    """About how many pixels wide a text is."""
    return size * sum(map(_letter_width, text)) * (1.08 if bold else 1.0)


@cache
def _letter_width(letter: str) -> float:
    wide = unicodedata.east_asian_width(letter) in "WF"
    plain = unicodedata.normalize("NFD", letter)[0]
    return 1.0 if wide else WIDTHS.get(plain, 0.7)


def wrapped(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """Lines of a text that fit a width in pixels; a word that is too long is cut into parts."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size, bold) <= width:
            lines[-1] = joined
        else:
            lines += _cut(word, size, width, bold)
    return lines


def _cut(word: str, size: float, width: float, bold: bool) -> list[str]:
    parts = [""]
    for letter in word:
        if parts[-1] and text_width(parts[-1] + letter, size, bold) > width:
            parts.append("")
        parts[-1] += letter
    return parts


def one_line(words: str, room: float, size: float) -> str:
    """Words on one line of so many pixels, cut if they have to be."""
    words = " ".join(words.split())
    if text_width(words, size) <= room + 4:
        return words
    while words and text_width(f"{words}…", size) > room:
        words = words[:-1]
    return f"{words.rstrip()}…"


def rule(theme: Theme, width: float, y: float) -> str:
    return f'<path d="M0,{y:g}H{width:g}" stroke="{theme.grid}"/>'
