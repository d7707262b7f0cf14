"""Each fixed choice of a dialog, its fields, pages and buttons have a text in both languages."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.doors.features import make_registry
from cards.words import Text
from dialogs.pages import Dialog
from domain.member import Language
from tests.support.catalogues import kept_keys

DIALOGS = [dialog for feature in make_registry().features for dialog in feature.dialogs]


def list_keys(dialog: Dialog[Any, Any]) -> Iterator[str]:
    yield from (dialog.title, dialog.finish_button)
    for page in dialog.pages:
        yield from (page.title, page.intro)
        for field in page.fields:
            yield from (field.label, field.hint, field.needed_when)
            yield from (one.title.key for one in field.choices if isinstance(one.title, Text))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("dialog", DIALOGS, ids=lambda dialog: dialog.name)
def test_all_that_a_dialog_asks_and_offers_is_in_words(
    dialog: Dialog[Any, Any], language: Language
):
    assert {key for key in list_keys(dialog) if key} - kept_keys(language) == set()
