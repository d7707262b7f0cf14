"""The enquiry in Teams: ``bevraag CODE`` for coordinators; for who is asked one card, a window with
names, and one press for each answer.
"""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import ButtonHandler, Command, Desk, Feature, Group
from bot.turns.laid_aside import lay_aside
from bot.turns.opening import about_case, opening
from bot.turns.own_rows import in_digest, in_own
from bot.turns.replies import Instead, Reply, Show
from bot.turns.typed_case import ask_to_delete, explain_command, split_code
from cards.enquiry import (
    ANSWER_ENQUIRY,
    ASK_AGAIN,
    ASK_PARTNERS,
    ENQUIRE,
    ENQUIRY_ANSWERS,
    HIDE_ASKED,
    NAME_ALL_ASKED,
    NOBODY_KNOWN,
    NOTE_ANSWER,
    SHOW_ENQUIRIES,
    TAKE_BACK,
    TAKE_BACK_IN_WINDOW,
    WHO_IS_ASKED,
    WITHDRAW_ENQUIRY,
    draw_enquiries,
    draw_how_to_enquire,
    lay_out_enquiries,
    lay_out_grounds,
    lay_out_subject_asked,
    lay_out_subjects,
    list_asked_of_you,
    list_news,
    read_enquiries_press,
    tell_all_answered,
)
from cards.kit import Kit
from cards.messages import PrivateMessage
from cards.referral import CaseButton
from dialogs.enquiry import ENQUIRY_AGAIN, ENQUIRY_ASKING, ENQUIRY_NOTING, ENQUIRY_WITHDRAWING
from dialogs.group_enquiry import GROUP_ENQUIRY
from dialogs.group_work import AboutGroup
from domain.access import Action
from domain.enquiry import TELLS, DisclosureGround, EnquiryAnswer
from domain.group_referral import read_group_mark
from domain.identifiers import EnquiryId
from domain.notice import NoticeKind, PrivateNotice
from domain.press import Press
from domain.timer import TimerKind
from services.access import find_case
from services.contribution import list_to_write_again
from services.enquiry import view_enquiries
from services.enquiry_answer import (
    answer_all_not_known,
    answer_own_enquiry,
    find_ground_needed,
    list_own_enquiries,
    read_enquiries_due,
    read_own_enquiries,
    take_back_own_answer,
    view_subject_asked,
    view_subjects,
)
from services.enquiry_clock import look_at_enquiry
from services.enquiry_news import list_enquiry_news, read_enquiry_news
from services.moment import Reading
from services.ports.own_parts import OwnPart
from services.seen_case import SeenCase, take_case


async def _enquire_typed(desk: Desk, arguments: str) -> Reply:
    typed = split_code(arguments)
    if mark := read_group_mark(arguments):
        about = AboutGroup(mark=mark)
        return Show(screen=await desk.dialogs.begin(desk.ctx, GROUP_ENQUIRY, about))
    if typed.code is None:
        return explain_command(desk, arguments, draw_how_to_enquire)
    permit = await find_case(desk.ctx, Action.ENQUIRE, typed.code)
    page = Show(screen=lay_out_enquiries(await view_enquiries(desk.ctx, permit)))
    return (*ask_to_delete(desk, typed.rest), page)


