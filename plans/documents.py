"""The documents that ship with the dataset, as HTML: codebook, format and read-me."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

FOLDER = Path(__file__).parent / "data"
FILES = {"codebook": "CODEBOOK.md", "format": "FORMAT.md", "dataset": "README.md"}
HEADING = "heading_open"
ANCHORS = {file: f"#{name}" for name, file in FILES.items()}


class Heading(NamedTuple):
    anchor: str
    text: str
    level: int


class Document(NamedTuple):
    """A document below a heading of its page: its title, contents and HTML."""

    name: str
    title: str
    headings: tuple[Heading, ...]
    html: SafeString


class _Renderer(RendererHTML):
    """Tables scroll in a region of their own, so that they fit a narrow screen."""

    def table_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        titles = [
            inline.content
            for opening, inline in zip(tokens[:idx], tokens[1:idx], strict=False)
            if opening.type == HEADING
        ]
        label = escapeHtml(f"Table: {titles[-1]}" if titles else "Table")
        return (
            f'<div class="table-scroll" role="region" aria-label="{label}" '
            'tabindex="0"><table class="data">\n'
        )

    def table_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return "</table></div>\n"


# HTML in the text is not let through, and the renderer escapes all else; addresses
# with a scheme that could run script are refused by the parser.
_markdown = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable(
    "table"
)


@cache
def document(name: str) -> Document:
    """Render a document; its own title becomes the heading of a section."""
    tokens = _markdown.parse((FOLDER / FILES[name]).read_text("utf-8"))
    headings = tuple(_anchored(tokens, name))
    title, *rest = headings
    return Document(name, title.text, tuple(rest), _html(tokens[3:]))


@cache
def section(name: str, title: str) -> SafeString:
    """Render what stands under one heading of a document, without the heading.

    Empty where the document has no such heading.
    """
    tokens = _markdown.parse((FOLDER / FILES[name]).read_text("utf-8"))
    starts = [place for place, token in enumerate(tokens) if token.type == HEADING]
    for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
        if tokens[start + 1].content == title:
            return _html(tokens[start + 3 : end])
    return _html([])


@cache
def paragraph(name: str, lead: str) -> SafeString:
    """Render the paragraph that begins with a bold lead; empty where none does."""
    tokens = _markdown.parse((FOLDER / FILES[name]).read_text("utf-8"))
    for place, token in enumerate(tokens):
        if token.content.startswith(f"**{lead}**"):
            return _html(tokens[place - 1 : place + 2])
    return _html([])


def _html(tokens: Sequence[Token]) -> SafeString:
    for token in tokens:
        for inner in token.children or ():
            target = inner.attrGet("href")
            if target in ANCHORS:
                inner.attrSet("href", ANCHORS[str(target)])
        if token.type == "th_open":
            token.attrSet("scope", "col")
    # Safe: _markdown lets no HTML through, and what is added here is our own.
    return mark_safe(_markdown.renderer.render(tokens, _markdown.options, {}))


def _anchored(tokens: Sequence[Token], name: str) -> list[Heading]:
    """Move headings one level down, below the page's own, and give them anchors."""
    found = []
    for opening, inline in zip(tokens, tokens[1:], strict=False):
        if opening.type != HEADING:
            continue
        level = int(opening.tag[1]) + 1
        anchor = f"{name}-{slugify(inline.content)}"
        opening.attrSet("id", anchor)
        found.append(Heading(anchor, inline.content, level))
        for token in (opening, tokens[tokens.index(inline) + 1]):
            token.tag = f"h{level}"
    return found
