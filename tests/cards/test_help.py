from dataclasses import replace

import pytest

from cards.help import CommandLine, HelpView, draw_help
from cards.messages import Card
from domain.member import Language, Role
from domain.press import Press
from tests.support.cards import a_kit, buttons, check_card, texts


def a_line(word: str, *, is_daily: bool = False) -> CommandLine:
    press = Press(verb="command.run", subject=word)
    return CommandLine(word=word, help_key="help.line.list", is_daily=is_daily, press=press)


VIEW = HelpView(
    name="Cora *Coordinator*",
    organisation="Bureau, Rivierstad",
    roles=(Role.PROFESSIONAL, Role.PROCESS_DIRECTOR),
    lines=(a_line("kleur"), a_line("lijst", is_daily=True)),
    is_private=True,
)


def draw(view: HelpView = VIEW, language: Language = Language.DUTCH) -> Card:
    return check_card(draw_help(a_kit(language), view))


def test_help_says_who_you_are_with_organisation_and_every_role():
    read = texts(draw())
    assert (
        "U bent **Cora \\*Coordinator\\*** (Bureau, Rivierstad): ketenpartner en procesregisseur."
        in read
    )


def test_in_a_channel_help_tells_nobody_who_you_are():
    read = texts(draw(replace(VIEW, is_private=False)))
    assert "Cora" not in read
    assert "procesregisseur" not in read
    assert "eigen chat" in read


def test_a_word_is_bold_and_what_is_done_every_day_comes_first():
    card = draw()
    read = texts(card)
    assert "**lijst**: " in read
    order = ["Elke dag", "**lijst**", "Als het nodig is", "**kleur**"]
    assert [read.index(one) for one in order] == sorted(read.index(one) for one in order)
    assert [press.subject for press in buttons(card).values()] == ["lijst", "kleur"]


def test_a_heading_without_commands_is_not_shown():
    assert "Als het nodig is" not in texts(draw(replace(VIEW, lines=VIEW.lines[1:])))


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("language", list(Language))
def test_every_role_has_its_word(role: Role, language: Language):
    word = a_kit(language).words(f"role.{role}")
    assert word in texts(draw(replace(VIEW, roles=(role,)), language))
