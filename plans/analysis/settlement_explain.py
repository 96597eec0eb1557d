"""The answers about a settlement in plain sentences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from plans.analysis.conflicts import Conflict
from plans.analysis.explain import Names
from plans.analysis.facts import RedLine, Requirement
from plans.analysis.phrases import joined, listed
from plans.analysis.rules import RequirementOutcome
from plans.analysis.settlements_draft import Change
from plans.analysis.settlements_question import Question
from plans.analysis.settlements_rules import Options, Rule
from plans.analysis.settlements_zone import Silence

KINDS = {"red-line": "red line", "demand": "demand", "preference": "preference"}


@dataclass(frozen=True, slots=True)
class Words:
    """What a question speaks of is called so; `titles` are those of red lines.

    `options` are those of each issue in the order in which sentences name them.
    """

    names: Names
    titles: Mapping[str, str]
    options: Options


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whose lines collide on what, what each of them says, and why that cannot be."""

    headline: str
    steps: tuple[str, ...]
    conclusion: str

    @property
    def text(self) -> str:
        return " ".join([self.headline, *self.steps, self.conclusion])


def explain_conflict(
    conflict: Conflict, question: Question, words: Words
) -> Explanation:
    """Tell a conflict so that it can be checked without knowing logic.

    There is a sentence for each red line, in the order of the issues, then one for each
    coupling, one for each option already taken, and one for each issue on what refusals
    leave of it. Raises KeyError for what has no name.
    """
    order = _issues_in_order(conflict)
    lines = sorted(
        (question.lines[line] for line in conflict.red_lines),
        key=lambda line: (order.index(line.issue), line.id),
    )
    notes = {each.id: each.note for each in question.couplings}
    couplings = [rule for rule in conflict.rules if rule.coupling]
    steps = [_line(line, conflict.rules, words) for line in lines]
    steps += [
        coupling_in_words(rule, notes[rule.coupling], words) for rule in couplings
    ]
    taken = sorted({rule.issue for rule in conflict.rules if rule.is_choice})
    steps += [_taken(issue, question.taken[issue], words) for issue in taken]
    left = _left(conflict, question, [each for each in order if each not in taken])
    exhausted = [issue for issue in order if issue in left and not left[issue]]
    if not exhausted:
        steps += [
            f"Of {words.names.issues[issue]} the refusals leave "
            f"{_labels(issue, options, 'or', words)}."
            for issue, options in left.items()
        ]
    return Explanation(
        headline=_headline(conflict, lines, order, words),
        steps=tuple(steps),
        conclusion=_conclusion(lines, exhausted, bool(taken), words),
    )


def explain_contradiction(
    contradiction: Conflict, question: Question, words: Words
) -> tuple[str, ...]:
    """Say which couplings options already taken break: a conflict without red lines.

    A sentence for each coupling, then one for each option taken. Raises KeyError for
    what has no name.
    """
    notes = {each.id: each.note for each in question.couplings}
    rules = contradiction.rules
    couplings = [rule for rule in rules if rule.coupling]
    # Whoever takes an option is the beginning of it, and so is named too.
    issues = {issue for rule in rules for issue in rule.issues} & set(question.taken)
    return (
        *(coupling_in_words(rule, notes[rule.coupling], words) for rule in couplings),
        *(_taken(issue, question.taken[issue], words) for issue in sorted(issues)),
    )


def explain_silence(silence: Silence, question: Question, words: Words) -> str:
    """Say what an actor left unsaid; a condition outside the frame is named."""
    names = words.names
    option = _labels(silence.issue, [silence.option], "or", words)
    where = f"{option} on {names.issues[silence.issue]}"
    plural = silence.actor in names.plural
    speaker = _upper(names.actors[silence.actor])
    for line in question.lines.values():
        if (line.actor, line.issue) != (silence.actor, silence.issue):
            continue
        for each in line.conditional:
            if each.option == silence.option:
                note = f": {each.note.rstrip('.')}" if each.note else ""
                return (
                    f"{speaker} {'accept' if plural else 'accepts'} {where} only on "
                    f"a condition outside the coding frame{note}."
                )
    return f"{speaker} {'have' if plural else 'has'} not said whether {where} will do."


def explain_change(change: Change, words: Words) -> str:
    """Say what becomes of a position of the draft."""
    before = _labels(change.issue, change.before, "or", words)
    after = _labels(change.issue, [change.after], "or", words)
    return f"{words.names.issues[change.issue]}: {before} becomes {after}."


def required(needed: Requirement | RequirementOutcome, words: Words) -> str:
    """Say which options of an issue will do for a condition."""
    options = _labels(needed.issue, needed.options, "or", words)
    return f"{words.names.issues[needed.issue]} is {options}"


def coupling_in_words(rule: Rule, note: str, words: Words) -> str:
    """Say what follows from an option, whoever takes it, and the note on that."""
    option = _labels(rule.issue, [rule.option], "or", words)
    what = f"Whoever takes {option} on {words.names.issues[rule.issue]}"
    if rule.requires is None:
        said = f"{what} finds no settlement"
    else:
        left = _labels(rule.requires.issue, rule.requires.options, "or", words)
        said = f"{what} has to take {left} on {words.names.issues[rule.requires.issue]}"
    note = " ".join(note.split()).rstrip(".")
    return f"{said}. {_upper(note)}." if note else f"{said}."


