"""Reporting an acute case: three questions and no more (product page §6.1). A process director
who opens a session on a case answers the first two.
"""

from datetime import date, timedelta
from typing import Final

from cards.page import ChoiceView, FieldKind, ReceiptView
from cards.words import Text
from dialogs.about import AboutCase
from dialogs.answers import choices_of, options, text_of
from dialogs.pages import Beginning, Dialog, Field, Page, Problems, name_case
from dialogs.report_questions import UNSAFE_NUMBER
from domain.acute_report import AcuteReport, NeededBy
from domain.draft import Answers
from domain.house import CircleSignal
from domain.identifiers import CaseCode, read_case_code
from domain.referral import Identity, doubt_birth
from services.access import Permit
from services.acute.report import (
    KnownCase,
    NewReport,
    NewSubject,
    Reported,
    begin_report,
    open_case_for_director,
    open_session,
    report_acute,
    resume_report,
)
from services.drafts import find_latest_draft
from services.moment import Context
from services.partners import list_regions

_RESUMED_WITHIN: Final = timedelta(hours=1)
_ACUTE_REPORT: Final = "acute_report"


def form_report(answers: Answers) -> AcuteReport:
    """Form the report that the answers describe."""
    return AcuteReport(
        signals=frozenset(CircleSignal(one) for one in choices_of(answers, "signals")),
        happening=text_of(answers, "happening"),
        needed_by=NeededBy(text_of(answers, "needed_by")),
        region=text_of(answers, "region"),
        may_share=answers.get("may_share") is True,
        unsafe_number=text_of(answers, "unsafe_number").strip(),
    )


async def _regions(ctx: Context, _loaded: object) -> tuple[ChoiceView, ...]:
    return tuple(ChoiceView(value=one, title=one) for one in await list_regions(ctx))


def _check_who(answers: Answers, today: date) -> Problems:
    """Either a code or a name, so that nobody is reported under the code of another."""
    code, name = text_of(answers, "code"), text_of(answers, "name")
    born_on = answers.get("born_on")
    if code and read_case_code(code) is None:
        return {"code": Text("acute.no_code")}
    if code and name:
        return {"name": Text("acute.code_or_name")}
    if not code and not name:
        return {"name": Text("acute.who_is_it")}
    doubt = doubt_birth(born_on, today) if isinstance(born_on, date) else None
    return {"born_on": Text(f"referral.{doubt}")} if doubt else {}


_SIGNALS: Final[Page[object]] = Page(
    id="signals",
    title="acute.page_signals",
    intro="acute.page_signals_intro",
    fields=(
        Field(
            id="signals",
            kind=FieldKind.CHOICES,
            label="acute.signals",
            is_required=False,
            choices=options("signal.", *CircleSignal),
        ),
        Field(
            id="region",
            kind=FieldKind.CHOICE,
            label="acute.region",
            is_required=False,
            choices_of=_regions,
        ),
    ),
)
_HAPPENING: Final[Page[object]] = Page(
    id="happening",
    title="acute.page_happening",
    fields=(
        Field(id="happening", kind=FieldKind.LONG_TEXT, label="acute.happening"),
        Field(
            id="needed_by",
            kind=FieldKind.CHOICE,
            label="acute.needed_by",
            choices=options("acute.needed_by_", *NeededBy),
        ),
        Field(
            id="may_share",
            kind=FieldKind.YES_NO,
            label="acute.may_share",
            hint="acute.may_share_hint",
            is_required=False,
        ),
        UNSAFE_NUMBER,
    ),
)
_WHO: Final[Page[object]] = Page(
    id="who",
    title="acute.page_who",
    intro="acute.page_who_intro",
    fields=(
        Field(
            id="code",
            kind=FieldKind.TEXT,
            label="acute.code",
            is_required=False,
            needed_when="acute.needed_code_or_name",
            max_length=12,
        ),
        Field(
            id="name",
            kind=FieldKind.TEXT,
            label="acute.name",
            is_required=False,
            needed_when="acute.needed_code_or_name",
        ),
        Field(id="born_on", kind=FieldKind.TYPED_DATE, label="referral.born_on", is_required=False),
        Field(id="address", kind=FieldKind.TEXT, label="referral.address", is_required=False),
    ),
    check=_check_who,
)


async def go_on_with_report(ctx: Context, code: str) -> NewReport:
    """Go on with a report of the last hour, unless a case is named; an older one may be about
    somebody else.
    """
    waiting = None if code else await find_latest_draft(ctx, _ACUTE_REPORT)
    if waiting and waiting.case and ctx.now - waiting.changed_at < _RESUMED_WITHIN:
        return resume_report(ctx, waiting.case)
    return await begin_report(ctx, code)


async def _may_report(ctx: Context, about: AboutCase) -> NewReport:
    return resume_report(ctx, about.case)


async def _begin_report(_ctx: Context, new: NewReport) -> Beginning[AboutCase]:
    answers = {"code": new.code} if new.code else {}
    return Beginning(about=AboutCase(case=new.case), case=new.case, answers=answers)


async def _send_report(ctx: Context, new: NewReport, answers: Answers) -> ReceiptView:
    return _receipt(await report_acute(ctx, new, form_report(answers), _whom_about(answers)))


def _whom_about(answers: Answers) -> KnownCase | NewSubject:
    code, born_on = text_of(answers, "code"), answers.get("born_on")
    if code:
        return KnownCase(code=code)
    identity = Identity(
        name=text_of(answers, "name"),
        born_on=born_on if isinstance(born_on, date) else None,
        address=text_of(answers, "address"),
    )
    return NewSubject(identity=identity)


def _name_typed_case(_new: NewReport, answers: Answers) -> CaseCode | None:
    return read_case_code(text_of(answers, "code"))


def _receipt(reported: Reported) -> ReceiptView:
    duty, code = reported.duty, reported.session.reported_code
    key = "acute.sent_now" if duty.is_duty_time else "acute.sent_later"
    return ReceiptView(
        title=Text("acute.receipt_title", {"code": code}),
        lines=(
            Text(key, {"name": duty.director.name, "at": duty.opens_at}),
            Text("acute.emergency", {"text": duty.emergency_text}),
        ),
    )


async def _may_open(ctx: Context, about: AboutCase) -> Permit:
    return await open_case_for_director(ctx, about.case)


async def _begin_open(_ctx: Context, permit: Permit) -> Beginning[AboutCase]:
    case = permit.case.id
    return Beginning(about=AboutCase(case=case), case=case)


async def _open(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    session = await open_session(ctx, permit, form_report(answers))
    return ReceiptView(
        title=Text("acute.opened", {"code": session.code}), lines=(Text("acute.opened_next"),)
    )


ACUTE_REPORT: Final[Dialog[AboutCase, NewReport]] = Dialog(
    name=_ACUTE_REPORT,
    version=1,
    title="acute.report_dialog",
    about=AboutCase,
    pages=(_SIGNALS, _HAPPENING, _WHO),
    allow=_may_report,
    begin=_begin_report,
    finish=_send_report,
    code_of=_name_typed_case,
    finish_button="acute.send_button",
)
ACUTE_OPENING: Final[Dialog[AboutCase, Permit]] = Dialog(
    name="acute_opening",
    version=1,
    title="acute.opening_dialog",
    about=AboutCase,
    pages=(_SIGNALS, _HAPPENING),
    allow=_may_open,
    begin=_begin_open,
    finish=_open,
    code_of=name_case,
    finish_button="acute.open_button",
)
