"""All that a member holds for their organisation, and its move to a colleague: places in cases, the
stand of a referrer, directing, agreements, questions and unfinished dialogs, in one transaction.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from domain.access import SHIELDED
from domain.acute_session import Session
from domain.agreed_action import StandingAction
from domain.audit import AuditEvent, AuditReason
from domain.case import Case, CirclePlace, LeftReason
from domain.draft import WaitingDraft
from domain.drill import is_drill
from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.retention import SHORTLY_KEPT
from services.acute.reporter import list_open_reports, take_over_report
from services.agreed_action import hand_action
from services.group_standing import answer_about_rest, find_mark
from services.held_questions import (
    HeldQuestions,
    find_questions,
    take_over_asked,
    take_over_questions,
)
from services.joining import let_leave
from services.moment import Context, Moment
from services.orphans import take_over_place

# what a member fills in for their organisation; anything else is their own, or of another role
MOVABLE_DIALOGS: Final = frozenset({
    "referral",
    "edit_referral",
    "explain_criteria",
    "acute_report",
    "acute_opening",
    "director_answer",
    "departure_asking",
    "discussion_wish",
    "action_answer",
    "round_writing",
    "round_table",
    "minutes_objection",
})  # fmt: skip

# their terms run from their last change (BGS art. 1.16)
_COUNTED_FROM_CHANGE: Final = SHORTLY_KEPT | SHIELDED


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldWork:
    """What a member holds now for an organisation. ``kept`` are the drafts that stay
    theirs, ``stood_in`` the cases in which they stand in for somebody.
    """

    holder: MemberId
    organisation: OrganisationId
    cases: tuple[Case, ...]
    places: tuple[CirclePlace, ...]
    actions: tuple[StandingAction, ...]
    drafts: tuple[WaitingDraft, ...]
    asked: HeldQuestions
    reports: tuple[Session, ...] = ()
    kept: int = 0
    stood_in: int = 0

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to hand over."""
        asked = self.asked.places or self.asked.requests or self.asked.enquiries
        return not (self.cases or self.drafts or self.reports or asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCounts:
    """How much a member holds, without a word of it."""

    cases: int = 0
    directed: int = 0
    actions: int = 0
    invitations: int = 0
    reports: int = 0
    questions: int = 0
    drafts: int = 0
    kept: int = 0
    stood_in: int = 0


async def find_held(moment: Moment, holder: MemberId, organisation: OrganisationId) -> HeldWork:
    """Find all that a member holds for an organisation now."""
    own = await moment.uow.cases.places_of(holder)
    # for whom somebody stands in, the house knows from the absence: that ends there
    places = [one for one in own if one.organisation == organisation and not one.stands_in_for]
    orphans = await moment.uow.orphans.all(moment.now)
    places += [one for one in orphans if (one.member, one.organisation) == (holder, organisation)]
    referred = await moment.uow.cases.referred_by(holder, organisation)
    seated = {one.case for one in places} - {one.id for one in referred}
    cases = [*referred, *(await moment.uow.cases.known(seated) if seated else ())]
    ids = {one.id for one in cases}
    drafts, kept = await _find_drafts(moment, holder, ids)
    return HeldWork(
        holder=holder,
        organisation=organisation,
        cases=tuple(sorted(cases, key=lambda one: one.code)),
        places=tuple(places),
        actions=tuple(
            one
            for one in await moment.uow.agreed_actions.concerning(holder)
            if (one.owner, one.organisation) == (holder, organisation)
            if one.is_open and one.case in ids
        ),
        drafts=drafts,
        asked=await find_questions(moment, holder, organisation, ids),
        reports=tuple(await list_open_reports(moment, holder, organisation)),
        kept=kept,
        stood_in=sum(one.stands_in_for is not None for one in own),
    )


async def _find_drafts(
    moment: Moment, holder: MemberId, held: Collection[CaseId]
) -> tuple[tuple[WaitingDraft, ...], int]:
    """The drafts about a case that goes, or about one that is not kept yet; how many others."""
    waiting = [one for one in await moment.uow.drafts.waiting_of(holder) if one.is_filled_in]
    asked = {one.case for one in waiting if one.case}
    kept = {one.id for one in await moment.uow.cases.known(asked)} if asked else set[CaseId]()
    going = tuple(
        one
        for one in waiting
        if one.dialog in MOVABLE_DIALOGS and one.case and not is_drill(one.id)
        if one.case in held or one.case not in kept
    )
    return going, len(waiting) - len(going)


def count_held(held: HeldWork) -> HeldCounts:
    """Count what a member holds; a closed case goes along and is not spoken of."""
    cases = [one for one in held.cases if one.state not in SHIELDED]
    return HeldCounts(
        cases=len(cases),
        directed=sum(one.case_director == held.holder for one in cases),
        actions=len(held.actions),
        invitations=len(held.asked.places),
        reports=len(held.reports),
        questions=len(held.asked.requests) + len(held.asked.rounds) + len(held.asked.enquiries),
        drafts=len(held.drafts),
        kept=held.kept,
        stood_in=held.stood_in,
    )


async def move_held(
    ctx: Context, held: HeldWork, receiver: MemberId, reason: AuditReason | None = None
) -> HeldCounts:
    """Move all of it to a colleague: who held it is refused from now on. What was moved is counted;
    a draft stays where the colleague has one open on the same subject.
    """
    for case in held.cases:
        await _move_case(ctx, case, held, receiver)
        await ctx.record(
            AuditEvent.HANDED_OVER, case.id, held.holder, reason=reason, on_behalf_of=receiver
        )
    for action in held.actions:
        agreed = await ctx.uow.agreed_actions.get(action.id)
        await hand_action(ctx, agreed, receiver, agreed.organisation)
    for report in held.reports:
        await take_over_report(ctx, report, receiver)
        await ctx.record(
            AuditEvent.HANDED_OVER, report.case, report.id, reason=reason, on_behalf_of=receiver
        )
    await take_over_asked(ctx, held.asked, held.holder, receiver)
    moved = [await ctx.uow.drafts.move(one.id, receiver) for one in held.drafts]
    counts = count_held(held)
    return replace(counts, drafts=sum(moved), kept=counts.kept + moved.count(False))


async def _move_case(ctx: Context, case: Case, held: HeldWork, receiver: MemberId) -> None:
    """A case goes with its question and wish."""
    moved = await _move_stand(ctx, case, held.holder, receiver)
    for place in held.places:
        if place.case == case.id:
            await _move_place(ctx, moved, place, receiver)
    await take_over_questions(ctx, case.id, held.holder, receiver)


async def _move_place(ctx: Context, case: Case, place: CirclePlace, receiver: MemberId) -> None:
    """Who stood in for the member of a place that still holds leaves too."""
    if place.left_at is None:
        await let_leave(ctx, case, place.member, LeftReason.HANDED_OVER)
    await take_over_place(ctx, place, receiver)


async def _move_stand(ctx: Context, case: Case, holder: MemberId, receiver: MemberId) -> Case:
    """Who referred and who directs; the colleague directs the content by accepting. The day on
    which a case goes stays as it was.
    """
    directs = case.case_director == holder
    moved = replace(
        case,
        referrer=receiver if case.referrer == holder else case.referrer,
        case_director=receiver if directs else case.case_director,
    )
    if case.state not in _COUNTED_FROM_CHANGE:
        moved = replace(moved, changed_by=ctx.actor.id, changed_at=ctx.now)
    if (moved.referrer, moved.case_director) == (case.referrer, case.case_director):
        return case
    if directs:
        await ctx.record(AuditEvent.CASE_DIRECTOR_CHOSEN, case.id, receiver)
    saved = await ctx.uow.cases.save(moved)
    if saved.referrer != case.referrer:
        await answer_about_rest(ctx, await find_mark(ctx, case.id), case)
    return saved
