"""Options, rules and red lines as a satisfiability problem.

The only module that knows the solver and its integers: all others speak names. It
holds no clock. A search asks `stop` every few thousand steps whether time is up, and
raises `OutOfTime` if so.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Generic, NamedTuple, TypeVar

from pysat.examples.rc2 import RC2
from pysat.formula import WCNF
from pysat.solvers import Solver

from plans.analysis.settlements_rules import Options, Rule

K = TypeVar("K")
Stop = Callable[[], bool]
# Which options of an issue a text may take side by side.
Together = Mapping[str, Collection[frozenset[str]]]

# Glucose: it can be interrupted, and names the assumptions that cannot hold.
SOLVER = "glucose3"
# Conflicts inside the solver between two looks at the clock: some milliseconds.
STRIDE = 2_000


class OutOfTime(Exception):
    """The time given was over before the search was."""


@dataclass(frozen=True, slots=True)
class Wish:
    """To take one of some options of an issue, or else to pay the price."""

    issue: str
    options: frozenset[str]
    price: int


class Best(NamedTuple):
    """The options taken, by issue, and the keys given up, at the least price."""

    price: int
    taken: dict[str, tuple[str, ...]]
    given_up: tuple[Any, ...]


class _Numbers(Generic[K]):
    """The integers that stand for options and for the keys that select rules."""

    def __init__(self, options: Options, keys: Iterable[K]) -> None:
        pairs = [(issue, each) for issue in options for each in options[issue]]
        self.option = {pair: number for number, pair in enumerate(pairs, 1)}
        self.pairs = pairs
        first = len(pairs) + 1
        self.key = {key: number for number, key in enumerate(keys, first)}
        self.keys = {number: key for key, number in self.key.items()}

    def clauses(
        self,
        options: Options,
        rules: Iterable[tuple[K | None, Rule]],
        together: Together,
    ) -> list[list[int]]:
        clauses = []
        for issue, names in options.items():
            clauses.append([self.option[issue, name] for name in names])
            for pair in combinations(names, 2):
                if not any(set(pair) <= each for each in together.get(issue, ())):
                    clauses.append([-self.option[issue, name] for name in pair])
        for key, rule in rules:
            clause = [-self.option[rule.issue, rule.option]]
            if rule.requires:
                clause += self.any_of(rule.requires.issue, rule.requires.options)
            if key is not None:
                clause.append(-self.key[key])
            clauses.append(clause)
        return clauses

    def any_of(self, issue: str, options: Iterable[str]) -> list[int]:
        return [self.option[issue, each] for each in sorted(options)]

    def taken(self, model: Sequence[int]) -> dict[str, tuple[str, ...]]:
        """Read a model; a variable that no clause names may be missing from it."""
        taken: dict[str, tuple[str, ...]] = {}
        for number, (issue, option) in enumerate(self.pairs):
            if number < len(model) and model[number] > 0:
                taken[issue] = (*taken.get(issue, ()), option)
        return taken


class Search(Generic[K]):
    """A search for settlements of the same issues under changing sets of rules.

    Each rule comes with the key that selects it, None where it always holds. Close
    it after use, best by `with`.
    """

    def __init__(
        self, options: Options, rules: Iterable[tuple[K | None, Rule]], stop: Stop
    ) -> None:
        rules = list(rules)
        keys = dict.fromkeys(key for key, _ in rules if key is not None)
        self._numbers = _Numbers[K](options, keys)
        clauses = self._numbers.clauses(options, rules, {})
        self._solver = Solver(name=SOLVER, bootstrap_with=clauses)
        self._stop = stop

    def __enter__(self) -> "Search[K]":
        return self

    def __exit__(self, *args: object) -> None:
        self._solver.delete()

    def settle(self, keys: Iterable[K]) -> dict[str, str] | None:
        """Give an option for each issue under the rules of these keys, or None.

        A key that selects no rule is allowed.
        """
        known = self._numbers.key
        chosen = [known[key] for key in keys if key in known]
        if not _solve(self._solver, chosen, self._stop):
            return None
        taken = self._numbers.taken(self._solver.get_model() or ())
        return {issue: options[0] for issue, options in taken.items()}

    def core(self) -> frozenset[K]:
        """Give keys among those last asked for that cannot be kept together."""
        keys = self._numbers.keys
        return frozenset(keys[number] for number in self._solver.get_core() or ())


class Unexplored(Generic[K]):
    """The sets of keys of which it is not yet known whether they can be kept.

    Close it after use, best by `with`.
    """

    def __init__(self, keys: Iterable[K], stop: Stop) -> None:
        self._keys = list(keys)
        self._number = {key: number for number, key in enumerate(self._keys, 1)}
        self._solver = Solver(name=SOLVER)
        # Large sets first: they lead to conflicts sooner.
        self._solver.set_phases(list(self._number.values()))
        self._stop = stop

    def __enter__(self) -> "Unexplored[K]":
        return self

    def __exit__(self, *args: object) -> None:
        self._solver.delete()

    def next(self) -> list[K] | None:
        """Give a set that is not settled yet, its keys in order; None if all are."""
        if not _solve(self._solver, [], self._stop):
            return None
        out = {-number for number in self._solver.get_model() or () if number < 0}
        return [key for key in self._keys if self._number[key] not in out]

    def can_be_kept(self, keys: Collection[K]) -> None:
        """Settle a set that can be kept, and with it all sets inside it."""
        rest = [self._number[key] for key in self._keys if key not in keys]
        self._solver.add_clause(rest)

    def cannot_be_kept(self, keys: Iterable[K]) -> None:
        """Settle a set that cannot be kept, and with it all sets around it."""
        self._solver.add_clause([-self._number[key] for key in keys])


def best(
    options: Options,
    rules: Iterable[tuple[K | None, Rule]],
    stop: Stop,
    prices: Mapping[K, int] | None = None,
    wishes: Iterable[Wish] = (),
    together: Together | None = None,
) -> Best | None:
    """Give a settlement at the least price, or None where there is none.

    `prices` are those of giving up a key and all its rules; a key without a price
    cannot be given up. Where several are as cheap, the same one always comes.
    """
    rules = list(rules)
    prices = prices or {}
    numbers = _Numbers[K](options, dict.fromkeys(k for k, _ in rules if k is not None))
    formula = WCNF()
    for clause in numbers.clauses(options, rules, together or {}):
        formula.append(clause)
    for key, number in numbers.key.items():
        if key in prices:
            formula.append([number], weight=prices[key])
        else:
            formula.append([number])
    in_vain = 0
    for wish in wishes:
        if wish.options:
            wanted = numbers.any_of(wish.issue, wish.options)
            formula.append(wanted, weight=wish.price)
        else:
            in_vain += wish.price
    with _Interruptible(formula, stop) as search:
        model = search.compute()
        if model is None:
            return None
        held = {number for number in model if number > 0}
    given_up = tuple(key for key, number in numbers.key.items() if number not in held)
    return Best(search.cost + in_vain, numbers.taken(model), given_up)


class _Interruptible(RC2):  # type: ignore[misc]
    """RC2 that looks at the clock."""

    def __init__(self, formula: WCNF, stop: Stop) -> None:
        self._stop = stop
        super().__init__(formula, solver=SOLVER)

    def _call_oracle(
        self, assumptions: Sequence[int] = (), expect_interrupt: bool = False
    ) -> bool:
        return _solve(self.oracle, assumptions, self._stop)


def _solve(solver: Any, assumptions: Sequence[int], stop: Stop) -> bool:
    """Solve in strides; OutOfTime where time is up before the answer is there."""
    while not stop():
        solver.conf_budget(STRIDE)
        found = solver.solve_limited(assumptions=list(assumptions))
        if found is not None:
            return bool(found)
    raise OutOfTime
