"""A sheet: HTML that needs nothing else, runs nothing and is made for A4.

Every value is escaped by the template engine, never by hand; a name that a template asks for and
nobody gives is an error.
"""

from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cards.kit import Kit
from cards.plain import clean
from cards.words import Words
from domain.member import Language
from domain.press import Press


class NoButtonsOnPaperError(Exception):
    """A sheet has nothing to press."""


_TEMPLATES: Final = Environment(
    autoescape=True,
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)


def make_paper_kit(language: Language, time_zone: ZoneInfo) -> Kit:
    """The words and times of a reader, for a sheet."""
    return Kit(Words(language), _refuse, time_zone)


def fill_sheet(kit: Kit, template: str, **values: object) -> str:
    """Fill in a sheet for one reader."""
    return _TEMPLATES.get_template(template).render(say=kit.words, clean=clean, **values)


def _refuse(press: Press) -> str:
    raise NoButtonsOnPaperError(press.verb)
