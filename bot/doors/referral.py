"""Referrals in Teams: refer, one's own overview, one case by its code, and who it is about."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.turns.feature import Command, Desk, Feature
from bot.turns.laid_aside import lay_aside
from bot.turns.opening import about_case, opening
from bot.turns.replies import Instead, Reply, Say, Show
from bot.turns.typed_case import find_code
from cards.group_referral import list_own_groups
from cards.kit import Kit
from cards.messages import PrivateMessage
from cards.overview import (
    BACK_TO_OVERVIEW,
    SHOW_OVERVIEW,
    OverviewPart,
    RowButton,
    draw_overview,
)
from cards.referral import (
    ASK_WITHDRAW,
    BEGIN,
    CASE_BUTTONS,
    CASE_HEADINGS,
    EDIT,
    HIDE,
    REVEAL,
    REVEAL_OWN,
    SHOW_CASE,
    WITHDRAW,
    draw_arrival,
    draw_case,
    draw_how_to_look_up,
    draw_receipt_news,
    draw_withdraw_question,
    draw_withdrawn,
    lay_aside_identity,
    lay_out_identity,
    lay_out_own_identities,
    list_own_cases,
    read_shown,
)
from dialogs.group_referral import GROUP_REFERRAL, go_on_with_group
from dialogs.referral import EDIT_REFERRAL, REFERRAL, go_on_with_referral
from domain.access import Action
from domain.identifiers import CaseId
from domain.notice import NoticeKind, PrivateNotice
from domain.policy import may_ever
from domain.press import Press
from services.access import require
from services.moment import Reading
from services.referral import begin_referral, withdraw_referral
from services.referral_views import (
    my_overview,
    name_own_cases,
    read_arrival,
    read_receipt,
    reveal_identity,
    view_case,
    view_case_again,
    view_to_withdraw,
)

_ANOTHER: Final = "another"
_GROUP_WORDS: Final = frozenset({"groep", "group"})


async def _refer(desk: Desk, arguments: str) -> Reply:
    if arguments.casefold().strip() in _GROUP_WORDS:
        reserved = await go_on_with_group(desk.ctx)
        return Show(screen=await desk.dialogs.begin_allowed(desk.ctx, GROUP_REFERRAL, reserved))
    reserved = await go_on_with_referral(desk.ctx)
    return Show(screen=await desk.dialogs.begin_allowed(desk.ctx, REFERRAL, reserved))


async def _begin(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    begin = begin_referral if press.subject == _ANOTHER else go_on_with_referral
    reserved = await begin(desk.ctx)
    return Show(screen=await desk.dialogs.begin_allowed(desk.ctx, REFERRAL, reserved))


async def _show_own(desk: Desk, _arguments: str) -> Reply:
    return Say(message=await _draw_own(desk))


async def _turn_own(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Instead(message=await _draw_own(desk, int(press.subject)))


async def _back_to_own(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return lay_aside(desk, await _draw_own(desk, int(press.subject or 1)))


async def _draw_own(desk: Desk, number: int = 1) -> PrivateMessage:
    require(desk.ctx, Action.VIEW_OWN)
    parts = await desk.list_own()
    return draw_overview(desk.kit, parts, _overview_buttons(desk, parts, number), number)


async def _list_cases(desk: Desk) -> Sequence[OverviewPart]:
    own = await my_overview(desk.ctx)
    return (*list_own_cases(own), list_own_groups(own))


def _overview_buttons(desk: Desk, parts: Sequence[OverviewPart], number: int) -> list[RowButton]:
    refer = RowButton(
        key="overview.refer", press=Press(verb=BEGIN, subject=_ANOTHER), opens_dialog=True
    )
    reveal = Press(verb=REVEAL_OWN, subject=str(number))
    names = RowButton(key="overview.names", press=reveal, opens_dialog=True)
    has_cases = any(part.rows for part in parts if part.heading in CASE_HEADINGS)
    may_refer = may_ever(Action.REFER, desk.ctx.actor)
    return [*([refer] if may_refer else []), *([names] if has_cases else [])]


async def _show_typed(desk: Desk, arguments: str) -> Reply:
    if not arguments:
        return await _show_own(desk, arguments)
    code = find_code(arguments).code
    if code is None:
        return Say(message=draw_how_to_look_up(desk.kit))
    view = await view_case(desk.ctx, code, desk.case_actions)
    return Say(message=draw_case(desk.kit, view, desk.case_buttons))


async def _show_case(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Instead(message=await _draw_case(desk, press))


async def _draw_case(desk: Desk, press: Press) -> PrivateMessage:
    case_id, back = read_shown(press)
    view = await view_case_again(desk.ctx, case_id, desk.case_actions)
    return draw_case(desk.kit, view, desk.case_buttons, back)


async def _reveal(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    case_id = CaseId(press.subject)
    return Show(screen=lay_out_identity(await reveal_identity(desk.ctx, case_id), case_id))


async def _reveal_own(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    named = await name_own_cases(desk.ctx)
    return Show(screen=lay_out_own_identities(named, press.subject))


async def _hide(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    require(desk.ctx, Action.VIEW_OWN)
    if not press.subject:
        return Show(screen=lay_aside_identity())
    return lay_aside(desk, await _draw_case(desk, press))


async def _ask_withdraw(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await view_to_withdraw(desk.ctx, CaseId(press.subject))
    return Instead(message=draw_withdraw_question(desk.kit, view))


async def _withdraw(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    case = await withdraw_referral(desk.ctx, CaseId(press.subject), press.version)
    return Instead(message=draw_withdrawn(desk.kit, case.code))


async def _render_receipt(
    reading: Reading, kit: Kit, notice: PrivateNotice
) -> PrivateMessage | None:
    case_id = CaseId(notice.subject)
    news = await read_receipt(reading, case_id)
    return draw_receipt_news(kit, news, case_id) if news else None


async def _render_arrival(
    reading: Reading, kit: Kit, notice: PrivateNotice
) -> PrivateMessage | None:
    case_id = CaseId(notice.subject)
    news = await read_arrival(reading, case_id)
    return draw_arrival(kit, news, case_id) if news else None


FEATURE: Final = Feature(
    commands=(
        Command(
            words=("aanmelden", "refer"),
            action=Action.REFER,
            run=_refer,
            help_key="help.line.refer",
            runs_alone=True,
        ),
        Command(
            words=("mijn", "my"),
            is_daily=True,
            action=Action.VIEW_OWN,
            run=_show_own,
            help_key="help.line.my",
            runs_alone=True,
        ),
        Command(
            words=("casus", "case"),
            is_daily=True,
            action=Action.VIEW_CASE,
            run=_show_typed,
            help_key="help.line.case",
        ),
    ),
    buttons={
        BEGIN: _begin,
        SHOW_CASE: _show_case,
        REVEAL: _reveal,
        REVEAL_OWN: _reveal_own,
        SHOW_OVERVIEW: _turn_own,
        BACK_TO_OVERVIEW: _back_to_own,
        HIDE: _hide,
        EDIT: opening(EDIT_REFERRAL, about_case),
        ASK_WITHDRAW: _ask_withdraw,
        WITHDRAW: _withdraw,
    },
    notices={
        NoticeKind.REFERRAL_RECEIVED: _render_receipt,
        NoticeKind.REFERRAL_ARRIVED: _render_arrival,
    },
    dialogs=(REFERRAL, EDIT_REFERRAL),
    overview=(_list_cases,),
    case_buttons=CASE_BUTTONS,
)
