"""The admin: where editors enter and correct all records."""

from plans.admin import (
    frame,
    lineage,
    parties,
    records,
    red_lines,
    scenarios,
    texts,
)

__all__ = [
    "frame",
    "lineage",
    "parties",
    "records",
    "red_lines",
    "scenarios",
    "texts",
]
