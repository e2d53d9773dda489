"""What the page does when something is pressed, typed or dropped."""

from chat.events.asking import Events
from chat.events.choosing import render_chooser, render_own
from chat.events.own import OwnEvents
from chat.events.turns import TurnEvents

__all__ = ["Events", "OwnEvents", "TurnEvents", "render_chooser", "render_own"]
