"""Adding to an acute report that is on its way."""

from datetime import date
from typing import Final

from cards.acute_report import RECEIPT
from cards.page import FieldKind, ReceiptView
from cards.words import Text
from dialogs.about import AboutSession
from dialogs.answers import text_of
from dialogs.pages import Beginning, Dialog, Field, Page, Problems
from dialogs.report_questions import UNSAFE_NUMBER
from domain.draft import Answers
from domain.identifiers import CaseCode
from domain.press import Press
from services.acute.completion import OwnReport, complete_report, open_own_report
from services.moment import Context


async def _may_complete(ctx: Context, about: AboutSession) -> OwnReport:
    return await open_own_report(ctx, about.session)


async def _begin(_ctx: Context, own: OwnReport) -> Beginning[AboutSession]:
    return Beginning(about=AboutSession(session=own.session.id), case=own.session.case)


async def _complete(ctx: Context, own: OwnReport, answers: Answers) -> ReceiptView:
    unsafe_number = text_of(answers, UNSAFE_NUMBER.id)
    await complete_report(ctx, own, text_of(answers, "more"), unsafe_number)
    return ReceiptView(title=Text("acute.completed", {"code": own.code}))


def _check_more(answers: Answers, _today: date) -> Problems:
    says_something = text_of(answers, "more") or text_of(answers, UNSAFE_NUMBER.id)
    return {} if says_something else {"more": Text("acute.say_what_happens")}


def _code_of(own: OwnReport, _answers: Answers) -> CaseCode:
    return own.code


def _back(own: OwnReport) -> Press:
    return Press(verb=RECEIPT, subject=own.session.id)


ACUTE_COMPLETION: Final[Dialog[AboutSession, OwnReport]] = Dialog(
    name="acute_completion",
    version=1,
    title="acute.completion_dialog",
    about=AboutSession,
    pages=(
        Page(
            id="more",
            title="acute.page_more",
            intro="acute.page_more_intro",
            fields=(
                Field(
                    id="more",
                    kind=FieldKind.LONG_TEXT,
                    label="acute.more",
                    is_required=False,
                    needed_when="acute.needed_more_or_number",
                ),
                UNSAFE_NUMBER,
            ),
            check=_check_more,
        ),
    ),
    allow=_may_complete,
    begin=_begin,
    finish=_complete,
    code_of=_code_of,
    finish_button="acute.complete_button",
    way_back=_back,
)
