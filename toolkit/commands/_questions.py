"""Answers from the command line, from the person at the terminal, or by default."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from toolkit.errors import UsageError
from toolkit.host.terminal import Terminal
from toolkit.scaffold.answers import check
from toolkit.texts import visible


@dataclass(frozen=True, slots=True)
class Questions:
    """Asks for what is missing, if there is a person to ask.

    An answer that is refused is asked for again, with the reason.
    """

    terminal: Terminal
    may_ask: bool

    def answer(
        self,
        field: str,
        question: str,
        *,
        given: str | None,
        default: str,
        problem: Callable[[str], str] | None = None,
    ) -> str:
        """Return what was given, else what is answered, else the default.

        What was given or is a default is not judged here. ``problem`` judges an
        answer; without it, the rule of the field does.

        Raises:
            UsageError: The person ended the input instead of answering.
        """
        if given is not None or not self.may_ask:
            return (default if given is None else given).strip()
        while True:
            text = self._ask(question, default)
            found = problem(text) if problem else _problem(field, text)
            if not found:
                return text
            self.terminal.say(f"  {visible(found)}")

    def _ask(self, question: str, default: str) -> str:
        try:
            return self.terminal.ask(question, default)
        except EOFError as error:
            self.terminal.say()
            raise UsageError(
                "the questions were not answered to the end",
                hint="nothing was written; --yes takes the defaults, and options answer each one",
            ) from error


def _problem(field: str, text: str) -> str:
    for refusal in check(field, text):
        return f"{refusal.reason}: {refusal.hint}" if refusal.hint else refusal.reason
    return ""
