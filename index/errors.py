"""What goes wrong with collections, for those who show it."""


class StoreError(ValueError):
    """A store that cannot be used, or not so. The message says what was found, what was needed and what to do."""


class DamagedError(StoreError):
    """A document whose kept text or passages are no longer what was kept."""
