"""Where settings.toml, models/ and var/ are: the checkout, or SANAD_HOME where the program is installed elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(os.environ.get("SANAD_HOME") or Path(__file__).parent.parent).resolve()
