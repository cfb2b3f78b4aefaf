"""Late against early stage."""

SQL: dict[str, str] = {}
