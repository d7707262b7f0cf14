"""During an acute session: who stands in, what was answered by telephone, what was agreed."""

from collections.abc import Mapping
from typing import Final

from cards.acute_report import BOARD
from cards.acute_session import INVITATION
from cards.agreed_action import show_action
from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.words import Text, Words
from dialogs.about import AboutInvitation, AboutSession
from dialogs.action_questions import ask_for_more, form_action_pages, read_action_wishes
from dialogs.answers import options, text_of
from dialogs.pages import Beginning, Dialog, Field, Page
from domain.acute_invitation import InvitationAnswer
from domain.agreed_action import ActionSource
from domain.draft import Answers
from domain.identifiers import CaseCode, MemberId
from domain.member import Member
from domain.press import Press
from services.acute.discussion import view_agreed_so_far
from services.acute.invitations import (
    list_deputies,
    list_invited,
    name_deputy,
    record_telephone_answer,
)
from services.acute.permits import (
    InvitationPermit,
    SessionPermit,
    open_own_invitation,
    open_to_close,
)
from services.acute.session import close_session, list_present
from services.acute.turning_red import NextAgenda, list_next_agenda
from services.acute.undo import undo_telephone_answer
from services.calendar import write_moment
from services.moment import Context

_BY_TELEPHONE: Final = (
    InvitationAnswer.COMES,
    InvitationAnswer.CANNOT,
    InvitationAnswer.CANNOT_SAY,
    InvitationAnswer.NOT_KNOWN,
)

_UNDONE: Final = "undone"


def _names(members: tuple[Member, ...]) -> tuple[ChoiceView, ...]:
    return tuple(ChoiceView(value=one.id, title=one.name) for one in members)


async def _offer_deputies(ctx: Context, asked: InvitationPermit) -> tuple[ChoiceView, ...]:
    return _names(await list_deputies(ctx, asked))


async def _offer_invited(ctx: Context, running: SessionPermit) -> tuple[ChoiceView, ...]:
    return _names(await list_invited(ctx, running))


async def _offer_present(ctx: Context, running: SessionPermit) -> tuple[ChoiceView, ...]:
    return _names(await list_present(ctx, running))


def _code_of_invitation(asked: InvitationPermit, _answers: Answers) -> CaseCode:
    return asked.case.code


def _code_of_session(running: SessionPermit, _answers: Answers) -> CaseCode:
    return running.case.code


def _back_to_invitation(asked: InvitationPermit) -> Press:
    return Press(verb=INVITATION, subject=asked.invitation.id)


def _back_to_board(running: SessionPermit) -> Press:
    return Press(verb=BOARD, subject=running.session.id)


async def _may_deputise(ctx: Context, about: AboutInvitation) -> InvitationPermit:
    return await open_own_invitation(ctx, about.invitation)


async def _begin_deputy(_ctx: Context, asked: InvitationPermit) -> Beginning[AboutInvitation]:
    return Beginning(about=AboutInvitation(invitation=asked.invitation.id), case=asked.case.id)


async def _name_deputy(ctx: Context, asked: InvitationPermit, answers: Answers) -> ReceiptView:
    named = await name_deputy(ctx, asked, MemberId(text_of(answers, "deputy")))
    return ReceiptView(
        title=Text("acute.deputy_named", {"name": named.name}),
        lines=(Text("acute.deputy_you_are_out"),),
    )


async def _may_run(ctx: Context, about: AboutSession) -> SessionPermit:
    return await open_to_close(ctx, about.session)


async def _begin_run(_ctx: Context, running: SessionPermit) -> Beginning[AboutSession]:
    return Beginning(about=AboutSession(session=running.session.id), case=running.case.id)


async def _record_answer(ctx: Context, running: SessionPermit, answers: Answers) -> ReceiptView:
    member = MemberId(text_of(answers, "member"))
    if text_of(answers, "answer") == _UNDONE:
        await undo_telephone_answer(ctx, running, member)
        return ReceiptView(title=Text("acute_undo.done"))
    answer = InvitationAnswer(text_of(answers, "answer"))
    await record_telephone_answer(ctx, running, member, answer)
    return ReceiptView(title=Text("acute.telephone_recorded"))


