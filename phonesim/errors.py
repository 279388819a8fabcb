"""Twilio's errors: the number, the words, the HTTP status. What we do not simulate is an error too."""

TEXTS = {
    20001: (400, "Invalid parameter"),
    20003: (401, "Authenticate"),
    20004: (405, "Method not allowed"),
    20404: (404, "The requested resource was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    20503: (503, "Service unavailable"),
    20009: (400, "The message can not be changed in its present state"),
    21201: (400, "No 'To' number specified"),
    21205: (400, "Url is not a valid URL"),
    21210: (400, "'From' phone number not verified"),
    21211: (400, "Invalid 'To' Phone Number"),
    21212: (400, "Invalid 'From' Phone Number"),
    21213: (400, "'From' phone number is required"),
    21214: (400, "'To' phone number cannot be reached"),
    21215: (400, "Account not authorized to call this number"),
    21216: (400, "Account not allowed to call this number"),
    21217: (400, "Phone number does not appear to be valid"),
    21220: (400, "Call is not in-progress. Cannot redirect."),
    21266: (400, "'To' and 'From' number cannot be the same"),
    21408: (
        400,
        "Permission to send an SMS has not been enabled for the region indicated by the 'To' number",
    ),
    21422: (400, "Invalid phone number, or it belongs to somebody"),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (400, "The 'From' phone number is not a valid, SMS-capable number of this account"),
    21609: (400, "The 'StatusCallback' URL is not a valid URL."),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21611: (400, "This 'From' number has exceeded the maximum number of queued messages"),
    21612: (400, "Message cannot be sent with the current combination of 'To' and/or 'From' parameters"),
    21614: (400, "'To' number is not a valid mobile number"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
    21701: (404, "The Messaging Service does not exist"),
    30409: (400, "The message can not be canceled: only a scheduled one can"),
    32018: (400, "Twiml exceeds 4000 characters"),
    90007: (400, "ValidityPeriod must be between 1 and 36000 seconds"),
}

CARRIER_ERRORS = {
    21610: "Attempt to send to unsubscribed recipient",
    30001: "Queue overflow",
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
    30036: "Validity Period Expired",
    30410: "Provider timeout",
}


class TwilioError(Exception):
    """A request is refused. `detail` replaces the usual words."""

    def __init__(self, code: int, detail: str = "", *, status: int | None = None) -> None:
        known, words = TEXTS[code]
        super().__init__(detail or words)
        self.code = code
        self.words = detail or words
        self.status = status or known

    def document(self) -> dict[str, str | int]:
        """What Twilio answers."""
        return {
            "code": self.code,
            "message": self.words,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


def not_simulated(name: str) -> TwilioError:
    """A parameter that Twilio knows and we don't act on: refused rather than ignored."""
    return TwilioError(20001, f"The simulator does not simulate {name}")
