"""The page of a case in a window: why somebody is before the house and what came of it, leaf by
leaf, to each reader what is theirs (product page §3a). Every part shown goes on record as that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from domain.access import Action, Ground, Involvement
from domain.case import Case
from domain.case_page import PARTS_OF_LEAF, RULES, CaseLeaf, CasePart, find_leaves, find_parts
from domain.contribution_access import ContributionUse
from domain.identifiers import CaseId, ConfirmationId, OrganisationId
from domain.incorrect import OF_REFERRAL
from domain.policy import decide_access
from domain.reaction import ReactionState
from domain.referral import ReferralVersion
from domain.screening import PurposeJudgement, PurposeTest, Screening
from domain.sight import Sight
from domain.weighing import Weighing
from services.access import Permit, require_case
from services.case_leaves import (
    CasePageView,
    CircleLeaf,
    ColourLeaf,
    ContributionsLeaf,
    ElsewhereLeaf,
    IntakeLeaf,
    Leaf,
    PlanLeaf,
    WeighingLeaf,
    WhyLeaf,
)
from services.confirmation_reading import AgreementSaid, read_agreements_said
from services.contribution_reading import read_contributions
from services.incorrect_reading import read_incorrect
from services.intake_reading import read_intake
from services.involved_reading import read_involved
from services.linked_case import read_links
from services.moment import Context
from services.paging import Pages, turn_to
from services.partners import name_organisations
from services.reaction_reading import read_reactions
from services.signal_reading import read_case_signals

# a window must stay small, with the longest texts too
COLOURS_ON_A_PAGE: Final = 5
PLACES_ON_A_PAGE: Final = 5
CHECKS_ON_A_PAGE: Final = 5
AGREED_ON_A_LEAF: Final = 5
CONTRIBUTIONS_ON_A_PAGE: Final = 4
SIGNALS_ON_A_LEAF: Final = 2
# of no meeting: what was said last, wherever it was
_ANYWHERE: Final = ""
Item = TypeVar("Item")

Parts = Mapping[CasePart, Ground]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafPlace:
    """Which page of a leaf is read; ``is_whole`` for all of it at once, outside a window."""

    number: int = 1
    is_whole: bool = False

    def turn(self, items: Sequence[Item], size: int) -> Pages[Item]:
        """Turn to it in a list, of which a window holds so many."""
        return turn_to(items, self.number, max(1, len(items)) if self.is_whole else size)


async def read_case_page(
    ctx: Context, case_id: CaseId, at: CaseLeaf = CaseLeaf.WHY, number: int = 1
) -> CasePageView:
    """Show a leaf of the page of a case to who may read something on it: for a window only."""
    permit = await require_case(ctx, Action.VIEW_CASE, await ctx.uow.cases.get(case_id))
    parts = find_parts(ctx.actor, permit.standing)
    leaves = find_leaves(parts)
    if at not in leaves:
        # the refusal names what this reader lacks
        await require_case(ctx, _first_of(at), permit.case, standing=permit.standing)
    return await _read_page(ctx, permit, at, parts, LeafPlace(number=number))


async def read_whole_page(ctx: Context, permit: Permit) -> tuple[CasePageView, ...]:
    """Read every leaf of the page of a case that its reader may read, each as a whole and the story
    as it was told last; each part on record as seen.
    """
    permit.case_for(ctx, Action.VIEW_CASE)
    parts, whole = find_parts(ctx.actor, permit.standing), LeafPlace(is_whole=True)
    pages = [await _read_page(ctx, permit, at, parts, whole) for at in find_leaves(parts)]
    return tuple(pages)


async def read_told_before(
    ctx: Context, permit: Permit, newest: CasePageView
) -> tuple[CasePageView, ...]:
    """Read how the story of a case was told before, beside the newest of ``read_whole_page``; the
    newer first.
    """
    permit.case_for(ctx, Action.VIEW_CASE)
    if not isinstance(newest.leaf, WhyLeaf):
        return ()
    parts, several = find_parts(ctx.actor, permit.standing), len(newest.leaf.versions.items)
    pages = [
        await _read_page(ctx, permit, CaseLeaf.WHY, parts, LeafPlace(number=number))
        for number in range(2, several + 1)
    ]
    return tuple(pages)


async def _read_page(
    ctx: Context, permit: Permit, at: CaseLeaf, parts: Parts, place: LeafPlace
) -> CasePageView:
    leaf = await _read_leaf(ctx, permit, at, parts, place)
    await ctx.record_seen(*_sights(permit, at, leaf, parts))
    return CasePageView(
        case=permit.case,
        at=at,
        leaf=leaf,
        leaves=find_leaves(parts),
        names=await ctx.uow.people.names({permit.case.referrer, *leaf.members}),
        organisations=await name_organisations(ctx),
        marks=await read_incorrect(ctx, permit, OF_REFERRAL) if _tells_own_story(leaf) else (),
        may_export=decide_access(Action.EXPORT_CASE, ctx.actor, permit.standing).is_allowed,
    )


def _tells_own_story(leaf: Leaf) -> bool:
    """Tell whether a leaf shows what was told of this case, not of one that was merged."""
    return isinstance(leaf, WhyLeaf | IntakeLeaf) and not leaf.versions.items[0].is_merged


def _first_of(at: CaseLeaf) -> Action:
    return RULES[PARTS_OF_LEAF[at][0]].action


def _sights(permit: Permit, at: CaseLeaf, leaf: Leaf, parts: Parts) -> list[Sight]:
    return [
        Sight(part=RULES[part].seen, ground=parts[part], case_id=permit.case.id)
        for part in PARTS_OF_LEAF[at]
        if part in parts and leaf.shows(part)
    ]


async def _read_leaf(
    ctx: Context, permit: Permit, at: CaseLeaf, parts: Parts, place: LeafPlace
) -> Leaf:
    case = permit.case
    leaf: Leaf
    match at:
        case CaseLeaf.WHY | CaseLeaf.INTAKE:
            leaf = await _read_referral(ctx, permit, at, parts, place)
        case CaseLeaf.CONTRIBUTIONS:
            leaf = await _read_contributions(ctx, permit, place)
        case CaseLeaf.WEIGHING:
            leaf = await _read_weighing_with_reactions(ctx, permit, parts)
            leaf = await _add_signals(ctx, leaf, permit, parts, place)
        case CaseLeaf.COLOUR:
            found = await ctx.uow.colours.history(case.id)
            leaf = ColourLeaf(decisions=place.turn(found, COLOURS_ON_A_PAGE))
        case CaseLeaf.CIRCLE:
            leaf = await _read_circle(ctx, permit, parts, place)
        case CaseLeaf.PLAN:
            leaf = await _read_plan(ctx, case, parts, place)
        case CaseLeaf.ELSEWHERE:
            leaf = await _read_elsewhere(ctx, case, place)
    return leaf


async def _read_circle(ctx: Context, permit: Permit, parts: Parts, place: LeafPlace) -> CircleLeaf:
    case = permit.case
    history = await ctx.uow.cases.circle_history(case.id)
    now = [one for one in history if one.place.holds(ctx.now)]
    places = place.turn(now, PLACES_ON_A_PAGE)
    is_last = places.number == places.total and CasePart.ENQUIRIES in parts
    asked = await ctx.uow.enquiries.of_case(case.id) if is_last else ()
    said = await read_agreements_said(ctx, permit)
    return CircleLeaf(places=places, enquiries=tuple(asked), said=tuple(said))


async def _read_elsewhere(ctx: Context, case: Case, place: LeafPlace) -> ElsewhereLeaf:
    found = await ctx.uow.known_checks.of_case(case.id)
    return ElsewhereLeaf(checks=place.turn(tuple(reversed(found)), CHECKS_ON_A_PAGE))


async def _read_referral(
    ctx: Context, permit: Permit, at: CaseLeaf, parts: Parts, place: LeafPlace
) -> WhyLeaf | IntakeLeaf:
    """Read a version of what was referred: in short, or the full intake."""
    kept = await _list_versions(ctx, permit, parts.get(CasePart.STORY))
    if at is CaseLeaf.INTAKE:
        shows_circle = CasePart.DIRECT_CIRCLE in parts
        return await read_intake(ctx, permit, place.turn(kept, 1), shows_circle=shows_circle)
    return await _read_why(ctx, permit, parts, place, kept)


async def _read_why(
    ctx: Context,
    permit: Permit,
    parts: Parts,
    place: LeafPlace,
    kept: Sequence[ReferralVersion],
) -> WhyLeaf:
    case = permit.case
    versions = place.turn(kept, 1)
    referral = await ctx.uow.cases.referral(case.id, versions.items[0].number)
    weighing = await ctx.uow.weighings.get(case.id) if CasePart.WEIGHING in parts else None
    is_judged = weighing and _was_judged(weighing, versions.items[0], kept)
    linked_on = parts.get(CasePart.LINKS)
    links = await read_links(ctx, permit, linked_on) if linked_on else ()
    return WhyLeaf(
        # where somebody lives is no part of it: "Wie is dit?" tells that to who may read it
        identity=replace(referral.identity, address="", secrecy=None)
        if CasePart.IDENTITY in parts
        else None,
        referral=referral,
        met=weighing.verdict.met if weighing and is_judged else None,
        versions=versions,
        links=links,
        may_link=bool(links)
        and decide_access(Action.LINK_CASE, ctx.actor, permit.standing).is_allowed,
        own_number=(
            await ctx.uow.case_imports.number_of(case.id) if CasePart.IDENTITY in parts else ""
        ),
    )


async def _list_versions(
    ctx: Context, permit: Permit, ground: Ground | None
) -> Sequence[ReferralVersion]:
    kept = await ctx.uow.cases.referral_versions(permit.case.id)
    if _is_only_referrer(permit, ground):
        # what another told of the same person is not theirs to read
        return [one for one in kept if not one.is_merged]
    return kept


async def _read_contributions(ctx: Context, permit: Permit, place: LeafPlace) -> ContributionsLeaf:
    # what is read whole is taken out of the window
    use = ContributionUse.EXPORT if place.is_whole else ContributionUse.PAGE
    found = await read_contributions(ctx, permit, use)
    offered = (Action.CONTRIBUTE, Action.WITHDRAW_CONTRIBUTION)
    standing = permit.standing
    return ContributionsLeaf(
        contributions=place.turn(found, CONTRIBUTIONS_ON_A_PAGE),
        may=frozenset(o for o in offered if decide_access(o, ctx.actor, standing).is_allowed),
    )


def _is_only_referrer(permit: Permit, ground: Ground | None) -> bool:
    """Tell whether somebody reads on this ground what they told, and has no place besides."""
    return ground is Ground.REFERRER and permit.standing.involvement is Involvement.REFERRER


def _was_judged(
    weighing: Weighing, version: ReferralVersion, kept: Sequence[ReferralVersion]
) -> bool:
    """Tell whether this is what had been told when the house judged, and nothing else."""
    told = [one.number for one in kept if one.written_at <= weighing.weighed_at]
    return version.number == max(told, default=1)


async def _read_weighing_with_reactions(ctx: Context, permit: Permit, parts: Parts) -> WeighingLeaf:
    leaf = await _read_weighing(ctx, permit.case, parts)
    said = await read_agreements_said(ctx, permit) if leaf.weighing and leaf.is_whole else ()
    reactions = tuple(await read_reactions(ctx, permit, is_whole=leaf.is_whole))
    again = any(one.reaction.state is ReactionState.TAKEN_UP_AGAIN for one in reactions)
    is_shown = again and leaf.is_whole
    set_aside = await ctx.uow.weighings.set_aside_of(permit.case.id) if is_shown else ()
    leaf = replace(leaf, reactions=reactions, set_aside=tuple(set_aside), said=tuple(said))
    to_note = _find_to_note(ctx, permit, said)
    return replace(leaf, to_note=to_note, involved=await read_involved(ctx, permit))


async def _add_signals(
    ctx: Context, leaf: WeighingLeaf, permit: Permit, parts: Parts, place: LeafPlace
) -> WeighingLeaf:
    found = await read_case_signals(ctx, permit) if CasePart.SIGNALS in parts else ()
    shown = found if place.is_whole else found[:SIGNALS_ON_A_LEAF]
    return replace(leaf, signals=tuple(shown), more_signals=len(found) - len(shown))


def _find_to_note(
    ctx: Context, permit: Permit, said: Sequence[AgreementSaid]
) -> ConfirmationId | None:
    waiting = [one.confirmation.id for one in said if one.confirmation.answer is None]
    is_allowed = decide_access(Action.NOTE_AGREEMENT, ctx.actor, permit.standing).is_allowed
    return waiting[0] if waiting and is_allowed else None


async def _read_weighing(ctx: Context, case: Case, parts: Parts) -> WeighingLeaf:
    weighing = await ctx.uow.weighings.get(case.id)
    is_whole = CasePart.WEIGHING in parts
    if weighing is not None and is_whole:
        merged = tuple(await ctx.uow.merges.of_case(case.id))
        before = tuple(await ctx.uow.weighings.merged(case.id)) if merged else ()
        return WeighingLeaf(
            weighing=weighing,
            is_whole=True,
            merged=merged,
            before=before,
            left_out=await _find_left_out(ctx, case),
        )
    if weighing is not None:
        return WeighingLeaf(weighing=weighing, is_whole=False)
    screening = await ctx.uow.weighings.last_screening(case.id)
    return WeighingLeaf(
        weighing=None,
        is_whole=is_whole,
        no_fit=_why_no_fit(screening) if screening else "",
        is_imported=bool(await ctx.uow.case_imports.number_of(case.id)),
    )


async def _find_left_out(ctx: Context, case: Case) -> frozenset[OrganisationId]:
    last = await ctx.uow.case_steps.last_extension(case.id) if case.reduced_on else None
    return last.left_out if last else frozenset()


def _why_no_fit(screening: Screening) -> str:
    tested = screening.outcome
    if isinstance(tested, PurposeTest) and tested.judgement is PurposeJudgement.DOES_NOT_FIT:
        return tested.reason
    return ""


async def _read_plan(ctx: Context, case: Case, parts: Parts, place: LeafPlace) -> PlanLeaf:
    found = await ctx.uow.agreed_actions.of_case(case.id)
    if CasePart.PLAN not in parts:
        own = [one for one in found if one.owner == ctx.actor.id]
        actions = place.turn(own, AGREED_ON_A_LEAF)
        return PlanLeaf(plan=None, decision=None, actions=actions, is_own=True)
    return PlanLeaf(
        plan=await ctx.uow.plans_of_action.newest(case.id),
        decision=await ctx.uow.discussions.before(case.id, _ANYWHERE),
        actions=place.turn(found, AGREED_ON_A_LEAF),
        is_own=False,
    )
