"""A professional asks a coordinator for advice before a referral. There is no case and no dossier:
only whoever asks and the coordinators read it, and it is wiped when it ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Final

from domain.access import Action
from domain.audit import AuditEvent
from domain.consult import (
    Consult,
    ConsultId,
    ConsultLine,
    ConsultReply,
    SaidAs,
    answer_consult_with,
    ask_on,
    check_consult_words,
    take_consult,
)
from domain.errors import NotFoundError
from domain.identifiers import MemberId
from domain.member import Actor, Role
from domain.notice import NoticeKind
from domain.policy import decide_access
from domain.sight import SeenPart
from domain.timer import Timer, TimerKind
from services.access import HousePermit, not_involved, require
from services.action_reminders import open_office
from services.digest import find_next_digest, tell_in_digest
from services.guarding import list_coordinators, list_directors
from services.moment import Context, Moment, Reading
from services.referral import ReservedCase, begin_referral

# each day: whether it waits too long, whether whoever asked still has their place, whether it ends
_LOOKED_AT_EACH: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenConsult:
    """A consult that the actor may read, with the permit they read it on, and how many of its lines
    they have ``seen``.
    """

    consult: Consult
    permit: HousePermit
    seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultRow:
    """A consult as a list names it: who asked, never what. ``is_late`` when it waits too long."""

    id: ConsultId
    asker: str
    waits: bool
    taken_by: str
    said_at: datetime
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidLine:
    """A line of a consult, with who said it."""

    name: str
    line: ConsultLine


def open_to_consult(ctx: Context) -> HousePermit:
    """Who may ask the coordinators something."""
    return require(ctx, Action.ASK_CONSULT)


async def ask_consult(ctx: Context, reply: ConsultReply, question: str) -> None:
    """Ask the coordinators something. Raises NoConsultWordsError and NamesSomebodyError."""
    require(ctx, Action.ASK_CONSULT)
    said = _say(ctx, SaidAs.ASKED, check_consult_words(question))
    consult = Consult(
        id=ConsultId(token_hex(16)),
        asker=ctx.actor.id,
        organisation=ctx.actor.organisation.id,
        reply=reply,
        said_at=ctx.now,
        lines=(said,),
    )
    await ctx.uow.consults.add(consult)
    await ctx.uow.consults.count(ctx.today.replace(day=1))
    await ctx.record(AuditEvent.CONSULT_ASKED, subject=consult.id)
    await _wait_for_answer(ctx, consult)


async def open_own_consult(ctx: Context, consult_id: ConsultId) -> OpenConsult:
    """Find a consult of the actor; RefusedError when it is somebody else's, or of before they moved
    to another organisation.
    """
    permit = require(ctx, Action.ASK_CONSULT)
    consult = await ctx.uow.consults.get(consult_id)
    if not _is_of(consult, ctx.actor):
        raise not_involved(Action.ASK_CONSULT, None)
    return OpenConsult(consult=consult, permit=permit, seen=len(consult.lines))


async def open_consult_to_answer(
    ctx: Context, consult_id: ConsultId, seen: int | None = None
) -> OpenConsult:
    """Find a consult for a coordinator to answer, not one they asked themselves; all of it unless
    so many lines are ``seen``. RefusedError when whoever asked lost their place;
    ConsultAnsweredError, ConsultTakenError.
    """
    permit = require(ctx, Action.ANSWER_CONSULT)
    consult = await ctx.uow.consults.get(consult_id)
    if consult.asker == ctx.actor.id or not await _still_asks(ctx, consult):
        raise not_involved(Action.ANSWER_CONSULT, None)
    (free,) = await _free_of_who_left(ctx, [consult])
    take_consult(free, ctx.actor.id)
    return OpenConsult(consult=free, permit=permit, seen=seen or len(free.lines))


async def read_consult(ctx: Context, opened: OpenConsult) -> Sequence[SaidLine]:
    """Read what was said; that goes on record."""
    consult = opened.consult
    await ctx.record_seen(*opened.permit.sights(SeenPart.CONSULT, (), consult.id))
    people = await ctx.uow.people.by_ids({one.by for one in consult.lines})
    return [SaidLine(name=people[one.by].name, line=one) for one in consult.lines]


async def take_on_consult(ctx: Context, opened: OpenConsult) -> None:
    """Take a question on, to answer it later."""
    opened.permit.check(ctx, Action.ANSWER_CONSULT)
    await ctx.uow.consults.save(take_consult(opened.consult, ctx.actor.id))
    await ctx.record(AuditEvent.CONSULT_TAKEN, subject=opened.consult.id)


async def answer_consult(
    ctx: Context, opened: OpenConsult, said_as: SaidAs, answer: str
) -> Consult:
    """Answer what was seen in writing, or put on record that it was answered by telephone.

    Raises NoConsultWordsError, NamesSomebodyError, ConsultAnsweredError, TooMuchSaidError.
    """
    opened.permit.check(ctx, Action.ANSWER_CONSULT)
    text = "" if said_as is SaidAs.CALLED else check_consult_words(answer)
    answered = answer_consult_with(opened.consult, _say(ctx, said_as, text), opened.seen)
    saved = await ctx.uow.consults.save(answered)
    await ctx.record(AuditEvent.CONSULT_ANSWERED, subject=saved.id)
    await ctx.tell(
        NoticeKind.CONSULT,
        saved.asker,
        saved.id,
        f"consult:{saved.id}:{len(saved.lines)}",
        card=f"consult:{saved.id}",
        window=open_office(ctx),
    )
    return saved


async def ask_on_consult(ctx: Context, opened: OpenConsult, question: str) -> None:
    """Ask something more. Raises NoConsultWordsError, NamesSomebodyError, TooMuchSaidError."""
    opened.permit.check(ctx, Action.ASK_CONSULT)
    said = _say(ctx, SaidAs.ASKED, check_consult_words(question))
    saved = await ctx.uow.consults.save(ask_on(opened.consult, said))
    await ctx.record(AuditEvent.CONSULT_ASKED, subject=saved.id)
    await _wait_for_answer(ctx, saved)


async def close_consult(ctx: Context, opened: OpenConsult) -> None:
    """Whoever asked ends it: all that was said is wiped at once."""
    opened.permit.check(ctx, Action.ASK_CONSULT)
    await _end(ctx, opened.consult, AuditEvent.CONSULT_CLOSED)


async def refer_from_consult(ctx: Context, consult_id: ConsultId) -> ReservedCase:
    """Begin a referral with the question of a consult, which ends with it."""
    opened = await open_own_consult(ctx, consult_id)
    await ctx.record_seen(*opened.permit.sights(SeenPart.CONSULT, (), consult_id))
    reserved = await begin_referral(ctx)
    await _end(ctx, opened.consult, AuditEvent.CONSULT_REFERRED)
    return replace(reserved, question=opened.consult.question)


async def look_at_consult(moment: Moment, consult_id: str) -> None:
    """Each day: wipe a consult that is over, or whose asker lost their place; tell once that one
    waits too long, and then once to the process directors.
    """
    try:
        consult = await moment.uow.consults.get(ConsultId(consult_id))
    except NotFoundError:
        return
    if consult.ends_at <= moment.now or not await _still_asks(moment, consult):
        await _end(moment, consult, AuditEvent.CONSULT_LAPSED)
        return
    await _remind(moment, consult)
    await _look_again(moment, consult)


async def list_own_consults(ctx: Context) -> Sequence[ConsultRow]:
    """What the actor asked and is not over."""
    if not decide_access(Action.ASK_CONSULT, ctx.actor, None).is_allowed:
        return []
    found = await ctx.uow.consults.of_asker(ctx.actor.id)
    own = [one for one in found if _is_of(one, ctx.actor)]
    return [await _row(ctx, one) for one in await _free_of_who_left(ctx, own)]


async def list_consults_to_answer(ctx: Context) -> Sequence[ConsultRow]:
    """The questions that wait for this coordinator, or for any; for a process director also one
    that waits too long with a colleague.
    """
    return await _list_waiting(ctx, ctx.actor)


async def read_consults_to_answer(reading: Reading) -> Sequence[ConsultRow]:
    """The same, in the digest of a coordinator."""
    return await _list_waiting(reading, await reading.form_actor(reading.recipient))


async def is_consult_of(reading: Reading, consult_id: ConsultId) -> bool:
    """Tell whether a consult is there and is the recipient's own."""
    try:
        consult = await reading.uow.consults.get(consult_id)
    except NotFoundError:
        return False
    return _is_of(consult, await reading.form_actor(reading.recipient))


