"""What the simulator remembers. Moments are seconds: `*_at` since 1970 as dates show them, `*_line` on the timeline.

Every record can be written as JSON (`dataclasses.asdict`) and read again (`cls(**document)`).
"""

from dataclasses import dataclass, field

from phonesim.states import CallState, Direction, OnCall, OnText, TextState


@dataclass
class Phone:
    """A handset. `after` seconds of ringing until it answers by itself; `code`: the carrier's error."""

    number: str
    name: str
    on_call: OnCall = OnCall.RING
    on_text: OnText = OnText.DELIVER
    after: float | None = None
    code: int | None = None

    def __post_init__(self) -> None:
        self.on_call = OnCall(self.on_call)
        self.on_text = OnText(self.on_text)

    @property
    def key(self) -> str:
        return self.number


@dataclass
class Number:
    """A number of the account, with its webhooks (an IncomingPhoneNumber)."""

    sid: str
    phone_number: str
    friendly_name: str
    created_at: float
    updated_at: float
    sms_url: str = ""
    sms_method: str = "POST"
    sms_fallback_url: str = ""
    sms_fallback_method: str = "POST"
    voice_url: str = ""
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    voice_fallback_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"

    @property
    def key(self) -> str:
        return self.sid


@dataclass
class Message:
    """A text. `due_line`: when its next step comes; None: it moves no more."""

    sid: str
    direction: Direction
    from_number: str
    to: str
    body: str
    segments: int
    status: TextState
    created_at: float
    updated_at: float
    sent_at: float | None = None
    status_callback: str = ""
    due_line: float | None = None
    expires_line: float | None = None
    error_code: int | None = None

    def __post_init__(self) -> None:
        self.direction = Direction(self.direction)
        self.status = TextState(self.status)

    @property
    def key(self) -> str:
        return self.sid


@dataclass
class Call:
    """A call. Before it is answered `due_line` is its next step (or the end of ringing)."""

    sid: str
    direction: Direction
    from_number: str
    to: str
    state: CallState
    created_at: float
    updated_at: float
    url: str = ""
    method: str = "POST"
    twiml: str = ""
    fallback_url: str = ""
    fallback_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"
    events: list[str] = field(default_factory=lambda: ["completed"])
    ring_seconds: int = 60
    time_limit: int = 14_400
    machine_detection: str = ""
    async_amd: bool = False
    amd_callback: str = ""
    amd_callback_method: str = "POST"
    due_line: float | None = None
    ringing_line: float | None = None
    answered_line: float | None = None
    ended_line: float | None = None
    started_at: float | None = None
    ended_at: float | None = None
    answered_by: str = ""
    sequence: int = 0
    voicemail: bool = False
    captions: list[str] = field(default_factory=list)
    recorded: list[str] = field(default_factory=list)
    keys: str = ""
    gathering: bool = False

    def __post_init__(self) -> None:
        self.direction = Direction(self.direction)
        self.state = CallState(self.state)

    @property
    def key(self) -> str:
        return self.sid

    @property
    def phone(self) -> str:
        """The handset's end of it: the other end is a number of the account."""
        return self.from_number if self.direction == Direction.INBOUND else self.to

    @property
    def seconds(self) -> int:
        """How long people were connected; 0 if they never were."""
        if self.answered_line is None or self.ended_line is None:
            return 0
        return max(0, round(self.ended_line - self.answered_line))


@dataclass
class OptOut:
    """A phone said STOP to a number of the account."""

    number: str
    phone: str

    @property
    def key(self) -> str:
        return f"{self.number} {self.phone}"


@dataclass
class Fault:
    """A fault that is switched on. `times` more requests, None: until reset; `number` empty: every number."""

    id: int
    kind: str
    fault: str
    number: str = ""
    times: int | None = 1
    seconds: float = 2.0
    count: int = 1
    method: str = "POST"
    hook: str = "status"
    hits: int = 0

    @property
    def key(self) -> str:
        return str(self.id)


@dataclass
class JournalLine:
    """One request, webhook or event. `signature`: how a webhook was signed; `verdict`: what the other side made of it."""

    id: int
    at: float
    kind: str
    text: str
    method: str = ""
    url: str = ""
    status: int = 0
    sid: str = ""
    number: str = ""
    params: dict[str, str | list[str]] = field(default_factory=dict)
    answer: str = ""
    signature: str = ""
    verdict: str = ""
    error_code: int | None = None
    faults: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return str(self.id)


Record = Phone | Number | Message | Call | OptOut | Fault | JournalLine
