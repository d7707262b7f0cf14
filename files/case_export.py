"""Writes a case as open JSON: what its reader may read, each part with who supplied it. What they
may not read is no key of it; ``docs/case-export.md`` says what each key holds.
"""

import json
from typing import Any, Final

from domain.agreed_action import AgreedAction
from domain.agreement import Agreement
from domain.case_circle import RecordedPlace
from domain.colour import ColourDecision
from domain.enquiry import Enquiry
from domain.known_check import KnownCheck
from domain.plan_of_action import PlanOfAction
from domain.reaction import ToldReaction
from domain.weighing import Outcome
from files.case_export_beside import (
    ExportPart,
    spread_beside,
    spread_contribution,
    spread_mark,
    spread_version,
)
from files.intake_export import spread_intake
from services.case_export import WholeCase
from services.case_leaves import (
    CasePageView,
    CircleLeaf,
    ColourLeaf,
    ContributionsLeaf,
    ElsewhereLeaf,
    IntakeLeaf,
    PlanLeaf,
    WeighingLeaf,
    WhyLeaf,
)
from services.involved_reading import InvolvedSeen
from services.signal_reading import SignalShown

FORMAT: Final = "stoplicht.case"
FORMAT_VERSION: Final = 1


def write_case_json(whole: WholeCase) -> str:
    """Write a case with its parts."""
    content: dict[str, Any] = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "exported": {
            "at": whole.at,
            "for": whole.reader,
            "organisation": whole.organisation,
            "reason": whole.reason,
        },
        "case": {
            "code": whole.case.code,
            "state": whole.case.state,
            "first_processing": whole.received_on,
        },
    }
    for page in whole.pages:
        content |= _spread(page)
    content |= spread_beside(whole)
    return json.dumps(content, ensure_ascii=False, indent=2, default=lambda one: one.isoformat())


def _spread(page: CasePageView) -> ExportPart:
    spread: ExportPart
    match page.leaf:
        case WhyLeaf() | IntakeLeaf() as leaf:
            spread = _spread_referral(page, leaf)
        case ContributionsLeaf() as leaf:
            told = [spread_contribution(one) for one in leaf.contributions.items]
            spread = {"contributions": told}
        case WeighingLeaf() as leaf:
            reactions = [_spread_reaction(page, one) for one in leaf.reactions]
            spread = {"weighing": _spread_weighing(page, leaf), "reactions": reactions}
            signals = [_spread_signal(one) for one in leaf.signals]
            spread |= {"signals": signals} if signals else {}
        case ColourLeaf() as leaf:
            spread = {"colours": [_spread_colour(page, one) for one in leaf.decisions.items]}
        case CircleLeaf() as leaf:
            circle = {"circle": [_spread_place(page, one) for one in leaf.places.items]}
            asked = [_spread_enquiry(page, one) for one in leaf.enquiries]
            spread = circle | ({"enquiries": asked} if asked else {})
        case PlanLeaf() as leaf:
            spread = _spread_plan(page, leaf)
        case ElsewhereLeaf() as leaf:
            outside = [_spread_known_check(page, one) for one in leaf.checks.items]
            spread = {"known_checks": outside} if outside else {}
    return spread


def _spread_referral(page: CasePageView, leaf: WhyLeaf | IntakeLeaf) -> ExportPart:
    if isinstance(leaf, IntakeLeaf):
        return {"intake": spread_intake(page, leaf)}
    return _spread_why(page, leaf)


def _spread_why(page: CasePageView, leaf: WhyLeaf) -> ExportPart:
    told = spread_version(page, leaf)
    why: dict[str, Any] = {
        "story": told["story"],
        # what somebody called incorrect goes along wherever the statement goes (BGS art. 1.7)
        "incorrect": [spread_mark(page.name_organisation, one) for one in page.marks],
        "links": [{"code": one.code, "reason": one.reason} for one in leaf.links],
    }
    if "identity" in told:
        why["identity"] = told["identity"] | {"own_number": leaf.own_number}
    return why


def _spread_weighing(page: CasePageView, leaf: WeighingLeaf) -> ExportPart | None:
    weighing = leaf.weighing
    if weighing is None:
        return {"not_fit_for_purpose": leaf.no_fit} if leaf.no_fit else None
    verdict, follow_up = weighing.verdict, weighing.verdict.follow_up
    said_yes, taken_on_by = follow_up.said_yes, follow_up.taken_on_by
    told: dict[str, Any] = {
        "outcome": verdict.outcome,
        "effort": follow_up.effort if verdict.outcome is Outcome.ADVICE_OR_SIGNAL else None,
        "criteria_met": sorted(verdict.met),
        "taken_on_by": page.name_organisation(taken_on_by) if taken_on_by else None,
        "said_yes": {"by": said_yes.by, "on": said_yes.on} if said_yes else None,
        "advice": follow_up.advice,
        "involved_answer": _spread_involved(page, leaf.involved),
    }
    if not leaf.is_whole:
        return told
    return told | {
        "weighed_by": page.names.get(weighing.weighed_by, ""),
        "weighed_at": weighing.weighed_at,
        "involved": sorted(page.name_organisation(one) for one in verdict.involved),
        "agreement": _spread_agreement(page, verdict.agreement),
    }


