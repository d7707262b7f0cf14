"""Whoever shows something of a case leaves a row. Every service of a member's turn is named here as
one that shows, or that shows nothing: a new one that is in no table fails.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Final

import pytest

import services
from domain.absence import Span
from domain.access import Action, CaseState, Ground
from domain.acute_invitation import InvitationAnswer, apply_answer
from domain.audit import AuditEntry, AuditEvent, Operator, SeenPart
from domain.case import CirclePlace, CircleReason
from domain.departure import DepartureRequest
from domain.deputy import StandIn
from domain.identifiers import CaseId, MemberId, SessionId, StandInId
from domain.informing import Informing
from domain.screening import ReferralPart
from services import printing, room
from services.access import require_case
from services.acute import addition, circle, invitations, notes, report, session, told, undo
from services.acute.discussion import (
    list_session_takers,
    open_session_page,
    record_page_seen,
    view_agreed_so_far,
    view_session_background,
)
from services.acute.permits import open_own_invitation, open_to_close
from services.agenda import approval
from services.agreed_action import agree_action
from services.case_circle import list_to_involve, list_to_leave
from services.case_director import (
    ask_case_director,
    find_earlier_question,
    list_own_questions,
    list_who_may_direct,
)
from services.case_page import read_case_page
from services.caselist import view_list
from services.closing import list_still_agreed, list_who_informs, record_closing_seen
from services.colour import propose_colour, record_colour_seen, view_colour_history
from services.departure import (
    list_departures,
    open_departure,
    read_why_they_leave,
    read_why_to_stay,
)
from services.deputy_views import list_asked_of_absent
from services.extension import find_extension, list_suppliers, record_extension_seen
from services.inbox import view_inbox
from services.informing import list_informing, record_informing_seen, view_informing
from services.linked_case import open_links, read_links
from services.merging import (
    list_merge_candidates,
    read_why_apart,
    record_merge_seen,
    view_merge,
)
from services.merging_wish import list_merge_wishes
from services.moment import Context
from services.pause import list_paused, record_pause_seen, view_pause
from services.priority import view_priority
from services.referral import edit_referral, open_for_edit, read_for_edit, record_own_seen
from services.referral_views import (
    my_overview,
    name_own_cases,
    reveal_identity,
    view_case,
    view_case_again,
    view_referral,
)
from services.reopening import record_closed_seen, view_closed
from services.retention import view_end, view_retention
from services.retention_hold import find_hold
from services.screening import ask_for_missing, find_gap
from services.weighing import propose_involved, view_outcome
from tests.services.test_seen_actions import OF_A_PLAN, OF_AN_ACTION, rows_of
from tests.services.test_seen_contributions import OF_CONTRIBUTIONS
from tests.services.test_seen_incorrect import OF_A_MARK
from tests.services.test_seen_meetings import OF_A_TABLE, OF_A_WORKBENCH, OF_AN_AGENDA
from tests.services.test_seen_reaction import OF_A_REACTION
from tests.services.test_seen_retention import OF_A_TERM
from tests.services.test_seen_rounds import OF_A_ROUND
from tests.services.test_seen_secret import OF_A_SECRET
from tests.support.acute_house import CODE, REPORT, AcuteHouse
from tests.support.agreed_actions import a_wish
from tests.support.judging_house import JudgingHouse
from tests.support.permits import report_now
from tests.support.referrals import REFERRAL
from tests.support.two_cases import confirming_merge, linked, list_merged, paired, wished

Show = Callable[[Context, Any], Awaitable[object]]
Row = tuple[SeenPart, Ground]

COORDINATOR: Final = Ground.INFORMATION_COORDINATOR
DIRECTOR: Final = Ground.PROCESS_DIRECTOR


def permitted(action: Action, show: Show) -> Show:
    async def run(ctx: Context, case: CaseId) -> object:
        return await show(ctx, await require_case(ctx, action, await ctx.uow.cases.get(case)))

    return run


async def list_asked_informing(ctx: Context, case: CaseId) -> object:
    question = Informing(case=case, asked=ctx.actor.id, ask_on=ctx.today)
    await ctx.uow.informings.keep(question)
    return await list_informing(ctx)


async def wants_to_leave(ctx: Context, case: CaseId, **changes: Any) -> None:
    request = DepartureRequest(case=case, member=MemberId("nurse"), asked_at=ctx.now, **changes)
    await ctx.uow.departures.keep(request, "x")


async def stay_and_look(ctx: Context, case: CaseId) -> object:
    nurse = ctx.actor
    place = CirclePlace(
        case=case,
        member=nurse.id,
        organisation=nurse.organisation.id,
        reason=CircleReason.INVOLVED_PARTNER,
        joined_at=ctx.now,
    )
    await ctx.uow.cases.join_circle(place)
    await wants_to_leave(ctx, case, declined_at=ctx.now)
    permit = await require_case(ctx, Action.ASK_TO_LEAVE, await ctx.uow.cases.get(case))
    return await read_why_to_stay(ctx, permit)


async def stand_in_and_list(ctx: Context, case: CaseId) -> object:
    """The agent promised something and is away; the actor stands in."""
    agent, me = MemberId("agent"), ctx.actor
    span = Span(starts_at=ctx.now, ends_at=ctx.now + timedelta(days=1))
    held = StandIn(
        id=StandInId("s"),
        member=agent,
        deputy=me.id,
        organisation=me.organisation.id,
        span=span,
        named_by=agent,
        named_at=ctx.now,
    )
    await ctx.uow.deputies.keep(held)
    await agree_action(ctx, await ctx.uow.cases.get(case), a_wish("agent", ctx.today))
    place = CirclePlace(
        case=case,
        member=me.id,
        organisation=me.organisation.id,
        reason=CircleReason.STANDS_IN,
        joined_at=ctx.now,
    )
    await ctx.uow.cases.join_circle(place)
    return await list_asked_of_absent(ctx)


async def leave_and_look(ctx: Context, case: CaseId) -> object:
    await wants_to_leave(ctx, case)
    return await read_why_they_leave(ctx, await open_departure(ctx, case, MemberId("nurse")))


async def leave_and_list(ctx: Context, case: CaseId) -> object:
    await wants_to_leave(ctx, case)
    return await list_departures(ctx)


async def ask_and_look(ctx: Context, case: CaseId) -> object:
    permit = await require_case(ctx, Action.CHANGE_CIRCLE, await ctx.uow.cases.get(case))
    await ask_case_director(ctx, permit.case, MemberId("agent"))
    return await find_earlier_question(ctx, permit)


async def asked_and_look(ctx: Context, case: CaseId) -> object:
    await ask_case_director(ctx, await ctx.uow.cases.get(case), MemberId("agent"))
    return await list_own_questions(ctx)


async def see_end(ctx: Context, case: CaseId) -> object:
    return await view_end(ctx, (await ctx.uow.cases.get(case)).code)


# of a case: who looks, in which state, and the rows it leaves
OF_A_CASE: Final[dict[str, tuple[str, CaseState, Show, set[Row]]]] = {
    "my_overview": (
        "agent",
        CaseState.SUBMITTED,
        lambda ctx, _: my_overview(ctx),
        {(SeenPart.OVERVIEW, Ground.REFERRER)},
    ),
    "view_case": (
        "iris",
        CaseState.SUBMITTED,
        lambda ctx, _: view_case(ctx, "KX7-Q42", ()),
        {(SeenPart.PHASE, COORDINATOR), (SeenPart.CIRCLE, COORDINATOR)},
    ),
    "print_case": (
        "sanne",
        CaseState.TAKEN_UP,
        lambda ctx, _: printing.print_case(ctx, "KX7-Q42", Operator("root")),
        {
            (part, DIRECTOR)
            for part in (
                *(SeenPart.PHASE, SeenPart.IDENTITY, SeenPart.STORY),
                *(SeenPart.WEIGHING, SeenPart.COLOUR, SeenPart.CIRCLE, SeenPart.ACTIONS),
                SeenPart.PLAN,
            )
        },
    ),
    "view_case_again": (
        "agent",
        CaseState.SUBMITTED,
        view_case_again,
        {(SeenPart.PHASE, Ground.REFERRER), (SeenPart.CIRCLE, Ground.REFERRER)},
    ),
    "reveal_identity": (
        "iris",
        CaseState.SUBMITTED,
        reveal_identity,
        {(SeenPart.IDENTITY, COORDINATOR), (SeenPart.ADDRESS, COORDINATOR)},
    ),
    "name_own_cases": (
        "agent",
        CaseState.SUBMITTED,
        lambda ctx, _: name_own_cases(ctx),
        {(SeenPart.IDENTITY, Ground.REFERRER)},
    ),
    "view_referral": (
        "iris",
        CaseState.SUBMITTED,
        permitted(Action.SCREEN, view_referral),
        {(SeenPart.STORY, COORDINATOR)},
    ),
    "read_why_to_stay": (
        "nurse",
        CaseState.TAKEN_UP,
        stay_and_look,
        {(SeenPart.CIRCLE, Ground.CIRCLE)},
    ),
    "list_asked_of_absent": (
        "deputy",
        CaseState.TAKEN_UP,
        stand_in_and_list,
        {(SeenPart.OVERVIEW, Ground.CIRCLE)},
    ),
    "read_why_they_leave": (
        "sanne",
        CaseState.TAKEN_UP,
        leave_and_look,
        {(SeenPart.CIRCLE, DIRECTOR)},
    ),
    **OF_A_MARK,
    **OF_A_REACTION,
    **OF_CONTRIBUTIONS,
    **OF_A_SECRET,
    **OF_A_TERM,
    "list_departures": (
        "sanne",
        CaseState.TAKEN_UP,
        leave_and_list,
        {(SeenPart.OVERVIEW, DIRECTOR)},
    ),
    "list_who_may_direct": (
        "sanne",
        CaseState.TAKEN_UP,
        permitted(Action.CHANGE_CIRCLE, list_who_may_direct),
        {(SeenPart.CIRCLE, DIRECTOR)},
    ),
    "find_earlier_question": (
        "sanne",
        CaseState.TAKEN_UP,
        ask_and_look,
        {(SeenPart.CIRCLE, DIRECTOR)},
    ),
    "list_own_questions": (
        "agent",
        CaseState.TAKEN_UP,
        asked_and_look,
        {(SeenPart.OVERVIEW, Ground.CIRCLE)},
    ),
    "list_to_involve": (
        "sanne",
        CaseState.TAKEN_UP,
        permitted(Action.CHANGE_CIRCLE, list_to_involve),
        {(SeenPart.CIRCLE, DIRECTOR)},
    ),
    "list_to_leave": (
        "sanne",
        CaseState.TAKEN_UP,
        permitted(Action.CHANGE_CIRCLE, list_to_leave),
        {(SeenPart.CIRCLE, DIRECTOR)},
    ),
    "propose_involved": (
        "sanne",
        CaseState.PURPOSE_TESTED,
        permitted(Action.WEIGH, propose_involved),
        {(SeenPart.STORY, DIRECTOR)},
    ),
    "read_for_edit": (
        "agent",
        CaseState.SUBMITTED,
        permitted(Action.EDIT_REFERRAL, read_for_edit),
        {(SeenPart.IDENTITY, Ground.REFERRER), (SeenPart.STORY, Ground.REFERRER)},
    ),
    "record_own_seen": (
        "agent",
        CaseState.SUBMITTED,
        permitted(Action.EDIT_REFERRAL, record_own_seen),
        {(SeenPart.IDENTITY, Ground.REFERRER), (SeenPart.STORY, Ground.REFERRER)},
    ),
    "view_inbox": (
        "iris",
        CaseState.SUBMITTED,
        lambda ctx, _: view_inbox(ctx),
        {(SeenPart.INBOX, COORDINATOR)},
    ),
    "view_retention": (
        "iris",
        CaseState.ADVICE_OR_SIGNAL,
        lambda ctx, _: view_retention(ctx),
        {(SeenPart.RETENTION, COORDINATOR)},
    ),
    "view_list": (
        "iris",
        CaseState.TAKEN_UP,
        lambda ctx, _: view_list(ctx),
        {(SeenPart.LIST, COORDINATOR)},
    ),
    "propose_colour": (
        "sanne",
        CaseState.TAKEN_UP,
        permitted(Action.SET_COLOUR, lambda ctx, held: propose_colour(ctx, held, None)),
        {(SeenPart.COLOUR, DIRECTOR)},
    ),
    "record_colour_seen": (
        "sanne",
        CaseState.TAKEN_UP,
        permitted(Action.SET_COLOUR, record_colour_seen),
        {(SeenPart.COLOUR, DIRECTOR)},
    ),
    "view_colour_history": (
        "iris",
        CaseState.TAKEN_UP,
        permitted(Action.READ_COLOUR, view_colour_history),
        {(SeenPart.COLOUR, COORDINATOR)},
    ),
    "read_case_page": (
        "agent",
        CaseState.TAKEN_UP,
        read_case_page,
        {(SeenPart.IDENTITY, Ground.REFERRER), (SeenPart.STORY, Ground.REFERRER)},
    ),
    "view_outcome": (
        "agent",
        CaseState.NOT_TAKEN_UP,
        view_outcome,
        {(SeenPart.WEIGHING, Ground.REFERRER)},
    ),
    "view_pause": (
        "sanne",
        CaseState.PAUSED,
        permitted(Action.RETURN_CASE, view_pause),
        {(SeenPart.PAUSE, DIRECTOR), (SeenPart.ACTIONS, DIRECTOR)},
    ),
    "record_pause_seen": (
        "sanne",
        CaseState.PAUSED,
        permitted(Action.RETURN_CASE, record_pause_seen),
        {(SeenPart.PAUSE, DIRECTOR), (SeenPart.ACTIONS, DIRECTOR)},
    ),
    "view_informing": (
        "sanne",
        CaseState.TAKEN_UP,
        permitted(Action.INFORM_SUBJECT, view_informing),
        {(SeenPart.INFORMING, DIRECTOR)},
    ),
    "record_informing_seen": (
        "sanne",
        CaseState.TAKEN_UP,
        permitted(Action.INFORM_SUBJECT, record_informing_seen),
        {(SeenPart.INFORMING, DIRECTOR)},
    ),
    "list_informing": (
        "sanne",
        CaseState.TAKEN_UP,
        list_asked_informing,
        {(SeenPart.OVERVIEW, DIRECTOR)},
    ),
    "view_closed": (
        "sanne",
        CaseState.CLOSED,
        permitted(Action.REOPEN_CASE, view_closed),
        {(SeenPart.CLOSING, DIRECTOR)},
    ),
    "record_closed_seen": (
        "sanne",
        CaseState.CLOSED,
        permitted(Action.CONFIRM_REOPENING, record_closed_seen),
        {(SeenPart.CLOSING, DIRECTOR)},
    ),
    "list_still_agreed": (
        "sanne",
        CaseState.TAKEN_UP,
        permitted(Action.CLOSE_CASE, list_still_agreed),
        {(SeenPart.ACTIONS, DIRECTOR), (SeenPart.CIRCLE, DIRECTOR)},
    ),
    "list_who_informs": (
        "sanne",
        CaseState.TAKEN_UP,
        permitted(Action.CLOSE_CASE, list_who_informs),
        {(SeenPart.ACTIONS, DIRECTOR), (SeenPart.CIRCLE, DIRECTOR)},
    ),
    "record_closing_seen": (
        "sanne",
        CaseState.TAKEN_UP,
        permitted(Action.CLOSE_CASE, record_closing_seen),
        {(SeenPart.ACTIONS, DIRECTOR), (SeenPart.CIRCLE, DIRECTOR)},
    ),
    "view_merge": (
        "sanne",
        CaseState.TAKEN_UP,
        paired(view_merge),
        {(SeenPart.MERGING, DIRECTOR), (SeenPart.CIRCLE, DIRECTOR)},
    ),
    "read_why_apart": (
        "sanne",
        CaseState.TAKEN_UP,
        paired(read_why_apart),
        {(SeenPart.MERGING, DIRECTOR), (SeenPart.CIRCLE, DIRECTOR)},
    ),
    "record_merge_seen": (
        "sanne",
        CaseState.TAKEN_UP,
        paired(record_merge_seen),
        {(SeenPart.MERGING, DIRECTOR), (SeenPart.CIRCLE, DIRECTOR)},
    ),
    "list_merge_candidates": (
        "sanne",
        CaseState.TAKEN_UP,
        linked(permitted(Action.MERGE_CASES, list_merge_candidates)),
        {(SeenPart.LINK, DIRECTOR), (SeenPart.ALIKE, DIRECTOR)},
    ),
    "record_merge_wish_seen": (
        "iris",
        CaseState.TAKEN_UP,
        wished(confirming_merge),
        {(SeenPart.MERGING, COORDINATOR)},
    ),
    "list_merge_wishes": (
        "iris",
        CaseState.TAKEN_UP,
        wished(lambda ctx, _: list_merge_wishes(ctx)),
        {(SeenPart.OVERVIEW, COORDINATOR)},
    ),
    "list_own_former": (
        "nurse",
        CaseState.TAKEN_UP,
        list_merged,
        {(SeenPart.OVERVIEW, Ground.REFERRER)},
    ),
    "read_links": (
        "sanne",
        CaseState.TAKEN_UP,
        linked(permitted(Action.LINK_CASE, lambda ctx, held: read_links(ctx, held, held.ground))),
        {(SeenPart.LINK, DIRECTOR)},
    ),
    "open_links": (
        "sanne",
        CaseState.TAKEN_UP,
        linked(permitted(Action.LINK_CASE, open_links)),
        {(SeenPart.LINK, DIRECTOR)},
    ),
    "view_priority": (
        "iris",
        CaseState.TAKEN_UP,
        permitted(Action.READ_PRIORITY, view_priority),
        {(SeenPart.PRIORITY, COORDINATOR)},
    ),
    "record_extension_seen": (
        "sanne",
        CaseState.TAKEN_UP,
        permitted(Action.EXTEND_CASE, record_extension_seen),
        {(SeenPart.RETENTION, DIRECTOR), (SeenPart.CIRCLE, DIRECTOR)},
    ),
    "find_extension": (
        "sanne",
        CaseState.TAKEN_UP,
        permitted(Action.EXTEND_CASE, find_extension),
        {(SeenPart.RETENTION, DIRECTOR), (SeenPart.CIRCLE, DIRECTOR)},
    ),
    "list_suppliers": (
        "sanne",
        CaseState.TAKEN_UP,
        permitted(Action.EXTEND_CASE, list_suppliers),
        {(SeenPart.RETENTION, DIRECTOR), (SeenPart.CIRCLE, DIRECTOR)},
    ),
    "find_hold": (
        "sanne",
        CaseState.WITHDRAWN,
        permitted(Action.HOLD_CASE, find_hold),
        {(SeenPart.RETENTION, DIRECTOR)},
    ),
    "view_end": (
        "iris",
        CaseState.TAKEN_UP,
        see_end,
        {(SeenPart.RETENTION, COORDINATOR)},
    ),
    "list_paused": (
        "sanne",
        CaseState.PAUSED,
        lambda ctx, _: list_paused(ctx),
        {(SeenPart.OVERVIEW, DIRECTOR)},
    ),
}


async def propose_circle(ctx: Context, known_as: SessionId) -> object:
    return await circle.name_proposals(ctx, await circle.open_report(ctx, known_as))


async def read_story(ctx: Context, known_as: SessionId) -> object:
    return await circle.read_story(ctx, await circle.open_report(ctx, known_as))


async def find_session(ctx: Context, _known_as: SessionId) -> object:
    return await report.find_session(ctx, await report.find_case_for_director(ctx, CODE))


# of a report that waits: a process director looks
OF_A_REPORT: Final[dict[str, tuple[Show, set[SeenPart]]]] = {
    "list_open_sessions": (
        lambda ctx, _: report.list_open_sessions(ctx),
        {SeenPart.SESSION},
    ),
    "list_sessions_in_charge": (
        lambda ctx, _: report.list_sessions_in_charge(ctx),
        {SeenPart.SESSION},
    ),
    "find_session": (find_session, {SeenPart.SESSION}),
    "view_session": (report.view_session, {SeenPart.SESSION}),
    "take_report": (report.take_report, {SeenPart.SESSION}),
    "reveal_report": (report.reveal_report, {SeenPart.IDENTITY, SeenPart.REPORT}),
    "read_story": (read_story, {SeenPart.REPORT}),
    "name_proposals": (propose_circle, {SeenPart.CIRCLE}),
}


def run_by(service: Show) -> Show:
    """What is shown to who directs a session."""

    async def show(ctx: Context, known_as: Any) -> object:
        return await service(ctx, await open_to_close(ctx, known_as))

    return show


async def list_who_to_add(ctx: Context, known_as: SessionId) -> object:
    return await addition.list_who_to_add(ctx, await addition.open_circle(ctx, known_as))


# of a session that was convened: its process director looks
def page_of(service: Show) -> Show:
    """What is shown on the page of a session."""

    async def show(ctx: Context, known_as: Any) -> object:
        return await service(ctx, await open_session_page(ctx, known_as))

    return show


OF_A_SESSION: Final[dict[str, tuple[Show, set[SeenPart]]]] = {
    "view_board": (session.view_board, {SeenPart.BOARD}),
    "list_invited": (run_by(invitations.list_invited), {SeenPart.CIRCLE}),
    "list_who_to_add": (list_who_to_add, {SeenPart.CIRCLE}),
    "list_present": (run_by(session.list_present), {SeenPart.CIRCLE}),
    "list_note_takers": (run_by(notes.list_note_takers), {SeenPart.CIRCLE}),
    "view_agreed_so_far": (run_by(view_agreed_so_far), {SeenPart.ACTIONS}),
    "view_own_actions": (session.view_own_actions, {SeenPart.ACTIONS}),
    "view_room": (room.view_room, {SeenPart.ROOM}),
    "record_page_seen": (page_of(record_page_seen), {SeenPart.DISCUSSION}),
    "list_session_takers": (page_of(list_session_takers), {SeenPart.CIRCLE}),
    "view_session_background": (
        page_of(view_session_background),
        {SeenPart.REPORT, SeenPart.ACTIONS, SeenPart.DISCUSSION, SeenPart.CIRCLE},
    ),
}


async def list_deputies(ctx: Context, asked: Any) -> object:
    return await invitations.list_deputies(ctx, await open_own_invitation(ctx, asked.id))


async def come_and_view_room(ctx: Context, asked: Any) -> object:
    coming = apply_answer(asked, InvitationAnswer.COMES, ctx.now).invitation
    await ctx.uow.sessions.save_invitation(coming)
    return await room.view_room_invited_to(ctx, asked.id)


async def come_and_view_told(ctx: Context, asked: Any) -> object:
    coming = apply_answer(asked, InvitationAnswer.COMES, ctx.now).invitation
    await ctx.uow.sessions.save_invitation(coming)
    return await told.view_told(ctx, asked.id)


# of an invitation: the invited member looks
OF_AN_INVITATION: Final[dict[str, tuple[Show, SeenPart]]] = {
    "list_own_invitations": (
        lambda ctx, _: invitations.list_own_invitations(ctx),
        SeenPart.INVITATION,
    ),
    "view_own_invitation": (
        lambda ctx, asked: invitations.view_own_invitation(ctx, asked.id),
        SeenPart.INVITATION,
    ),
    "list_deputies": (list_deputies, SeenPart.INVITATION),
    "view_subject": (
        lambda ctx, asked: invitations.view_subject(ctx, asked.id),
        SeenPart.IDENTITY,
    ),
    "answer_invitation": (
        lambda ctx, asked: invitations.answer_invitation(
            ctx, asked.id, InvitationAnswer.COMES, asked.version + 1
        ),
        SeenPart.INVITATION,
    ),
    "undo_own_answer": (
        lambda ctx, asked: undo.undo_own_answer(ctx, asked.id, asked.version + 1),
        SeenPart.INVITATION,
    ),
    "view_told": (come_and_view_told, SeenPart.REPORT),
    "view_room_invited_to": (come_and_view_room, SeenPart.ROOM),
}


# what is asked of a case in passing, and said when it is shown: permits hold no content
PERMITS: Final = frozenset({
    "open_to_enquire",
    "find_term_end",
    "list_told", "require", "require_role", "require_case", "standing_of", "find_case", "take_case",
    "choose_listed", "find_grounds", "open_workbench", "open_chosen", "open_typed",
    "open_report", "require_director", "check_director", "open_for_director", "open_to_close",
    "open_own_invitation", "open_for_another", "open_case_for_director", "find_case_for_director",
    "open_for_edit", "open_own_action", "open_for_owner", "open_to_guard",
    "open_to_agree", "open_plan", "open_discussion", "find_session_for_room",
    "refuse_other_kind",
    "open_minutes_to_write", "open_to_write", "open_to_answer", "open_to_guard_round",
    "open_minutes", "open_circle", "open_own_report",
    "open_to_withdraw", "open_to_call_off",
    "open_to_note", "open_to_name",
    "open_reopening",
    "open_session_page", "open_check", "open_to_explain", "open_to_confirm",
    "open_question", "open_departure", "open_extension_question", "is_extension_asked",
    # what moves is on record case by case
    "open_to_consult", "open_own_consult", "open_consult_to_answer",
    "open_to_hand_over", "open_asked_over", "open_by_telephone", "open_work_of",
    "open_to_hide", "open_secret_address", "open_to_share",
    "open_story_to_mark", "open_minutes_to_mark", "open_report_to_mark",
    "open_to_react", "open_reaction_to_answer",
    "open_told_to_mark", "open_minutes_to_read", "open_mark_to_answer",
    "open_merge", "open_merge_wish", "check_both", "open_takeover",
    "may_know_both", "may_see_former", "find_own_former",
    "open_to_contribute", "open_next_version", "open_contributions", "open_contribution_to_mark",
})  # fmt: skip
# what is done to a case: on record as that act, and what it gives back is not shown
ACTS: Final = frozenset({
    "send_enquiries", "send_enquiry_again", "record_said", "withdraw_enquiry", "keep_answer",
    "answer_own_enquiry", "answer_all_not_known", "take_back_own_answer",
    "judge_not_acute", "convene_session", "record_telephone_answer", "name_deputy", "report_acute",
    "open_session", "close_session", "submit_referral", "open_case", "edit_referral",
    "withdraw_referral", "set_colour", "ask_for_missing", "apply_purpose_test", "weigh_case",
    "give_absence", "enter_absence", "record_answer", "write_next_plan", "agree_under_plan",
    "agree_action", "apply_colour", "save_discussion", "answer_action",
    "postpone_action", "escalate_action", "reassign_action",
    "confirm_arrival", "send_again", "agree",
    "keep_wish", "take_back_wishes", "take_back", "carry_out_change",
    "ask_discussion", "withdraw_discussion", "move_case",
    "keep_discussion_wish", "write_round", "agree_to_continue", "ask_table", "answer_for_partner",
    "prolong_round", "choose_writer", "let_join",
    "note_minutes", "write_minutes", "approve_minutes", "object_to_minutes",
    "share_despite_objection",
    "tell_referrer_step",
    "find_seats_at_table", "find_seated", "find_seated_among", "agree_on_newcomers",
    "name_room", "add_partner", "complete_report", "turn_red", "mend_unsafe_number",
    "answer_check", "note_acute_again",
    "withdraw_report", "call_off_session", "undo_telephone_answer",
    "add_facts", "explain_criteria", "ask_second_member", "confirm_weighing", "decline_weighing",
    "ask_to_take_on", "accept_takeover", "decline_takeover",
    "save_session_page", "begin_session_minutes", "keep_owners",
    "ask_suppliers", "keep_supplier_answer", "note_telephone_answer", "answer_extension",
    "hold_case", "end_hold", "choose_going", "open_review", "keep_longer",
    "let_go_early",
    "find_first_asking",
    "prioritise_case", "end_priority", "leave_prioritised",
    "link_cases", "unlink_cases", "ask_or_merge", "confirm_merge", "leave_apart", "merge_two",
    "say_informing",
    "ask_to_reopen", "confirm_reopening", "leave_closed",
    "close_case", "pause_case", "return_case", "leave_house_work", "refuse_running_session",
    "leave_agendas", "involve_partner", "remove_partner",
    "choose_note_taker",
    "hide_address", "share_address", "end_share",
    "mark_incorrect", "let_statement_stand", "correct_statement", "correct_identity",
    "refuse_weighed", "react", "keep_as_it_is", "take_up_again", "withdraw_advice",
    "end_withdrawal", "end_open_actions",
    "remind_supplier", "stand_as_supplier", "find_code_known", "add_to_kept_report",
    "forget_marks_of", "stand_as_knowing", "add_knowing",
    "contribute", "withdraw_contribution",
    "ask_to_leave", "confirm_departure", "decline_departure",
    "ask_consult", "take_on_consult", "answer_consult", "ask_on_consult", "close_consult",
    "ask_to_take_over", "withdraw_hand_over", "accept_hand_over", "decline_hand_over", "move_held",
    "take_over_round", "take_over_asked",
    "take_over_questions",
    "withdraw_for_another", "hand_action", "give_orphan", "let_orphan_go", "take_over_place",
    "ask_case_director", "choose_director", "accept_directing", "decline_directing",
    "import_cases",
})  # fmt: skip
# what is of the house, or the member's own words, and nothing of a case; ``moved_on`` says who was
# first to somebody who may see the case
OF_NO_CASE: Final = frozenset({
    "open_meeting", "call_off_meeting", "move_meeting", "find_own_parts",
    "list_addable", "list_partners", "find_speakers", "find_duty", "view_duty", "begin_report",
    "resume_report", "moved_on", "find_draft", "list_waiting_drafts",
    "find_latest_draft", "begin_draft", "save_draft", "end_draft", "find_others", "begin_referral",
    "list_who_may_stand_in", "name_stand_in", "withdraw_deputies", "decline_stand_in",
    "list_standing_in", "list_stand_ins", "follow_absence", "answers_for", "find_own_answer",
    "view_absences", "withdraw_absence", "list_asked", "list_who_may_be_away", "find_meeting",
    "resume_referral", "find_case_directors", "list_deciders", "record_refusal", "find_own_wish",
    "view_figures",
    # how much somebody holds, and whom they asked
    # of no case; what is read goes on record: tests/services/test_consult.py
    "read_consult", "refer_from_consult", "list_own_consults", "list_consults_to_answer",
    "view_hand_over", "find_why_not", "list_asked_over", "view_for_others",
    # the rota: names of colleagues and days
    "view_drills", "join_drills", "leave_drills",
    "check_start", "start_drill", "stop_drill", "find_running_drill", "add_drill",
    "view_rota", "list_colleagues", "list_own_swaps", "offer_swap", "accept_swap", "decline_swap",
    "withdraw_swap", "find_turn", "open_rota", "set_turn", "take_turn_away", "replace_rota",
    "list_kinds_to_choose", "view_receipt",
    # what the house published for everybody
    "find_published",
    # a code, a time and a place, for who takes notes there
    "view_notes",
    # the own reports, and only where they are
    "list_reports_of_own",
    # what a weighing does, and whether it needs a second member
    # which version is the last, and that there comes no other now
    # that an address is known or secret, never which
    "is_address_hidden", "is_address_known", "find_address_ground",
    "find_told_last", "let_nothing_be_added",
    # that something was contributed, never what; and on what the own organisation may
    "list_contributed_to", "list_own_grounds",
    "needs_second_member", "plan_weighing", "check_plan", "weigh_as_planned",
})  # fmt: skip
SHOWING: Final = {
    *OF_A_CASE, *OF_A_REPORT, *OF_A_SESSION, *OF_AN_INVITATION, *OF_AN_ACTION, *OF_A_PLAN,
    *OF_AN_AGENDA,
    *OF_A_WORKBENCH, *OF_A_TABLE, *OF_A_ROUND, "find_gap", "list_unfinished", "list_times_of",
    "answer_own_request", "view_background", "list_takers", "record_discussion_seen",
    "view_minutes", "view_case_minutes", "list_own_minutes", "record_writing_seen",
    "read_to_explain", "record_criteria_seen", "find_criteria_gap", "list_own_criteria",
    "record_weighing_seen", "view_held", "list_to_confirm",
    "find_acute_before", "list_reopenings", "view_check", "list_own_checks", "reveal_noted_report",
    "find_alike", "find_acute_alike", "find_full_list", "find_last_priority",
    "plan_import",
    "list_parts_to_tick", "record_parts_seen", "list_orphans", "open_orphan",
    "view_to_withdraw",
    "export_case", "copy_case", "read_whole_page", "read_told_before", "read_shared_minutes",
    "read_session_records",
    # in tests/services/test_enquiry.py and test_enquiry_answer.py
    "view_enquiries", "list_enquiries", "list_to_ask", "list_own_enquiries", "view_subjects",
    "view_subject_asked", "find_ground_needed", "list_enquiry_news",
    # in tests/services/test_takeover.py
    "view_to_take_on", "list_takeovers", "find_takeover_before",
}  # fmt: skip


def list_services() -> set[str]:
    """Every service of a member's turn."""
    found = set()
    for module in pkgutil.walk_packages(services.__path__, "services."):
        for name, one in vars(importlib.import_module(module.name)).items():
            if inspect.isfunction(one) and one.__module__ == module.name and name[0] != "_":
                first = next(iter(inspect.signature(one).parameters.values()), None)
                found |= {name} if first and first.annotation is Context else set()
    return found


