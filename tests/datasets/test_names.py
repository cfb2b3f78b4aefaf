"""Names of investors as sources write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.datasets import names

ALIASES = {"a16z": "Andreessen Horowitz", "A & B": "A; B", "M12 (Microsoft)": "M12", "Crowd": ""}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (None, []),
        ("", []),
        ("GV; Accel ;", ["GV", "Accel"]),
        ("Fund (One; Two); GV", ["Fund (One; Two)", "GV"]),
    ],
)
def test_split(text: str | None, found: list[str]) -> None:
    assert names.split(text) == found


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (["a16z", "Andreessen Horowitz"], ["Andreessen Horowitz"]),
        (["A & B", "C"], ["A", "B", "C"]),
        (["Nvidia (backed)", "Undisclosed", "others", "-"], ["Nvidia"]),
        (["M12 (Microsoft)"], ["M12"]),
        (["a16z (lead)"], ["Andreessen Horowitz"]),
        (["Crowd"], []),
    ],
)
def test_resolve(given: list[str], found: list[str]) -> None:
    assert names.resolve(given, ALIASES) == found


def test_no_file_means_no_aliases(tmp_path: Path) -> None:
    assert names.read_aliases(tmp_path / "none.csv", "alias", "investor") == {}
