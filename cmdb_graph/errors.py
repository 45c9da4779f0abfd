"""Every error that a person can meet.

    CmdbError
    ├── BadRequest            400  the request cannot be read at all
    ├── Unauthenticated       401  no key, or one we do not know
    ├── Forbidden             403  the key's role does not allow it
    │   └── NotFromPage       403  another page of the browser asks with the session of ours
    ├── NotFound              404
    │   └── Retired           404  it was here, and says until when
    ├── NotAcceptable         406  no form of the answer is one that the client takes
    ├── Conflict              409  true of the request, false of the database's state
    ├── PreconditionFailed    412  If-Match is stale
    ├── TooLarge              413
    ├── Invalid               422  readable, but wrong: each place is named
    │   ├── Unreadable        422  a file of an import, or a snapshot, that is not what it was taken for
    │   ├── BadVocabulary     422  a vocabulary file, with file and line
    │   ├── BadPolicy         422  a license policy, with file and key
    │   ├── BadMapping        422  what words of another tool mean, with file and key
    │   ├── BadHealth         422  what the score of health weighs, with file and key
    │   └── BadProcess        422  how tickets are worked on, with file and key
    ├── PreconditionRequired  428  a change without If-Match
    ├── ServerError           500  a fault of ours
    │   └── DamagedStore      500  the database's files are not consistent
    ├── Unavailable           503  the database cannot be reached now; says when to try again
    │   ├── UnknownOutcome    503  the connection was lost in a commit: recorded or not
    │   ├── ServerNotStarted  503  the managed server could not be started; says what to do
    │   └── Unsettled         503  what is asked about is being recorded right now; says when to try again
    ├── DeadlineExceeded      504  the question took longer than it may
    └── InsufficientStorage   507  no room for a temporary file

Each class carries its HTTP status and headers, its problem type (RFC 9457) and the exit code of the command line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the input something is wrong: an RFC 6901 pointer or a line number, and what is wrong there."""

    detail: str
    pointer: str | None = None
    line: int | None = None


class Hint(NamedTuple):
    """What to do next, in the words of each door."""

    http: str = ""
    terminal: str = ""


class CmdbError(Exception):
    """Base of all. `detail` says what happened, to which thing, and what to do, in words that fit every door.

    What reads otherwise at each door is in `hint`; the door adds its own.
    """

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Internal error"
    exit_code: ClassVar[int] = 2

    def __init__(self, detail: str, *, places: list[Place] | None = None, hint: Hint | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.hint = hint or Hint()
        self.places: list[Place] = places or []

    @classmethod
    def slug(cls) -> str:
        """The problem type's last part: `PreconditionFailed` -> `precondition-failed`."""
        return "".join(f"-{c.lower()}" if c.isupper() else c for c in cls.__name__).lstrip("-")

    @classmethod
    def headers(cls) -> dict[str, str]:
        """HTTP headers that belong to the error."""
        return {}

    def over_http(self) -> str:
        """The detail and what to do, for who calls the API."""
        return f"{self.detail} {self.hint.http}".rstrip()

    def in_terminal(self) -> str:
        """The detail and what to do, for who typed a command."""
        return f"{self.detail} {self.hint.terminal}".rstrip()


class BadRequest(CmdbError):
    status, title = 400, "The request cannot be read"


class Unauthenticated(CmdbError):
    status, title = 401, "A key is needed"

    @classmethod
    def headers(cls) -> dict[str, str]:
        return {"WWW-Authenticate": 'Bearer realm="cmdb-graph"'}


class Forbidden(CmdbError):
    status, title = 403, "The key's role does not allow this"


class NotFromPage(Forbidden):
    title = "The request does not come from the page"


class NotFound(CmdbError):
    status, title = 404, "Not found"


class Retired(NotFound):
    title = "Retired"


class NotAcceptable(CmdbError):
    status, title = 406, "No form of the answer is acceptable"


class Conflict(CmdbError):
    status, title = 409, "Conflict with what is recorded"


class PreconditionFailed(CmdbError):
    status, title = 412, "Somebody changed it since you read it"


class TooLarge(CmdbError):
    status, title = 413, "Too large"


class Invalid(CmdbError):
    status, title = 422, "The input is not valid"


class Unreadable(Invalid):
    title = "The file cannot be read"


class BadVocabulary(Invalid):
    title = "A vocabulary file is not valid"


class BadPolicy(Invalid):
    title = "A license policy is not valid"


class BadMapping(Invalid):
    title = "A mapping of another tool's words is not valid"


class BadWeights(Invalid):
    title = "The weights of root causes are not valid"


class BadHealth(Invalid):
    title = "The rules of health are not valid"


class BadProcess(Invalid):
    title = "The process of tickets is not valid"


class PreconditionRequired(CmdbError):
    status, title = 428, "A change needs If-Match"


class ServerError(CmdbError):
    pass


class DamagedStore(ServerError):
    title, exit_code = "The database is damaged", 1


class Unavailable(CmdbError):
    status, title, exit_code = 503, "The database cannot be reached", 3

    @classmethod
    def headers(cls) -> dict[str, str]:
        return {"Retry-After": "2"}


class UnknownOutcome(Unavailable):
    title = "It is not certain whether the change is recorded"


class ServerNotStarted(Unavailable):
    title = "The managed Neo4j could not be started"


class Unsettled(Unavailable):
    title = "It is being recorded right now"


class DeadlineExceeded(CmdbError):
    status, title, exit_code = 504, "The question took too long", 3


class InsufficientStorage(CmdbError):
    status, title = 507, "No room for a temporary file"
