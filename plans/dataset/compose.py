"""YAML text to plain values, with the line of each and no surprises.

YAML can do more than a dataset needs, and some of it turns text into other things.
Here scalars become text, numbers, booleans or None; dates stay the text they are;
anchors, tags, repeated keys and deep nesting are refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from plans.dataset.problems import quote, shorten

Path = tuple[str | int, ...]
Value = str | int | float | bool | None | tuple["Value", ...] | dict[str, "Value"]

MAX_DEPTH: Final = 20
CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")

SURROGATE: Final = re.compile(r"[\ud800-\udfff]")

LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
RESOLVER: Final = yaml.resolver.Resolver()
CONSTRUCTOR: Final = yaml.constructor.SafeConstructor()

TAG = "tag:yaml.org,2002:"
# A date would lose its precision as a date, and "=" is but text.
TEXT_TAGS: Final = frozenset({f"{TAG}str", f"{TAG}timestamp", f"{TAG}value"})


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a file: where, by path and by line, and what."""

    path: Path
    line: int | None
    message: str


@dataclass(slots=True)
class Composed:
    """One file's value, the line of every key and list item in it, and its faults."""

    value: Value = None
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


class _Stop(Exception):
    """Nothing after this point can be read."""


def compose(data: bytes) -> Composed:
    """Read one YAML document; whatever is wrong with it is in `faults`.

    The lists of the document become tuples. The value is None where the file cannot
    be read at all, and then there is at least one fault.
    """
    composed = Composed()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        composed.faults.append(Fault((), line, "is not UTF-8 text; save it as UTF-8"))
        return composed
    if found := CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        message = f"control character U+{ord(found[0]):04X} is not allowed; delete it"
        composed.faults.append(Fault((), line, message))
        return composed
    try:
        _Composer(text, composed).document()
    except _Stop:
        composed.value = None
    except (yaml.YAMLError, OverflowError) as error:
        # The parser written in Python overflows on escapes beyond Unicode.
        composed.value = None
        composed.faults.append(_broken(error))
    return composed


def _broken(error: Exception) -> Fault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "broken"
    context = getattr(error, "context", None)
    why = f"{said} {context}" if context else str(said)
    line = mark.line + 1 if mark else None
    return Fault((), line, f"is not valid YAML: {shorten(why, 200)}")


class _Composer:
    """Builds the value from the parser's events, which do not recurse."""

    def __init__(self, text: str, composed: Composed) -> None:
        self.events: Iterator[Any] = yaml.parse(text, Loader=LOADER)
        self.composed = composed

    def document(self) -> None:
        next(self.events)  # the start of the stream
        if isinstance(next(self.events), yaml.StreamEndEvent):
            self.fault((), None, "is empty")
            return
        self.composed.value = self.value(next(self.events), ())
        next(self.events)  # the end of the document
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            self.fault((), _line(after), "holds a second document; keep one a file")
        if self.composed.value is None and not self.composed.faults:
            self.fault((), None, "is empty")

    def fault(self, path: Path, line: int | None, message: str) -> None:
        self.composed.faults.append(Fault(path, line, message))

    def value(self, event: Any, path: Path) -> Value:
        if len(path) > MAX_DEPTH:
            self.fault((), _line(event), "is nested too deeply")
            raise _Stop
        if isinstance(event, yaml.AliasEvent):
            self.refuse_anchor(event, path)
            return None
        if event.anchor is not None:
            self.refuse_anchor(event, path)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(event, path)
        return self.mapping(event, path)

    def refuse_anchor(self, event: Any, path: Path) -> None:
        self.fault(
            path,
            _line(event),
            f"anchors and aliases are not allowed ({quote(event.anchor)}); "
            "write the value out, or put text in quotes",
        )

    def scalar(self, event: Any, path: Path) -> Value:
        tag = _tag(event)
        if tag in TEXT_TAGS:
            return str(event.value)
        build = {
            f"{TAG}bool": CONSTRUCTOR.construct_yaml_bool,
            f"{TAG}int": CONSTRUCTOR.construct_yaml_int,
            f"{TAG}float": CONSTRUCTOR.construct_yaml_float,
            f"{TAG}null": CONSTRUCTOR.construct_yaml_null,
        }.get(tag)
        if build is None:
            self.refuse_tag(tag, event, path)
            return None
        try:
            value: Value = build(yaml.ScalarNode(tag, event.value))
        except (ValueError, KeyError, IndexError, OverflowError):
            message = f"cannot be read as {tag.removeprefix(TAG)}: {quote(event.value)}"
            self.fault(path, _line(event), message)
            return None
        if value is None and path:
            message = "has no value; give one or leave the key out"
            self.fault(path, _line(event), message)
        return value

    def refuse_tag(self, tag: str, event: Any, path: Path) -> None:
        name = tag.removeprefix(TAG)
        message = f"tag {quote(name)} is not allowed; write plain text or quote it"
        self.fault(path, _line(event), message)

    def sequence(self, start: Any, path: Path) -> Value:
        if start.tag not in (None, "!", f"{TAG}seq"):
            self.refuse_tag(start.tag, start, path)
        items: list[Value] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            here = (*path, len(items))
            self.composed.lines[here] = _line(event)
            items.append(self.value(event, here))
        return tuple(items)

    def mapping(self, start: Any, path: Path) -> Value:
        if start.tag not in (None, "!", f"{TAG}map"):
            self.refuse_tag(start.tag, start, path)
        entries: dict[str, Value] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key, line = self.key(event, path), _line(event)
            here = (*path, key)
            if key in entries:
                message = f"key {quote(key)} stands twice; keep one"
                self.fault(here, line, message)
            self.composed.lines[here] = line
            entries[key] = self.value(next(self.events), here)
        return entries

    def key(self, event: Any, path: Path) -> str:
        if isinstance(event, yaml.ScalarEvent) and event.anchor is None:
            if _tag(event) in TEXT_TAGS and not SURROGATE.search(event.value):
                return str(event.value)
            shown = quote(event.value)
        else:
            shown = "something else"
        self.fault(path, _line(event), f"keys are plain text, found {shown}")
        # The parser is inside the key: what follows would be misread.
        raise _Stop


def _tag(scalar: Any) -> str:
    if scalar.tag not in (None, "!"):
        return str(scalar.tag)
    return resolve(scalar.value, scalar.implicit)


def resolve(value: str, implicit: tuple[bool, bool] = (True, False)) -> str:
    """Name the tag that YAML gives a scalar, plain if nothing else is said."""
    tag = RESOLVER.resolve(yaml.ScalarNode, value, implicit)  # type: ignore[no-untyped-call]
    return str(tag)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
