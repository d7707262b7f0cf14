"""A draft that its member works on in this turn: which pages there are now, and where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Generic

from dialogs.answers import Choices, find_problems, suits
from dialogs.pages import Dialog, Loaded, Page, Problems
from domain.draft import Answers, Draft, DraftEnd
from services.drafts import end_draft, save_draft
from services.moment import Context

REVIEW: Final = "review"
_FROM_REVIEW: Final = f"{REVIEW}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDraft(Generic[Loaded]):
    """A draft with the dialog it belongs to, and what that dialog loaded for this turn."""

    ctx: Context
    dialog: Dialog[Any, Loaded]
    draft: Draft
    loaded: Loaded

    @property
    def pages(self) -> Sequence[Page[Loaded]]:
        """The pages that the answers so far ask for."""
        return [page for page in self.dialog.pages if page.is_shown(self.draft.answers)]

    @property
    def page(self) -> Page[Loaded] | None:
        """The page the draft stands at; None at the review."""
        if self.draft.page == REVIEW:
            return None
        return self.find_page(self.draft.page.removeprefix(_FROM_REVIEW)) or self.pages[0]

    @property
    def is_changing(self) -> bool:
        """Tell whether the page was opened from the review, to which it leads back."""
        return self.draft.page.startswith(_FROM_REVIEW)

    @property
    def page_id(self) -> str:
        """Where the draft stands, by name."""
        return self.page.id if self.page else REVIEW

    def find_page(self, page_id: str) -> Page[Loaded] | None:
        """Find a page that is shown now."""
        return next((page for page in self.pages if page.id == page_id), None)

    def stand_on(self) -> "OpenDraft[Loaded]":
        """The same draft a page on, not saved yet; the review comes after the last page. From a
        page opened at the review it goes straight to what still lacks something, else back.
        """
        if not self.is_changing:
            return self._stand_beside(+1)
        lacking = next((page for page, _ in self.problems()), None)
        return self.change(lacking.id) if lacking else self.stand_at(REVIEW)

    def stand_back(self) -> "OpenDraft[Loaded]":
        """The same draft where it came from, not saved yet."""
        return self.stand_at(REVIEW) if self.is_changing else self._stand_beside(-1)

    def change(self, page_id: str) -> "OpenDraft[Loaded]":
        """The same draft at a page opened from the review, not saved yet."""
        return self.stand_at(f"{_FROM_REVIEW}{page_id}")

    def _stand_beside(self, step: int) -> "OpenDraft[Loaded]":
        names = [*(page.id for page in self.pages), REVIEW]
        place = names.index(self.page_id) + step
        return self.stand_at(names[max(0, min(place, len(names) - 1))])

    def problems(self) -> Sequence[tuple[Page[Loaded], Problems]]:
        """Everything that keeps the dialog from being finished, page by page."""
        found = [
            (page, find_problems(page, self.draft.answers, self.ctx.today)) for page in self.pages
        ]
        return [(page, problems) for page, problems in found if problems]

    async def choices(self, page: Page[Loaded]) -> Choices:
        """What can be chosen on a page now."""
        return {
            field.id: await field.choices_of(self.ctx, self.loaded)
            if field.choices_of
            else field.choices
            for field in page.fields
        }

    async def record_seen(self) -> None:
        """Put on record what is shown of the case beside what its member filled in."""
        if self.dialog.sees:
            await self.dialog.sees(self.ctx, self.loaded)

    def stand_at(self, page_id: str) -> "OpenDraft[Loaded]":
        """The same draft at another page, not saved yet."""
        return replace(self, draft=replace(self.draft, page=page_id))

    def answered(self, page: Page[Loaded], answers: Answers) -> "OpenDraft[Loaded]":
        """The same draft with the answers of one page and what the house knows beside them, not
        saved yet.
        """
        asked = {field.id for field in page.fields}
        kept = {name: given for name, given in self.draft.answers.items() if name not in asked}
        given = {**kept, **page.fill_in(self.ctx, answers)}
        is_filled_in = self.draft.is_filled_in or given != self.draft.answers
        changed = replace(self.draft, answers=given, is_filled_in=is_filled_in)
        return replace(self, draft=changed)

    async def save(self) -> "OpenDraft[Loaded]":
        """Save the draft; raises ConflictError when another device was at the same moment."""
        return replace(self, draft=await save_draft(self.ctx, self.draft, self.dialog.kept_within))

    async def end(self, end: DraftEnd) -> Draft:
        """End the draft; its answers are wiped."""
        return await end_draft(self.ctx, self.draft, end)


def renew(open_draft: OpenDraft[Loaded]) -> OpenDraft[Loaded]:
    """Begin again at the first page when the questions have changed, with the answers that
    still answer something.
    """
    asked = {field.id: field for page in open_draft.dialog.pages for field in page.fields}
    kept = {
        name: answer
        for name, answer in open_draft.draft.answers.items()
        if name in asked and suits(asked[name], answer)
    }
    renewed = replace(
        open_draft.draft,
        answers=kept,
        page=open_draft.dialog.pages[0].id,
        dialog_version=open_draft.dialog.version,
    )
    return replace(open_draft, draft=renewed)
