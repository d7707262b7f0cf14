"""Withdrawing the own acute report, and calling off the session of one that was withdrawn: why."""

from typing import Any, Final

from cards.acute_report import RECEIPT, SHOW_SESSION, call
from cards.page import FieldKind, ReceiptView
from cards.words import Text
from dialogs.about import AboutSession
from dialogs.answers import text_of
from dialogs.pages import Beginning, Dialog, Field, Page
from domain.draft import Answers
from domain.identifiers import CaseCode
from domain.press import Press
from services.acute.completion import OwnReport
from services.acute.permits import SessionPermit
from services.acute.withdrawal import (
    call_off_session,
    open_to_call_off,
    open_to_withdraw,
    withdraw_report,
)
from services.moment import Context


async def _may_withdraw(ctx: Context, about: AboutSession) -> OwnReport:
    return await open_to_withdraw(ctx, about.session)


async def _begin_withdrawal(_ctx: Context, own: OwnReport) -> Beginning[AboutSession]:
    return Beginning(about=AboutSession(session=own.session.id), case=own.session.case)


async def _withdraw(ctx: Context, own: OwnReport, answers: Answers) -> ReceiptView:
    saved = await withdraw_report(ctx, own, text_of(answers, "why"))
    key = "acute_withdrawal.director_decides" if saved.is_open else "acute_withdrawal.done_next"
    return ReceiptView(title=Text("acute_withdrawal.done", {"code": own.code}), lines=(Text(key),))


def _code_of_report(own: OwnReport, _answers: Answers) -> CaseCode:
    return own.code


def _back_to_receipt(own: OwnReport) -> Press:
    return Press(verb=RECEIPT, subject=own.session.id)


async def _may_call_off(ctx: Context, about: AboutSession) -> SessionPermit:
    return await open_to_call_off(ctx, about.session)


async def _begin_calling_off(_ctx: Context, running: SessionPermit) -> Beginning[AboutSession]:
    return Beginning(about=AboutSession(session=running.session.id), case=running.case.id)


async def _call_off(ctx: Context, running: SessionPermit, answers: Answers) -> ReceiptView:
    called = await call_off_session(ctx, running, text_of(answers, "why"))
    numbers = tuple(
        Text("acute_withdrawal.call", {"name": one.name, "telephone": call(one.telephone)})
        for one in called
    )
    return ReceiptView(
        title=Text("acute_withdrawal.ended", {"code": running.case.code}),
        lines=(Text("acute_withdrawal.ended_next"), *numbers),
    )


def _code_of_session(running: SessionPermit, _answers: Answers) -> CaseCode:
    return running.case.code


def _back_to_session(running: SessionPermit) -> Press:
    return Press(verb=SHOW_SESSION, subject=running.session.id)


def _ask_why(title: str, intro: str) -> Page[Any]:
    why: Field[Any] = Field(id="why", kind=FieldKind.LONG_TEXT, label="acute_withdrawal.why")
    return Page(id="why", title=title, intro=intro, fields=(why,))


ACUTE_WITHDRAWAL: Final[Dialog[AboutSession, OwnReport]] = Dialog(
    name="acute_withdrawal",
    version=1,
    title="acute_withdrawal.dialog",
    about=AboutSession,
    pages=(_ask_why("acute_withdrawal.page", "acute_withdrawal.page_intro"),),
    allow=_may_withdraw,
    begin=_begin_withdrawal,
    finish=_withdraw,
    code_of=_code_of_report,
    finish_button="acute_withdrawal.button",
    way_back=_back_to_receipt,
)
ACUTE_CALLING_OFF: Final[Dialog[AboutSession, SessionPermit]] = Dialog(
    name="acute_calling_off",
    version=1,
    title="acute_withdrawal.call_off_dialog",
    about=AboutSession,
    pages=(_ask_why("acute_withdrawal.call_off_page", "acute_withdrawal.call_off_page_intro"),),
    allow=_may_call_off,
    begin=_begin_calling_off,
    finish=_call_off,
    code_of=_code_of_session,
    finish_button="acute_withdrawal.call_off_button",
    way_back=_back_to_session,
)