async def _open(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    case_id, number = read_enquiries_press(press)
    permit = await take_case(desk.ctx, Action.ENQUIRE, SeenCase(id=case_id))
    return Show(screen=lay_out_enquiries(await view_enquiries(desk.ctx, permit, number)))


async def _draw_own(desk: Desk) -> PrivateMessage:
    return draw_enquiries(desk.kit, await list_own_enquiries(desk.ctx))


async def _show(desk: Desk, _press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Instead(message=await _draw_own(desk))


async def _names(desk: Desk, _press: Press, _inputs: Mapping[str, str]) -> Reply:
    return await _show_rest(desk)


async def _show_rest(desk: Desk, *, is_changed: bool = False) -> Reply:
    view = await view_subjects(desk.ctx)
    if not view.subjects:
        return Show(screen=tell_all_answered(view.asked))
    return Show(screen=lay_out_subjects(view, is_changed=is_changed))


async def _who(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return await _show_subject(desk, EnquiryId(press.subject))


async def _show_subject(desk: Desk, enquiry: EnquiryId) -> Reply:
    subject = await view_subject_asked(desk.ctx, enquiry)
    has_told = Action.WITHDRAW_CONTRIBUTION in subject.may
    own = await list_to_write_again(desk.ctx, subject.row.case) if has_told else ()
    return Show(screen=lay_out_subject_asked(subject, own))


async def _hide(desk: Desk, _press: Press, _inputs: Mapping[str, str]) -> Reply:
    return lay_aside(desk, await _draw_own(desk))


def _answering(answer: EnquiryAnswer) -> ButtonHandler:
    async def run(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
        named, _, ground = press.subject.partition(":")
        enquiry = EnquiryId(named)
        if answer in TELLS and not ground:
            row = await find_ground_needed(desk.ctx, enquiry)
            if row:
                return Show(screen=lay_out_grounds(row, answer))
        told_on = DisclosureGround(ground) if ground else None
        said = await answer_own_enquiry(desk.ctx, enquiry, press.version, answer, told_on)
        return await (_show_subject(desk, enquiry) if said in TELLS else _show_rest(desk))

    return run


async def _nobody_known(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    is_said = await answer_all_not_known(desk.ctx, press.subject)
    return await _show_rest(desk, is_changed=not is_said)


async def _take_back(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    await take_back_own_answer(desk.ctx, EnquiryId(press.subject), press.version)
    return Instead(message=await _draw_own(desk))


async def _take_back_in_window(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    await take_back_own_answer(desk.ctx, EnquiryId(press.subject), press.version)
    return await _show_rest(desk)


async def _render(reading: Reading, kit: Kit, _notice: PrivateNotice) -> PrivateMessage:
    return draw_enquiries(kit, await read_own_enquiries(reading))


FEATURE: Final = Feature(
    commands=(
        Command(
            words=("bevraag", "enquire"),
            action=Action.ENQUIRE,
            run=_enquire_typed,
            reads_more=True,
            help_key="help.line.enquire",
            group=Group.COORDINATORS,
            is_rare=True,
        ),
    ),
    buttons={
        ENQUIRE: _open,
        ASK_PARTNERS: opening(ENQUIRY_ASKING, about_case),
        NOTE_ANSWER: opening(ENQUIRY_NOTING, about_case),
        ASK_AGAIN: opening(ENQUIRY_AGAIN, about_case),
        WITHDRAW_ENQUIRY: opening(ENQUIRY_WITHDRAWING, about_case),
        SHOW_ENQUIRIES: _show,
        NAME_ALL_ASKED: _names,
        WHO_IS_ASKED: _who,
        HIDE_ASKED: _hide,
        **{f"{ANSWER_ENQUIRY}_{one}": _answering(one) for one in ENQUIRY_ANSWERS},
        NOBODY_KNOWN: _nobody_known,
        TAKE_BACK: _take_back,
        TAKE_BACK_IN_WINDOW: _take_back_in_window,
    },
    notices={NoticeKind.ENQUIRIES: _render},
    timers={TimerKind.ENQUIRY: look_at_enquiry},
    dialogs=(ENQUIRY_ASKING, ENQUIRY_NOTING, ENQUIRY_AGAIN, ENQUIRY_WITHDRAWING),
    overview=(in_own(list_own_enquiries, list_asked_of_you), in_own(list_enquiry_news, list_news)),
    own_part=OwnPart.ENQUIRIES,
    digest=(
        in_digest(read_enquiries_due, list_asked_of_you),
        in_digest(read_enquiry_news, list_news),
    ),
    case_buttons=(CaseButton(action=Action.ENQUIRE, key="enquiry.case_button", verb=ENQUIRE),),
)
