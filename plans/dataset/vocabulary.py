"""Every value that a coded field of a record can take."""

from typing import Literal

SourceKind = Literal[
    "official-text",
    "leaked-text",
    "official-statement",
    "press-report",
    "treaty",
    "analysis",
]
Tier = Literal[
    "official-text",
    "official-statement",
    "on-record-interview",
    "named-press",
    "unnamed-press",
    "analysis",
]
ActorKind = Literal["state", "alliance", "coalition"]
Role = Literal["belligerent", "mediator", "guarantor", "neighbour"]
Category = Literal[
    "sovereignty",
    "alignment",
    "guarantees",
    "forces",
    "territory",
    "economy",
    "people",
    "implementation",
]
Bottleneck = Literal[
    "enforcement", "territorial-constitutional", "neutrality-deterrence"
]
DraftStatus = Literal[
    "leaked", "published", "reported", "superseded", "rejected", "analytical"
]
Completeness = Literal["full", "partial"]
TextBasis = Literal[
    "restated-from-full-text", "restated-from-report", "reconstructed", "not-public"
]
ClauseStatus = Literal["agreed", "disputed", "open", "deferred", "removed", "unknown"]
Change = Literal[
    "kept",
    "reworded",
    "narrowed",
    "expanded",
    "weakened",
    "strengthened",
    "merged",
    "split",
    "moved-out",
    "dropped",
    "added",
    "unknown",
]
RedLineKind = Literal["red-line", "demand", "preference"]
Strength = Literal["absolute", "firm", "negotiable"]
EventKind = Literal[
    "talks",
    "publication",
    "statement",
    "strike",
    "deployment",
    "sanctions",
    "vote",
    "agreement",
]
Outcome = Literal[
    "upheld", "bent", "crossed-unanswered", "crossed-answered", "restated"
]
Verdict = Literal["crosses", "open", "meets", "silent"]
