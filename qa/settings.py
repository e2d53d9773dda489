"""The settings as the programs that answer know them; they are kept and parsed in `index.settings`."""

from __future__ import annotations

from index.home import ROOT
from index.settings import (
    AskSettings,
    ChatSettings,
    ModelSettings,
    ReadSettings,
    Settings,
    SettingsError,
    UploadSettings,
    WrittenSettings,
    read_settings,
)

__all__ = [
    "ROOT",
    "AskSettings",
    "ChatSettings",
    "ModelSettings",
    "ReadSettings",
    "Settings",
    "SettingsError",
    "UploadSettings",
    "WrittenSettings",
    "read_settings",
]