def test_every_service_of_a_turn_says_whether_it_shows_something():
    assert list_services() == SHOWING | PERMITS | ACTS | OF_NO_CASE
    assert not SHOWING & (PERMITS | ACTS | OF_NO_CASE)


@pytest.mark.parametrize("service", OF_A_CASE)
async def test_what_is_shown_of_a_case_is_on_record(judging_house: JudgingHouse, service: str):
    name, state, show, expected = OF_A_CASE[service]
    seen = await judging_house.refer(state=state)
    async with judging_house.acting(name) as ctx:
        await show(ctx, seen.id)
    assert rows_of(await judging_house.on_record(seen.id), name) == expected


async def test_what_was_asked_to_complete_is_on_record_when_it_is_shown(
    judging_house: JudgingHouse,
):
    seen = await judging_house.refer()
    ask = permitted(
        Action.SCREEN, lambda ctx, held: ask_for_missing(ctx, held, [ReferralPart.WHO], "x")
    )
    async with judging_house.acting("iris") as ctx:
        await ask(ctx, seen.id)
    async with judging_house.acting("agent") as ctx:
        await find_gap(ctx, await open_for_edit(ctx, seen.id))
    entries = await judging_house.on_record(seen.id)
    assert rows_of(entries, "agent") == {(SeenPart.GAP, Ground.REFERRER)}


