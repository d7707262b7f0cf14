"""Who stands in for a member that is away: named with the absence, told to who does it, and
declined by them at any moment. What they may do begins and ends with the places they have for it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from secrets import token_hex
from typing import Final

from domain import deputy as rules
from domain.absence import Span
from domain.access import Action
from domain.audit import AuditEvent
from domain.deputy import NotAColleagueError, StandIn, StandInOverError
from domain.identifiers import MemberId, StandInId
from domain.member import Speaker
from domain.notice import NoticeKind
from domain.policy import decide_access
from services.access import not_involved, require
from services.action_reminders import open_office_before
from services.acute.passing_on import pass_on_to_deputy
from services.attendance_request import ask_deputy
from services.digest import (
    is_first_digest,
    list_spans_away,
    tell_in_digest,
)
from services.enquiry_clock import tell_deputy_of_enquiries
from services.guarding import list_coordinators
from services.joining import settle_deputy
from services.moment import Context, Moment, Reading
from services.standing_in import find_stand_in

# nobody is away longer and still has a digest to read
_LOOKS_BACK: Final = timedelta(weeks=8)


class DeputyNews(StrEnum):
    """What a member reads of it in a digest."""

    NAMED = "named"
    TAKEN_BACK = "taken_back"
    DECLINED = "declined"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeputyView:
    """Somebody stands in for a colleague: who for whom, and when; ``may_decline`` as long as they
    do.
    """

    id: StandInId
    member: MemberId
    span: Span
    name: str
    deputy: str
    may_decline: bool
    news: DeputyNews = DeputyNews.NAMED


async def list_who_may_stand_in(ctx: Context) -> Sequence[Speaker]:
    """Those who may stand in for the actor: who speaks for the same organisation."""
    require(ctx, Action.GIVE_ABSENCE)
    if ctx.actor.id not in await find_who_speaks(ctx):
        return []
    speakers = await ctx.uow.people.speakers(ctx.today)
    own = speakers.get(ctx.actor.organisation.id, ())
    return [one for one in own if one.id != ctx.actor.id]


async def find_who_speaks(moment: Moment) -> set[MemberId]:
    """Everybody who represents an organisation today: of others it matters not who stands in."""
    speakers = await moment.uow.people.speakers(moment.today)
    return {one.id for named in speakers.values() for one in named}


async def name_stand_in(ctx: Context, member: MemberId, span: Span, deputy: MemberId) -> None:
    """Have a colleague stand in for a member during an absence; the newest counts where two
    overlap. They hear it at once when it begins within two working days, else in their digest.

    Raises NotAColleagueError for who does not speak for the same organisation all that time.
    """
    new = await _form(ctx, member, span, deputy)
    known = await ctx.uow.deputies.of_member(member, ctx.now)
    changed = rules.lay_over(known, new, StandInId(token_hex(16)))
    for one in changed:
        await ctx.uow.deputies.keep(one)
        if one.withdrawn_at == ctx.now:
            await tell_in_digest(ctx, one.deputy)
    kept = replace(changed[-1], named_at=ctx.now)
    await ctx.uow.deputies.keep(kept)
    await ctx.record(AuditEvent.DEPUTY_NAMED, subject=deputy, on_behalf_of=member)
    await _tell_deputy(ctx, kept)
    await _settle(ctx, member)
    for away in await list_spans_away(ctx, deputy, ctx.now):
        await follow_absence(ctx, deputy, away, is_away=True)


async def _form(ctx: Context, member: MemberId, span: Span, deputy: MemberId) -> StandIn:
    away = await ctx.uow.people.member(member)
    organisation = await ctx.uow.people.organisation(away.organisation)
    from_now = replace(span, starts_at=max(span.starts_at, ctx.now))
    during = rules.cut_to_appointment(from_now, away, ctx.calendar)
    if deputy == member or not {member, deputy} <= await find_who_speaks(ctx):
        raise NotAColleagueError
    colleague = await ctx.uow.people.member(deputy)
    if not rules.speaks_during(colleague, organisation, during, ctx.calendar):
        raise NotAColleagueError
    return StandIn(
        id=StandInId(token_hex(16)),
        member=member,
        deputy=deputy,
        organisation=organisation.id,
        span=during,
        named_by=ctx.actor.id,
        named_at=ctx.now,
    )


async def _tell_deputy(ctx: Context, named: StandIn) -> None:
    if not rules.is_told_at_once(named, ctx.calendar, ctx.today):
        await tell_in_digest(ctx, named.deputy)
        return
    await ctx.tell(
        NoticeKind.DEPUTY_NAMED,
        named.deputy,
        named.id,
        f"deputy:{named.id}:{ctx.now:%Y%m%d%H%M%S}",
        window=open_office_before(ctx, named.span.starts_at),
    )


async def withdraw_deputies(ctx: Context, member: MemberId, span: Span) -> None:
    """End what deputies do for an absence that is taken back: from this moment on."""
    for one in await ctx.uow.deputies.of_member(member, ctx.now):
        if one.stands and one.span.overlaps(span):
            await ctx.uow.deputies.keep(replace(one, withdrawn_at=ctx.now))
            await tell_in_digest(ctx, one.deputy)
    await _settle(ctx, member)


async def follow_absence(ctx: Context, absent: MemberId, span: Span, *, is_away: bool) -> None:
    """Note of those a member stands in for that their deputy is away too, or is there after all:
    they hear it, and the coordinators do.
    """
    for one in await ctx.uow.deputies.of_deputy(absent, ctx.now):
        is_noted = one.deputy_away_at is not None
        if rules.leaves_alone(one, span) and is_noted is not is_away:
            noted = replace(one, deputy_away_at=ctx.now if is_away else None)
            await ctx.uow.deputies.keep(noted)
            if is_away:
                await tell_in_digest(ctx, one.member)
                await tell_in_digest(ctx, *await list_coordinators(ctx))


async def decline_stand_in(ctx: Context, stand_in_id: StandInId) -> DeputyView:
    """Decline to stand in, also when it began: the colleague hears it, and the coordinators when
    the colleague is away already.

    Raises StandInOverError when it is over, taken back or declined.
    """
    require(ctx, Action.GIVE_ABSENCE)
    asked = await ctx.uow.deputies.get(stand_in_id)
    if asked.deputy != ctx.actor.id:
        raise not_involved(Action.GIVE_ABSENCE, None)
    if not asked.stands or asked.span.ends_at <= ctx.now:
        raise StandInOverError
    declined = replace(asked, declined_at=ctx.now)
    await ctx.uow.deputies.keep(declined)
    await ctx.record(AuditEvent.DEPUTY_DECLINED, subject=asked.member)
    await tell_in_digest(ctx, asked.member)
    if asked.span.starts_at <= ctx.now:
        await tell_in_digest(ctx, *await list_coordinators(ctx))
    await _settle(ctx, asked.member)
    return await _view(ctx, declined)


async def _settle(moment: Moment, member: MemberId) -> None:
    known = await moment.uow.deputies.of_member(member, moment.now)
    await settle_deputy(moment, member, known)
    if running := await find_stand_in(moment, known):
        await ask_deputy(moment, member)
        await pass_on_to_deputy(moment, member, running.span)
        await tell_deputy_of_enquiries(moment, running)


async def look_at_deputy(moment: Moment, member: str) -> None:
    """Let who stands in for a member enter and leave; the timer of the member calls this."""
    await _settle(moment, MemberId(member))


async def list_standing_in(ctx: Context) -> Sequence[DeputyView]:
    """List for whom the actor stands in, now or later."""
    require(ctx, Action.GIVE_ABSENCE)
    found = await ctx.uow.deputies.of_deputy(ctx.actor.id, ctx.now)
    return [await _view(ctx, one) for one in found if one.stands]


async def list_stand_ins(ctx: Context, members: Collection[MemberId]) -> Sequence[DeputyView]:
    """List who stands in for members, now or later, and who said no."""
    require(ctx, Action.GIVE_ABSENCE)
    found = [one for member in members for one in await ctx.uow.deputies.of_member(member, ctx.now)]
    return [await _view(ctx, one) for one in found if one.withdrawn_at is None]


async def read_stand_in(reading: Reading, stand_in_id: StandInId) -> DeputyView:
    """What a member is told at once: that they stand in, for whom and when."""
    return await _view(reading, await reading.uow.deputies.get(stand_in_id))


async def read_deputy_news(reading: Reading) -> Sequence[DeputyView]:
    """Read what a member has to know since their last digest: that they stand in, or do not any
    more; that their deputy declined; for a coordinator, that nobody stands in for who is away.
    """
    since, me = reading.now - _LOOKS_BACK, reading.recipient.id
    own = await reading.uow.deputies.of_deputy(me, since)
    named = [one for one in own if one.stands and one.span.ends_at > reading.now]
    found = [
        *[(one, one.named_at, DeputyNews.NAMED) for one in named],
        *[
            (one, one.withdrawn_at, DeputyNews.TAKEN_BACK)
            for one in own
            if not any(other.member == one.member and other.span.holds(one.span) for other in named)
        ],
    ]
    for one in await reading.uow.deputies.left_alone_since(since):
        news = DeputyNews.DECLINED if one.member == me else DeputyNews.NOBODY
        if news is DeputyNews.DECLINED or await _hears_of(reading, one):
            found.append((one, one.declined_at or one.deputy_away_at, news))
    away = await list_spans_away(reading, me, since)
    return [
        await _view(reading, one, news)
        for one, at, news in found
        if at is not None and is_first_digest(reading, at, away)
    ]


async def _hears_of(reading: Reading, alone: StandIn) -> bool:
    """Coordinators hear it of who was away already, and of a deputy who is away too, as long as
    nobody else stands in.
    """
    actor = await reading.form_actor(reading.recipient)
    is_late = alone.declined_at and alone.declined_at >= alone.span.starts_at
    is_news = is_late or (alone.stands and alone.deputy_away_at)
    if not is_news or not decide_access(Action.ENTER_ABSENCE, actor, None).is_allowed:
        return False
    others = [
        one
        for one in await reading.uow.deputies.of_member(alone.member, reading.now)
        if one.id != alone.id and one.stands and one.span.overlaps(alone.span)
    ]
    return alone.span.ends_at > reading.now and not others


async def _view(moment: Moment, one: StandIn, news: DeputyNews = DeputyNews.NAMED) -> DeputyView:
    names = await moment.uow.people.names({one.member, one.deputy})
    return DeputyView(
        id=one.id,
        member=one.member,
        span=one.span,
        name=names[one.member],
        deputy=names[one.deputy],
        may_decline=one.stands and one.span.ends_at > moment.now,
        news=news,
    )