async def _list_waiting(moment: Moment, actor: Actor) -> Sequence[ConsultRow]:
    if not decide_access(Action.ANSWER_CONSULT, actor, None).is_allowed:
        return []
    return [
        await _row(moment, one)
        for one in await _free_of_who_left(moment, await moment.uow.consults.waiting())
        if _is_for(one, actor) and await _still_asks(moment, one)
    ]


def _is_for(consult: Consult, actor: Actor) -> bool:
    if consult.asker == actor.id:
        return False
    is_told = consult.is_late and Role.PROCESS_DIRECTOR in actor.roles
    return consult.taken_by in {None, actor.id} or is_told


async def _wait_for_answer(ctx: Context, consult: Consult) -> None:
    on = find_next_digest(ctx)
    await tell_in_digest(ctx, *await _find_coordinators(ctx, consult), on=on)
    await _look_again(ctx, consult)


async def _find_coordinators(moment: Moment, consult: Consult) -> Sequence[MemberId]:
    """Who took it on, or all when nobody did."""
    (free,) = await _free_of_who_left(moment, [consult])
    if free.taken_by:
        return [free.taken_by]
    return await list_coordinators(moment)


async def _free_of_who_left(moment: Moment, consults: Sequence[Consult]) -> Sequence[Consult]:
    """What was taken on by who is no coordinator any more waits for all of them again; who answered
    a question keeps it.
    """
    if not any(one.waits and one.taken_by for one in consults):
        return consults
    holders = {None, *await list_coordinators(moment)}
    return [
        replace(one, taken_by=None) if one.waits and one.taken_by not in holders else one
        for one in consults
    ]


