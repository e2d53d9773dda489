"""The server: who may talk to it, how much, in which turn; plain routes for programs beside the page."""

from chat.web.door import DoorSettings
from chat.web.login import LoginSettings
from chat.web.metrics import Metrics
from chat.web.serving import serve

__all__ = ["DoorSettings", "LoginSettings", "Metrics", "serve"]
