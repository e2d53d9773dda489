"""Follow-up questions: what the conversation was about is put into them."""

from qa.followup.resolving import resolve
from qa.followup.several import in_full, parted

__all__ = ["in_full", "parted", "resolve"]
