"""The grammar of charts, which the app itself does not check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from altair.vegalite.v6.schema import core

KINDS: dict[str, type[core.VegaLiteSchema]] = {
    "layer": core.TopLevelLayerSpec,
    "mark": core.TopLevelUnitSpec,
}


def expect_valid(spec: Mapping[str, Any]) -> None:
    """Raises ValidationError where `spec` is no Vega-Lite for a chart of one layer or several."""
    [kind] = KINDS.keys() & spec.keys()
    KINDS[kind].validate({**spec, "data": {"name": "rows"}})
