"""Errors that are meant for the person who asked."""


class QuestionError(ValueError):
    """The question cannot be asked as it is; the message says what was found, needed and what to do."""


class WriterError(RuntimeError):
    """The model server that writes answers cannot be used, or broke off; the message says what came and what to do."""


class ModelError(RuntimeError):
    """A shipped model cannot be used; the message says which file, what was found and what to do."""
