"""Every feature of the bot, in the order of help."""

from bot import delivery
from bot.help import make_help
from bot.registry import Registry

_FEATURES = (delivery.FEATURE,)


def make_registry() -> Registry:
    """All features, with help over them and over itself."""
    registry = Registry((*_FEATURES, make_help(lambda: registry)))
    return registry
