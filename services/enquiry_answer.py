"""Who is asked whether they know somebody: all their open questions at once, who each is about in a
window, one press for each answer and one for all others. Who stands in for them may do the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from domain.access import Action, Ground, Involvement, Standing
from domain.audit import AuditEvent
from domain.case import Case
from domain.enquiry import (
    ANSWER_BACK_WITHIN,
    TELLS,
    DisclosureGround,
    Enquiry,
    EnquiryAnswer,
    answer_enquiry,
    take_back_answer,
)
from domain.identifiers import CaseCode, CaseId, EnquiryId, OrganisationId
from domain.member import Actor
from domain.policy import decide_access
from domain.sight import SeenPart, Sight
from domain.timer import TimerKind
from services.access import not_involved, require, require_case
from services.digest import find_next_digest
from services.enquiry_notices import edit_cards, tell_coordinators_of
from services.moment import Context, Moment, Reading
from services.morning_look import look_in_the_morning
from services.standing_in import list_absent

# a card and a window must stay small: the rest comes when these are answered
ASKED_AT_ONCE: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryRow:
    """A question to a member, without a name: of which case, until when, and what was said in the
    last quarter of an hour (``back_until``). ``is_late`` when the day to answer has passed,
    ``on_behalf_of`` the colleague that is away.
    """

    id: EnquiryId
    case: CaseId
    code: CaseCode
    due_on: date
    version: int
    answer: EnquiryAnswer | None = None
    back_until: datetime | None = None
    is_late: bool = False
    on_behalf_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiriesAsked:
    """The questions to a member; ``left_out`` counts those that come after these are answered.
    ``mark`` tells which are open now: who answers all of them at once answers these.
    """

    rows: tuple[EnquiryRow, ...]
    left_out: int = 0
    mark: str = ""

    @property
    def open(self) -> tuple[EnquiryRow, ...]:
        """Those without a word so far."""
        return tuple(one for one in self.rows if one.answer is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectAsked:
    """Who a question is about, and what else the partner may do once they said that they know them:
    for a window only.
    """

    row: EnquiryRow
    name: str
    born_on: date | None
    is_bound: bool = False
    may: frozenset[Action] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectsAsked:
    """Who all open questions to a member are about."""

    asked: EnquiriesAsked
    subjects: tuple[SubjectAsked, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """A question with its case, as it stands to who reads it."""

    enquiry: Enquiry
    case: Case


async def list_own_enquiries(ctx: Context) -> EnquiriesAsked:
    """List what the actor is asked; each case that is shown goes on record."""
    require(ctx, Action.VIEW_OWN)
    held = await _find_held(ctx, ctx.actor)
    await ctx.record_seen(*(_sight(SeenPart.OVERVIEW, one) for one in held[:ASKED_AT_ONCE]))
    return await _form(ctx, ctx.actor, held)


async def read_own_enquiries(reading: Reading) -> EnquiriesAsked:
    """Read what a member is asked, for a message."""
    actor = await reading.form_actor(reading.recipient)
    return await _form(reading, actor, await _find_held(reading, actor))


async def read_enquiries_due(reading: Reading) -> EnquiriesAsked:
    """Read what a member is asked and is in time for, for the digest: nobody is chased after it."""
    asked = await read_own_enquiries(reading)
    return replace(asked, rows=tuple(one for one in asked.open if one.due_on >= reading.today))


async def has_due_enquiry(reading: Reading) -> bool:
    """Tell whether the last day of something the recipient is asked has come."""
    actor = await reading.form_actor(reading.recipient)
    held = await _find_held(reading, actor)
    return any(one.enquiry.is_silent and one.enquiry.due_on <= reading.today for one in held)


async def view_subjects(ctx: Context) -> SubjectsAsked:
    """Show who all open questions to the actor are about, by name as in their own system; each on
    record as revealed.
    """
    require(ctx, Action.VIEW_OWN)
    held = await _find_held(ctx, ctx.actor)
    asked = await _form(ctx, ctx.actor, held)
    open_ids = {one.id for one in asked.open}
    rows = {one.id: one for one in asked.rows}
    await ctx.record_seen(*(_sight(SeenPart.OVERVIEW, one) for one in held[:ASKED_AT_ONCE]))
    subjects = [
        await _name(ctx, one, rows[one.enquiry.id]) for one in held if one.enquiry.id in open_ids
    ]
    by_name = sorted(subjects, key=lambda one: one.name.casefold())
    return SubjectsAsked(asked=asked, subjects=tuple(by_name))


async def view_subject_asked(ctx: Context, enquiry_id: EnquiryId) -> SubjectAsked:
    """Show who one question is about, on record as revealed; refused after a no."""
    held = await _open_own(ctx, enquiry_id, Action.REVEAL_IDENTITY)
    return await _name(ctx, held, await _row(ctx, ctx.actor, held))


async def find_ground_needed(ctx: Context, enquiry_id: EnquiryId) -> EnquiryRow | None:
    """The question of which the actor must say on what ground they tell something, because they are
    bound by professional secrecy; None when they are not.
    """
    held = await _open_own(ctx, enquiry_id, Action.ANSWER_ENQUIRY)
    if not await is_bound_by_secrecy(ctx, held.enquiry.organisation):
        return None
    await ctx.record_seen(_sight(SeenPart.OVERVIEW, held))
    return await _row(ctx, ctx.actor, held)


async def answer_own_enquiry(
    ctx: Context,
    enquiry_id: EnquiryId,
    seen_version: int | None,
    answer: EnquiryAnswer,
    ground: DisclosureGround | None = None,
) -> EnquiryAnswer | None:
    """Answer a question, and return what counts: an old window changes nothing, what was said first
    does.

    Raises EnquiryOverError, and NoDisclosureGroundError where professional secrecy applies.
    """
    held = await _open_own(ctx, enquiry_id, Action.ANSWER_ENQUIRY)
    if held.enquiry.version == seen_version:
        await edit_cards(ctx, await keep_answer(ctx, held.enquiry, answer, ground))
        return answer
    return held.enquiry.answer


async def answer_all_not_known(ctx: Context, seen_mark: str) -> bool:
    """Say of all open questions that the actor was shown that they know nobody; False when others
    came or went since, so that nothing was said.
    """
    require(ctx, Action.VIEW_OWN)
    held = await _find_held(ctx, ctx.actor)
    asked = await _form(ctx, ctx.actor, held)
    if asked.mark != seen_mark:
        return False
    open_ids = {one.id for one in asked.open}
    said = [
        await keep_answer(ctx, one.enquiry, EnquiryAnswer.NOT_KNOWN)
        for one in held
        if one.enquiry.id in open_ids
    ]
    for one in said[-1:]:
        await edit_cards(ctx, one)
    return True


async def take_back_own_answer(
    ctx: Context, enquiry_id: EnquiryId, seen_version: int | None
) -> None:
    """Take back an answer: the question is asked again. TooLateToTakeBackError after a quarter of
    an hour.
    """
    held = await _open_own(ctx, enquiry_id, Action.ANSWER_ENQUIRY, is_asked=True)
    if held.enquiry.version != seen_version:
        return
    undone = await ctx.uow.enquiries.save(take_back_answer(held.enquiry, ctx.now))
    await _record(ctx, AuditEvent.ENQUIRY_ANSWER_UNDONE, undone)
    await look_in_the_morning(ctx, TimerKind.ENQUIRY, undone.id, undone.due_on)
    await edit_cards(ctx, undone)


async def keep_answer(
    ctx: Context,
    enquiry: Enquiry,
    answer: EnquiryAnswer,
    ground: DisclosureGround | None = None,
) -> Enquiry:
    """Keep what a partner says. Every answer is kept in the same steps: nobody tells by the time it
    takes, or by what is put on record, who refused.
    """
    is_bound = await is_bound_by_secrecy(ctx, enquiry.organisation)
    said = answer_enquiry(enquiry, answer, ground, ctx.actor.id, ctx.now, is_bound=is_bound)
    saved = await ctx.uow.enquiries.save(said)
    await _record(ctx, AuditEvent.ENQUIRY_ANSWERED, saved)
    await _tell_who_asked(ctx, saved)
    return saved


async def _tell_who_asked(ctx: Context, said: Enquiry) -> None:
    """Who asked reads in their next digest that they have to call, or that all answers are in."""
    others = await ctx.uow.enquiries.of_case(said.case)
    is_complete = not any(one.is_unsettled for one in others)
    if (is_complete or said.answer is EnquiryAnswer.CALL_ME) and said.asked_by != ctx.actor.id:
        await tell_coordinators_of(ctx, said, find_next_digest(ctx))


async def is_bound_by_secrecy(moment: Moment, organisation: OrganisationId) -> bool:
    """Tell whether professional secrecy applies to an organisation in this house."""
    tags = (await moment.uow.people.organisation(organisation)).domain_tags
    return not tags.isdisjoint(moment.house.professional_secrecy)


async def _record(ctx: Context, event: AuditEvent, enquiry: Enquiry) -> None:
    """By who is asked, by who stands in for them, or by telephone."""
    is_own = ctx.actor.id == enquiry.member
    is_colleague = ctx.actor.organisation.id == enquiry.organisation
    spoken_for = None if is_own else enquiry.member
    await ctx.record_said(
        event, enquiry.case, enquiry.id, spoken_for=spoken_for, is_deputy=is_colleague
    )


async def _open_own(
    ctx: Context, enquiry_id: EnquiryId, action: Action, *, is_asked: bool = False
) -> _Held:
    """Find a question to the actor: the enquiry decides whose it is, the policy about the case.
    ``is_asked`` when what was said does not count.
    """
    enquiry = await ctx.uow.enquiries.get(enquiry_id)
    if not await may_answer_enquiry(ctx, ctx.actor, enquiry):
        raise not_involved(action, enquiry.case)
    case = await ctx.uow.cases.get(enquiry.case)
    stands = is_asked and enquiry.ended_at is None
    standing = _stand(case, is_asked=stands or enquiry.tells_subject)
    await require_case(ctx, action, case, standing=standing)
    return _Held(enquiry=enquiry, case=case)


async def may_answer_enquiry(moment: Moment, actor: Actor, enquiry: Enquiry) -> bool:
    """Tell whether a member is asked, or stands in now for who is, and still works for whom."""
    if actor.organisation.id != enquiry.organisation:
        return False
    return enquiry.member in {actor.id, *await list_absent(moment, actor.id)}


def _stand(case: Case, *, is_asked: bool) -> Standing:
    involvement = Involvement.ASKED if is_asked else Involvement.FORMER
    return Standing(involvement=involvement, state=case.state)


async def _find_held(moment: Moment, actor: Actor) -> Sequence[_Held]:
    """What an actor is asked and may answer today, what is open first; of whom they said that they
    know them; and what else they said within the last quarter of an hour.
    """
    members = [actor.id, *await list_absent(moment, actor.id)]
    asked = [
        one
        for one in await moment.uow.enquiries.asked_of(members)
        if one.organisation == actor.organisation.id
        if one.is_unsettled or one.answer in TELLS or one.may_be_taken_back(moment.now)
    ]
    cases = {one.id: one for one in await moment.uow.cases.known({one.case for one in asked})}
    held = [_Held(enquiry=one, case=cases[one.case]) for one in asked]
    theirs = [one for one in held if _may(actor, one.case)]
    return sorted(theirs, key=lambda one: not one.enquiry.is_silent)


def _may(actor: Actor, case: Case) -> bool:
    standing = _stand(case, is_asked=True)
    return decide_access(Action.ANSWER_ENQUIRY, actor, standing).is_allowed


async def _form(moment: Moment, actor: Actor, held: Sequence[_Held]) -> EnquiriesAsked:
    shown = held[:ASKED_AT_ONCE]
    rows = tuple([await _row(moment, actor, one) for one in shown])
    silent = [one.enquiry for one in shown if one.enquiry.is_silent]
    left_out = sum(one.enquiry.is_unsettled for one in held[ASKED_AT_ONCE:])
    return EnquiriesAsked(rows=rows, left_out=left_out, mark=_mark(silent))


def _mark(silent: Sequence[Enquiry]) -> str:
    names = sorted(f"{one.id}:{one.version}" for one in silent)
    return sha256(" ".join(names).encode()).hexdigest()[:16]


async def _row(moment: Moment, actor: Actor, held: _Held) -> EnquiryRow:
    one = held.enquiry
    absent = one.member if one.member != actor.id else None
    is_fresh = one.may_be_taken_back(moment.now)
    return EnquiryRow(
        id=one.id,
        case=one.case,
        code=held.case.code,
        due_on=one.due_on,
        version=one.version,
        answer=one.answer,
        back_until=one.answered_at + ANSWER_BACK_WITHIN if is_fresh and one.answered_at else None,
        is_late=one.is_late(moment.today),
        on_behalf_of=(await moment.uow.people.member(absent)).name if absent else "",
    )


async def _name(ctx: Context, held: _Held, row: EnquiryRow) -> SubjectAsked:
    case = held.case
    standing = _stand(case, is_asked=held.enquiry.tells_subject)
    permit = await require_case(ctx, Action.REVEAL_IDENTITY, case, standing=standing)
    await ctx.record_seen(permit.sight(SeenPart.IDENTITY, held.enquiry.id))
    identity = (await ctx.uow.cases.referral(case.id)).identity
    is_bound = await is_bound_by_secrecy(ctx, held.enquiry.organisation)
    return SubjectAsked(
        row=row,
        name=identity.name,
        born_on=identity.born_on,
        is_bound=is_bound,
        may=await _find_what_they_may(ctx, held),
    )


async def _find_what_they_may(ctx: Context, held: _Held) -> frozenset[Action]:
    """Contribute, and withdraw what their organisation contributed."""
    if held.enquiry.answer not in TELLS:
        return frozenset()
    told = await ctx.uow.contributions.told_of(held.case.id)
    own = [one for one in told if one.organisation == held.enquiry.organisation]
    stays = any(not one.is_withdrawn for one in own)
    standing = replace(_stand(held.case, is_asked=True), is_supplier=True)
    offered = (Action.CONTRIBUTE, *([Action.WITHDRAW_CONTRIBUTION] if stays else []))
    return frozenset(o for o in offered if decide_access(o, ctx.actor, standing).is_allowed)


def _sight(part: SeenPart, held: _Held) -> Sight:
    return Sight(part=part, ground=Ground.ASKED, case_id=held.case.id, subject=held.enquiry.id)
