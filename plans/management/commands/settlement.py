"""Whether red lines leave room for a settlement, and what would have to give.

    manage.py settlement [--draft DRAFT] [--as-of DATE] [--actors A,B]
        [--strength STRENGTH] [--kinds KIND,KIND] [--time-limit SECONDS] [--json]

With --json one object. `conflicts` are the sets of red lines that no settlement can
keep together, though it could keep them without any one of them; `groups` are
independent of each other, and one concession set of each together opens a zone of
agreement; `silences` are what the settlement shown leans on. It names an option of each
issue; where nobody has a line and no draft decides, it is the first of the frame and
means nothing. With a draft, `changes` are the fewest to its positions after which it
crosses least, and `crosses` what it still does. `fragile` are the sources that alone
carry a part of the answer. What was not finished in time is named in `unfinished`; its
value is null, and `conflicts` are then those found so far. Lists are sorted by size,
then by id.
"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from plans.analysis.settlements import settle
from plans.dataset.problems import quote, unknown
from plans.management.options import (
    Question,
    add_json,
    add_question,
    find_draft,
    read_question,
)
from plans.models.choices import BINDING_KINDS, RedLineKind
from plans.settling import Asked, gather, stop_after
from plans.settling_plain import as_plain
from plans.settling_text import in_words

SECONDS = 10.0


class Command(BaseCommand):
    help = (
        "Tells whether the red lines in force leave room for a settlement, which of "
        "them collide and what would have to give."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--draft",
            metavar="DRAFT",
            help="the id of a draft: show the settlement nearest to it, and what it "
            "would have to change",
        )
        add_question(parser)
        parser.add_argument(
            "--kinds",
            metavar="KIND,KIND",
            default=",".join(BINDING_KINDS),
            help=f"kinds of lines that count: {', '.join(RedLineKind.values)}; "
            f"{' and '.join(BINDING_KINDS)} by default",
        )
        parser.add_argument(
            "--time-limit",
            metavar="SECONDS",
            default=str(SECONDS),
            help=f"give what was found after so many seconds; {SECONDS:g} by default",
        )
        add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        question = read_question(options)
        asked = _ask(question, _kinds(options["kinds"]), options["draft"])
        stop = stop_after(_seconds(options["time_limit"]))
        try:
            answer = settle(asked.question, stop)
        except ValueError as error:
            raise CommandError(f"{str(error).capitalize()}.") from None
        if options["json"]:
            plain = as_plain(answer)
            self.stdout.write(json.dumps(plain, ensure_ascii=False, indent=2))
            return
        for line in in_words(answer, asked, question.as_of):
            self.stdout.write(line)


def _ask(question: Question, kinds: tuple[str, ...], draft: str | None) -> Asked:
    snapshot = question.snapshot
    row = find_draft(snapshot, draft) if draft is not None else None
    try:
        return gather(
            snapshot, question.as_of, question.actors, question.strength, kinds, row
        )
    except ValueError as error:
        raise CommandError(f"{error}.") from None


def _kinds(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(","))
    for name in names:
        if name not in RedLineKind.values:
            raise CommandError(f"--kinds: {unknown('kind', name, RedLineKind.values)}")
    return names


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise CommandError(f"--time-limit {quote(text)}: write seconds, such as 10.")
    return seconds
