"""What goes along in a hand-over is named as the dialogs of the house are."""

from bot.doors.features import make_registry
from services.held_work import MOVABLE_DIALOGS


def test_every_dialog_that_goes_along_is_one_of_the_house():
    features = make_registry().features
    assert {dialog.name for one in features for dialog in one.dialogs} >= MOVABLE_DIALOGS