async def test_an_act_on_a_case_leaves_no_look(judging_house: JudgingHouse):
    seen = await judging_house.refer()
    async with judging_house.acting("agent") as ctx:
        await edit_referral(ctx, await open_for_edit(ctx, seen.id), REFERRAL)
    assert await judging_house.events(seen.id) == [AuditEvent.REFERRAL_EDITED]


async def test_a_page_drawn_twice_in_a_turn_is_seen_once_and_again_in_the_next(
    judging_house: JudgingHouse,
):
    seen = await judging_house.refer()
    for _ in range(2):
        async with judging_house.acting("iris") as ctx:
            for _ in range(2):
                await reveal_identity(ctx, seen.id)
    once = [AuditEvent.IDENTITY_REVEALED, AuditEvent.SEEN]
    assert await judging_house.events(seen.id) == once * 2


async def test_only_the_cases_on_the_page_are_seen(judging_house: JudgingHouse):
    cases = [(await judging_house.refer(f"AB{n}-C23")).id for n in range(10)]
    last = (await judging_house.refer("ZZ9-Z99")).id
    async with judging_house.acting("iris") as ctx:
        await view_inbox(ctx)
    assert all([await judging_house.events(one) == [AuditEvent.SEEN] for one in cases])
    assert await judging_house.events(last) == []


