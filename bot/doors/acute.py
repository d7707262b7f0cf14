"""The acute lane in Teams: report, take, test and invite, answer, board, close.

Everything that names the subject opens as a dialog; cards in the chat hold a code.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.turns.feature import ButtonHandler, Command, Desk, Feature
from bot.turns.laid_aside import lay_aside
from bot.turns.opening import about_session, opening
from bot.turns.replies import Instead, Reply, ReplyPart, Say, Show
from cards.acute_pages import lay_out_own_actions, lay_out_report, lay_out_subject, lay_out_told
from cards.acute_report import (
    BOARD,
    COMPLETE,
    HIDE_REPORT,
    JUDGE,
    READ,
    RECEIPT,
    SHOW_SESSION,
    TAKE,
    draw_acute_receipt,
    draw_duty,
    draw_open_sessions,
    draw_out_of_treatment,
    draw_report,
    list_in_charge,
)
from cards.acute_session import (
    ACTIONS,
    ADD,
    ANSWER,
    ANSWERS,
    ASK_NOT_KNOWN,
    CLOSE,
    DEPUTY,
    HIDE_ACTIONS,
    HIDE_SUBJECT,
    INVITATION,
    KEEP_INVITATION,
    TELEPHONE,
    TOLD,
    UNDO,
    WHO,
    draw_board,
    draw_closed,
    draw_invitation,
    draw_no_colleague,
    draw_not_known_question,
    list_invitations,
)
from cards.drill import draw_drill_over
from cards.help import draw_please_delete
from cards.kit import Kit
from cards.messages import PrivateMessage
from cards.overview import OverviewPart
from dialogs.acute_addition import ACUTE_ADDING
from dialogs.acute_circle import ACUTE_JUDGEMENT
from dialogs.acute_completion import ACUTE_COMPLETION
from dialogs.acute_report import ACUTE_OPENING, ACUTE_REPORT, go_on_with_report
from dialogs.acute_session import ACUTE_CLOSING, ACUTE_DEPUTY, ACUTE_TELEPHONE
from domain.access import Action
from domain.acute_invitation import InvitationAnswer
from domain.drill import is_drill
from domain.identifiers import CaseCode, InvitationId, SessionId, read_case_code
from domain.notice import NoticeKind, PrivateNotice
from domain.policy import may_ever
from domain.press import Press
from services.acute.board import read_board
from services.acute.completion import view_receipt
from services.acute.invitations import (
    answer_invitation,
    list_deputies,
    list_own_invitations,
    view_own_invitation,
    view_subject,
)
from services.acute.permits import open_own_invitation
from services.acute.report import (
    find_case_for_director,
    find_session,
    list_open_sessions,
    list_sessions_in_charge,
    reveal_report,
    take_report,
    view_duty,
    view_session,
)
from services.acute.session import view_board, view_own_actions
from services.acute.told import view_told
from services.acute.undo import undo_own_answer
from services.acute.views import (
    ClosedView,
    read_acute_receipt,
    read_closed,
    read_invitation,
    read_summary,
)
from services.moment import Reading
from services.ports.own_parts import OwnPart


async def _acute(desk: Desk, arguments: str) -> Reply:
    code = read_case_code(arguments)
    if code and may_ever(Action.OPEN_SESSION, desk.ctx.actor):
        return await _open(desk, code)
    answers: list[ReplyPart] = [Say(message=draw_duty(desk.kit, await view_duty(desk.ctx)))]
    if arguments and not code:
        answers.append(Say(message=draw_please_delete(desk.kit)))
    if may_ever(Action.OPEN_SESSION, desk.ctx.actor):
        waiting = await list_open_sessions(desk.ctx)
        answers.append(Say(message=draw_open_sessions(desk.kit, waiting)))
    if may_ever(Action.REPORT_ACUTE, desk.ctx.actor):
        new = await go_on_with_report(desk.ctx, code or "")
        screen = await desk.dialogs.begin_allowed(desk.ctx, ACUTE_REPORT, new)
        answers.append(Show(screen=screen))
    return tuple(answers)


async def _open(desk: Desk, code: CaseCode) -> Reply:
    """What runs on this case, else what ran last, with the questions that open a new session."""
    permit = await find_case_for_director(desk.ctx, code)
    found = await find_session(desk.ctx, permit)
    shown = (Say(message=draw_report(desk.kit, found)),) if found else ()
    if found and found.session.is_open:
        return shown
    if permit.action is not Action.OPEN_SESSION:
        return (*shown, Say(message=draw_out_of_treatment(desk.kit, code)))
    screen = await desk.dialogs.begin_allowed(desk.ctx, ACUTE_OPENING, permit)
    return (*shown, Show(screen=screen))


async def _show(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await view_session(desk.ctx, SessionId(press.subject))
    return Say(message=draw_report(desk.kit, view))


async def _take(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await take_report(desk.ctx, SessionId(press.subject))
    return Instead(message=draw_report(desk.kit, view))


async def _read(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Show(screen=lay_out_report(await reveal_report(desk.ctx, SessionId(press.subject))))


async def _hide_report(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await view_session(desk.ctx, SessionId(press.subject))
    return lay_aside(desk, draw_report(desk.kit, view))


async def _hide_subject(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await view_own_invitation(desk.ctx, InvitationId(press.subject))
    return lay_aside(desk, draw_invitation(desk.kit, view))


async def _board(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Instead(
        message=draw_board(desk.kit, await view_board(desk.ctx, SessionId(press.subject)))
    )


async def _own_actions(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    session = SessionId(press.subject)
    view = await view_own_actions(desk.ctx, session)
    return Show(screen=lay_out_own_actions(session, view))


async def _hide_actions(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    session = SessionId(press.subject)
    own = await view_own_actions(desk.ctx, session)
    closed = ClosedView(session=session, code=own.code, own_actions=len(own.actions))
    return lay_aside(desk, draw_closed(desk.kit, closed))


async def _who(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Show(screen=lay_out_subject(await view_subject(desk.ctx, InvitationId(press.subject))))


async def _receipt(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await view_receipt(desk.ctx, SessionId(press.subject))
    return Say(message=draw_acute_receipt(desk.kit, view))


async def _told(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Show(screen=lay_out_told(await view_told(desk.ctx, InvitationId(press.subject))))


async def _invitation(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await view_own_invitation(desk.ctx, InvitationId(press.subject))
    return Say(message=draw_invitation(desk.kit, view))


async def _ask_not_known(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await view_own_invitation(desk.ctx, InvitationId(press.subject))
    return Instead(message=draw_not_known_question(desk.kit, view))


async def _keep_invitation(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await view_own_invitation(desk.ctx, InvitationId(press.subject))
    return Instead(message=draw_invitation(desk.kit, view))


async def _undo(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    invitation = InvitationId(press.subject)
    view = await undo_own_answer(desk.ctx, invitation, press.version or 0)
    return Instead(message=draw_invitation(desk.kit, view))


async def _deputy(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    asked = await open_own_invitation(desk.ctx, InvitationId(press.subject))
    if await list_deputies(desk.ctx, asked):
        return Show(screen=await desk.dialogs.begin_allowed(desk.ctx, ACUTE_DEPUTY, asked))
    view = await view_own_invitation(desk.ctx, asked.invitation.id)
    return Say(message=draw_no_colleague(desk.kit, view))


def _answering(answer: InvitationAnswer) -> ButtonHandler:
    async def handle(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
        invitation = InvitationId(press.subject)
        said = await answer_invitation(desk.ctx, invitation, answer, press.version or 0)
        return Instead(message=draw_invitation(desk.kit, said.invitation, said.effect))

    return handle


async def _list_own(desk: Desk) -> Sequence[OverviewPart]:
    """What a member answers for and is invited to, for *mijn*."""
    in_charge = await list_sessions_in_charge(desk.ctx)
    invited = await list_own_invitations(desk.ctx)
    return (*list_in_charge(desk.kit, in_charge), *list_invitations(invited))


async def _render_report(
    reading: Reading, kit: Kit, notice: PrivateNotice
) -> PrivateMessage | None:
    return draw_report(kit, await read_summary(reading, SessionId(notice.subject)))


async def _render_receipt(
    reading: Reading, kit: Kit, notice: PrivateNotice
) -> PrivateMessage | None:
    view = await read_acute_receipt(reading, SessionId(notice.subject))
    return draw_acute_receipt(kit, view) if view else None


async def _render_invitation(
    reading: Reading, kit: Kit, notice: PrivateNotice
) -> PrivateMessage | None:
    view = await read_invitation(reading, InvitationId(notice.subject))
    return draw_invitation(kit, view) if view else None


async def _render_board(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage | None:
    view = await read_board(reading, SessionId(notice.subject))
    return draw_board(kit, view) if view else None


async def _render_closed(
    reading: Reading, kit: Kit, notice: PrivateNotice
) -> PrivateMessage | None:
    view = await read_closed(reading, SessionId(notice.subject))
    if view and is_drill(notice.subject):
        return draw_drill_over(kit, view.code)
    return draw_closed(kit, view) if view else None


FEATURE: Final = Feature(
    commands=(
        Command(
            words=("acuut", "acute"),
            action=Action.VIEW_SESSION,
            run=_acute,
            reads_more=True,
            help_key="help.line.acute",
            runs_alone=True,
        ),
    ),
    buttons={
        SHOW_SESSION: _show,
        TAKE: _take,
        READ: _read,
        HIDE_REPORT: _hide_report,
        JUDGE: opening(ACUTE_JUDGEMENT, about_session),
        BOARD: _board,
        INVITATION: _invitation,
        WHO: _who,
        HIDE_SUBJECT: _hide_subject,
        TOLD: _told,
        **{f"{ANSWER}_{one}": _answering(one) for one in ANSWERS},
        ASK_NOT_KNOWN: _ask_not_known,
        KEEP_INVITATION: _keep_invitation,
        UNDO: _undo,
        DEPUTY: _deputy,
        TELEPHONE: opening(ACUTE_TELEPHONE, about_session),
        CLOSE: opening(ACUTE_CLOSING, about_session),
        ADD: opening(ACUTE_ADDING, about_session),
        RECEIPT: _receipt,
        COMPLETE: opening(ACUTE_COMPLETION, about_session),
        ACTIONS: _own_actions,
        HIDE_ACTIONS: _hide_actions,
    },
    notices={
        NoticeKind.ACUTE_REPORT: _render_report,
        NoticeKind.ACUTE_RECEIPT: _render_receipt,
        NoticeKind.INVITATION: _render_invitation,
        NoticeKind.SESSION_BOARD: _render_board,
        NoticeKind.SESSION_CLOSED: _render_closed,
    },
    dialogs=(
        ACUTE_REPORT,
        ACUTE_OPENING,
        ACUTE_JUDGEMENT,
        ACUTE_DEPUTY,
        ACUTE_TELEPHONE,
        ACUTE_CLOSING,
        ACUTE_ADDING,
        ACUTE_COMPLETION,
    ),
    overview=(_list_own,),
    own_part=OwnPart.ACUTE,
)
