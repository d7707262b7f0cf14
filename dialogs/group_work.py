"""What a dialog about several people of a group begins with: which group, how it was seen, and
everybody ticked.
"""

from dataclasses import dataclass

from cards.group_referral import press_group
from dialogs.pages import Beginning
from domain.draft import Answers
from domain.group_referral import GroupMark
from domain.press import Press
from services.group_work import GroupWork


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutGroup:
    """A dialog about people of a group, as they were when it began."""

    mark: GroupMark
    seen: str = ""


def begin_with_all(work: GroupWork, seen: str, answers: Answers) -> Beginning[AboutGroup]:
    """Begin with everybody ticked; what is answered goes with the first of them."""
    return Beginning(
        about=AboutGroup(mark=work.mark, seen=seen),
        case=work.cases[0],
        answers={"chosen": work.cases, **answers},
    )


def back_to_group(work: GroupWork) -> Press:
    """Go back to the page of the group."""
    return press_group(work.mark)


def about_a_group(_loaded: object, _answers: Answers) -> None:
    """Name no case: it is about several."""
