"""For whom two drafts differ: verdicts before and after, led to their evidence."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.safestring import SafeString

from plans import compare_markup as markup
from plans.addresses import address
from plans.analysis.effects import Effect
from plans.analysis.explain import verdict_in_words
from plans.analysis.facts import Verdict
from plans.compare_markup import Touch, Word
from plans.comparisons import Comparison, Read, still_crossed
from plans.forms.compare import CompareForm
from plans.models.choices import RedLineKind

KINDS = {str(value): str(label) for value, label in RedLineKind.choices}


class Balance(NamedTuple):
    """How many red lines of an actor change for the better or worse, with the rows."""

    name: str
    url: str
    counts: list[tuple[int, str]]  # each with the verdict whose colour it has
    rows: list[SafeString]


class ForWhom:
    """What a comparison does to red lines, with links to either draft's evidence."""

    def __init__(self, found: Comparison, form: CompareForm) -> None:
        self.found, self.form, self.reading = found, form, form.reading()
        self._queries = [self._query(read) for read in (found.older, found.newer)]

    def query(self, read: Read) -> str:
        """What to append to an address so that it shows this side's records."""
        return self._queries[read is self.found.newer]

    def _query(self, read: Read) -> str:
        if not self.found.one_draft:
            return self.reading.query
        moment = self.form["older_at" if read is self.found.older else "newer_at"]
        kept = {"as_of": self.form["as_of"].value() if self.reading.pinned else ""}
        everything = dict.fromkeys(self.form.fields, "")
        at = moment.value() or self.form["revision_at"].value()
        return self.form.query(**{**everything, **kept, "revision_at": at or ""})

    def balances(self) -> list[Balance]:
        """Per actor, in the actors' order, what changed and what is crossed still."""
        rows = self.found.rows
        by_actor: dict[tuple[int, str], list[Effect]] = {}
        for effect in self.found.effects:
            row = rows[effect.red_line.id]
            by_actor.setdefault((row.actor_order, row.actor), []).append(effect)
        made = (self._balance(by_actor[key]) for key in sorted(by_actor))
        return [each for each in made if each.rows]

    def _balance(self, effects: Sequence[Effect]) -> Balance:
        row = self.found.rows[effects[0].red_line.id]
        crosses, meets, gone = Verdict.CROSSES, Verdict.MEETS, Verdict.UNADDRESSED
        changed = [each for each in effects if each.changed]
        still = [each for each in effects if still_crossed(each)]
        return Balance(
            row.actor_name,
            address("actor-detail", row.actor) + self.reading.query,
            [
                (sum(each.after is crosses for each in changed), crosses.value),
                (sum(each.before is crosses for each in changed), ""),
                (sum(each.after is meets for each in changed), meets.value),
                (sum(each.after is gone for each in changed), ""),
                (len(still), crosses.value),
            ],
            [self._row(each) for each in (*changed, *still)],
        )

    def _row(self, effect: Effect) -> SafeString:
        row = self.found.rows[effect.red_line.id]
        before, after = (
            self._word(read, row.issue, row.actor, verdict, row.kind, clauses)
            for read, verdict, clauses in (
                (self.found.older, effect.before, effect.older),
                (self.found.newer, effect.after, effect.newer),
            )
        )
        return markup.line_row(
            row.title,
            row.url + self.reading.query,
            f"{KINDS[row.kind]}, {row.strength}, {row.issue_title}",
            before,
            effect.older,
            after,
            effect.newer,
        )

    def _word(
        self,
        read: Read,
        issue: str,
        actor: str,
        verdict: Verdict,
        kind: str,
        clauses: Sequence[str],
    ) -> Word:
        """A verdict of a whole draft, with the address of its evidence."""
        url = ""
        if clauses:
            url = f"{read.draft.url}issues/{issue}/{actor}/{self.query(read)}"
        return Word(verdict, verdict_in_words(verdict, kind), url)

    def of_change(self, at: int) -> SafeString:
        """Chips of what a change does to the red lines that its clauses touch."""
        groups: dict[tuple[str, Verdict, Verdict, bool], list[Effect]] = {}
        for effect in self.found.effects_by_change[at]:
            row = self.found.rows[effect.red_line.id]
            key = (row.actor, effect.before, effect.after, row.kind == "demand")
            groups.setdefault(key, []).append(effect)
        order = sorted(groups.items(), key=lambda item: self._order(item[1][0]))
        changed = [self._touch(own) for key, own in order if key[1] is not key[2]]
        same = [
            self._touch(own)
            for key, own in order
            if key[1] is key[2] and key[2] is not Verdict.SILENT
        ]
        return markup.touches(changed, same, self.found.changes[at].link.note)

    def _order(self, effect: Effect) -> int:
        return self.found.rows[effect.red_line.id].actor_order

    def _touch(self, effects: Sequence[Effect]) -> Touch:
        effect = effects[0]
        row = self.found.rows[effect.red_line.id]
        before, after = (
            Word(verdict, verdict_in_words(verdict, row.kind), self._cell(*place))
            for verdict, place in (
                (effect.before, (self.found.older, row.actor, effect.older)),
                (effect.after, (self.found.newer, row.actor, effect.newer)),
            )
        )
        return Touch(row.actor_name, before, after, len(effects))

    def _cell(self, read: Read, actor: str, clauses: Sequence[str]) -> str:
        if not clauses:
            return ""
        query = self.query(read)
        return f"{read.draft.matrix_url}{clauses[0]}/{actor}/{query}"
