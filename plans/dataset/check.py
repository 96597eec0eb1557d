"""What must hold between the records of a dataset."""

from collections.abc import Iterable, Mapping, Sequence

from plans.dataset.base import Citation
from plans.dataset.compose import Path
from plans.dataset.dataset import Dataset
from plans.dataset.problems import Problem, quote, shorten, unknown
from plans.dataset.records import RedLineRecord, RequirementRecord
from plans.dataset.texts import DraftRecord

NOUNS = {
    "sources": "source",
    "actors": "actor",
    "issues": "issue",
    "plans": "plan",
    "drafts": "draft",
    "red_lines": "red line",
}


def check_dataset(
    dataset: Dataset, incomplete: frozenset[str] = frozenset()
) -> list[Problem]:
    """List what is wrong between the records: nothing, if all is well.

    References into the parts named `incomplete`, which could not be read in full, are
    not checked.
    """
    checker = _Checker(dataset, incomplete)
    checker.check_ids()
    checker.check_actors()
    checker.check_plans()
    for index, draft in enumerate(dataset.drafts):
        checker.check_draft(index, draft)
    checker.check_red_lines()
    checker.check_couplings()
    checker.check_events()
    checker.check_indicators()
    checker.check_lineages()
    checker.check_assessments()
    return checker.problems


