"""A dataset small enough to know by heart, with two of nearly everything."""

Files = dict[str, bytes]

TEXTS = {
    "dataset.yaml": "version: '1'\n",
    "sources.yaml": """\
sources:
- id: paper
  title: The paper
  publisher: A newspaper
  url: https://example.org/paper
  date: '2025-11'
  language: en
  kind: press-report
  tier: named-press
  verified: true
- id: book
  title: The book
  publisher: A publisher
  language: 'no'
  kind: analysis
  tier: analysis
  verified: false
""",
    "actors.yaml": """\
actors:
- id: north
  name: The North
  short_name: North
  kind: state
  role: belligerent
  part_of: [league]
  summary: A party.
  security_logic:
    threat: The South.
    requirement: A border.
    unavailable_compromises: [Land]
    foundations:
      - date: '2010'
        text: A speech.
        source: book
  sources:
    - {source: paper, locator: page 1}
- id: league
  name: The League
  short_name: League
  kind: alliance
  role: guarantor
  summary: A group of states.
  sources:
    - {source: paper}
""",
    "issues.yaml": """\
issues:
- id: border
  category: territory
  title: Border
  question: Where is the border?
  options:
    - {id: river, label: On the river}
    - {id: ridge, label: On the ridge}
- id: guard
  category: guarantees
  title: Guard
  question: Who guards it?
  bottleneck: enforcement
  options:
    - {id: league, label: The League}
    - {id: nobody, label: Nobody}
""",
    "plans.yaml": """\
plans:
- id: track
  title: The track
  summary: The only one.
  sponsors: [league]
  drafts: [first, second]
""",
    "drafts/first.yaml": """\
id: first
plan: track
title: The first draft
short_title: First
date: '2025-11-20'
authors: [league]
status: published
completeness: full
derived_from: []
summary: Two clauses.
sources: [paper]
clauses:
  - number: '1'
    heading: Border
    text: The border is on the river.
    text_basis: restated-from-full-text
    status: open
    obligors: [north]
    beneficiaries: []
    positions:
      - {issue: border, option: river}
    sources:
      - {source: paper, locator: point 1}
  - number: 1.a
    parent: '1'
    heading: Guard
    text: 'Who guards it is not agreed: [A] the League, [B] nobody.'
    text_basis: restated-from-full-text
    status: disputed
    obligors: []
    beneficiaries: []
    positions:
      - {issue: guard, option: league, proponents: [league], alternative: A}
      - {issue: guard, option: nobody, proponents: [north], alternative: B}
    sources:
      - {source: paper}
""",
    "drafts/second.yaml": """\
id: second
plan: track
title: The second draft
short_title: Second
date: '2025-12-01'
authors: []
status: leaked
completeness: partial
derived_from: [first]
summary: One clause.
sources: [paper]
clauses:
  - number: '1'
    heading: Border
    text: The border is on the ridge.
    text_basis: reconstructed
    status: unknown
    obligors: []
    beneficiaries: []
    sources:
      - {source: paper}
""",
    "lineage/first--second.yaml": """\
older: first
newer: second
links:
  - older: ['1']
    newer: ['1']
    change: reworded
    note: The ridge replaces the river.
  - older: [1.a]
    newer: []
    change: dropped
    note: Nobody says why.
    sources: [paper]
""",
    "red_lines.yaml": """\
red_lines:
- id: river-only
  actor: north
  issue: border
  title: The river and nothing else
  statement: The North said so.
  kind: red-line
  strength: absolute
  acceptable: [river]
  unacceptable: []
  conditional:
    - option: ridge
      requires:
        - {issue: guard, options: [league]}
      note: If the League guards it.
  stated_on: '2025-10'
  valid_until: '2025-11-25'
  superseded_by: no-guns
  sources:
    - {source: paper, locator: page 2}
- id: no-guns
  actor: north
  title: No guns
  statement: The North said so.
  kind: demand
  strength: firm
  acceptable: []
  unacceptable: []
  conditional: []
  stated_on: '2025-11-25'
  sources:
    - {source: paper}
""",
    "couplings.yaml": """\
couplings:
- id: ridge-needs-guard
  if: {issue: border, option: ridge}
  then:
    - {issue: guard, options: [league]}
  note: A ridge cannot guard itself.
""",
    "events.yaml": """\
events:
- id: shot
  date: '2025-11-20'
  end_date: '2025-11-21'
  kind: strike
  title: A shot is fired
  summary: At the river.
  actors: [north]
  drafts: [first]
  sources: [paper]
  tests:
    - red_line: no-guns
      outcome: bent
      note: Nobody was hit.
""",
    "context.yaml": """\
context:
- actor: north
  variable: morale
  reading: High.
  as_of: '2025-11'
  sources:
    - {source: paper}
""",
    "assessments.yaml": """\
assessments:
- draft: first
  clause: '1'
  red_line: river-only
  verdict: open
  reason: The river has two arms.
  sources:
    - {source: paper}
""",
}


def make_files() -> Files:
    """Give a fresh copy, as `build_dataset` takes it."""
    return {name: text.encode() for name, text in TEXTS.items()}
