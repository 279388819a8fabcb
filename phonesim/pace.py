"""How long things take on the timeline, in seconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Quick enough for a demo: a person would speak some 15 characters a second."""

    characters_per_second: float = 60.0
    dialling: float = 0.15
    connecting: float = 0.15
    rings_before_reject: float = 1.0
    rings_before_answer: float = 0.5
    rings_before_voicemail: float = 2.0
    greeting: float = 2.0
    machine_detection: float = 0.5
    between_calls: float = 1.0
    text_queued: float = 0.05
    text_sending: float = 0.05
    text_delivery: float = 0.3

    def speech(self, words: str) -> float:
        """How long the voice needs for these words."""
        return max(0.2, len(words) / self.characters_per_second)
