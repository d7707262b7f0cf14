"""Reporting an acute case: three questions and no more (product page §6.1). A process director
who opens a session on a case answers the first two.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from cards.page import ChoiceView, FieldKind, ReceiptView
from cards.words import Text
from dialogs.answers import choices_of, options, text_of
from dialogs.pages import Dialog, Field, Page, Problems, Start
from domain.access import Action
from domain.acute_report import AcuteReport, NeededBy
from domain.draft import Answers, Draft
from domain.house import CircleSignal
from domain.identifiers import CaseId, read_case_code
from domain.referral import Identity
from services.access import require
from services.acute.report import (
    KnownCase,
    NewSubject,
    Reported,
    begin_report,
    open_session,
    report_acute,
    require_director,
)
from services.moment import Context

_RESUMED_WITHIN: Final = timedelta(hours=1)
_ACUTE_REPORT: Final = "acute_report"


def form_report(answers: Answers) -> AcuteReport:
    """Form the report that the answers describe."""
    return AcuteReport(
        signals=frozenset(CircleSignal(one) for one in choices_of(answers, "signals")),
        happening=text_of(answers, "happening"),
        needed_by=NeededBy(text_of(answers, "needed_by")),
        region=text_of(answers, "region"),
    )


async def _regions(ctx: Context, _subject: str) -> tuple[ChoiceView, ...]:
    organisations = await ctx.uow.people.organisations()
    regions = sorted({one.region for one in organisations if one.region})
    return tuple(ChoiceView(value=region, title=region) for region in regions)


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
    if isinstance(born_on, date) and born_on > today:
        return {"born_on": Text("referral.born_in_future")}
    return {}


_SIGNALS: Final = Page(
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
_HAPPENING: Final = Page(
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
    ),
)
_WHO: Final = Page(
    id="who",
    title="acute.page_who",
    intro="acute.page_who_intro",
    fields=(
        Field(id="code", kind=FieldKind.TEXT, label="acute.code", is_required=False, max_length=12),
        Field(id="name", kind=FieldKind.TEXT, label="acute.name", is_required=False),
        Field(id="born_on", kind=FieldKind.DATE, label="referral.born_on", is_required=False),
        Field(id="address", kind=FieldKind.TEXT, label="referral.address", is_required=False),
    ),
    check=_check_who,
)


async def _may_report(ctx: Context, _subject: str) -> None:
    require(ctx, Action.REPORT_ACUTE)


async def _begin_report(ctx: Context, code: str) -> Start:
    """Go on with a report of the last hour, unless a case is named; an older one may be about
    somebody else.
    """
    for waiting in [] if code else await ctx.uow.drafts.open_of(ctx.actor.id):
        if waiting.dialog == _ACUTE_REPORT and ctx.now - waiting.changed_at < _RESUMED_WITHIN:
            return Start(subject=waiting.subject)
    case_id = await begin_report(ctx)
    return Start(subject=case_id, case=case_id, answers={"code": code} if code else {})


async def _send_report(ctx: Context, draft: Draft) -> ReceiptView:
    about = _about(draft)
    return _receipt(await report_acute(ctx, form_report(draft.answers), about))


def _about(draft: Draft) -> KnownCase | NewSubject:
    answers: Mapping[str, object] = draft.answers
    code, born_on = text_of(draft.answers, "code"), answers.get("born_on")
    if code:
        return KnownCase(code=code)
    identity = Identity(
        name=text_of(draft.answers, "name"),
        born_on=born_on if isinstance(born_on, date) else None,
        address=text_of(draft.answers, "address"),
    )
    return NewSubject(case=CaseId(draft.subject), identity=identity)


def _receipt(reported: Reported) -> ReceiptView:
    duty, code = reported.duty, reported.session.code
    key = "acute.sent_now" if duty.is_duty_time else "acute.sent_later"
    return ReceiptView(
        title=Text("acute.receipt_title", {"code": code}),
        lines=(
            Text(key, {"name": duty.director.name, "at": duty.opens_at}),
            Text("acute.emergency", {"text": duty.emergency_text}),
        ),
    )


async def _may_open(ctx: Context, case_id: str) -> None:
    await require_director(ctx, await ctx.uow.cases.get(CaseId(case_id)))


async def _begin_open(_ctx: Context, case_id: str) -> Start:
    return Start(subject=case_id, case=CaseId(case_id))


async def _open(ctx: Context, draft: Draft) -> ReceiptView:
    session = await open_session(ctx, CaseId(draft.subject), form_report(draft.answers))
    return ReceiptView(
        title=Text("acute.opened", {"code": session.code}), lines=(Text("acute.opened_next"),)
    )


ACUTE_REPORT: Final = Dialog(
    name=_ACUTE_REPORT,
    version=1,
    title="acute.report_dialog",
    pages=(_SIGNALS, _HAPPENING, _WHO),
    allow=_may_report,
    begin=_begin_report,
    finish=_send_report,
    finish_button="acute.send_button",
)
ACUTE_OPENING: Final = Dialog(
    name="acute_opening",
    version=1,
    title="acute.opening_dialog",
    pages=(_SIGNALS, _HAPPENING),
    allow=_may_open,
    begin=_begin_open,
    finish=_open,
    finish_button="acute.open_button",
)
