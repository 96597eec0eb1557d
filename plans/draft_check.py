"""How little of a draft would have to change, put together for a page."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from plans.addresses import address
from plans.analysis.amendments import Amended, Need, Swap
from plans.analysis.concessions import Group, cheapest_sets, weigh
from plans.analysis.facts import Assessment, Position, Verdict
from plans.analysis.rules import Reason
from plans.analysis.rules import Rule as Ground
from plans.analysis.settlement_explain import (
    Explanation,
    Words,
    coupling_in_words,
    explain_conflict,
    required,
)
from plans.analysis.settlements import Answer, Change
from plans.analysis.settlements_draft import options_by_position
from plans.analysis.settlements_rules import Rule
from plans.analysis.solver import OutOfTime, Stop
from plans.analysis.tally import tally
from plans.analysis.verdicts import LineStanding, standings
from plans.draft_check_rows import (
    Burden,
    Check,
    Chosen,
    ClauseLink,
    Collision,
    Found,
    Kept,
    Lost,
    Needed,
    Other,
    Party,
    Place,
    Row,
    Said,
    Way,
    Why,
)
from plans.forms.sandbox import choices_query
from plans.page_rows import DraftRow, LineRow
from plans.settlement_conflicts import anchor
from plans.settling import Asked
from plans.tables import bar

Standings = Mapping[str, LineStanding]

MOST = 60  # conflicts of a group that are named; all of them are counted
# How what is said of an option is put in order.
HELD = ("meets", "open", "silent", "crosses")


def check(
    draft: DraftRow,
    asked: Asked,
    answer: Answer | None,
    assessments: Sequence[Assessment],
    query: str,
    stop: Stop,
) -> Check:
    """Say what the draft crosses, and what it takes to cross less.

    `answer` is None where there is none; `query` keeps addresses at the page's times.
    """
    question = asked.question
    lines = list(question.lines.values())
    before = standings(question.draft or (), lines, assessments)
    after: Standings | None = None
    found = None
    amended = None
    if answer and answer.amendment:
        amended = Amended(question, answer.amendment)
        positions = amended.positions
        after = standings(positions, lines, _still(assessments, positions, asked))
        found = _Teller(draft, asked, amended, before, after, query).tell(answer, stop)
    counts = Counter(each.verdict for each in before.values())
    return Check(
        counts[Verdict.CROSSES],
        counts[Verdict.CONTESTED],
        counts[Verdict.UNADDRESSED],
        len(lines),
        sum(len(options_by_position(each)) for each in question.drafted.values()),
        list(_parties(asked, before, after)),
        found,
    )


def _still(
    assessments: Iterable[Assessment], positions: Sequence[Position], asked: Asked
) -> list[Assessment]:
    """An editor's verdict on a clause stands for as long as what it judged stays."""
    stays = {
        (each.clause, each.issue, each.option)
        for each in asked.question.draft or ()
        if not each.alternative
    } & {(each.clause, each.issue, each.option) for each in positions}
    unchanged = {(clause, issue) for clause, issue, _ in stays}
    lines = asked.question.lines
    return [
        each
        for each in assessments
        if each.red_line in lines
        and (each.clause, lines[each.red_line].issue) in unchanged
    ]


def _parties(
    asked: Asked, before: Standings, after: Standings | None
) -> Iterator[Party]:
    rows = {row.actor: row for row in asked.rows.values()}
    counts = tally(before.values())
    then = tally(after.values()) if after is not None else {}
    for actor, row in sorted(rows.items(), key=lambda item: item[1].actor_order):
        if actor in counts:
            both = [counts[actor], *([then[actor]] if actor in then else [])]
            yield Party(
                row.actor_name,
                address("actor-detail", actor),
                counts[actor],
                then.get(actor),
                [bar(each) for each in both],
            )


