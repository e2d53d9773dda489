"""Small talk: what is no question to the documents, and what is said to it."""

from qa.talk.replies import REPLIES, TalkReason
from qa.talk.small_talk import reply_to

__all__ = ["REPLIES", "TalkReason", "reply_to"]
