"""Models of others by name: which there are, where fetched models lie, how each is used. Nothing here loads a model."""

from index.presets.hub import HubError, Listing, fetch, list_model
from index.presets.kept import Fetched, LockError, advice, damage, folder_of, is_here, read_lock
from index.presets.parts import CALIBRATION, Named, Part, Use, chosen, find_part
from index.presets.safe import json_of, unsafe
from index.presets.table import KINDS, MODELS, PRESETS, Kind, Model, Preset

__all__ = [
    "CALIBRATION",
    "KINDS",
    "MODELS",
    "PRESETS",
    "Fetched",
    "HubError",
    "Kind",
    "Listing",
    "LockError",
    "Model",
    "Named",
    "Part",
    "Preset",
    "Use",
    "advice",
    "chosen",
    "damage",
    "fetch",
    "find_part",
    "folder_of",
    "is_here",
    "json_of",
    "list_model",
    "read_lock",
    "unsafe",
]