async def _remind(moment: Moment, consult: Consult) -> None:
    days = moment.house.terms.consult_working_days
    due = consult.reminders_due(moment.today, moment.calendar, days)
    if due <= consult.reminders:
        return
    await moment.uow.consults.save(replace(consult, reminders=due))
    told = await _find_coordinators(moment, consult)
    if due > 1:
        told = await list_directors(moment)
    await tell_in_digest(moment, *told)


async def _look_again(moment: Moment, consult: Consult) -> None:
    at = min(moment.now + _LOOKED_AT_EACH, max(consult.ends_at, moment.now))
    await moment.uow.timers.set(Timer(kind=TimerKind.CONSULT, subject=consult.id, due_at=at))


async def _end(moment: Moment, consult: Consult, event: AuditEvent) -> None:
    await moment.uow.consults.wipe(consult)
    await moment.record(event, subject=consult.id)


async def _still_asks(moment: Moment, consult: Consult) -> bool:
    asker = (await moment.uow.people.by_ids([consult.asker]))[consult.asker]
    actor = await moment.form_actor(asker)
    return _is_of(consult, actor) and decide_access(Action.ASK_CONSULT, actor, None).is_allowed


def _is_of(consult: Consult, actor: Actor) -> bool:
    return (consult.asker, consult.organisation) == (actor.id, actor.organisation.id)


async def _row(moment: Moment, consult: Consult) -> ConsultRow:
    named = [consult.asker, *([consult.taken_by] if consult.taken_by else [])]
    people = await moment.uow.people.by_ids(named)
    return ConsultRow(
        id=consult.id,
        asker=people[consult.asker].name,
        waits=consult.waits,
        taken_by=people[consult.taken_by].name if consult.taken_by else "",
        said_at=consult.said_at,
        is_late=consult.is_late,
    )


def _say(ctx: Context, said_as: SaidAs, text: str) -> ConsultLine:
    return ConsultLine(said_as=said_as, by=ctx.actor.id, at=ctx.now, text=text)
