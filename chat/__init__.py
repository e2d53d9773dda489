"""The chat: a question in, a page out. Gradio lives in this package and nowhere else."""

import os

from chat.stubs import write_none

# Read by gradio and huggingface_hub when they are imported, so before anything here imports them.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
write_none()
