"""OpenVINO without its telemetry. Nothing else imports openvino, so that nothing is ever sent.

`import openvino` imports its converter, which reports each import to Google Analytics where the package
openvino_telemetry is there, and that package is among its dependencies. Neither is needed to run a graph: both are
barred from this process, and openvino does without.
"""

from __future__ import annotations

import sys

for _barred in ("openvino_telemetry", "openvino.tools.ovc"):
    sys.modules[_barred] = None  # type: ignore[assignment]

import openvino as ov  # noqa: E402
from openvino import opset13 as op  # noqa: E402

__all__ = ["op", "ov"]
