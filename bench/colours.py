"""How far apart colours look, to any eyes, and how far they stand out from their ground."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np
from colorspacious import cspace_convert

EYES = {
    "normal": "",
    "deuteranopia": "deuteranomaly",
    "protanopia": "protanomaly",
    "tritanopia": "tritanomaly",
}
"""Kinds of sight, and what Machado, Oliveira and Fernandes (2009) call each, at full severity."""


def contrast(one: str, other: str) -> float:
    """Contrast of two colours such as `#1f77c4`, from 1 to 21, as WCAG 2.2 defines it."""
    low, high = sorted(_luminance(each) for each in (one, other))
    return (high + 0.05) / (low + 0.05)


def difference(one: str, other: str, eyes: str = "normal") -> float:
    """Distance of two colours in CAM02-UCS, where about 1 is the least that an eye notices."""
    return float(np.linalg.norm(_seen(one, eyes) - _seen(other, eyes)))


def nearest(colours: Mapping[str, str], eyes: str = "normal") -> tuple[float, str, str]:
    """The smallest distance of any two of a set of named colours, and their names."""
    return min(
        (difference(first, second, eyes), one, other)
        for (one, first), (other, second) in combinations(colours.items(), 2)
    )


def _rgb(colour: str) -> Any:
    return np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])


def _luminance(colour: str) -> float:
    linear = cspace_convert(_rgb(colour), "sRGB1", "sRGB1-linear")
    return float(linear @ [0.2126, 0.7152, 0.0722])


def _seen(colour: str, eyes: str) -> Any:
    space = (
        {"name": "sRGB1+CVD", "cvd_type": EYES[eyes], "severity": 100} if EYES[eyes] else "sRGB1"
    )
    shown = np.clip(cspace_convert(_rgb(colour), space, "sRGB1"), 0, 1)
    return cspace_convert(shown, "sRGB1", "CAM02-UCS")