async def _begin_close(_ctx: Context, running: SessionPermit) -> Beginning[AboutSession]:
    return Beginning(
        about=AboutSession(session=running.session.id),
        case=running.case.id,
        answers={"next_agenda": list_next_agenda(running)[0].value},
    )


async def _offer_next_agenda(_ctx: Context, running: SessionPermit) -> tuple[ChoiceView, ...]:
    return options("acute.next_agenda_", *list_next_agenda(running))


async def _show_agreed(ctx: Context, running: SessionPermit) -> Mapping[str, tuple[ShownView, ...]]:
    agreed = await view_agreed_so_far(ctx, running)
    shown = [part for one in agreed.actions for part in show_action(one, agreed.names[one.owner])]
    if not shown:
        return {}
    already = ShownView(label=Text("acute_discussion.agreed_already"), lines=())
    return {"": (already, *shown)}


async def _close(ctx: Context, running: SessionPermit, answers: Answers) -> ReceiptView:
    wishes = read_action_wishes(answers, ActionSource.SESSION)
    is_red = text_of(answers, "next_agenda") == NextAgenda.RED
    closed = await close_session(ctx, running, wishes, _say_why(ctx, running) if is_red else "")
    title = Text("acute.closed", {"code": closed.case.code})
    if running.session.is_drill:
        return ReceiptView(title=title, lines=(Text("drill.closed_next"),))
    lines = [Text("acute.closed_next")]
    if is_red:
        lines.append(Text("acute.closed_red" if closed.is_red else "acute.closed_not_red"))
    has_minutes = closed.has_minutes
    lines.append(Text("minutes.to_approve" if has_minutes else "acute_discussion.nothing_yet"))
    return ReceiptView(title=title, lines=tuple(lines))


def _say_why(ctx: Context, running: SessionPermit) -> str:
    """The reason of the colour, in the words of who closes."""
    gathering = running.session.gathering
    at = write_moment(ctx.house, gathering.starts_at if gathering else ctx.now)
    return Words(ctx.actor.member.language)("acute.red_because", at=at)


ACUTE_DEPUTY: Final[Dialog[AboutInvitation, InvitationPermit]] = Dialog(
    name="acute_deputy",
    version=1,
    title="acute.deputy_dialog",
    about=AboutInvitation,
    pages=(
        Page(
            id="deputy",
            title="acute.page_deputy",
            intro="acute.page_deputy_intro",
            fields=(
                Field(
                    id="deputy",
                    kind=FieldKind.CHOICE,
                    label="acute.deputy",
                    choices_of=_offer_deputies,
                ),
            ),
        ),
    ),
    allow=_may_deputise,
    begin=_begin_deputy,
    finish=_name_deputy,
    code_of=_code_of_invitation,
    way_back=_back_to_invitation,
)
ACUTE_TELEPHONE: Final[Dialog[AboutSession, SessionPermit]] = Dialog(
    name="acute_telephone",
    version=1,
    title="acute.telephone_dialog",
    about=AboutSession,
    pages=(
        Page(
            id="telephone",
            title="acute.page_telephone",
            fields=(
                Field(
                    id="member",
                    kind=FieldKind.CHOICE,
                    label="acute.invited",
                    choices_of=_offer_invited,
                ),
                Field(
                    id="answer",
                    kind=FieldKind.CHOICE,
                    label="acute.answer",
                    choices=options("acute.answer_", *_BY_TELEPHONE, _UNDONE),
                ),
            ),
        ),
    ),
    allow=_may_run,
    begin=_begin_run,
    finish=_record_answer,
    code_of=_code_of_session,
    way_back=_back_to_board,
)
ACUTE_CLOSING: Final[Dialog[AboutSession, SessionPermit]] = Dialog(
    name="acute_closing",
    version=1,
    title="acute.closing_dialog",
    about=AboutSession,
    pages=(
        Page(
            id="closing",
            title="acute.page_closing",
            intro="acute.page_closing_intro",
            fields=(
                ask_for_more(0),
                Field(
                    id="next_agenda",
                    kind=FieldKind.CHOICE,
                    label="acute.next_agenda",
                    choices_of=_offer_next_agenda,
                ),
            ),
            shows=_show_agreed,
        ),
        *form_action_pages(_offer_present),
    ),
    allow=_may_run,
    begin=_begin_close,
    finish=_close,
    code_of=_code_of_session,
    way_back=_back_to_board,
    finish_button="acute.close_button",
)
