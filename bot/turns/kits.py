"""The card kit for one reader at one moment."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from cards.kit import Frame, Kit
from cards.words import Words
from domain.member import Language
from domain.press import Press
from services.ports.seal import Seals


@dataclass(frozen=True, slots=True, kw_only=True)
class Kits:
    """Makes kits for this house."""

    seals: Seals
    time_zone: ZoneInfo
    frame: Frame

    def kit(self, language: Language, now: datetime) -> Kit:
        """A kit whose buttons are sealed now."""

        def seal(press: Press) -> str:
            return self.seals.seal(press, now)

        return Kit(words=Words(language), seal=seal, time_zone=self.time_zone, frame=self.frame)