@pytest.mark.parametrize(
    ("name", "show", "part"),
    [
        ("iris", view_inbox, SeenPart.INBOX),
        ("iris", view_list, SeenPart.LIST),
        ("iris", view_retention, SeenPart.RETENTION),
        ("nurse", my_overview, SeenPart.OVERVIEW),
        ("sanne", approval.view_next_agenda, SeenPart.AGENDA),
    ],
)
async def test_a_page_without_a_case_leaves_one_row_too(
    judging_house: JudgingHouse, name: str, show: Callable[..., Awaitable[object]], part: SeenPart
):
    async with judging_house.acting(name) as ctx:
        await show(ctx)
    async with judging_house.reading() as moment:
        links = await moment.uow.audit.chain(None)
    assert [(one.entry.part, one.entry.who) for one in links] == [(part, name)]


@pytest.fixture
async def reported(acute_house: AcuteHouse) -> SessionId:
    await acute_house.add_case(CODE, CaseState.TAKEN_UP, "gijs")
    async with acute_house.acting("wim") as ctx:
        return (await report_now(ctx, REPORT, report.KnownCase(code=CODE))).session.id


async def look(
    house: AcuteHouse, known_as: SessionId, name: str, show: Show, about: Any
) -> list[AuditEntry]:
    """What one look of a member adds to the record."""
    case = (await house.session(known_as)).case
    before = len(await house.on_record(case))
    async with house.acting(name) as ctx:
        await show(ctx, about)
    return (await house.on_record(case))[before:]


