"""What an evaluation may look at, and what templates mean (Hurl 7.1, template.rs, expr.rs)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.gates.evaluation.errors import FailureError, UnsupportedError
from toolkit.gates.evaluation.moments import Moment
from toolkit.gates.evaluation.response import Response
from toolkit.gates.evaluation.values import Value, rendered
from toolkit.gates.nodes import Function, Placeholder, Template, Text


@dataclass(frozen=True, slots=True)
class Scope:
    """The response, the consumer's variables and the present time; None where unknown."""

    response: Response
    variables: Mapping[str, Value] | None = None
    now: Moment | None = None

    def variable(self, name: str) -> Value | None:
        """Return the value of a variable, None where it is known not to be set.

        Raises:
            UnsupportedError: the variables are unknown.
        """
        if self.variables is None:
            raise UnsupportedError("unknown-variable", f"the value of {{{{{name}}}}} is not known")
        return self.variables.get(name)

    def value_of(self, placeholder: Placeholder) -> Value:
        """Return what a placeholder stands for.

        Raises:
            FailureError: there is no such variable.
            UnsupportedError: it is a function, or the variables are unknown.
        """
        name = placeholder.expression
        if isinstance(name, Function):
            raise UnsupportedError("function", f"{name.value} differs from run to run")
        value = self.variable(name)
        if value is None:
            raise FailureError(f"the variable {name} is not set")
        return value

    def text_of(self, template: Template) -> str:
        """Return the string that a template makes.

        Raises:
            FailureError: a variable is not set, or its value has no text.
            UnsupportedError: see `value_of`.
        """
        return "".join(
            part.value if isinstance(part, Text) else self._text_of(part) for part in template.parts
        )

    def _text_of(self, placeholder: Placeholder) -> str:
        text = rendered(self.value_of(placeholder))
        if text is None:
            raise FailureError(f"the value of {placeholder.expression} has no text")
        return text
