"""The colour of a case: a process director sets it with a reason, the history stays, and what a
colour usually asks is proposed. Nobody is pushed about it: ``mijn`` and the list show it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.access import Action
from domain.agreement import Agreement, Signature
from domain.audit import AuditEvent
from domain.case import Case, CirclePlace, CircleReason
from domain.case_circle import Involving
from domain.colour import ColourDecision, ColourWish, decide_colour, propose_required
from domain.discussion_wish import DiscussionWish
from domain.identifiers import MeetingKindId, MemberId, OrganisationId
from domain.mandate import AgreedDecision
from domain.sight import SeenPart
from domain.stoplight import Colour
from domain.weighing import choose_seats
from services.access import Permit
from services.agenda.late import propose_late_red
from services.attendance_request import ask_soon_if_red
from services.confirmation_asking import ask_to_confirm
from services.consent import Consent, agree_on_newcomers, find_seated
from services.joining import let_join
from services.leaving import let_dropped_leave
from services.meeting_kind import find_chosen_kind, move_case
from services.moment import Context
from services.partners import find_participants, find_representatives, name_organisations
from services.written_round_timer import follow_case


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourProposal:
    """What a process director starts from when setting a colour; nothing of it is decided.
    ``seated`` have a place in the case already, ``meeting_kind`` is where the case is discussed, in
    a house with several kinds.
    """

    case: Case
    colour: Colour | None = None
    minutes: int | None = None
    required: tuple[OrganisationId, ...] = ()
    seated: tuple[OrganisationId, ...] = ()
    meeting_kind: MeetingKindId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourHistoryView:
    """Why a case has its colour, and every colour before it, newest first; and who asks to have it
    discussed.
    """

    case: Case
    decisions: tuple[ColourDecision, ...]
    setters: Mapping[MemberId, str]
    organisations: Mapping[OrganisationId, str]
    on: date
    wishes: tuple[DiscussionWish, ...] = ()


async def record_colour_seen(ctx: Context, permit: Permit) -> None:
    """Put on record that a process director sees the colour a case has, with what it asks."""
    permit.case_for(ctx, Action.SET_COLOUR)
    await ctx.record_seen(permit.sight(SeenPart.COLOUR))


async def propose_colour(ctx: Context, permit: Permit, colour: Colour | None) -> ColourProposal:
    """Propose what a colour asks of a case by the house's policy; without a colour, what it has."""
    case = permit.case_for(ctx, Action.SET_COLOUR)
    await record_colour_seen(ctx, permit)
    current = case.colour
    chosen = colour or (current.colour if current else None)
    kind = await find_chosen_kind(ctx, case)
    seated = tuple(sorted(await find_seated(ctx, case.id)))
    if chosen is None:
        return ColourProposal(case=case, seated=seated, meeting_kind=kind)
    asked = ctx.house.stoplight.of(chosen)
    is_same = current is not None and current.colour is chosen
    director = await _directing_organisation(ctx, case)
    return ColourProposal(
        case=case,
        colour=chosen,
        minutes=current.minutes if current and is_same else asked.minutes,
        required=propose_required(asked.required, await _named(ctx, case), director),
        seated=seated,
        meeting_kind=kind,
    )


async def _named(ctx: Context, case: Case) -> frozenset[OrganisationId]:
    """The partners named for this case that take part still: by its colour, else when weighed."""
    named: Collection[OrganisationId] = case.colour.required if case.colour else ()
    if not named:
        weighing = await ctx.uow.weighings.get(case.id)
        named = weighing.verdict.involved if weighing else ()
    return frozenset(one.id for one in await find_participants(ctx) if one.id in named)


async def _directing_organisation(ctx: Context, case: Case) -> OrganisationId | None:
    if case.case_director is None:
        return None
    return (await ctx.uow.people.member(case.case_director)).organisation


