"""What the clock does about written rounds: one opens at the review of a green case without
minutes, its writer is reminded, the days of silence are counted, and a round that the case has
overtaken ends. All of it is told in the digest.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from secrets import token_hex
from typing import Final

from domain.absence import Span
from domain.access import Action, Standing
from domain.audit import AuditEvent, AuditReason
from domain.case import Case
from domain.identifiers import CaseId, MemberId, RoundId
from domain.member import Role
from domain.policy import decide_access
from domain.written_round import (
    Reach,
    RoundAnswer,
    RoundState,
    RoundStep,
    Stance,
    WrittenRound,
    appoint,
    count_silence,
    end_round,
    find_end,
    find_step,
    is_away,
    is_written,
    let_write,
    list_office_hours,
    may_continue,
    needs_round,
    open_round,
)
from services.action_reminders import open_office
from services.digest import announce_digest, find_next_digest, name_digest
from services.moment import Moment
from services.rotation import note_discussed
from services.standing_in import add_deputies
from services.written_round_timer import look_on

COUNTED_AS: Final = {
    Stance.NO_OBJECTION: AuditReason.NO_ANSWER,
    Stance.AWAY: AuditReason.AWAY,
    Stance.NOT_REACHED: AuditReason.UNDELIVERABLE,
    Stance.LEFT: AuditReason.RIGHT_LOST,
}

_UNWRITTEN: Final = frozenset({RoundState.CHOOSING, RoundState.APPOINTING})


async def look_at_round(moment: Moment, case_id: str) -> None:
    """Do what is due about the written round of a case; its timer calls this, each working day
    while a round is open.
    """
    case = await moment.uow.cases.get(CaseId(case_id))
    held = await moment.uow.written_rounds.open_of(case.id)
    if held is not None:
        held = await _end_overtaken(moment, held, case)
    if held is not None and held.state in _UNWRITTEN:
        held = await _follow_director(moment, held, case)
    if held is None and needs_round(case, moment.today) and _is_office(moment):
        held = await _open(moment, case)
    elif held is not None:
        await _take_step(moment, held, case)
    await _look_again(moment, case, held)


def _is_office(moment: Moment) -> bool:
    return open_office(moment).opens_at is None


async def _look_again(moment: Moment, case: Case, held: WrittenRound | None) -> None:
    if held is not None:
        await look_on(moment, case.id, moment.calendar.add_working_days(moment.today, 1))
    elif case.colour and is_written(case.colour) and not case.rotation.is_called:
        await look_on(moment, case.id, max(case.colour.next_review_on, moment.today))


async def may_take_part(moment: Moment, case: Case, member: MemberId) -> bool:
    """Tell whether a member may write or answer in a round of this case now."""
    found = await moment.uow.people.member(member)
    involvement = await moment.uow.cases.involvement(case.id, member)
    standing = Standing(involvement=involvement, state=case.state)
    actor = await moment.form_actor(found)
    return decide_access(Action.ANSWER_ROUND, actor, standing).is_allowed


async def _open(moment: Moment, case: Case) -> WrittenRound:
    writer, asked = await _find_director(moment, case), await _find_asked(moment, case)
    on = find_next_digest(moment)
    if writer:
        on = await tell(moment, [writer])
    elif not asked:
        await tell_directors(moment)
    held = open_round(RoundId(token_hex(16)), case, writer, on)
    held = appoint(held, asked, on) if asked and not writer else held
    await moment.uow.written_rounds.add(held)
    await moment.record(AuditEvent.ROUND_OPENED, case.id, held.id, reason=AuditReason.ON_SCHEDULE)
    return held


async def _find_director(moment: Moment, case: Case) -> MemberId | None:
    """Who directs a case and can write its round."""
    director = case.case_director
    return director if director and await may_take_part(moment, case, director) else None


async def _find_asked(moment: Moment, case: Case) -> MemberId | None:
    """Who is asked to direct a case, did not answer and can still write its round."""
    request = await moment.uow.director_requests.find(case.id)
    if request is None or not request.is_waiting:
        return None
    return request.member if await may_take_part(moment, case, request.member) else None


async def _follow_director(moment: Moment, held: WrittenRound, case: Case) -> WrittenRound:
    """A round that nobody writes is for who directs the case since, or waits for who is asked to;
    the process directors hear when that comes to nothing.
    """
    director, asked = await _find_director(moment, case), await _find_asked(moment, case)
    is_appointing = held.state is RoundState.APPOINTING
    if asked and (is_appointing or not director):
        return (
            held
            if asked == held.writer
            else await _save(moment, appoint(held, asked, moment.today))
        )
    if director and (not is_appointing or director == held.writer):
        return await _save(moment, let_write(held, director, await tell(moment, [director])))
    return await _give_back(moment, held, director) if is_appointing else held


async def _give_back(moment: Moment, held: WrittenRound, director: MemberId | None) -> WrittenRound:
    """Who was asked does not direct the case: whoever does so still writes its round, and the
    process directors hear it.
    """
    told_on = await tell_directors(moment)
    written = replace(held, state=RoundState.CHOOSING, writer=None)
    if director:
        written = let_write(held, director, await tell(moment, [director]))
    return await _save(moment, replace(written, told_on=told_on))


async def _save(moment: Moment, held: WrittenRound) -> WrittenRound:
    return await moment.uow.written_rounds.save(held)


async def tell(moment: Moment, members: Sequence[MemberId]) -> date:
    """Let the next digest of these members say what is asked of them; the day the last one of them
    reads it.
    """
    on = find_next_digest(moment)
    return max([on, *[await announce_digest(moment, one, on) for one in members]])


async def tell_directors(moment: Moment) -> date:
    """Let the next digest of the process directors say that something waits for them."""
    await _tell_roles(moment, [Role.PROCESS_DIRECTOR])
    return find_next_digest(moment)


async def _tell_roles(moment: Moment, roles: Sequence[Role]) -> None:
    await tell(moment, await moment.uow.people.role_holders(roles, moment.today))


async def _end_overtaken(moment: Moment, held: WrittenRound, case: Case) -> WrittenRound | None:
    """End a round that its case has overtaken; the round when it goes on."""
    end = find_end(held, case)
    writes = held.writer if held.state is not RoundState.APPOINTING else None
    if end is None and writes and not await may_take_part(moment, case, writes):
        end = RoundState.WRITER_LEFT
    if end is None:
        return held
    await close_round(moment, held, end)
    return None


async def close_round(moment: Moment, held: WrittenRound, end: RoundState) -> None:
    """End a round, on record."""
    await moment.uow.written_rounds.save(end_round(held, end, moment.now))
    await moment.record(AuditEvent.ROUND_ENDED, held.case, held.id)


async def _take_step(moment: Moment, held: WrittenRound, case: Case) -> None:
    match find_step(held, moment.today, moment.calendar):
        case RoundStep.REMIND_WRITER if held.writer:
            on = await tell(moment, [held.writer])
            await moment.uow.written_rounds.save(replace(held, reminded_on=on))
        case RoundStep.TELL_DIRECTORS:
            on = await tell_directors(moment)
            await moment.uow.written_rounds.save(replace(held, told_on=on))
        case RoundStep.REMIND_PARTNERS:
            await _remind_partners(moment, held)
        case RoundStep.COUNT:
            await _count(moment, held, case)


async def _remind_partners(moment: Moment, held: WrittenRound) -> None:
    answers = await moment.uow.written_rounds.answers(held.id)
    silent = [one.member for one in answers if one.stance is Stance.OPEN]
    on = await tell(moment, await add_deputies(moment, silent))
    await moment.uow.written_rounds.save(replace(held, reminded_on=on))


async def _count(moment: Moment, held: WrittenRound, case: Case) -> None:
    """The days are over: the plan continues, or coordinators hear whose silence says nothing."""
    answers = await moment.uow.written_rounds.answers(held.id)
    counted = count_silence(answers, await _find_reach(moment, held, case, answers))
    changed = [now for was, now in zip(answers, counted, strict=True) if was != now]
    await moment.uow.written_rounds.keep_answers(changed)
    for one in changed:
        await moment.record(
            AuditEvent.ROUND_COUNTED,
            case.id,
            held.id,
            reason=COUNTED_AS[one.stance],
            on_behalf_of=one.member,
        )
    if may_continue(counted):
        await continue_plan(moment, held, case)
        return
    await moment.uow.written_rounds.save(replace(held, state=RoundState.WAITING))
    await _tell_roles(moment, [Role.INFORMATION_COORDINATOR, Role.PROCESS_DIRECTOR])


async def continue_plan(moment: Moment, held: WrittenRound, case: Case) -> None:
    """Let the plan of a case continue: it was discussed in writing, and its review moves."""
    await note_discussed(moment, case)
    await close_round(moment, held, RoundState.CONTINUED)


async def _find_reach(
    moment: Moment, held: WrittenRound, case: Case, answers: Sequence[RoundAnswer]
) -> Reach:
    seated = {place.member for place in await moment.uow.cases.circle(case.id)}
    keys = {name_digest(one.member, one.told_on): one.member for one in answers}
    arrived = await moment.uow.deliveries.arrived(keys)
    reached = {member for key, member in keys.items() if key in arrived}
    may = {one for one in reached & seated if await may_take_part(moment, case, one)}
    return Reach(seated=seated, reached=may, away=await _find_away(moment, held, seated))


async def _find_away(
    moment: Moment, held: WrittenRound, members: Collection[MemberId]
) -> set[MemberId]:
    if held.asked_on is None or held.until_on is None:
        return set()
    hours = list_office_hours(held.asked_on, held.until_on, moment.calendar)
    whole = Span(starts_at=hours[0].starts_at, ends_at=hours[-1].ends_at)
    found = await moment.uow.absences.during(whole)
    spans = {one: [it.span for it in found if it.member == one] for one in members}
    return {one for one, own in spans.items() if is_away(own, hours)}