def _spread_involved(page: CasePageView, seen: InvolvedSeen | None) -> ExportPart | None:
    if seen is None:
        return None
    told: dict[str, Any] = {
        "answered_after": seen.day.due_on,
        "named": sorted(page.name_organisation(one) for one in seen.named),
    }
    if not seen.said:
        return told
    return told | {"said": {page.name_organisation(one): answer for one, answer in seen.said}}


def _spread_signal(shown: SignalShown) -> ExportPart:
    signal, addressee = shown.signal, shown.signal.text.addressee
    handed = signal.handed_over
    return {
        "finding": signal.text.finding,
        "addressee": {"name": addressee.name, "function": addressee.function},
        "asked_at": signal.asked_at,
        "step": shown.step,
        "handed_over": {"on": handed.on, "how": handed.way, "to": handed.to} if handed else None,
    }


def _spread_reaction(page: CasePageView, told: ToldReaction) -> ExportPart:
    reaction = told.reaction
    return {
        "kind": reaction.kind,
        "organisation": page.name_organisation(reaction.organisation),
        "at": reaction.asked_at,
        "said": told.words.said,
        "state": reaction.state,
        "answer": told.words.answer,
        "answered_at": reaction.answered_at,
    }


def _spread_agreement(page: CasePageView, agreement: Agreement) -> ExportPart:
    asked, mandate = agreement.asked, agreement.mandate
    return {
        "organisations": sorted(page.name_organisation(one) for one in agreement.organisations),
        "asked": {"on": asked.on, "how": asked.how} if asked else None,
        "mandate": {"number": mandate.number, "given_on": mandate.given_on} if mandate else None,
    }


def _spread_colour(page: CasePageView, decision: ColourDecision) -> ExportPart:
    standing = decision.standing
    return {
        "colour": standing.colour,
        "reason": decision.reason,
        "minutes": standing.minutes,
        "required": [page.name_organisation(one) for one in standing.required],
        "review_on": standing.next_review_on,
        "set_by": page.names.get(standing.set_by, ""),
        "set_at": standing.set_at,
    }


def _spread_place(page: CasePageView, recorded: RecordedPlace) -> ExportPart:
    place, involving = recorded.place, recorded.involving
    return {
        "member": page.names.get(place.member, ""),
        "organisation": page.name_organisation(place.organisation),
        "reason": place.reason,
        "why": involving.why if involving else "",
        "since": place.joined_at,
        "until": place.until,
        "directs": place.member == page.case.case_director,
    }


def _spread_enquiry(page: CasePageView, enquiry: Enquiry) -> ExportPart:
    return {
        "organisation": page.name_organisation(enquiry.organisation),
        "asked_at": enquiry.asked_at,
        "answer": enquiry.answer,
        "ground": enquiry.ground,
        "answered_at": enquiry.answered_at,
        "ended": enquiry.end,
    }


def _spread_known_check(page: CasePageView, check: KnownCheck) -> ExportPart:
    told = check.told
    return {
        "asked": told.partner.name,
        "kind": told.partner.kind,
        "asked_on": told.asked_on,
        "answer": told.answer,
        "categories": told.categories,
        "agreed": [page.name_organisation(one) for one in told.agreed],
        "matters": told.matters,
        "named": [page.name_organisation(one) for one in told.named],
        "recorded_at": check.recorded_at,
    }


def _spread_plan(page: CasePageView, leaf: PlanLeaf) -> ExportPart:
    actions = [_spread_action(page, one) for one in leaf.actions.items]
    if leaf.is_own:
        return {"own_actions": actions}
    decision = leaf.decision
    decided = decision and {
        "text": decision.text.decision,
        "written_by": page.names.get(decision.written_by, ""),
        "written_at": decision.written_at,
    }
    plan = _spread_text(page, leaf.plan) if leaf.plan else None
    return {"plan": plan, "decision": decided, "actions": actions}


def _spread_text(page: CasePageView, plan: PlanOfAction) -> ExportPart:
    text = plan.text
    return {
        "chosen": text.chosen,
        "fallback": text.fallback,
        "scenarios": [
            {
                "kind": one.kind,
                "what": one.what,
                "who": [page.name_organisation(organisation) for organisation in one.who],
                "impossible_because": one.impossible_because,
            }
            for one in text.scenarios
        ],
        "written_at": plan.version.written_at,
    }


def _spread_action(page: CasePageView, action: AgreedAction) -> ExportPart:
    return {
        "what": action.what,
        "owner": page.names.get(action.owner, ""),
        "organisation": page.name_organisation(action.organisation),
        "due_on": action.due_on,
        "state": action.state,
    }
