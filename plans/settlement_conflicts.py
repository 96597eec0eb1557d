"""Conflicts among red lines as pages show them: in words, with what they rest on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plans import models
from plans.analysis.conflicts import Conflict
from plans.analysis.settlement_explain import Explanation, explain_conflict
from plans.citing import Cited, citations
from plans.evidence import EvidenceReader, LineEvidence
from plans.page_rows import IssueRow
from plans.settling import Asked
from plans.snapshot import Snapshot


@dataclass(frozen=True)
class CouplingEvidence:
    """A coupling that a conflict goes through."""

    slug: str
    issue: IssueRow
    label: str
    note: str
    cited: Sequence[Cited]


@dataclass(frozen=True)
class ConflictRow:
    """A conflict in words, its lines in the order of actors.

    The number is its place among all of an answer, the anchor the same wherever the
    same lines collide.
    """

    number: int
    anchor: str
    told: Explanation
    issues: list[IssueRow]
    lines: list[LineEvidence]
    couplings: list[CouplingEvidence]


class ConflictReader:
    """Turns conflicts of a question into rows; the queries are the same for any number.

    Every chosen line of the question can be asked for, in a conflict or not.
    """

    def __init__(
        self, snapshot: Snapshot, asked: Asked, conflicts: Iterable[Conflict]
    ) -> None:
        self.snapshot = snapshot
        self.asked = asked
        self.evidence = EvidenceReader(snapshot, asked.rows.values(), ())
        self._couplings = {each.id: each for each in asked.question.couplings}
        self._coupled = self._read_couplings(
            {rule.coupling for each in conflicts for rule in each.rules} - {""}
        )

    def of(self, conflict: Conflict, number: int) -> ConflictRow:
        lines = [self.line(slug) for slug in conflict.red_lines]
        lines.sort(key=lambda line: (line.row.actor_order, line.row.slug))
        coupled = dict.fromkeys(rule.coupling for rule in conflict.rules)
        return ConflictRow(
            number,
            anchor(conflict.red_lines),
            explain_conflict(conflict, self.asked.question, self.asked.words),
            in_frame_order(self.snapshot, conflict.issues),
            lines,
            [self._coupling(slug) for slug in coupled if slug],
        )

    def line(self, slug: str) -> LineEvidence:
        """What one of the chosen lines rests on."""
        return self.evidence.line(self.asked.question.lines[slug])

    def _coupling(self, slug: str) -> CouplingEvidence:
        coupling = self._couplings[slug]
        return CouplingEvidence(
            slug,
            self.snapshot.issues_by_slug[coupling.issue],
            self.snapshot.option_labels[coupling.issue, coupling.option],
            coupling.note,
            self._coupled.get(slug, ()),
        )

    def _read_couplings(self, slugs: set[str]) -> dict[str, Sequence[Cited]]:
        rows = self.snapshot.values(
            models.Coupling, "id", "slug", slug__in=sorted(slugs)
        )
        ids: dict[int, str] = dict(rows)
        cited = citations(self.snapshot, {models.CouplingSource: sorted(ids)})
        found = cited[models.CouplingSource]
        return {slug: found.get(pk, ()) for pk, slug in ids.items()}


def anchor(red_lines: Iterable[str]) -> str:
    """The id of a conflict on any page: that of the lines that collide."""
    return f"conflict-{'--'.join(red_lines)}"


def in_frame_order(snapshot: Snapshot, issues: Iterable[str]) -> list[IssueRow]:
    wanted = set(issues)
    return [each for each in snapshot.issues.values() if each.slug in wanted]
