"""Say what changed between two effective policies, and what that means for pipelines.

OLD and NEW are each the folder of a project, a git ref of it (REF, or REF:FOLDER
for a project in a folder of the repository; --project says whose repository), or a
file of report-policy --format json or of the runtime's own `entroping report policy`,
also one from before it named its sources. An existing path wins over a ref.

The verdicts are those of bump: a gate is added, removed, renamed, stricter, looser,
equal, incomparable or undecided, with a response that shows it, which is played to
the hurl on PATH, from a server on this machine (--no-confirm: not even that). The
report says what a pipeline that passed can meet now, and what it no longer meets.

Exit code 0, whatever changed, unless --fail-on asks for more: change (anything at
all; --fail-on-change is the same), breaking (a pipeline that passed can fail, or
nobody knows), reduced (protection is lost, or nobody knows), undecided.

Forms: text, md, html, json (policy-diff.v1), and runtime, the json of `entroping
report policy-diff` (entroping.effective-policy-diff.v1), which knows no exceptions
and not what a change means.
"""

from __future__ import annotations

import argparse

from toolkit.commands._confirm import confirmed, own_up
from toolkit.commands._output import add_format_option, deliver, emit_documents
from toolkit.commands._policy_sides import named_side
from toolkit.commands._project import add_project_options, config_of
from toolkit.consumer.policy.diff import PolicyDiff, policy_diff
from toolkit.consumer.policy.diff_form import policy_diff_form, runtime_diff_form
from toolkit.consumer.policy.questions import Question, answered_yes
from toolkit.errors import ExitCode
from toolkit.host.terminal import Terminal
from toolkit.render import json
from toolkit.render.views.policy_diff import diff_page

NAME = "policy-diff"
HELP = "what changed between two effective policies, and what pipelines meet now"
_FORMATS = ("text", "json", "md", "html", "runtime")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``policy-diff``."""
    side = "a project's folder, a git ref of the project, or a report"
    parser.add_argument("old", metavar="OLD", help=f"what was in force: {side}")
    parser.add_argument("new", metavar="NEW", help=f"what is in force now: {side}")
    add_project_options(parser)
    parser.add_argument(
        "--fail-on",
        metavar="LIST",
        type=_questions,
        default=(),
        help="exit 1 where one of these is so, separated by commas: "
        + ", ".join(question.value for question in Question),
    )
    parser.add_argument(
        "--fail-on-change", action="store_true", help="the same as --fail-on change"
    )
    parser.add_argument(
        "--no-confirm",
        action="store_true",
        help="do not play witnesses to the hurl on PATH: the same bytes on every machine",
    )
    add_format_option(parser, _FORMATS)


def _questions(text: str) -> tuple[Question, ...]:
    known = {question.value: question for question in Question}
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        what = f"{unknown[0]!r} is" if unknown else "nothing is"
        raise argparse.ArgumentTypeError(f"{what} none of {', '.join(known)}")
    return tuple(dict.fromkeys(known[name] for name in names))


def run(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Compare the two sides and write what changed."""
    config = config_of(args)
    old = named_side(args.old, project=args.project, config=config)
    new = named_side(args.new, project=args.project, config=config)
    # What the runtime's own form leaves out need not be asked.
    wanted = not args.no_confirm and args.format != "runtime"
    (diff,), refuted = confirmed([policy_diff(old, new)], wanted=wanted)
    _emit(args, terminal, diff)
    if refuted is not None:
        return own_up(refuted, terminal)
    asked = [*([Question.CHANGE] if args.fail_on_change else []), *args.fail_on]
    said = [told for question in dict.fromkeys(asked) if (told := answered_yes(question, diff))]
    for told in said:
        terminal.say(f"policy-pack: {told}")
    return ExitCode.NO if said else ExitCode.OK


def _emit(args: argparse.Namespace, terminal: Terminal, diff: PolicyDiff) -> None:
    if args.format == "json":
        deliver(args, terminal, json.render(policy_diff_form(diff)))
    elif args.format == "runtime":
        deliver(args, terminal, json.render(runtime_diff_form(diff)))
    elif args.format == "html":
        from toolkit.render import html  # noqa: PLC0415 (text need not wait)

        deliver(args, terminal, html.render(diff_page(diff)))
    else:
        emit_documents(args, terminal, [diff_page(diff)])