@pytest.mark.parametrize("service", OF_A_REPORT)
async def test_what_is_shown_of_a_report_is_on_record(
    acute_house: AcuteHouse, reported: SessionId, service: str
):
    show, parts = OF_A_REPORT[service]
    entries = await look(acute_house, reported, "cora", show, reported)
    assert rows_of(entries, "cora") == {(part, DIRECTOR) for part in parts}
    assert {one.subject for one in entries if one.part} == {reported}


@pytest.mark.parametrize("service", OF_A_SESSION)
async def test_what_is_shown_of_a_session_is_on_record(
    acute_house: AcuteHouse, reported: SessionId, service: str
):
    show, parts = OF_A_SESSION[service]
    await acute_house.convene(reported)
    entries = await look(acute_house, reported, "cora", show, reported)
    assert rows_of(entries, "cora") == {(part, DIRECTOR) for part in parts}
    assert {one.subject for one in entries} == {reported}


@pytest.mark.parametrize("service", OF_AN_INVITATION)
async def test_what_is_shown_of_an_invitation_is_on_record(
    acute_house: AcuteHouse, reported: SessionId, service: str
):
    show, part = OF_AN_INVITATION[service]
    await acute_house.convene(reported, ("politie",))
    asked = await acute_house.invitation(reported, "piet")
    entries = await look(acute_house, reported, "piet", show, asked)
    assert rows_of(entries, "piet") == {(part, Ground.INVITED)}
    assert {one.subject for one in entries} == {asked.id}
