"""Use cases that take a permit, each as one step: the policy is asked, then it is done."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Any

from domain.access import Action
from domain.acute_invitation import AnswerEffect, InvitationAnswer
from domain.acute_report import AcuteReport
from domain.acute_session import Session
from domain.agreed_action import ActionWish
from domain.case import Case
from domain.colour import ColourDecision, ColourWish
from domain.identifiers import CaseId, InvitationId, MemberId, SessionId
from domain.member import Member, Organisation
from domain.screening import PurposeJudgement, ReferralPart
from services.access import require_case
from services.acute.circle import (
    CircleChoice,
    GatheringWish,
    Judgement,
    convene_session,
    judge_not_acute,
    name_proposals,
    open_report,
)
from services.acute.invitations import list_deputies, name_deputy, record_telephone_answer
from services.acute.permits import open_for_director, open_own_invitation, open_to_close
from services.acute.report import (
    KnownCase,
    NewSubject,
    Reported,
    begin_report,
    report_acute,
)
from services.acute.session import ClosedSession, close_session, list_present
from services.acute.views import ProposalView, SessionView
from services.acute.withdrawal import (
    call_off_session,
    open_to_call_off,
    open_to_withdraw,
    withdraw_report,
)
from services.colour import set_colour
from services.consent import Consent
from services.moment import Context
from services.screening import apply_purpose_test, ask_for_missing
from services.seen_case import SeenCase, take_case
from services.weighing import WeighingForm, weigh_case


async def weigh_seen(ctx: Context, seen: SeenCase, form: WeighingForm) -> Case:
    return await weigh_case(ctx, await take_case(ctx, Action.WEIGH, seen), form)


async def give_colour(
    ctx: Context, seen: SeenCase, wish: ColourWish, consent: Consent | None = None
) -> ColourDecision:
    permit = await take_case(ctx, Action.SET_COLOUR, seen)
    return await set_colour(ctx, permit, wish, consent=consent)


async def give_back(
    ctx: Context, seen: SeenCase, parts: Collection[ReferralPart], wanted: str
) -> Case:
    return await ask_for_missing(ctx, await take_case(ctx, Action.SCREEN, seen), parts, wanted)


async def judge_fit(
    ctx: Context, seen: SeenCase, judgement: PurposeJudgement, reason: str, consent: Consent
) -> Case:
    permit = await take_case(ctx, Action.SCREEN, seen)
    return await apply_purpose_test(ctx, permit, judgement, reason, consent)


async def report_now(ctx: Context, told: AcuteReport, about: KnownCase | NewSubject) -> Reported:
    return await report_acute(ctx, await begin_report(ctx), told, about)


async def propose(ctx: Context, session: SessionId) -> Sequence[ProposalView]:
    return await name_proposals(ctx, await open_report(ctx, session))


async def convene(
    ctx: Context,
    session: SessionId,
    judgement: Judgement,
    appointment: GatheringWish,
    choice: CircleChoice,
) -> SessionView:
    judged = await open_report(ctx, session)
    return await convene_session(ctx, judged, judgement, appointment, choice)


async def refuse_acute(ctx: Context, session: SessionId, judgement: Judgement) -> SessionView:
    return await judge_not_acute(ctx, await open_for_director(ctx, session), judgement)


async def close(
    ctx: Context, session: SessionId, wishes: Sequence[ActionWish], red_because: str = ""
) -> ClosedSession:
    return await close_session(ctx, await open_to_close(ctx, session), wishes, red_because)


async def withdraw_own(ctx: Context, session: SessionId, why: str) -> Session:
    return await withdraw_report(ctx, await open_to_withdraw(ctx, session), why)


async def end_withdrawn(ctx: Context, session: SessionId, why: str) -> Sequence[Organisation]:
    return await call_off_session(ctx, await open_to_call_off(ctx, session), why)


async def find_present(ctx: Context, session: SessionId) -> Sequence[Member]:
    return await list_present(ctx, await open_to_close(ctx, session))


async def note_answer(
    ctx: Context, session: SessionId, member: MemberId, answer: InvitationAnswer
) -> AnswerEffect:
    return await record_telephone_answer(ctx, await open_to_close(ctx, session), member, answer)


async def find_deputies(ctx: Context, invitation: InvitationId) -> Sequence[Member]:
    return await list_deputies(ctx, await open_own_invitation(ctx, invitation))


async def send_deputy(ctx: Context, invitation: InvitationId, deputy: MemberId) -> Member:
    return await name_deputy(ctx, await open_own_invitation(ctx, invitation), deputy)


def permitted(
    action: Action, show: Callable[[Context, Any], Awaitable[object]]
) -> Callable[[Context, Any], Awaitable[object]]:
    """What shows something of a case, with the permit that it takes."""

    async def run(ctx: Context, case: CaseId) -> object:
        return await show(ctx, await require_case(ctx, action, await ctx.uow.cases.get(case)))

    return run
