"""Text in, passages out."""
