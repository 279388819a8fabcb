"""An answered call from its first document to its end. Runs in a thread of its own for each call."""

from collections.abc import Sequence

from phonesim.machine import calls, params
from phonesim.machine.conversation import Broken, Conversation, LineCut, Moved, Page
from phonesim.machine.detection import meet
from phonesim.machine.verbs import VERBS
from phonesim.machine.webhooks import Webhook, fetch
from phonesim.records import Call
from phonesim.simulator import Simulator
from phonesim.states import CallState, Direction
from phonesim.switchboard import Line
from phonesim.twiml import TwimlError, Verb, read_voice

MOST_DOCUMENTS = 20
SORRY = "We're sorry, an application error has occurred. Goodbye."


def talk(sim: Simulator, call: Call, line: Line) -> None:
    """The whole conversation; the call is completed when this returns."""
    Talk(Conversation(sim, call, line, here=call.url)).run()


class Talk:
    """One conversation, document by document."""

    def __init__(self, side: Conversation) -> None:
        self.side, self.sim, self.call = side, side.sim, side.call
        self.fell_back = False

    def run(self) -> None:
        try:
            meet(self.side)
            self._go(Page(self.call.url, self.call.method, self.call.twiml))
        except LineCut:
            pass
        finally:
            with self.sim.world.lock:
                calls.end(self.sim, self.call, CallState.COMPLETED)

    def _go(self, first: Page) -> None:
        page: Page | None = first
        for _ in range(MOST_DOCUMENTS):
            page = self._next(page)
            if page is None:
                return
        self.side.complain(12200, f"more than {MOST_DOCUMENTS} documents in one call")
        self._apologize()

    def _next(self, page: Page | None) -> Page | None:
        """Where to go on after this page; None: the call is over."""
        if page is None:
            return None
        try:
            return self._perform(page)
        except Moved:
            return self._moved()
        except Broken:
            self._apologize()
            return None

    def _moved(self) -> Page:
        line = self.side.line
        with line.wake:
            url, method, twiml = line.moved_to or ("", "POST", "")
            line.moved_to = None
        return Page(url, method, twiml)

    def _perform(self, page: Page) -> Page | None:
        verbs = self._load(page)
        if self.call.direction == Direction.INBOUND:
            self._accept(verbs)
        for verb in verbs:
            self.side.check()
            following = VERBS[verb.name](self.side, verb)
            if following is not None:
                return following
        return None

    def _accept(self, verbs: Sequence[Verb]) -> None:
        """An inbound call is answered by any verb but Reject."""
        is_rejected = bool(verbs) and verbs[0].name == "Reject"
        with self.sim.world.lock:
            if self.call.state == CallState.RINGING and not is_rejected:
                calls.answer(self.sim, self.call)

    def _load(self, page: Page) -> tuple[Verb, ...]:
        """The page's verbs, else the fallback's. Broken."""
        try:
            return self._read(page)
        except TwimlError as error:
            self.side.complain(error.code, str(error), url=page.url)
            if not self.call.fallback_url or self.fell_back:
                raise Broken from error
            self.fell_back = True
            said = {"ErrorCode": str(error.code), "ErrorUrl": page.url}
        return self._load(Page(self.call.fallback_url, self.call.fallback_method, said=said))

    def _read(self, page: Page) -> tuple[Verb, ...]:
        if page.twiml:
            return read_voice(page.twiml, content_type="text/xml")
        if not page.url:
            raise TwimlError(11100, "no URL to ask what to say")
        said = {**params.call_now(self.call, account=self.sim.account_sid), **page.said}
        webhook = Webhook(self.call.sid, self.call.phone, page.hook, page.url, page.method, said)
        answer = fetch(self.sim, webhook, pause=self.side.wait)
        self.side.check()
        if answer.error:
            raise TwimlError(answer.error, answer.words)
        self.side.here = answer.url
        return read_voice(answer.body, content_type=answer.content_type)

    def _apologize(self) -> None:
        with self.sim.world.lock:
            if self.call.state == CallState.RINGING:
                calls.answer(self.sim, self.call)
        self.side.wait(self.side.speak(SORRY))