def find_circles(edges: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """List circles in a directed graph, each once, its first node repeated at its end.

    Of circles that share nodes at least one is found.
    """
    done: set[str] = set()
    circles = []
    for start in edges:
        # By hand, since a long chain of drafts must not exhaust Python's stack.
        trail: list[str] = []
        rank: dict[str, int] = {}
        stack = [(start, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                done.add(node)
                del rank[trail.pop()]
            elif node in rank:
                circles.append([*trail[rank[node] :], node])
            elif node not in done:
                rank[node] = len(trail)
                trail.append(node)
                stack.append((node, True))
                stack += [(after, False) for after in reversed(edges.get(node, ()))]
    return circles


class _Checker:
    """Gathers problems; an id that stands twice means its first record."""

    def __init__(self, dataset: Dataset, incomplete: frozenset[str]) -> None:
        self.dataset, self.incomplete = dataset, incomplete
        self.problems: list[Problem] = []
        self.ids: dict[str, dict[str, int]] = {}
        for part in NOUNS:
            self.ids[part] = {}
            for index, record in enumerate(getattr(dataset, part)):
                self.ids[part].setdefault(record.id, index)
        self.options = {
            issue.id: tuple(option.id for option in issue.options)
            for issue in reversed(dataset.issues)
        }
        self.numbers = {
            draft.id: {clause.number for clause in draft.clauses}
            for draft in reversed(dataset.drafts)
        }

    def report(self, part: str, index: int, path: Path, message: str) -> None:
        self.problems.append(self.dataset.problem(part, index, path, message))

    # References

    def refer(self, part: str, index: int, path: Path, to: str, name: str) -> bool:
        """Check one reference; say whether it leads to a record."""
        if name in self.ids[to]:
            return True
        if to not in self.incomplete:
            message = unknown(NOUNS[to], name, self.ids[to])
            self.report(part, index, path, message)
        return False

    def refer_all(
        self, part: str, index: int, path: Path, to: str, names: Iterable[str]
    ) -> None:
        for at, name in enumerate(names):
            self.refer(part, index, (*path, at), to, name)

    def cite(
        self, part: str, index: int, path: Path, citations: Iterable[Citation]
    ) -> None:
        for at, citation in enumerate(citations):
            where = (*path, "sources", at, "source")
            self.refer(part, index, where, "sources", citation.source)

    def choose(
        self, part: str, index: int, path: Path, issue: str, options: Iterable[str]
    ) -> None:
        """Check that options belong to an issue that exists; the path is a list's."""
        for at, option in enumerate(options):
            self.option(part, index, (*path, at), issue, option)

    def option(
        self, part: str, index: int, path: Path, issue: str, option: str
    ) -> None:
        known = self.options.get(issue)
        if known is not None and option not in known:
            message = unknown("option", option, known)
            said, _, rest = message.partition(";")
            self.report(part, index, path, f"{said} of issue {shorten(issue)};{rest}")

    def require(
        self, part: str, index: int, path: Path, required: Iterable[RequirementRecord]
    ) -> None:
        for at, each in enumerate(required):
            here = (*path, at)
            self.refer(part, index, (*here, "issue"), "issues", each.issue)
            self.choose(part, index, (*here, "options"), each.issue, each.options)

    def number(
        self, part: str, index: int, path: Path, draft: str, number: str
    ) -> None:
        known = self.numbers.get(draft)
        if known is not None and number not in known:
            message = f"draft {shorten(draft)} has no clause {quote(number)}"
            self.report(part, index, path, f"{message}; correct the number")

    def circles(
        self, part: str, field: str, edges: Mapping[str, Sequence[str]]
    ) -> None:
        for circle in find_circles(edges):
            message = f"goes round in a circle ({', '.join(circle)}); remove one"
            index = self.ids[part][circle[0]]
            self.report(part, index, (field,), shorten(message, 200))

    # Parts

    def check_ids(self) -> None:
        keys = {
            "couplings": ("id",),
            "events": ("id",),
            "lineages": ("id",),
            "indicators": ("actor", "variable", "as_of"),
            "assessments": ("draft", "clause", "red_line"),
        }
        for part in (*NOUNS, *keys):
            names = keys.get(part, ("id",))
            seen: dict[tuple[str, ...], int] = {}
            for index, record in enumerate(getattr(self.dataset, part)):
                key = tuple(getattr(record, name) for name in names)
                if key in seen:
                    self.report_twice(part, index, names, key, seen[key])
                seen.setdefault(key, index)

    def report_twice(
        self,
        part: str,
        index: int,
        names: tuple[str, ...],
        key: tuple[str, ...],
        first: int,
    ) -> None:
        place = self.dataset.place(part, first)
        line = place.line()
        where = place.file if line is None else f"{place.file}, line {line}"
        message = f"{quote(' '.join(key))} stands twice, first in {shorten(where)}"
        path = names if len(names) == 1 else ()
        self.report(part, index, path, f"{message}; keep one")

    def check_actors(self) -> None:
        for index, actor in enumerate(self.dataset.actors):
            self.refer_all("actors", index, ("part_of",), "actors", actor.part_of)
            self.cite("actors", index, (), actor.sources)
            if logic := actor.security_logic:
                for at, each in enumerate(logic.foundations):
                    path = ("security_logic", "foundations", at, "source")
                    self.refer("actors", index, path, "sources", each.source)
        edges = {actor.id: actor.part_of for actor in self.dataset.actors}
        self.circles("actors", "part_of", edges)

    def check_plans(self) -> None:
        listed: dict[str, str] = {}
        for index, plan in enumerate(self.dataset.plans):
            self.refer_all("plans", index, ("sponsors",), "actors", plan.sponsors)
            for at, name in enumerate(plan.drafts):
                path = ("drafts", at)
                if name in listed:
                    message = f"draft {quote(name)} is also in plan {listed[name]}"
                    self.report("plans", index, path, f"{message}; keep one")
                elif self.refer("plans", index, path, "drafts", name):
                    self.check_plan_agrees(index, path, name)
                listed.setdefault(name, plan.id)
        if "plans" in self.incomplete:
            return
        for index, draft in enumerate(self.dataset.drafts):
            if draft.id not in listed and draft.plan in self.ids["plans"]:
                message = f"plan {draft.plan} does not list this draft; add it there"
                self.report("drafts", index, ("plan",), message)

    def check_plan_agrees(self, index: int, path: Path, name: str) -> None:
        plan = self.dataset.plans[index]
        draft = self.dataset.drafts[self.ids["drafts"][name]]
        if draft.plan != plan.id and draft.plan in self.ids["plans"]:
            message = f"draft {quote(name)} names plan {draft.plan} as its own"
            self.report("plans", index, path, f"{message}; correct one of the two")

    def check_draft(self, index: int, draft: DraftRecord) -> None:
        self.refer("drafts", index, ("plan",), "plans", draft.plan)
        self.refer_all("drafts", index, ("authors",), "actors", draft.authors)
        self.refer_all("drafts", index, ("sources",), "sources", draft.sources)
        origins = draft.derived_from
        self.refer_all("drafts", index, ("derived_from",), "drafts", origins)
        if index == len(self.dataset.drafts) - 1:
            edges = {each.id: each.derived_from for each in self.dataset.drafts}
            self.circles("drafts", "derived_from", edges)
        self.check_numbers(index, draft)
        for at in range(len(draft.clauses)):
            self.check_clause(index, draft, at)
        self.check_alternatives(index, draft)

    def check_numbers(self, index: int, draft: DraftRecord) -> None:
        seen: set[str] = set()
        for at, clause in enumerate(draft.clauses):
            path = ("clauses", at)
            if clause.number in seen:
                message = f"clause {quote(clause.number)} stands twice; keep one"
                self.report("drafts", index, (*path, "number"), message)
            if clause.parent and clause.parent not in seen:
                message = f"no clause {quote(clause.parent)} stands before this one"
                message += "; add it or correct the number"
                self.report("drafts", index, (*path, "parent"), message)
            seen.add(clause.number)

    def check_clause(self, index: int, draft: DraftRecord, at: int) -> None:
        clause, path = draft.clauses[at], ("clauses", at)
        for field in ("obligors", "beneficiaries"):
            names = getattr(clause, field)
            self.refer_all("drafts", index, (*path, field), "actors", names)
        self.cite("drafts", index, path, clause.sources)
        for nth, position in enumerate(clause.positions):
            here = (*path, "positions", nth)
            names = position.proponents
            self.refer_all("drafts", index, (*here, "proponents"), "actors", names)
            self.refer("drafts", index, (*here, "issue"), "issues", position.issue)
            where, issue = (*here, "option"), position.issue
            self.option("drafts", index, where, issue, position.option)

    def check_alternatives(self, index: int, draft: DraftRecord) -> None:
        """One letter on one issue is one version; else several options need notes."""
        versions: dict[tuple[str, str], tuple[str, str, frozenset[str]]] = {}
        plain: dict[str, list[tuple[Path, str, bool]]] = {}
        for at, clause in enumerate(draft.clauses):
            for nth, position in enumerate(clause.positions):
                path: Path = ("clauses", at, "positions", nth)
                issue, letter = position.issue, position.alternative
                if not letter:
                    said = (path, position.option, position.note is not None)
                    plain.setdefault(issue, []).append(said)
                    continue
                proponents = frozenset(position.proponents)
                version = (clause.number, position.option, proponents)
                first = versions.setdefault((issue, letter), version)
                if first[1:] != version[1:]:
                    message = f"version {letter} of issue {shorten(issue)} has "
                    message += f"another option or proponents in clause {first[0]}"
                    message += "; make them agree or use another letter"
                    self.report("drafts", index, (*path, "alternative"), message)
        for issue, taken in plain.items():
            if len({option for _, option, _ in taken}) > 1:
                message = f"the draft takes several options of issue {shorten(issue)}"
                message += "; say why in a note on each"
                for path, _, noted in taken:
                    if not noted:
                        self.report("drafts", index, (*path, "note"), message)

    def check_red_lines(self) -> None:
        part = "red_lines"
        for index, line in enumerate(self.dataset.red_lines):
            self.refer(part, index, ("actor",), "actors", line.actor)
            self.cite(part, index, (), line.sources)
            if line.issue is not None:
                self.refer(part, index, ("issue",), "issues", line.issue)
                self.check_stances(index, line, line.issue)
            if line.superseded_by is not None:
                self.check_superseded(index, line.actor, line.superseded_by)
        edges = {
            line.id: tuple(filter(None, [line.superseded_by]))
            for line in self.dataset.red_lines
        }
        self.circles(part, "superseded_by", edges)

    def check_stances(self, index: int, line: RedLineRecord, issue: str) -> None:
        part = "red_lines"
        for field in ("acceptable", "unacceptable"):
            self.choose(part, index, (field,), issue, getattr(line, field))
        for at, each in enumerate(line.conditional):
            path = ("conditional", at)
            self.option(part, index, (*path, "option"), issue, each.option)
            self.require(part, index, (*path, "requires"), each.requires)

    def check_superseded(self, index: int, actor: str, name: str) -> None:
        path = ("superseded_by",)
        if not self.refer("red_lines", index, path, "red_lines", name):
            return
        other = self.dataset.red_lines[self.ids["red_lines"][name]].actor
        if other != actor:
            message = f"red line {quote(name)} is {other}'s, not {actor}'s"
            message += "; name a line of the same actor"
            self.report("red_lines", index, path, message)

    def check_couplings(self) -> None:
        for index, coupling in enumerate(self.dataset.couplings):
            start = coupling.condition
            self.refer("couplings", index, ("if", "issue"), "issues", start.issue)
            path = ("if", "option")
            self.option("couplings", index, path, start.issue, start.option)
            self.require("couplings", index, ("then",), coupling.then)
            names = coupling.sources
            self.refer_all("couplings", index, ("sources",), "sources", names)

    def check_events(self) -> None:
        for index, event in enumerate(self.dataset.events):
            for part in ("actors", "drafts", "sources"):
                names = getattr(event, part)
                self.refer_all("events", index, (part,), part, names)
            for at, test in enumerate(event.tests):
                path = ("tests", at, "red_line")
                self.refer("events", index, path, "red_lines", test.red_line)

    def check_indicators(self) -> None:
        for index, indicator in enumerate(self.dataset.indicators):
            self.refer("indicators", index, ("actor",), "actors", indicator.actor)
            self.cite("indicators", index, (), indicator.sources)

    def check_lineages(self) -> None:
        for index, lineage in enumerate(self.dataset.lineages):
            for field in ("older", "newer"):
                draft = getattr(lineage, field)
                self.refer("lineages", index, (field,), "drafts", draft)
                for at, link in enumerate(lineage.links):
                    path = ("links", at, field)
                    for nth, number in enumerate(getattr(link, field)):
                        self.number("lineages", index, (*path, nth), draft, number)
            for at, link in enumerate(lineage.links):
                where = ("links", at, "sources")
                self.refer_all("lineages", index, where, "sources", link.sources)

    def check_assessments(self) -> None:
        for index, each in enumerate(self.dataset.assessments):
            self.refer("assessments", index, ("draft",), "drafts", each.draft)
            self.number("assessments", index, ("clause",), each.draft, each.clause)
            line = each.red_line
            self.refer("assessments", index, ("red_line",), "red_lines", line)
            self.cite("assessments", index, (), each.sources)
