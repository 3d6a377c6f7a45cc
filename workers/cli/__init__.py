"""The command line. Every command does its work in its own process, beside a running `up`, and enqueues nothing.

Exit codes: 0 done, 1 the user's input, configuration or an unreachable server, 3 our bug or a broken law, 130
interrupted. Modules load what they need inside the commands, so that `collectbot --help` is quick.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence

import typer

from workers.cli.application import app
from workers.errors import CollectionsError

__all__ = ["app", "main"]

USER_ERROR, OUR_BUG, INTERRUPTED = 1, 3, 130
_COMMAND = typer.main.get_command(app)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code and says what went wrong in one line on standard error."""
    try:
        outcome = _COMMAND.main(arguments, prog_name="collectbot", standalone_mode=False)
    except typer.TyperException as error:
        return _complain(error.format_message(), USER_ERROR)
    except CollectionsError as error:
        return _complain(str(error), error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return USER_ERROR
    except Exception as error:
        traceback.print_exc()
        return _complain(f"this is a bug of Collectbot: {type(error).__name__}: {error}", OUR_BUG)
    return outcome if isinstance(outcome, int) else 0


def _complain(message: str, code: int) -> int:
    if message:  # there is none where the help was printed instead
        print(f"collectbot: {message}", file=sys.stderr)
    return code
