"""One member at one draft: which pages there are now, and where the draft stands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from dialogs.answers import Choices, find_problems, suits
from dialogs.pages import Dialog, Page, Problems
from domain.draft import Answers, Draft
from services.calendar import calendar_of
from services.moment import Context

REVIEW: Final = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """A draft with the dialog it belongs to, in one turn."""

    ctx: Context
    dialog: Dialog
    draft: Draft

    @property
    def today(self) -> date:
        """The day it is in the house."""
        return calendar_of(self.ctx.house, self.ctx.now).local(self.ctx.now).date()

    @property
    def pages(self) -> Sequence[Page]:
        """The pages that the answers so far ask for."""
        return [page for page in self.dialog.pages if page.is_shown(self.draft.answers)]

    @property
    def page(self) -> Page | None:
        """The page the draft stands at; None at the review."""
        if self.draft.page == REVIEW:
            return None
        return self.find_page(self.draft.page) or self.pages[0]

    @property
    def page_id(self) -> str:
        """Where the draft stands, by name."""
        return self.page.id if self.page else REVIEW

    def find_page(self, page_id: str) -> Page | None:
        """Find a page that is shown now."""
        return next((page for page in self.pages if page.id == page_id), None)

    def neighbour(self, step: int) -> str:
        """The name of the page so many steps on; the review comes after the last."""
        names = [*(page.id for page in self.pages), REVIEW]
        return names[max(0, min(names.index(self.page_id) + step, len(names) - 1))]

    def problems(self) -> Sequence[tuple[Page, Problems]]:
        """Everything that keeps the dialog from being finished, page by page."""
        found = [(page, find_problems(page, self.draft.answers, self.today)) for page in self.pages]
        return [(page, problems) for page, problems in found if problems]

    async def choices(self, page: Page) -> Choices:
        """What can be chosen on a page now."""
        return {
            field.id: await field.choices_of(self.ctx, self.draft.subject)
            if field.choices_of
            else field.choices
            for field in page.fields
        }

    def stand_at(self, page_id: str) -> "Sitting":
        """The same sitting at another page, not saved yet."""
        return replace(self, draft=replace(self.draft, page=page_id))

    def answered(self, page: Page, answers: Answers) -> "Sitting":
        """The same sitting with the answers of one page, not saved yet."""
        asked = {field.id for field in page.fields}
        kept = {name: given for name, given in self.draft.answers.items() if name not in asked}
        return replace(self, draft=replace(self.draft, answers={**kept, **answers}))

    async def save(self) -> "Sitting":
        """Save the draft; raises ConflictError when another device was at the same moment."""
        terms, now = self.ctx.house.terms, self.ctx.now
        touched = replace(self.draft, changed_at=now, expires_at=now + terms.drafts_kept_within)
        return replace(self, draft=await self.ctx.uow.drafts.save(touched))


def renew(sitting: Sitting) -> Sitting:
    """Begin again at the first page when the questions have changed, with the answers that
    still answer something.
    """
    asked = {field.id: field for page in sitting.dialog.pages for field in page.fields}
    kept = {
        name: answer
        for name, answer in sitting.draft.answers.items()
        if name in asked and suits(asked[name], answer)
    }
    renewed = replace(
        sitting.draft,
        answers=kept,
        page=sitting.dialog.pages[0].id,
        dialog_version=sitting.dialog.version,
    )
    return replace(sitting, draft=renewed)
