"""Plain values to readable YAML, as a person would lay it out.

What is written reads back as the same value, and the same value is always written in
the same way.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from plans.dataset.compose import TEXT_TAGS, resolve

WIDTH: Final = 110

# Keys whose mappings stand on one line where they fit.
COMPACT: Final = frozenset(
    {"positions", "sources", "options", "requires", "then", "if"}
)

# Narrower than YAML allows: what is not matched is quoted.
PLAIN: Final = re.compile(r"[^\W_](?:[^:#\n]|:(?=[^\s])|(?<=[^\s])#)*", re.UNICODE)
FLOW_MARKS: Final = re.compile(r"[\[\]{},]")
# Numbers and dates of any YAML version, and what a reader might take for them.
NUMERIC: Final = re.compile(r"[-+.]?\d[\d_,.:-]*([eE][-+]?\d+)?|0[xob][0-9A-Fa-f_]+")
# Characters that YAML holds only when escaped.
ESCAPED: Final = re.compile(
    r"[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd"
    r"\U00010000-\U0010ffff]"
)


def emit(value: Mapping[str, Any]) -> str:
    """Write a record, with text, booleans, lists and mappings in it, as a document."""
    return "\n".join(_mapping(value, 0)) + "\n"


def emit_list(key: str, records: Sequence[Mapping[str, Any]]) -> str:
    """Write a document that holds one list of records, each at the margin."""
    if not records:
        return f"{key}: []\n"
    lines = [f"{key}:"]
    for record in records:
        lines += _block("- ", record, 0)
    return "\n".join(lines) + "\n"


def _mapping(value: Mapping[str, Any], indent: int) -> list[str]:
    lines: list[str] = []
    for key, item in value.items():
        lines += _entry(key, item, indent)
    return lines


def _entry(key: str, item: Any, indent: int) -> list[str]:
    start = f"{' ' * indent}{key}:"
    if isinstance(item, str):
        return _text(start, item, indent)
    if isinstance(item, Mapping):
        if key in COMPACT and (line := _on_one_line(f"{start} ", item)):
            return [line]
        return [start, *_mapping(item, indent + 2)]
    if isinstance(item, Sequence):
        return _sequence(key, start, item, indent)
    return [f"{start} {_scalar(item, False)}"]


def _sequence(key: str, start: str, items: Sequence[Any], indent: int) -> list[str]:
    lines = [start]
    dash = f"{' ' * (indent + 2)}- "
    if not any(isinstance(item, Mapping) for item in items):
        if line := _on_one_line(f"{start} ", items):
            return [line]
        for text in items:
            lines += _text(dash.rstrip(), text, indent + 2)
        return lines
    for item in items:
        if key in COMPACT and (line := _on_one_line(dash, item)):
            lines.append(line)
        else:
            lines += _block(dash, item, indent + 2)
    return lines


def _block(dash: str, item: Mapping[str, Any], indent: int) -> list[str]:
    first, *rest = _mapping(item, indent + 2)
    return [dash + first.lstrip(" "), *rest]


def _on_one_line(start: str, value: Any) -> str | None:
    """Write a value after `start` within the width, or give None."""
    flow = _flow(value)
    if flow is None or len(start) + len(flow) > WIDTH:
        return None
    return start + flow


def _flow(value: Any) -> str | None:
    """Write a value in flow style; None where text would need several lines."""
    if isinstance(value, str):
        return None if "\n" in value else _scalar(value, True)
    if isinstance(value, Mapping):
        parts = {key: _flow(item) for key, item in value.items()}
        if None in parts.values():
            return None
        return f"{{{', '.join(f'{key}: {part}' for key, part in parts.items())}}}"
    if isinstance(value, Sequence):
        items = [_flow(item) for item in value]
        return None if None in items else f"[{', '.join(filter(None, items))}]"
    return _scalar(value, True)


def _text(start: str, text: str, indent: int) -> list[str]:
    """Write text after a key or a dash, on as many lines as it takes."""
    line = f"{start} {_scalar(text, False)}"
    if ESCAPED.search(text):
        return [line]
    margin = " " * (indent + 2)
    if "\n" in text:
        # Blank ends of lines would be invisible, and are apt to get lost.
        if text != text.strip() or re.search(r"[ \t]\n", text):
            return [line]
        lines = [margin + each if each else "" for each in text.split("\n")]
        return [f"{start} |-", *lines]
    if len(line) <= WIDTH or text != text.strip(" ") or " " not in text:
        return [line]
    return [f"{start} >-", *_fold(text, margin)]


def _fold(text: str, margin: str) -> list[str]:
    """Break text at single spaces, which is where folding joins lines again."""
    lines: list[str] = []
    for word in re.split(r"(?<! ) (?! )", text):
        if lines and len(lines[-1]) + 1 + len(word) <= WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(margin + word)
    return lines


def _scalar(value: Any, in_flow: bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        raise TypeError(f"a dataset holds no {type(value).__name__}")
    if ESCAPED.search(value) or "\n" in value:
        return f'"{"".join(map(_escape, value))}"'
    if _is_plain(value) and not (in_flow and FLOW_MARKS.search(value)):
        return value
    return "'" + value.replace("'", "''") + "'"


def _is_plain(text: str) -> bool:
    return (
        PLAIN.fullmatch(text) is not None
        and text == text.strip()
        and NUMERIC.fullmatch(text) is None
        and resolve(text) in TEXT_TAGS
    )


def _escape(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character == "\n":
        return "\\n"
    if not ESCAPED.search(character):
        return character
    code = ord(character)
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
