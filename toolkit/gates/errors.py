"""The one error of the gate language, and how it shows itself."""

from __future__ import annotations

from toolkit.spans import Span, caret_excerpt

_BEFORE = 60
_AFTER = 40


class GateSyntaxError(ValueError):
    """A text is no gate, or no condition.

    ``message`` says what was expected, in one line; ``text`` is the whole
    input; ``span`` is where in it the expectation failed.
    """

    def __init__(self, message: str, text: str, span: Span) -> None:
        super().__init__(message)
        self.message = message
        self.text = text
        self.span = span

    def __str__(self) -> str:
        return f"{self.message}\n{self.excerpt()}"

    def excerpt(self) -> str:
        """Return the line with carets; of a long line, the part around them."""
        start = max(0, self.span.start - _BEFORE)
        end = min(len(self.text), self.span.start + _AFTER)
        shift = -start
        text = self.text[start:end]
        if start:
            text = f"...{text[3:]}"
        if end < len(self.text):
            text = f"{text}..."
        return caret_excerpt(text, Span(self.span.start + shift, self.span.end + shift))
