from plans.models.actors import Actor, ActorFoundation, ActorMembership, ActorSource
from plans.models.assessments import Assessment, AssessmentSource
from plans.models.base import Tracked
from plans.models.clauses import (
    Clause,
    ClauseParty,
    ClausePosition,
    ClauseSource,
    PositionProponent,
)
from plans.models.drafts import (
    Draft,
    DraftAuthor,
    DraftOrigin,
    DraftSource,
    Plan,
    PlanSponsor,
)
from plans.models.events import Event, EventActor, EventDraft, EventSource, RedLineTest
from plans.models.indicators import Indicator, IndicatorSource
from plans.models.issues import (
    Coupling,
    CouplingConsequence,
    CouplingSource,
    Issue,
    Option,
)
from plans.models.lineage import ClauseLink, ClauseLinkEnd, ClauseLinkSource
from plans.models.red_lines import (
    RedLine,
    RedLineSource,
    RedLineStance,
    StanceRequirement,
)
from plans.models.scenarios import Scenario, ScenarioChoice
from plans.models.sources import Citation, Source

__all__ = [
    "Actor",
    "ActorFoundation",
    "ActorMembership",
    "ActorSource",
    "Assessment",
    "AssessmentSource",
    "Citation",
    "Clause",
    "ClauseLink",
    "ClauseLinkEnd",
    "ClauseLinkSource",
    "ClauseParty",
    "ClausePosition",
    "ClauseSource",
    "Coupling",
    "CouplingConsequence",
    "CouplingSource",
    "Draft",
    "DraftAuthor",
    "DraftOrigin",
    "DraftSource",
    "Event",
    "EventActor",
    "EventDraft",
    "EventSource",
    "Indicator",
    "IndicatorSource",
    "Issue",
    "Option",
    "Plan",
    "PlanSponsor",
    "PositionProponent",
    "RedLine",
    "RedLineSource",
    "RedLineStance",
    "RedLineTest",
    "Scenario",
    "ScenarioChoice",
    "Source",
    "StanceRequirement",
    "Tracked",
]
