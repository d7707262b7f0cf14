"""Asking partners about several people of a group on one page: whom, why, and about whom."""

from typing import Final

from cards.page import ChoiceView, FieldKind, ReceiptView
from cards.words import Text, Value
from dialogs.answers import choices_of
from dialogs.enquiry_questions import ask_whom_and_why, check_asking, read_wishes
from dialogs.group_work import AboutGroup, about_a_group, back_to_group, begin_with_all
from dialogs.pages import Beginning, Dialog, Field, Page
from domain.access import Action
from domain.draft import Answers
from services.group_enquiry import list_group_partners, send_group_enquiries
from services.group_work import GroupWork, take_group
from services.moment import Context


async def _may_enquire(ctx: Context, about: AboutGroup) -> GroupWork:
    return await take_group(ctx, about.mark, Action.ENQUIRE, about.seen)


async def _begin(_ctx: Context, work: GroupWork) -> Beginning[AboutGroup]:
    return begin_with_all(work, work.seen, {})


async def _offer_codes(_ctx: Context, work: GroupWork) -> tuple[ChoiceView, ...]:
    return tuple(ChoiceView(value=one.case.id, title=one.case.code) for one in work.permits)


async def _offer_partners(ctx: Context, work: GroupWork) -> tuple[ChoiceView, ...]:
    return tuple(
        ChoiceView(value=one.organisation, title=one.name)
        for one in await list_group_partners(ctx, work)
    )


_PAGE: Final[Page[GroupWork]] = Page(
    id="partners",
    title="group_referral.enquiry_page",
    intro="group_referral.enquiry_intro",
    fields=(
        Field(
            id="chosen",
            kind=FieldKind.CHOICES,
            label="group_referral.chosen",
            choices_of=_offer_codes,
        ),
        *ask_whom_and_why(_offer_partners),
    ),
    check=check_asking,
)


async def _finish(ctx: Context, work: GroupWork, answers: Answers) -> ReceiptView:
    chosen = choices_of(answers, "chosen")
    asked = await send_group_enquiries(ctx, work, chosen, read_wishes(answers))
    said: dict[str, Value] = {"questions": asked.questions, "people": asked.people}
    return ReceiptView(
        title=Text("group_referral.enquired", {"mark": work.mark, **said}),
        lines=(Text("group_referral.enquired_until", {"on": asked.due_on}),),
        back=back_to_group(work),
    )


GROUP_ENQUIRY: Final[Dialog[AboutGroup, GroupWork]] = Dialog(
    name="group_enquiry",
    version=1,
    title="group_referral.enquiry_dialog",
    about=AboutGroup,
    pages=(_PAGE,),
    allow=_may_enquire,
    begin=_begin,
    finish=_finish,
    code_of=about_a_group,
    finish_button="enquiry.asking_finish",
    way_back=back_to_group,
)
