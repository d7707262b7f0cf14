"""The enquiry as dialogs of a coordinator: whom to ask and why; what a partner said by telephone;
asking once more; withdrawing. Each is one page.
"""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Final

from cards.enquiry import press_enquiries
from cards.page import ChoiceView, FieldKind, ReceiptView
from cards.words import Text, Value
from dialogs.about import AboutCase
from dialogs.answers import options, text_of
from dialogs.enquiry_questions import ask_whom_and_why, check_asking, read_wishes
from dialogs.pages import Beginning, Dialog, Field, Page, Problems, name_case
from domain.draft import Answers
from domain.enquiry import TELLS, DisclosureGround, Enquiry, EnquiryAnswer
from domain.identifiers import OrganisationId
from domain.press import Press
from services.access import Permit
from services.enquiry import (
    list_enquiries,
    list_to_ask,
    open_to_enquire,
    record_said,
    send_enquiries,
    send_enquiry_again,
    withdraw_enquiry,
)
from services.moment import Context

_SAID: Final = (
    EnquiryAnswer.NOT_KNOWN,
    EnquiryAnswer.KNOWN,
    EnquiryAnswer.INVOLVED,
    EnquiryAnswer.CANNOT_SHARE,
)


async def _may_enquire(ctx: Context, about: AboutCase) -> Permit:
    return await open_to_enquire(ctx, about.case)


async def _begin(_ctx: Context, permit: Permit) -> Beginning[AboutCase]:
    return Beginning(about=AboutCase(case=permit.case.id), case=permit.case.id)


def _back(permit: Permit) -> Press:
    return press_enquiries(permit.case.id)


def _receipt(key: str, permit: Permit) -> ReceiptView:
    return ReceiptView(title=Text(key, {"code": permit.case.code}), back=_back(permit))


async def _offer_askable(ctx: Context, permit: Permit) -> tuple[ChoiceView, ...]:
    found = await list_to_ask(ctx, permit)
    return tuple(
        ChoiceView(
            value=one.organisation,
            title=Text("enquiry.named", {"name": one.name}) if one.is_named else one.name,
        )
        for one in found
    )


async def _finish_asking(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    asked = await send_enquiries(ctx, permit, read_wishes(answers))
    said: dict[str, Value] = {"code": permit.case.code, "number": len(asked), "on": asked[0].due_on}
    return ReceiptView(title=Text("enquiry.sent", said), back=_back(permit))


Offer = Callable[[Context, Permit], Awaitable[tuple[ChoiceView, ...]]]
Finish = Callable[[Context, Permit, Answers], Awaitable[ReceiptView]]


def _offer(fits: Callable[[Enquiry], bool]) -> Offer:
    async def offer(ctx: Context, permit: Permit) -> tuple[ChoiceView, ...]:
        return tuple(
            ChoiceView(value=one.enquiry.organisation, title=one.organisation)
            for one in await list_enquiries(ctx, permit)
            if one.enquiry.end is None and fits(one.enquiry)
        )

    return offer


def _was_not_known(enquiry: Enquiry) -> bool:
    return enquiry.answer is EnquiryAnswer.NOT_KNOWN


def _goes_on(_enquiry: Enquiry) -> bool:
    return True


def _is_unsettled(enquiry: Enquiry) -> bool:
    return enquiry.is_unsettled


def _chosen(answers: Answers) -> OrganisationId:
    return OrganisationId(text_of(answers, "partner"))


async def _finish_noting(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    ground = text_of(answers, "ground")
    await record_said(
        ctx,
        permit,
        _chosen(answers),
        EnquiryAnswer(text_of(answers, "answer")),
        DisclosureGround(ground) if ground else None,
    )
    return _receipt("enquiry.noted", permit)


def _check_noting(answers: Answers, _today: date) -> Problems:
    """A ground is of who tells something."""
    told = text_of(answers, "answer") in TELLS
    return {"ground": Text("enquiry.needless_ground")} if answers.get("ground") and not told else {}


async def _finish_again(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    await send_enquiry_again(ctx, permit, _chosen(answers))
    return _receipt("enquiry.asked_again", permit)


async def _finish_withdrawing(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    await withdraw_enquiry(ctx, permit, _chosen(answers))
    return _receipt("enquiry.withdrawn", permit)


def _dialog(
    name: str,
    title: str,
    page: Page[Permit],
    finish: Finish,
    finish_button: str,
) -> Dialog[AboutCase, Permit]:
    return Dialog(
        name=name,
        version=1,
        title=title,
        about=AboutCase,
        pages=(page,),
        allow=_may_enquire,
        begin=_begin,
        finish=finish,
        code_of=name_case,
        finish_button=finish_button,
        way_back=_back,
    )


def _choosing(label: str, offer: Offer) -> Field[Permit]:
    return Field(id="partner", kind=FieldKind.CHOICE, label=label, choices_of=offer)


ENQUIRY_ASKING: Final = _dialog(
    "enquiry_asking",
    "enquiry.asking_dialog",
    Page(
        id="partners",
        title="enquiry.asking_page",
        intro="enquiry.asking_intro",
        fields=ask_whom_and_why(_offer_askable),
        check=check_asking,
    ),
    _finish_asking,
    "enquiry.asking_finish",
)
ENQUIRY_NOTING: Final = _dialog(
    "enquiry_noting",
    "enquiry.noting_dialog",
    Page(
        id="said",
        title="enquiry.noting_page",
        intro="enquiry.noting_intro",
        fields=(
            _choosing("enquiry.noting_partner", _offer(_goes_on)),
            Field(
                id="answer",
                kind=FieldKind.CHOICE,
                label="enquiry.noting_answer",
                choices=options("enquiry.answer_", *_SAID),
            ),
            Field(
                id="ground",
                kind=FieldKind.CHOICE,
                label="enquiry.noting_ground",
                is_required=False,
                needed_when="enquiry.needed_when_bound",
                choices=options("contribution.ground_", *DisclosureGround),
            ),
        ),
        check=_check_noting,
    ),
    _finish_noting,
    "enquiry.noting_finish",
)
ENQUIRY_AGAIN: Final = _dialog(
    "enquiry_again",
    "enquiry.again_dialog",
    Page(
        id="again",
        title="enquiry.again_page",
        intro="enquiry.again_intro",
        fields=(_choosing("enquiry.again_partner", _offer(_was_not_known)),),
    ),
    _finish_again,
    "enquiry.again_finish",
)
ENQUIRY_WITHDRAWING: Final = _dialog(
    "enquiry_withdrawing",
    "enquiry.withdrawing_dialog",
    Page(
        id="withdraw",
        title="enquiry.withdrawing_page",
        intro="enquiry.withdrawing_intro",
        fields=(_choosing("enquiry.withdrawing_partner", _offer(_is_unsettled)),),
    ),
    _finish_withdrawing,
    "enquiry.withdrawing_finish",
)
