"""The referral of a group: a page for all people, then the pages of any referral, told once."""

from dataclasses import replace
from datetime import date
from typing import Final

from cards.page import FieldKind, ReceiptView
from cards.words import Text, Value
from dialogs.about import AboutCase
from dialogs.answers import text_of
from dialogs.group_people import (
    NAME_SIGNS,
    REMARK_SIGNS,
    ReadPeople,
    join_problems,
    lacks_people,
    read_people,
    write_person,
)
from dialogs.pages import Beginning, Dialog, Field, Page, Problems, no_case_yet
from dialogs.referral_answers import form_referral
from dialogs.referral_pages import (
    AIM_PAGE,
    CRITERIA_PAGE,
    PARTNERS_PAGE,
    WHY_NOW_PAGE,
    go_on_with_draft,
)
from domain.draft import Answer, Answers
from services.group_referral import refer_group
from services.moment import Context
from services.referral import ReservedCase, resume_referral

_GROUP_REFERRAL: Final = "group_referral"
# a review shows it with all the rest, and has to stay small
_LIST_SIGNS: Final = 4500
# with a remark below it, as long as the story of one person may be
_SHORTER: Final = {"why_now": 450, "question": 600}
_EXPLANATION_SIGNS: Final = 900
_ONE_MORE: Final = ("one_name", "one_born_on", "one_remark")


def _add_person(_ctx: Context, answers: Answers) -> Answers:
    """Whoever is filled in alone goes to the list, and leaves room for the next one."""
    name, born_on = text_of(answers, "one_name"), answers.get("one_born_on")
    kept: dict[str, Answer] = {**answers, "added": 0}
    if not name or not isinstance(born_on, date):
        return kept
    line = write_person(name, born_on, text_of(answers, "one_remark"))
    listed = text_of(answers, "people")
    kept |= {"people": f"{listed}\n{line}" if listed else line, "added": 1}
    return {field: answer for field, answer in kept.items() if field not in _ONE_MORE}


def _check_people(answers: Answers, today: date) -> Problems:
    read = read_people(text_of(answers, "people"), today)
    listed = {"people": join_problems(read.problems)} if read.problems else {}
    return {**listed, **_check_one_more(answers, read)}


def _check_one_more(answers: Answers, read: ReadPeople) -> Problems:
    if answers.get("added") and answers.get("more") is not False:
        return {"more": Text("group_referral.added", {"number": len(read.people)})}
    if text_of(answers, "one_name") and "one_born_on" not in answers:
        return {"one_born_on": Text("group_referral.needs_day")}
    if "one_born_on" in answers or "one_remark" in answers:
        return {"one_name": Text("group_referral.needs_name")}
    if lacks_people(read.people) and not read.problems:
        return {"people": Text("group_referral.too_few")}
    return {}


def _shorten(page: Page[object]) -> Page[object]:
    """Ask a page of one referral for fewer signs."""

    def shorter(field: Field[object]) -> Field[object]:
        is_long = field.kind is FieldKind.LONG_TEXT
        most = _SHORTER.get(field.id, _EXPLANATION_SIGNS) if is_long else field.max_length
        return replace(field, max_length=most)

    return replace(page, fields=tuple(shorter(one) for one in page.fields))


_PEOPLE: Final[Page[object]] = Page(
    id="people",
    title="group_referral.page_people",
    intro="group_referral.page_people_intro",
    fields=(
        Field(
            id="people",
            kind=FieldKind.LONG_TEXT,
            label="group_referral.people",
            hint="group_referral.people_hint",
            is_required=False,
            needed_when="group_referral.needed_list",
            max_length=_LIST_SIGNS,
        ),
        Field(
            id="one_name",
            kind=FieldKind.TEXT,
            label="group_referral.one_name",
            hint="group_referral.one_hint",
            is_required=False,
            needed_when="group_referral.needed_with_one",
            max_length=NAME_SIGNS,
        ),
        Field(
            id="one_born_on",
            kind=FieldKind.TYPED_DATE,
            label="group_referral.one_born_on",
            is_required=False,
            needed_when="group_referral.needed_with_one",
        ),
        Field(
            id="one_remark",
            kind=FieldKind.TEXT,
            label="group_referral.one_remark",
            is_required=False,
            max_length=REMARK_SIGNS,
            says_nothing_empty=True,
        ),
        Field(
            id="more",
            kind=FieldKind.YES_NO,
            label="group_referral.more",
            is_required=False,
            needed_when="group_referral.needed_with_one",
        ),
    ),
    check=_check_people,
    fill_in=_add_person,
)


async def go_on_with_group(ctx: Context) -> ReservedCase:
    """Go on with the group of this member that waits, else begin one."""
    return await go_on_with_draft(ctx, _GROUP_REFERRAL)


async def _may_refer(ctx: Context, about: AboutCase) -> ReservedCase:
    return resume_referral(ctx, about.case)


async def _begin(_ctx: Context, reserved: ReservedCase) -> Beginning[AboutCase]:
    return Beginning(about=AboutCase(case=reserved.id), case=reserved.id)


async def _submit(ctx: Context, reserved: ReservedCase, answers: Answers) -> ReceiptView:
    people = read_people(text_of(answers, "people"), ctx.today).people
    made = await refer_group(ctx, reserved, form_referral(answers), people)
    said: dict[str, Value] = {"mark": made.mark, "number": len(made.codes)}
    return ReceiptView(
        title=Text("group_referral.receipt", said),
        lines=(
            Text("referral.receipt_term", {"promised_on": made.promised_on}),
            Text("group_referral.receipt_codes", {"codes": ", ".join(made.codes)}),
            Text("group_referral.receipt_meaning"),
        ),
    )


GROUP_REFERRAL: Final[Dialog[AboutCase, ReservedCase]] = Dialog(
    name=_GROUP_REFERRAL,
    version=1,
    title="group_referral.dialog",
    about=AboutCase,
    pages=(_PEOPLE, *map(_shorten, (WHY_NOW_PAGE, AIM_PAGE, CRITERIA_PAGE, PARTNERS_PAGE))),
    allow=_may_refer,
    begin=_begin,
    finish=_submit,
    code_of=no_case_yet,
)
