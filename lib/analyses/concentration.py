"""How concentrated one quarter was, and how many survive."""

SQL: dict[str, str] = {}
