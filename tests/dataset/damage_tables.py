"""What damage draws on: keys that may be hit, and values that are wrong."""

from typing import Any

# The required keys of a mapping, by the key whose list it stands in.
REQUIRED = {
    "sources": "id title publisher language kind tier verified",
    "actors": "id name short_name kind role summary sources",
    "issues": "id category title question options",
    "plans": "id title summary sponsors drafts",
    "red_lines": "id actor title statement kind strength acceptable unacceptable "
    "conditional stated_on sources",
    "couplings": "id if then note",
    "events": "id date kind title summary actors sources",
    "context": "actor variable reading as_of sources",
    "draft": "id plan title short_title date authors status completeness "
    "derived_from summary sources clauses",
    "clauses": "number heading text text_basis status obligors beneficiaries sources",
    "positions": "issue option",
    "citations": "source",
    "foundations": "date text source",
    "conditional": "option requires note",
    "requires": "issue options",
    "then": "issue options",
    "tests": "red_line outcome note",
    "lineage": "older newer links",
    "links": "older newer change note",
}
REFERENCES = [
    "source",
    "actor",
    "issue",
    "option",
    "plan",
    "superseded_by",
    "red_line",
    "older",
    "newer",
    "parent",
    "part_of",
    "sponsors",
    "drafts",
    "authors",
    "derived_from",
    "obligors",
    "beneficiaries",
    "proponents",
    "acceptable",
    "unacceptable",
]
DATES = ["date", "end_date", "stated_on", "valid_until", "as_of"]
CODED = [
    "kind",
    "tier",
    "role",
    "status",
    "completeness",
    "text_basis",
    "strength",
    "outcome",
    "change",
]
TEXTS = [
    "title",
    "name",
    "label",
    "heading",
    "text",
    "note",
    "statement",
    "summary",
    "reading",
    "locator",
]

BAD_DATES = (
    "2025-13",
    "2025-02-30",
    "20 November 2025",
    "2025/11/20",
    "25-11-20",
    "2025-11-20T00:00",
    "0000-01-01",
    "٢٠٢٥-١١-٢٠",
    "",
)
BAD_TEXTS = (
    "",
    "  \n ",
    "bell \x07",
    "null \x00",
    "\x85",
    "a\u202eb",
    "\ufeff",
    "\uffff",
)
WRONG_TYPES: tuple[Any, ...] = (7, 2.5, True, None, [["a"]], {"a": "b"}, 10**30, [])
BROKEN = (
    "\n- [unclosed\n",
    '\n"unclosed\n',
    "\n\t@: x\n",
    "\n...\n---\nsecond: document\n",
    "\nkey: &anchor [value]\n",
    "\nkey: *alias\n",
    "\nkey: !!python/object:os.system x\n",
    "\n? [a, b]\n: c\n",
    "\n7: x\n",
    "\nkey: " + "[" * 60 + "]" * 60 + "\n",
    "\nkey: " + "[" * 50_000 + "\n",
    "\nkey: " + "{a: " * 2_000 + "\n",
    "\nunknown: x\n",
    '\nkey: "\\ud800"\n',
    "\n%YAML 9.9\n",
    "\n<<: {a: b}\n",
    "\nkey: !!int x\n",
    "\nkey: !!float x\n",
    "\nkey: 1" + "0" * 5_000 + "\n",
    "\nkey: \x00\n",
    "\nsame: a\nsame: b\n",
)
STRANGE_FILES = (
    "notes.yaml",
    "drafts/us-28.yml",
    "drafts/a/b.yaml",
    "lineage/x.txt",
    "drafts/nothing.yaml",
    "lineage/us-28.yaml",
    "assessments.yaml",
)
