"""A refusal is no dead end: it says what to do next, or that nothing is left to do."""

from collections.abc import Iterator

import pytest

from bot.doors.features import make_registry
from domain.errors import StoplichtError
from domain.member import Language
from tests.support.catalogues import catalogues_of

FEATURES = make_registry().features
ASKS = {
    Language.DUTCH: {"Kies", "Kijk", "Nodig", "Noem", "Schrijf", "Vraag", "Vul"},
    Language.ENGLISH: {"Ask", "Choose", "Fill", "Invite", "Name", "Tell", "Write"},
}


def refusals(error: type[StoplichtError] = StoplichtError) -> Iterator[str]:
    """Every text that a refusal of the house may say."""
    yield error.text_key
    for narrower in error.__subclasses__():
        yield from refusals(narrower)


@pytest.mark.parametrize("language", list(Language))
def test_every_refusal_says_what_to_do_next(language: Language):
    catalogues = catalogues_of(language).values()
    told = {one.id: str(one.string) for catalogue in catalogues for one in catalogue}
    keys = {key for key in refusals() if key in told}
    assert len(keys) > len(FEATURES)
    sentences = {key: told[key].replace("?", ".").replace(":", ".").split(". ") for key in keys}
    ends = {
        key: told[key]
        for key, said in sentences.items()
        if len(said) == 1 and said[0].split()[0] not in ASKS[language]
    }
    assert not ends