class _Teller:
    """Puts an amendment into words, with the rows and addresses of a page."""

    def __init__(
        self,
        draft: DraftRow,
        asked: Asked,
        amended: Amended,
        before: Standings,
        after: Standings,
        query: str,
    ) -> None:
        self.draft, self.asked, self.amended = draft, asked, amended
        self.before, self.after, self.query = before, after, query
        self.question, self.words = asked.question, asked.words
        rows = sorted(asked.rows.values(), key=lambda row: row.actor_order)
        self.actors = {row.actor: row.actor_name for row in rows}

    def tell(self, answer: Answer, stop: Stop) -> Found:
        amended, crossed = self.amended, self.amended.amendment.crossed
        return Found(
            sorted(
                (self._row(each, stop) for each in amended.amendment.changes),
                key=self._where,
            ),
            [
                Chosen(
                    self._place(issue, (*chosen, *(swap.option for swap in others))),
                    self._label(issue, chosen[0]),
                    [self._other(issue, swap) for swap in others],
                )
                for issue, chosen, others in (
                    (each.issue, each.chosen, each.others) for each in amended.choices()
                )
            ],
            [self._needed(each) for each in amended.needs()],
            [
                Kept(
                    self._place(issue, options),
                    [self._label(issue, each) for each in options],
                )
                for issue, options in amended.kept
            ],
            list(self._burdens(answer, stop)),
            sum(each.verdict is Verdict.CROSSES for each in self.after.values()),
            sum(self._is_here([each]) for each in crossed),
            len(crossed),
            weigh(crossed, self.question.lines),
            self._sandbox(),
        )

    # --- Amendments

    def _row(self, change: Change, stop: Stop) -> Row:
        whys = self._whys(self.amended.reasons(change))
        return Row(
            self._place(change.issue, change.before),
            [self._label(change.issue, each) for each in change.before],
            self._label(change.issue, change.after),
            whys,
            None if whys else self._proof(change, stop),
            self._said(change.issue, change.after),
            list(self._lost(change.issue)),
            [self._other(change.issue, swap) for swap in self.amended.instead(change)],
        )

    def _whys(self, rules: Iterable[Rule]) -> list[Why]:
        """What each line says, the conditions of one line together."""
        said: dict[str, list[str]] = defaultdict(list)
        couplings = []
        for rule in rules:
            if rule.red_line:
                said[rule.red_line].append(_stated(rule, self.words))
            else:
                couplings.append(Why(None, [self._coupling(rule)], ""))
        return [
            Why(self.asked.rows[line], told, str(self.before[line].verdict))
            for line, told in said.items()
        ] + couplings

    def _coupling(self, rule: Rule) -> str:
        notes = {each.id: each.note for each in self.question.couplings}
        return coupling_in_words(rule, notes[rule.coupling], self.words)

    def _proof(self, change: Change, stop: Stop) -> Explanation | None:
        try:
            proof = self.amended.proof(change, stop)
        except OutOfTime:
            return None
        if proof is None:
            return None
        return explain_conflict(proof.conflict, proof.question, self.words)

    def _said(self, issue: str, option: str) -> list[Said]:
        """What is said of an option: acceptance first, then silence, then refusal."""
        found = [
            Said(self.actors[actor], *_held(reason, self.words))
            for actor, reason in self.amended.stance(issue, option)
        ]
        return sorted(found, key=lambda said: HELD.index(said.held))

    def _where(self, row: Row) -> int:
        first = row.place.clauses[0].number
        numbers = [each.clause for each in self.question.draft or ()]
        return numbers.index(first)

    def _lost(self, issue: str) -> Iterator[Lost]:
        """Lines that the draft meets, and no longer would."""
        for slug, standing in self.before.items():
            now = self.after[slug].verdict
            if (
                standing.verdict is Verdict.MEETS
                and now is not Verdict.MEETS
                and issue in self._turns_on(slug)
            ):
                yield Lost(self.asked.rows[slug], str(now))

    def _turns_on(self, slug: str) -> set[str]:
        """The changed issues by which a line's verdict may change, its own first."""
        changed = {each.issue for each in self.amended.amendment.changes}
        line = self.question.lines[slug]
        if line.issue in changed:
            return {line.issue}
        return changed & {
            needed.issue for each in line.conditional for needed in each.requires
        }

    def _other(self, issue: str, swap: Swap) -> Other:
        crossed = set(swap.crossed or ()) - set(self.amended.amendment.crossed)
        return Other(
            self._label(issue, swap.option),
            self._said(issue, swap.option),
            [self.asked.rows[each] for each in sorted(crossed)],
            swap.crossed is None,
        )

    def _needed(self, need: Need) -> Needed:
        return Needed(
            self._place(need.issue, ()),
            [self._label(need.issue, each) for each in need.options],
            self._whys(need.rules),
        )

    # --- What has to be crossed

    def _burdens(self, answer: Answer, stop: Stop) -> Iterator[Burden]:
        crossed = set(self.amended.amendment.crossed)
        seen: set[str] = set()
        for group in answer.groups:
            lines = {line for each in group.conflicts for line in each.red_lines}
            taken = crossed & lines
            if taken:
                seen |= taken
                yield self._burden(group, frozenset(taken), answer, stop)
        for line in sorted(crossed - seen):
            # The search for conflicts ran out of time before it met this line.
            row = self.asked.rows[line]
            way = Way([row], is_taken=True, more=0)
            yield Burden([row.issue_title], [way], self._is_here([line]), [], 0, False)

    def _burden(
        self, group: Group, taken: frozenset[str], answer: Answer, stop: Stop
    ) -> Burden:
        sets = [frozenset(each) for each in cheapest_sets(group, self.question.lines)]
        ways = [self._way(each, taken, stop) for each in sets if each != taken]
        ways.append(Way(self._rows(taken), is_taken=True, more=0))
        return Burden(
            [self.words.names.issues[each] for each in group.issues],
            sorted(ways, key=lambda way: [_by_actor(row) for row in way.lines]),
            self._is_here(taken),
            [
                Collision(
                    explain_conflict(each, self.question, self.words).headline,
                    anchor(each.red_lines),
                )
                for each in group.conflicts[:MOST]
            ],
            len(group.conflicts),
            group.finished and "conflicts" not in answer.unfinished,
        )

    def _way(self, lines: frozenset[str], taken: frozenset[str], stop: Stop) -> Way:
        amendment = self.amended.amendment
        crossed = (set(amendment.crossed) - taken) | lines
        more = None
        with suppress(OutOfTime):
            more = self.amended.changes_if(crossed, stop) - len(amendment.changes)
        return Way(self._rows(lines), is_taken=False, more=more)

    def _is_here(self, lines: Iterable[str]) -> bool:
        return any(self.after[each].verdict is Verdict.CROSSES for each in lines)

    def _rows(self, lines: Iterable[str]) -> list[LineRow]:
        return sorted((self.asked.rows[each] for each in lines), key=_by_actor)

    # --- Words and addresses

    def _place(self, issue: str, options: Iterable[str]) -> Place:
        options = set(options)
        numbers = dict.fromkeys(
            each.clause
            for each in self.question.draft or ()
            if each.issue == issue and each.option in options
        )
        base = f"{self.draft.url}clauses/"
        return Place(
            self.words.names.issues[issue],
            address("issue-detail", issue) + self.query,
            [ClauseLink(each, f"{base}{each}/{self.query}") for each in numbers],
        )

    def _label(self, issue: str, option: str) -> str:
        return self.words.names.options[issue, option]

    def _sandbox(self) -> str:
        """The options of the amended draft, as the sandbox takes them."""
        taken: dict[str, str] = {}
        for each in self.amended.positions:
            taken.setdefault(each.issue, each.option)
        return choices_query(taken)


def _by_actor(row: LineRow) -> tuple[int, str]:
    return row.actor_order, row.slug


def _stated(rule: Rule, words: Words) -> str:
    """Say what a line states of an option."""
    option = f"“{words.names.options[rule.issue, rule.option]}”"
    if rule.requires is None:
        return f"refuses {option}"
    where = words.names.issues[rule.issue]
    return f"accepts {option} on {where} only if {required(rule.requires, words)}"


def _held(reason: Reason, words: Words) -> tuple[str, str]:
    if reason.rule is Ground.CONDITION_MET:
        issues = [words.names.issues[each.issue] for each in reason.requirements]
        return "meets", f"on a condition about {' and '.join(dict.fromkeys(issues))}"
    if reason.rule is Ground.CONDITION_OUTSIDE_FRAME:
        return "open", reason.note
    return str(reason.verdict), ""
