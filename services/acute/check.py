"""How is it, a day and three days after an acute session? Its director is asked, then who is on
duty, then the manager hears that nobody says; a new report about the case is an answer too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Final

from domain.access import Action, CaseState, Ground
from domain.acute_check import (
    AcuteCheck,
    AcuteCheckId,
    CheckOutcome,
    CheckStep,
    end_check,
    form_checks,
    go_on_at_once,
    take_step,
)
from domain.acute_session import Session
from domain.audit import AuditEvent, AuditReason
from domain.case import Case
from domain.errors import AlreadyDoneError
from domain.identifiers import CaseCode, CaseId, MemberId
from domain.member import Member, Role
from domain.notice import NoticeKind
from domain.policy import may_ever
from domain.sight import SeenPart, Sight
from domain.timer import Timer, TimerKind
from services.acute.duty import list_away, list_duty_directors, open_duty
from services.acute.notices import announce_board, record
from services.acute.permits import SessionPermit, open_to_close
from services.calendar import write_moment
from services.moment import Context, Moment, Reading

_IN_HOUSE: Final = frozenset({CaseState.PURPOSE_TESTED, CaseState.TAKEN_UP})


class CheckAnsweredError(AlreadyDoneError):
    """Somebody said already how it is."""

    text_key: ClassVar[str] = "acute_check.answered_before"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """A question after a session, without content: what is open of what was agreed about the case,
    and of that overdue; who was asked, and what was answered by whom.
    """

    check: AcuteCheck
    code: CaseCode
    open_actions: int
    overdue_actions: int
    told: tuple[Member, ...]
    answered_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """A question that waits for an answer, on a list."""

    check: AcuteCheckId
    code: CaseCode
    closed_at: datetime


async def plan_checks(moment: Moment, session: Session) -> None:
    """Have it asked how it is after a session that was just closed."""

    def open_at(at: datetime) -> datetime:
        return open_duty(moment, at)

    for check in form_checks(session.id, session.case, moment.now, open_at):
        await moment.uow.acute_checks.add(check)
        await _set_timer(moment, check)


async def look_at_check(moment: Moment, check_id: str) -> None:
    """Ask whoever must be asked by now how it is, and say when to look again; its timer calls
    this.
    """
    check = await moment.uow.acute_checks.get(AcuteCheckId(check_id))
    if not check.is_open:
        return
    case = await moment.uow.cases.get(check.case)
    if case.state not in _IN_HOUSE:
        await _end(moment, check, CheckOutcome.LAPSED, None)
        return
    opens_at = open_duty(moment, moment.now)
    if opens_at > moment.now:
        # a bot that was down in the day asks nobody at night
        await _set_timer(moment, replace(check, next_at=opens_at))
        return
    directors = await moment.uow.people.role_holders([Role.PROCESS_DIRECTOR], moment.today)
    going = go_on_at_once(check, directors, moment.now)
    while going.is_due(moment.now) and going.next_step:
        going = await _ask_next(moment, going, going.next_step)
    if going is not check:
        saved = await moment.uow.acute_checks.save(going)
        await _set_timer(moment, saved)
        await _show_on_board(moment, saved)


async def _ask_next(moment: Moment, check: AcuteCheck, step: CheckStep) -> AcuteCheck:
    session = await moment.uow.sessions.get(check.session)
    kind, members = await _find_whom(moment, check, session, step)
    for member in members:
        key = f"acute_check:{check.id}:{member}"
        await moment.tell(kind, member, check.id, key, card=key)
    if check.taken:
        reason = AuditReason.NO_ANSWER
        await moment.record(AuditEvent.ESCALATED, check.case, check.session, reason=reason)
    return take_step(check, members, moment.now, lambda at: open_duty(moment, at))


async def _find_whom(
    moment: Moment, check: AcuteCheck, session: Session, step: CheckStep
) -> tuple[NoticeKind, Sequence[MemberId]]:
    people, today = moment.uow.people, moment.today
    directors = await people.role_holders([Role.PROCESS_DIRECTOR], today)
    match step:
        case CheckStep.DIRECTOR:
            away = await list_away(moment, moment.now)
            asked = [one for one in directors if one == session.director and one not in away]
        case CheckStep.DEPUTY:
            named = await list_duty_directors(moment, session)
            asked = [one for one in named if one not in {session.director, *check.told}][:1]
        case CheckStep.MANAGER:
            if managers := await people.role_holders([Role.MANAGER], today):
                return NoticeKind.ACUTE_UNCHECKED, managers
            asked = [one for one in directors if one not in check.told]
    return NoticeKind.ACUTE_CHECK, asked


async def open_check(ctx: Context, check_id: AcuteCheckId) -> tuple[SessionPermit, AcuteCheck]:
    """Find a question for a process director who may answer it; CheckAnsweredError when somebody
    did.
    """
    check = await ctx.uow.acute_checks.get(check_id)
    running = await open_to_close(ctx, check.session)
    if not check.is_open:
        by = check.answered_by
        name = (await ctx.uow.people.member(by)).name if by else ctx.house.name
        at = write_moment(ctx.house, check.answered_at or ctx.now)
        raise CheckAnsweredError(name=name, at=at)
    return running, check


async def answer_check(ctx: Context, check_id: AcuteCheckId, outcome: CheckOutcome) -> CheckView:
    """Note how it is, by a process director; everybody who was asked reads it on the same card."""
    running, check = await open_check(ctx, check_id)
    case = running.permit.case_for(ctx, Action.CLOSE_SESSION)
    answered = await _end(ctx, check, outcome, ctx.actor.id)
    await record(ctx, AuditEvent.ACUTE_CHECKED, case, check.session)
    return await _form(ctx, answered, case)


async def view_check(ctx: Context, check_id: AcuteCheckId) -> CheckView:
    """Show a question, from a list."""
    check = await ctx.uow.acute_checks.get(check_id)
    running = await open_to_close(ctx, check.session)
    await ctx.record_seen(running.sight(SeenPart.SESSION))
    return await _form(ctx, check, running.case)


async def note_acute_again(ctx: Context, case_id: CaseId) -> None:
    """A new report about a case says how it is: nobody is asked after the session before it."""
    for check in await ctx.uow.acute_checks.open_of(case_id):
        await _end(ctx, check, CheckOutcome.ACUTE_AGAIN, None)


async def list_own_checks(ctx: Context) -> Sequence[CheckRow]:
    """List what waits for an answer of the actor."""
    if not may_ever(Action.OPEN_SESSION, ctx.actor):
        return ()
    waiting = [one for one in await ctx.uow.acute_checks.open_ones() if one.concerns(ctx.actor.id)]
    if not waiting:
        return ()
    found = await ctx.uow.cases.known({one.case for one in waiting})
    codes = {one.id: one.code for one in found}
    await ctx.record_seen(
        *(
            Sight(
                part=SeenPart.SESSION,
                ground=Ground.PROCESS_DIRECTOR,
                case_id=one.case,
                subject=one.session,
            )
            for one in waiting
        )
    )
    return [
        CheckRow(check=one.id, code=codes[one.case], closed_at=one.closed_at) for one in waiting
    ]


async def read_check(reading: Reading, check_id: str) -> CheckView:
    """Read a question for whom it is sent to."""
    check = await reading.uow.acute_checks.get(AcuteCheckId(check_id))
    return await _form(reading, check, await reading.uow.cases.get(check.case))


async def _form(moment: Moment, check: AcuteCheck, case: Case) -> CheckView:
    agreed = await moment.uow.agreed_actions.of_case(case.id)
    unanswered = [one for one in agreed if one.is_open]
    told = await moment.uow.people.by_ids(list(dict.fromkeys(check.told)))
    by = check.answered_by
    return CheckView(
        check=check,
        code=case.code,
        open_actions=len(unanswered),
        overdue_actions=sum(one.due_on < moment.today for one in unanswered),
        told=tuple(told.values()),
        answered_by=(await moment.uow.people.member(by)).name if by else "",
    )


async def _end(
    moment: Moment, check: AcuteCheck, outcome: CheckOutcome, by: MemberId | None
) -> AcuteCheck:
    ended = await moment.uow.acute_checks.save(end_check(check, outcome, by, moment.now))
    await moment.uow.timers.cancel(TimerKind.ACUTE_CHECK, check.id)
    managers = await moment.uow.people.role_holders([Role.MANAGER], moment.today)
    for member in check.told:
        is_manager = member in managers
        kind = NoticeKind.ACUTE_UNCHECKED if is_manager else NoticeKind.ACUTE_CHECK
        card = f"acute_check:{check.id}:{member}"
        await moment.tell(kind, member, check.id, f"{card}:{ended.version}", card=card)
    await _show_on_board(moment, ended)
    return ended


async def _show_on_board(moment: Moment, check: AcuteCheck) -> None:
    session = await moment.uow.sessions.get(check.session)
    await announce_board(moment, session, f"check:{check.id}:{check.version}")


async def _set_timer(moment: Moment, check: AcuteCheck) -> None:
    if check.next_at:
        timer = Timer(kind=TimerKind.ACUTE_CHECK, subject=check.id, due_at=check.next_at)
        await moment.uow.timers.set(timer)