async def set_colour(
    ctx: Context,
    permit: Permit,
    wish: ColourWish,
    kind: MeetingKindId | None = None,
    consent: Consent | None = None,
) -> ColourDecision:
    """Set the colour of a case, and in which ``kind`` of meeting it is discussed; who newly must be
    there joins its circle. Public participants agree to that (WGS art. 2.31(4)).

    Raises NobodyAgreedError, and what else ``agree`` raises, when a partner comes in and nobody
    stands behind it.
    """
    case = await move_case(ctx, permit.case_for(ctx, Action.SET_COLOUR), kind)
    agreement = await agree_on_newcomers(ctx, case.id, wish.required, consent)
    decision, _ = await apply_colour(ctx, case, wish, ctx.sign(), agreement)
    return decision


async def apply_colour(
    ctx: Context,
    case: Case,
    wish: ColourWish,
    signed: Signature,
    agreement: Agreement | None = None,
) -> tuple[ColourDecision, Case]:
    """Keep the colour that a process director signed for, whoever types it, and give the case as
    it is then. ``agreement`` stands behind whom it brings in; NobodyAgreedError without it.
    """
    participants = await find_participants(ctx)
    decision = decide_colour(case.id, wish, participants, ctx.house.stoplight, signed, ctx.calendar)
    await ctx.uow.colours.add(decision)
    saved = await ctx.uow.cases.save(
        replace(case, colour=decision.standing, changed_by=ctx.actor.id, changed_at=ctx.now)
    )
    is_own = signed.by == ctx.actor.id
    await ctx.record(AuditEvent.COLOUR_SET, case.id, on_behalf_of=None if is_own else signed.by)
    await _let_required_join(ctx, decision, agreement)
    await let_dropped_leave(ctx, saved, case.colour.required if case.colour else ())
    await propose_late_red(ctx, case, decision.standing)
    await follow_case(ctx, case.id, case.colour, decision.standing)
    await ask_soon_if_red(ctx, saved)
    await ask_to_confirm(ctx, saved, AgreedDecision.INVOLVING, agreement, signed)
    return decision, saved


async def _let_required_join(
    ctx: Context, decision: ColourDecision, agreement: Agreement | None
) -> None:
    """Give a required organisation a place when it has none yet."""
    present = {place.organisation for place in await ctx.uow.cases.circle(decision.case)}
    newcomers = await find_representatives(ctx, set(decision.standing.required) - present)
    seats = choose_seats(newcomers, CircleReason.REQUIRED_PARTNER)
    involving = Involving(agreement=agreement) if agreement else None
    for member, (organisation, reason) in seats.items():
        place = CirclePlace(
            case=decision.case,
            member=member,
            organisation=organisation,
            reason=reason,
            joined_at=ctx.now,
        )
        await let_join(ctx, place, involving=involving)


def _bring_up_to_date(case: Case, decisions: Sequence[ColourDecision]) -> list[ColourDecision]:
    """The newest decision is reviewed when the case is: a discussion moves that day."""
    if case.colour is None or not decisions:
        return list(decisions)
    return [replace(decisions[0], standing=case.colour), *decisions[1:]]


async def view_colour_history(ctx: Context, permit: Permit) -> ColourHistoryView:
    """Show why a case has its colour, to who is involved; that it was seen goes on record."""
    case = permit.case_for(ctx, Action.READ_COLOUR)
    await ctx.record_seen(permit.sight(SeenPart.COLOUR))
    decisions = _bring_up_to_date(case, await ctx.uow.colours.history(case.id))
    is_asked = case.rotation.asked_for_on is not None
    wishes = await ctx.uow.discussion_wishes.of_case(case.id) if is_asked else ()
    setters = {*(one.standing.set_by for one in decisions), *(one.member for one in wishes)}
    return ColourHistoryView(
        case=case,
        decisions=tuple(decisions),
        setters=await ctx.uow.people.names(setters),
        organisations=await name_organisations(ctx),
        on=ctx.today,
        wishes=tuple(wishes),
    )
