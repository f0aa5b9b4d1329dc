"""Every error this package raises on purpose.

CcwError                      a view may show its text to a person as it is
├── NotFound                  no such record, conversation, user, view or setting
├── AccessDenied              this actor may not do that to this object
├── NotSignedIn               no valid sign-in, or it has ended
├── SignInRefused             name and password do not let anybody in
│   └── TooManyTries          wrong passwords too often; `wait` says how long to wait
├── InvalidInput              a value was refused; `problems` says which field and why
├── Conflict                  someone else saved the record first; both versions are carried
├── TransitionNotAllowed      the conversation's state does not allow that event
│   └── TakenByAnother        another agent was first
├── SessionLimitReached       a tenth session (B-3)
├── TabLimitReached           an eleventh tab in a session (B-4)
├── CannotClose               Home, an anchor tab or a template's tab
├── ConfirmationNeeded        closing would end or lose something; `reasons` says what
├── CannotServe               the server cannot start as asked: the port is taken, the host is not allowed ...
├── SettingError              a CCW_* setting has a value we cannot use
├── ImportRefused             a foreign file could not be read; nothing was changed
└── StoreError                the database did not do what it was asked
    ├── StoreUnavailable      locked, full, read-only or away: try again, nothing was lost
    ├── NotADatabase          the file is something else
    └── StoreTooNew           the database was made by a newer version of this package
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any


class CcwError(Exception):
    """Base of every error below; a view may show its text to a person as it is."""


class NotFound(CcwError):
    """`what` names the thing, e.g. "case 12"; `hint` says where to look instead."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(f"There is no {what}.{f' {hint}' if hint else ''}")
        self.what = what


class AccessDenied(CcwError):
    def __init__(self, who: str, action: str, what: str, whom_to_ask: str = "an administrator") -> None:
        super().__init__(f"{who} may not {action} {what}. Ask {whom_to_ask} if you need to.")
        self.action = action


class NotSignedIn(CcwError):
    def __init__(self, reason: str = "You are not signed in.") -> None:
        super().__init__(f"{reason} Sign in to go on; what you typed is kept.")


class SignInRefused(CcwError):
    """The text never says whether the account exists, unless the password was right."""

    def __init__(self, reason: str = "The user name or the password is not right.") -> None:
        super().__init__(reason)


class TooManyTries(SignInRefused):
    def __init__(self, wait: timedelta, in_words: str) -> None:
        super().__init__(f"Too many wrong passwords. Try again in {in_words}.")
        self.wait = wait


class InvalidInput(CcwError):
    """`problems` maps a field's name to a sentence that says what to enter."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__(" ".join(self.problems.values()))


class Conflict(CcwError):
    """The record was saved by someone else since it was read.

    `by` is their full name, `theirs` the stored values, `changed` the names of the
    fields they changed, `version` the stored version; `labels` is what the text calls those fields.
    """

    def __init__(
        self,
        what: str,
        by: str,
        changed: Sequence[str],
        theirs: Mapping[str, Any],
        version: int,
        labels: Sequence[str] = (),
    ) -> None:
        self.by, self.changed, self.theirs, self.version = by, tuple(changed), dict(theirs), version
        fields = ", ".join(labels or changed) or "it"
        super().__init__(
            f"{by} saved {what} while you were editing and changed {fields}. "
            "Nothing you typed is lost: choose which values to keep, then save again."
        )


class TransitionNotAllowed(CcwError):
    def __init__(self, conversation_id: int, state: str, event: str, allowed: Sequence[str]) -> None:
        what_next = f"allowed from here: {', '.join(allowed)}" if allowed else "it is final"
        super().__init__(f"Conversation {conversation_id} is {state}, so it cannot {event}; {what_next}.")


class TakenByAnother(TransitionNotAllowed):
    """`by` is the full name of who has it now, `customer` whose conversation it is."""

    def __init__(self, customer: str, by: str) -> None:
        CcwError.__init__(self, f"{by or 'Somebody else'} has already taken the conversation with {customer}.")
        self.by = by


class SessionLimitReached(CcwError):
    def __init__(self) -> None:
        super().__init__("Maximum sessions reached. Close a session before opening another.")


class TabLimitReached(CcwError):
    def __init__(self) -> None:
        super().__init__("Maximum tabs reached. Close a tab in this session before opening another.")


class CannotClose(CcwError):
    def __init__(self, title: str, why: str) -> None:
        super().__init__(f"{title} cannot be closed: {why}.")


class ConfirmationNeeded(CcwError):
    """Closing would end a conversation or lose typed text; close again with confirm=True."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(" ".join(self.reasons))


class CannotServe(CcwError):
    """The text says what to change in the command."""


class SettingError(CcwError):
    def __init__(self, key: str, value: object, expected: str) -> None:
        super().__init__(
            f"{key} is {value!r}, but should be {expected}. Correct it in the environment and start again."
        )
        self.key = key


class ImportRefused(CcwError):
    def __init__(self, file: str, where: str, problem: str) -> None:
        super().__init__(f"{file} was not imported: {where}: {problem}. Nothing was changed.")


class StoreError(CcwError):
    """Base of what can go wrong with the database itself."""


class StoreUnavailable(StoreError):
    def __init__(self, database: str, why: str, what_to_do: str) -> None:
        super().__init__(f"The database {database} {why}. Nothing was changed. {what_to_do}")


class NotADatabase(StoreError):
    def __init__(self, database: str) -> None:
        super().__init__(
            f"{database} is not a database of this program. It was left as it is; "
            "name another file, or move this one away."
        )


class StoreTooNew(StoreError):
    def __init__(self, database: str, found: str, known: str) -> None:
        super().__init__(
            f"{database} was made by a newer version (schema {found}; this one knows up to {known}). "
            "It was left as it is; upgrade ccw_panel to open it."
        )
