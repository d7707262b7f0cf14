"""What a dialog leaves when its last button is refused: the refusal on record, and nothing else."""

from dataclasses import replace

import pytest

from cards.page import ReceiptView
from domain.access import Access, Action, Refusal
from domain.audit import AuditEvent, AuditReason
from domain.draft import Answers
from domain.errors import RuleBrokenError, StoplichtError
from domain.identifiers import CaseId
from domain.notice import NoticeKind
from domain.timer import Timer, TimerKind
from services.access import RefusedError
from services.moment import Context
from tests.dialogs.test_engine import ALL_KINDS, ANSWERS, Anything
from tests.support.conversation import Conversation

CASE = CaseId("case-1")
REFUSED = RefusedError(Access(action=Action.WEIGH, refusal=Refusal.NOT_INVOLVED), CASE)


@pytest.mark.parametrize(
    ("refusal", "on_record"),
    [
        (REFUSED, [(AuditEvent.REFUSED, AuditReason.NOT_INVOLVED, "weigh", "agent")]),
        (RuleBrokenError(), []),
    ],
)
async def test_a_refusal_at_the_end_is_on_record_and_what_came_before_it_is_not(
    talk: Conversation, refusal: StoplichtError, on_record: list[tuple[object, ...]]
):
    async def do_much(ctx: Context, _about: Anything, _answers: Answers) -> ReceiptView:
        await ctx.record(AuditEvent.WEIGHED, CASE)
        await ctx.tell(NoticeKind.REFERRAL_WEIGHED, ctx.actor.id, CASE, "half")
        await ctx.uow.timers.set(Timer(kind=TimerKind.OWN_TIMES, subject="m", due_at=ctx.now))
        raise refusal

    talk.dialogs = (replace(ALL_KINDS, finish=do_much),)
    await talk.begins(talk.dialogs[0], Anything())
    await talk.goes_through(ANSWERS)
    await talk.presses("Versturen")
    async with talk.house() as house:
        entries = await house.on_record(CASE)
        assert [(e.event, e.reason, e.subject, e.who) for e in entries] == on_record
        assert await house.notices(NoticeKind.REFERRAL_WEIGHED) == []
        async with house.database.reading() as uow:
            due = await uow.timers.due([TimerKind.OWN_TIMES], house.now, None, 10)
        assert due == []
    (draft,) = await talk.drafts()
    assert draft.end is None
