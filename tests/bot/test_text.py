from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.turns.text import normalise, split_command, take_out

BOT = "28:00000000-0000-4000-8000-0000000000b0"
MENTION = "<at>Stoplicht</at>"


def _mention(text: str = MENTION, of: str = BOT) -> dict[str, Any]:
    return {"type": "mention", "text": text, "mentioned": {"id": of, "name": "x"}}


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("help", "help"),
        ("  help \n", "help"),
        (f"{MENTION} help\r\n", "help"),
        (f"{MENTION}&nbsp;agenda vandaag\n", "agenda vandaag"),
        (f"{MENTION}\u00a0agenda\u00a0vandaag", "agenda vandaag"),
        (f"agenda {MENTION} vandaag", "agenda vandaag"),
        (f"{MENTION}", ""),
        (f"{MENTION}help", "help"),
        ("\u200bhelp\u200d\ufeff", "help"),
        ("he\u00adlp", "help"),
        ("\u202ehelp\u202c", "help"),
        ("help\x01", "help"),
        ("\x1b[31mhelp", "[31mhelp"),
        ("\uff28\uff25\uff2c\uff30", "HELP"),
        ("kleur\tKX7-Q42\n\nrood", "kleur KX7-Q42 rood"),
        ("zorg &amp; veiligheid", "zorg & veiligheid"),
        ("a &lt; b", "a < b"),
        ("<attentie> pand", "<attentie> pand"),
        ("caf\u0065\u0301", "caf\u00e9"),
        ("", ""),
        ('<quoted messageId="1782848598379"/> mijn', "mijn"),
        ("<quote>kleur AB1-C23 rood</quote>acuut", "acuut"),
        ("<blockquote itemid='1'><b>Piet</b> zei iets</blockquote>\nacuut", "acuut"),
        ("&lt;at&gt;Stoplicht&lt;/at&gt; acuut", "acuut"),
        (f"{MENTION} {MENTION} acuut", "acuut"),
        ("<AT>stoplicht</AT> acuut", "acuut"),
    ],
)
def test_what_was_typed_is_read_without_what_teams_puts_around_it(sent: str, read: str):
    assert normalise(sent, [_mention()], BOT) == read


@pytest.mark.parametrize(
    ("typed", "around"),
    [
        ("Piet Politie acuut", "Piet Politie"),
        ("het is ACUUT!! KX7-Q42", "het is KX7-Q42"),
        ("spoed - \u201cacuut\u201d", "spoed -"),
        ("hij reageert acuutachtig", None),
        ("", None),
    ],
)
def test_a_word_is_found_wherever_it_stands_in_a_sentence(typed: str, around: str | None):
    assert take_out(typed, ("acuut", "acute")) == around


def test_somebody_elses_mention_is_read_as_a_name():
    mentions = [_mention(), _mention("<at>Piet Politie</at>", "29:piet")]
    assert normalise(f"{MENTION} als <at>Piet Politie</at>", mentions, BOT) == "als Piet Politie"


def test_a_mention_that_carries_an_id_is_stripped_too():
    sent = '<at id="0">Stoplicht</at> help'
    assert normalise(sent, [_mention('<at id="0">Stoplicht</at>')], BOT) == "help"


@pytest.mark.parametrize(
    "entity",
    [
        {"type": "mention", "mentioned": {"id": BOT, "name": "Stoplicht ZVH"}},
        {"type": "mention", "text": None, "mentioned": {"id": BOT, "name": "Stoplicht  ZVH"}},
        {"type": "mention", "text": "<at>Stoplicht&nbsp;ZVH</at>", "mentioned": {"id": BOT}},
        {"type": "mention", "text": "&lt;at&gt;Stoplicht ZVH&lt;/at&gt;", "mentioned": {"id": BOT}},
    ],
)
def test_a_mention_is_stripped_by_its_name_when_its_text_is_another_or_not_there(
    entity: dict[str, Any],
):
    assert normalise("<at>Stoplicht ZVH</at> acuut", [entity], BOT) == "acuut"
    assert normalise("<at>Stoplicht&nbsp;ZVH</at> acuut", [entity], BOT) == "acuut"


def test_the_bots_name_without_a_mention_is_what_somebody_typed():
    assert normalise("Stoplicht help", [], BOT) == "Stoplicht help"


def test_the_bot_mentioned_twice_is_stripped_twice():
    mentions = [_mention(), _mention()]
    assert normalise(f"{MENTION} help {MENTION}", mentions, BOT) == "help"


@pytest.mark.parametrize("mention", [{"type": "clientInfo"}, {"type": "mention"}, {}])
def test_an_entity_that_is_no_mention_changes_nothing(mention: dict[str, Any]):
    assert normalise("help", [mention], BOT) == "help"


@given(st.text())
def test_any_text_is_read_as_words_with_single_spaces(text: str):
    read = normalise(text, [], BOT)
    assert read == " ".join(read.split())
    assert not set(read) & set(map(chr, range(1, 32)))


@pytest.mark.parametrize(
    ("text", "word", "rest"),
    [
        ("help", "help", ""),
        ("/help", "help", ""),
        ("!Help", "help", ""),
        ("Help?", "help", ""),
        ("KLEUR KX7-Q42 rood", "kleur", "KX7-Q42 rood"),
        ("casus: KX7-Q42", "casus", "KX7-Q42"),
        ("- acuut", "acuut", ""),
        ("\u2013 acuut", "acuut", ""),
        ("\u2022 Acuut!!", "acuut", ""),
        ("*acuut*", "acuut", ""),
        ("\u201cacuut\u201d", "acuut", ""),
        ("acuut \u2014", "acuut", ""),
        ("acuut\u2014KX7-Q42", "acuut", "KX7-Q42"),
        ("acuut - KX7-Q42", "acuut", "KX7-Q42"),
        ("acuut-kx7q42", "acuut", "kx7q42"),
        ("acuut, KX7-Q42", "acuut", "KX7-Q42"),
        ("vooruit -1 uur", "vooruit", "-1 uur"),
        ("KX7-Q42", "kx7-q42", ""),
        ("acuut's middags", "acuut's", "middags"),
        ("", "", ""),
        ("/", "", ""),
    ],
)
def test_the_first_word_is_the_command(text: str, word: str, rest: str):
    assert split_command(text) == (word, rest)
