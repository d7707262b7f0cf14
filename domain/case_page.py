"""The page of a case: which parts of what the house knows stand on which leaf, and who reads each
(product page §3a). The one policy decides it, part by part; each is on record as that part.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.access import Action, Ground, Standing
from domain.member import Actor
from domain.policy import decide_access
from domain.sight import SeenPart


class CasePart(StrEnum):
    """What is read of a case as one thing: a reader has all of it or nothing."""

    IDENTITY = "identity"
    STORY = "story"
    OUTCOME = "outcome"
    WEIGHING = "weighing"
    COLOUR = "colour"
    CIRCLE = "circle"
    PLAN = "plan"
    ACTIONS = "actions"
    DISCUSSION = "discussion"
    OWN_ACTIONS = "own_actions"
    LINKS = "links"
    ENQUIRIES = "enquiries"
    CONTRIBUTIONS = "contributions"
    INVOLVED_ANSWER = "involved_answer"
    KNOWN_CHECKS = "known_checks"
    SIGNALS = "signals"
    INTAKE = "intake"
    DIRECT_CIRCLE = "direct_circle"


class CaseLeaf(StrEnum):
    """One leaf of the page: as much as a window holds."""

    WHY = "why"
    INTAKE = "intake"
    CONTRIBUTIONS = "contributions"
    WEIGHING = "weighing"
    CIRCLE = "circle"
    COLOUR = "colour"
    PLAN = "plan"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRule:
    """The action that the policy is asked about before a part is shown, and as what the look goes
    on record.
    """

    action: Action
    seen: SeenPart


RULES: Final[Mapping[CasePart, PartRule]] = {
    CasePart.IDENTITY: PartRule(action=Action.REVEAL_IDENTITY, seen=SeenPart.IDENTITY),
    CasePart.STORY: PartRule(action=Action.READ_STORY, seen=SeenPart.STORY),
    CasePart.OUTCOME: PartRule(action=Action.READ_OUTCOME, seen=SeenPart.WEIGHING),
    CasePart.WEIGHING: PartRule(action=Action.READ_WEIGHING, seen=SeenPart.WEIGHING),
    CasePart.COLOUR: PartRule(action=Action.READ_COLOUR, seen=SeenPart.COLOUR),
    CasePart.CIRCLE: PartRule(action=Action.READ_CIRCLE, seen=SeenPart.CIRCLE),
    CasePart.PLAN: PartRule(action=Action.VIEW_ACTIONS, seen=SeenPart.PLAN),
    CasePart.ACTIONS: PartRule(action=Action.VIEW_ACTIONS, seen=SeenPart.ACTIONS),
    CasePart.DISCUSSION: PartRule(action=Action.VIEW_ACTIONS, seen=SeenPart.DISCUSSION),
    CasePart.OWN_ACTIONS: PartRule(action=Action.ANSWER_ACTION, seen=SeenPart.ACTIONS),
    CasePart.LINKS: PartRule(action=Action.READ_LINKS, seen=SeenPart.LINK),
    CasePart.ENQUIRIES: PartRule(action=Action.READ_ENQUIRIES, seen=SeenPart.ENQUIRY),
    CasePart.KNOWN_CHECKS: PartRule(action=Action.READ_ENQUIRIES, seen=SeenPart.KNOWN_CHECK),
    CasePart.CONTRIBUTIONS: PartRule(action=Action.READ_CONTRIBUTIONS, seen=SeenPart.CONTRIBUTIONS),
    CasePart.INVOLVED_ANSWER: PartRule(
        action=Action.READ_INVOLVED_ANSWER, seen=SeenPart.INVOLVED_ANSWER
    ),
    CasePart.SIGNALS: PartRule(action=Action.READ_SIGNALS, seen=SeenPart.SIGNAL),
    CasePart.INTAKE: PartRule(action=Action.READ_STORY, seen=SeenPart.INTAKE),
    CasePart.DIRECT_CIRCLE: PartRule(action=Action.READ_DIRECT_CIRCLE, seen=SeenPart.DIRECT_CIRCLE),
}
PARTS_OF_LEAF: Final[Mapping[CaseLeaf, tuple[CasePart, ...]]] = {
    # the house's judgement stands beside each explanation, for who may read it
    CaseLeaf.WHY: (CasePart.IDENTITY, CasePart.STORY, CasePart.WEIGHING, CasePart.LINKS),
    CaseLeaf.INTAKE: (CasePart.INTAKE, CasePart.DIRECT_CIRCLE),
    # of each the one that its supplier's conditions let this reader have
    CaseLeaf.CONTRIBUTIONS: (CasePart.CONTRIBUTIONS,),
    CaseLeaf.WEIGHING: (
        CasePart.OUTCOME,
        CasePart.WEIGHING,
        CasePart.INVOLVED_ANSWER,
        CasePart.SIGNALS,
    ),
    CaseLeaf.CIRCLE: (CasePart.CIRCLE, CasePart.ENQUIRIES),
    CaseLeaf.COLOUR: (CasePart.COLOUR,),
    CaseLeaf.PLAN: (
        CasePart.PLAN,
        CasePart.ACTIONS,
        CasePart.DISCUSSION,
        CasePart.OWN_ACTIONS,
    ),
    CaseLeaf.ELSEWHERE: (CasePart.KNOWN_CHECKS,),
}


def find_parts(actor: Actor, standing: Standing) -> Mapping[CasePart, Ground]:
    """Find what an actor may read of a case now, each part with the ground it is read on."""
    actions = {rule.action for rule in RULES.values()}
    grounds = {one: decide_access(one, actor, standing).ground for one in actions}
    allowed = {part: grounds[rule.action] for part, rule in RULES.items()}
    return {part: ground for part, ground in allowed.items() if ground is not None}


def find_leaves(parts: Mapping[CasePart, Ground]) -> tuple[CaseLeaf, ...]:
    """Find the leaves on which there is something to read for who may read these parts."""
    return tuple(
        leaf for leaf, on_it in PARTS_OF_LEAF.items() if any(part in parts for part in on_it)
    )
