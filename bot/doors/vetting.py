"""Screening and training in Teams: administrators read in their digest who lacks one."""

from typing import Final

from bot.turns.feature import Feature
from bot.turns.own_rows import in_digest
from cards.vetting import list_vetting
from services.vetting import read_vetting

FEATURE: Final = Feature(digest=(in_digest(read_vetting, list_vetting),))
