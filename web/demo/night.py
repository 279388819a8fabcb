"""One night, played against the running demo through public interfaces only: form, phones, board, status page, API."""

import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from web.demo.outside import Answer, Browser, NotAsTold, Phone, hidden_fields, wait_for
from web.demo.people import ALICE, DANA, PAGING_NUMBER, PASSWORD, PEOPLE, Person

STEP_SECONDS = 60
CALL_AFTER_SECONDS = 20
FORM_SECONDS = 3.5  # nobody fills in a form faster
SOON_SECONDS = 20.0


@dataclass
class Night:
    """Plays and tells. `skip` makes time pass: it waits, or moves the clock (FAST)."""

    web: Browser
    simulator: Browser
    token: str
    skip: Callable[[float], None]
    tell: Callable[[str], None]
    seen: dict[str, set[str]] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)
    summary: str = field(default_factory=lambda: f"Core switch {secrets.randbelow(900) + 100} down")

    def play(self) -> None:
        """Raises NotAsTold at the first thing that is not as told."""
        primary, backup = self.on_call()
        self.everybody_texts()
        status_page = self.dana_reports()
        self.primary_is_paged(primary, status_page)
        self.backup_is_paged(backup)
        number = self.backup_takes_it(backup, status_page)
        self.it_is_resolved(number, status_page)

    def say(self, text: str) -> None:
        self.tell(f"{time.monotonic() - self.began:7.1f} s  {text}")

    def api(self, path: str, body: dict[str, object] | None = None) -> Answer:
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = self.web.get(path, headers) if body is None else self.web.post_json(path, body, headers)
        if answer.status not in (200, 201):
            raise NotAsTold(f"{path} answers {answer.status}: {answer.text[:300]}")
        return answer

    def phone(self, person: Person) -> Phone:
        return Phone(self.simulator, person.phone, person.name)

    def on_call(self) -> tuple[Person, Person]:
        rows = {row["schedule"]: row for row in self.api("/api/v1/on-call/").json()}
        by_email = {person.email: person for person in PEOPLE}
        primary, backup = (by_email[rows[name]["on_call"][0]] for name in ("Primary", "Backup"))
        self.say(f"On call: {primary.name}, behind: {backup.name}.")
        return primary, backup

    def everybody_texts(self) -> None:
        """Each phone is heard from, so that none counts as unreachable."""
        for person in PEOPLE:
            self.hear_from(self.phone(person))
        self.seen = {person.name: self.phone(person).seen() for person in PEOPLE}
        self.say("Every phone has been heard from.")

    def hear_from(self, phone: Phone) -> None:
        before = phone.seen()
        phone.texts("info", to=PAGING_NUMBER)
        wait_for(f"{phone.name}'s text is answered", lambda: phone.texts_since(before), seconds=SOON_SECONDS)

    def dana_reports(self) -> str:
        """The client's form, as a person fills it in. Returns the address of the private status page."""
        address = "/r/northwind-dental/"
        page = self.web.get(address)
        if page.status != 200:
            raise NotAsTold(f"The client's form answers {page.status}.")
        time.sleep(FORM_SECONDS)
        fields = {
            **hidden_fields(page.text), "impact": "all_stopped", "summary": self.summary, "name": DANA.name,
            "details": "Nothing on the network answers.", "phone": DANA.phone, "callback_ok": "on",
        }  # fmt: skip
        answer = self.web.post_form(address, fields)
        if answer.status != 200 or "/t/" not in answer.url:
            raise NotAsTold(f"The form was not taken ({answer.status}, {answer.url}).")
        self.say(f"Dana reports: {self.summary}. Her page: {answer.url}")
        self.told(answer.text, "We have it")
        return answer.url

    def told(self, text: str, words: str) -> None:
        if words not in text:
            raise NotAsTold(f"The page does not say {words!r}.")

    def new_page(self, person: Person) -> str:
        """The body of a page that reached this person since the night began."""
        texts = self.phone(person).texts_since(self.seen[person.name])
        return next((text for text in texts if self.summary in text), "")

    def primary_is_paged(self, primary: Person, status_page: str) -> None:
        body = wait_for(f"{primary.name} gets the text", lambda: self.new_page(primary), seconds=SOON_SECONDS)
        self.say(f"{primary.name}'s phone: {body}")
        self.skip(CALL_AFTER_SECONDS)
        phone = self.phone(primary)
        wait_for(
            f"{primary.name}'s phone rings",
            lambda: phone.rings_since(self.seen[primary.name]),
            seconds=SOON_SECONDS,
        )
        self.say(f"{primary.name}'s phone rings. Nobody answers.")

    def backup_is_paged(self, backup: Person) -> None:
        if self.new_page(backup):
            raise NotAsTold(f"{backup.name} was paged before the minute was over.")
        self.skip(STEP_SECONDS - CALL_AFTER_SECONDS)
        body = wait_for(f"{backup.name} is paged", lambda: self.new_page(backup), seconds=SOON_SECONDS)
        self.say(f"{backup.name}'s phone: {body}")

    def key_of(self, body: str) -> str:
        """What takes this page: 1, or its code where the phone had another incident's pages in the last hour."""
        own = re.search(r"[Rr]eply (\d+) to take", body)
        return own.group(1) if own else "1"

    def backup_takes_it(self, backup: Person, status_page: str) -> int:
        phone = self.phone(backup)
        key = self.key_of(self.new_page(backup))
        phone.texts(key, to=PAGING_NUMBER)
        texts = wait_for(
            f"{backup.name} is told that it is theirs",
            lambda: [t for t in phone.texts_since(self.seen[backup.name]) if t.startswith("You have it")],
            seconds=SOON_SECONDS,
        )
        self.say(f"{backup.name} replies {key}. {backup.name}'s phone: {texts[-1]}")
        number = self.taken_on_the_board(backup)
        page = wait_for(
            "the client's page says who has it",
            lambda: (text := self.web.get(status_page).text) and f"{backup.name} has it" in text and text,
            seconds=SOON_SECONDS,
        )
        self.told(page, f"{backup.name} has it")
        self.say(f"Dana's page: {backup.name} has it.")
        return number

    def taken_on_the_board(self, backup: Person) -> int:
        """What the API says, and what the owner sees on the board."""
        rows = self.api("/api/v1/incidents/?client=northwind-dental&status=acknowledged").json()["results"]
        row = next((row for row in rows if row["summary"] == self.summary), None)
        if row is None or row["acknowledged_by"] != backup.email:
            raise NotAsTold(f"The API does not say that {backup.email} has it.")
        owner = Browser(self.web.base_url)
        owner.log_in(ALICE.email, PASSWORD)
        board = owner.get("/live/").text
        self.told(board, str(row["number"]))
        self.told(board, backup.name)
        self.say(f"The board: HP-{row['number']} is taken by {backup.name}.")
        return int(row["number"])

    def it_is_resolved(self, number: int, status_page: str) -> None:
        row = self.api(f"/api/v1/incidents/{number}/").json()
        member = row["acknowledged_by"]
        self.api(f"/api/v1/incidents/{number}/responded/", {"how": "called", "member": member})
        done = {"reason": "The spare switch is in place.", "minutes": 25, "billable": False, "member": member}
        self.api(f"/api/v1/incidents/{number}/resolve/", done)
        self.told(self.web.get(status_page).text, "Solved")
        self.say(f"HP-{number} is solved: 25 minutes.")
        for line in row["timeline"]:
            self.tell(f"           {line['at'][11:19]}  {line['text']}")
