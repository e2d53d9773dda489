"""What visitors say of answers: kept, exported as questions, promoted to answers for all."""

from chat.feedback.file import Feedback, FeedbackError
from chat.feedback.promotion import Correction, corrected_place, promoted_place

__all__ = ["Correction", "Feedback", "FeedbackError", "corrected_place", "promoted_place"]
