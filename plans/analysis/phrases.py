"""Parts of sentences: counts, and what is joined to one."""

from collections.abc import Iterable


def counted(number: int, what: str) -> str:
    """Say how many: "1 line", "2 lines", "0 lines"."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def listed(items: Iterable[str], word: str) -> str:
    """Join items by commas, the last by a word: "a, b and c". Empty for none."""
    *first, last = [*items] or [""]
    return f"{', '.join(first)} {word} {last}" if first else last


def joined(parts: Iterable[str]) -> str:
    """Join at least one part that may hold an "and" or "or" of its own."""
    *first, last = parts
    return f"{', '.join(first)}, and {last}" if first else last