def line_in_words(line: RedLine, words: Words) -> str:
    """Name a red line with its actor, strength and kind."""
    actor = _upper(words.names.actors[line.actor])
    return f"{actor}: {words.titles[line.id]} ({_sort(line)})"


def _issues_in_order(conflict: Conflict) -> list[str]:
    """Put the issue with the most refusals first, those tied to it after it."""
    refused = [r.issue for r in conflict.rules if r.red_line and not r.requires]
    waiting = sorted(conflict.issues, key=lambda each: (-refused.count(each), each))
    order: list[str] = []
    while waiting:
        tied = [
            issue
            for issue in waiting
            if any(
                issue in r.issues and set(r.issues) & set(order) for r in conflict.rules
            )
        ]
        order.append((tied or waiting)[0])
        waiting.remove(order[-1])
    return order


def _headline(
    conflict: Conflict, lines: Sequence[RedLine], order: Sequence[str], words: Words
) -> str:
    names = words.names
    actors = list(dict.fromkeys(names.actors[line.actor] for line in lines))
    issues = listed([names.issues[issue] for issue in order], "and")
    links = []
    if any(rule.red_line and rule.requires for rule in conflict.rules):
        links.append("what is accepted only on conditions")
    if any(rule.coupling for rule in conflict.rules):
        links.append("what one option means for another")
    if any(rule.is_choice for rule in conflict.rules):
        links.append("what is already chosen")
    through = f", through {listed(links, 'and')}" if links else ""
    if len(lines) == 1:
        return f"A line of {actors[0]} cannot be kept at all: {issues}{through}."
    if len(actors) == 1:
        return f"Lines of {actors[0]} collide with each other on {issues}{through}."
    return f"{_upper(listed(actors, 'and'))} collide on {issues}{through}."


def _line(line: RedLine, rules: Iterable[Rule], words: Words) -> str:
    """Say what a red line brings to a conflict: all that it refuses, and conditions."""
    own = [rule for rule in rules if rule.red_line == line.id]
    plural = line.actor in words.names.plural
    said = []
    if any(not rule.requires for rule in own):
        refused = _labels(line.issue, line.unacceptable, "and", words)
        said.append(f"{'refuse' if plural else 'refuses'} {refused}")
    for needed, options in _conditions(own).items():
        tied = _labels(line.issue, options, "and", words)
        condition = joined(required(each, words) for each in needed)
        said.append(f"{'accept' if plural else 'accepts'} {tied} only if {condition}")
    return (
        f"On {words.names.issues[line.issue]}, {words.names.actors[line.actor]} "
        f"{joined(said)} (“{words.titles[line.id]}”, {_sort(line)})."
    )


def _conditions(rules: Iterable[Rule]) -> dict[tuple[Requirement, ...], list[str]]:
    """Give the options that hang on the same conditions, by these."""
    tied: dict[str, tuple[Requirement, ...]] = {}
    for rule in rules:
        if rule.requires:
            tied[rule.option] = (*tied.get(rule.option, ()), rule.requires)
    found: dict[tuple[Requirement, ...], list[str]] = {}
    for option, needed in tied.items():
        found.setdefault(needed, []).append(option)
    return found


def _taken(issue: str, option: str, words: Words) -> str:
    return (
        f"{_upper(_labels(issue, [option], 'or', words))} is already chosen on "
        f"{words.names.issues[issue]}."
    )


def _left(
    conflict: Conflict, question: Question, order: Iterable[str]
) -> dict[str, list[str]]:
    """Give what the refusals leave of the issues on which the conflict has any."""
    refused: dict[str, set[str]] = {}
    for rule in conflict.rules:
        if rule.red_line and not rule.requires:
            whole = question.lines[rule.red_line].unacceptable
            refused.setdefault(rule.issue, set()).update(whole)
    return {
        issue: [each for each in question.options[issue] if each not in refused[issue]]
        for issue in order
        if issue in refused
    }


def _conclusion(
    lines: Sequence[RedLine], exhausted: Sequence[str], taken: bool, words: Words
) -> str:
    settlement = "settlement with this choice" if taken else "settlement"
    if len(lines) == 1:
        return f"So no {settlement} can keep it."
    together = "both" if len(lines) == 2 else f"all {len(lines)}"
    apart = "either" if len(lines) == 2 else "any one"
    why = "What is left cannot be combined"
    if exhausted:
        issue = words.names.issues[exhausted[0]]
        why = f"Between them they refuse every option on {issue}"
    return (
        f"{why}, so no {settlement} can keep {together}; without {apart} of them this "
        "conflict is gone."
    )


def _sort(line: RedLine) -> str:
    return f"{line.strength} {KINDS[line.kind]}"


def _labels(issue: str, options: Iterable[str], word: str, words: Words) -> str:
    in_order = sorted(options, key=words.options[issue].index)
    labels = [f"“{words.names.options[issue, option]}”" for option in in_order]
    return listed(labels, word)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
