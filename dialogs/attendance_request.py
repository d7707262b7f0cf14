"""What a partner says by telephone about coming to a meeting: one page for a coordinator."""

from dataclasses import dataclass
from typing import Final

from cards.agenda import SHOW_AGENDA
from cards.page import ChoiceView, FieldKind, ReceiptView
from cards.words import Text
from dialogs.answers import options, text_of
from dialogs.pages import Beginning, Dialog, Field, Page, about_no_case
from domain.attendance_request import AttendanceAnswer
from domain.draft import Answers
from domain.identifiers import MeetingId, OrganisationId
from domain.press import Press
from services.attendance_request import AskedPartner, list_asked, record_answer
from services.moment import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutRequests:
    """The requests for one meeting."""

    meeting: MeetingId


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestsToAnswer:
    """A meeting, and the partners that were asked for it."""

    meeting: MeetingId
    partners: tuple[AskedPartner, ...]


async def _may_answer(ctx: Context, about: AboutRequests) -> RequestsToAnswer:
    partners = await list_asked(ctx, about.meeting)
    return RequestsToAnswer(meeting=about.meeting, partners=tuple(partners))


async def _begin(_ctx: Context, asked: RequestsToAnswer) -> Beginning[AboutRequests]:
    return Beginning(about=AboutRequests(meeting=asked.meeting))


async def _offer_partners(_ctx: Context, asked: RequestsToAnswer) -> tuple[ChoiceView, ...]:
    return tuple(ChoiceView(value=one.organisation, title=one.name) for one in asked.partners)


async def _finish(ctx: Context, asked: RequestsToAnswer, answers: Answers) -> ReceiptView:
    organisation = OrganisationId(text_of(answers, "organisation"))
    answer = AttendanceAnswer(text_of(answers, "answer"))
    await record_answer(ctx, asked.meeting, organisation, answer)
    return ReceiptView(title=Text("attendance_request.recorded"))


def _back(asked: RequestsToAnswer) -> Press:
    return Press(verb=SHOW_AGENDA, subject=asked.meeting)


ATTENDANCE_BY_TELEPHONE: Final[Dialog[AboutRequests, RequestsToAnswer]] = Dialog(
    name="attendance_by_telephone",
    version=1,
    title="attendance_request.telephone_dialog",
    about=AboutRequests,
    pages=(
        Page(
            id="answer",
            title="attendance_request.page_telephone",
            intro="attendance_request.page_telephone_intro",
            fields=(
                Field(
                    id="organisation",
                    kind=FieldKind.CHOICE,
                    label="attendance_request.organisation",
                    choices_of=_offer_partners,
                ),
                Field(
                    id="answer",
                    kind=FieldKind.CHOICE,
                    label="attendance_request.answer",
                    choices=options(
                        "attendance_request.noted_",
                        AttendanceAnswer.COMES,
                        AttendanceAnswer.CANNOT,
                        AttendanceAnswer.COLLEAGUE,
                    ),
                ),
            ),
        ),
    ),
    allow=_may_answer,
    begin=_begin,
    finish=_finish,
    code_of=about_no_case,
    finish_button="absence.record_button",
    way_back=_back,
)
