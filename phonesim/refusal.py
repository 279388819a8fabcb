"""Twilio's errors: {code, message, more_info, status}."""

from typing import Any

MESSAGES = {
    20001: (400, "Unknown parameter"),
    20003: (401, "Authenticate"),
    20404: (404, "The requested resource was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "Internal Server Error"),
    20503: (503, "Service Unavailable"),
    21205: (400, "Url is not a valid URL"),
    21210: (400, "'From' phone number not verified"),
    21211: (400, "Invalid 'To' Phone Number"),
    21212: (400, "Invalid 'From' Phone Number"),
    21214: (400, "'To' phone number cannot be reached"),
    21215: (400, "Account not authorized to call this number"),
    21216: (400, "Account not allowed to call this number"),
    21217: (400, "Phone number does not appear to be valid"),
    21201: (400, "No 'To' number specified"),
    21213: (400, "'From' phone number is required"),
    21218: (400, "Parameter 'ApplicationSid' is invalid"),
    21220: (400, "Call is not in-progress. Cannot redirect."),
    21408: (400, "Permission to send an SMS has not been enabled for the region"),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (400, "The 'From' phone number provided is not a valid message-capable number for this account"),
    21609: (400, "The 'StatusCallback' URL is not a valid URL"),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21611: (400, "This 'From' number has exceeded the maximum number of queued messages"),
    21612: (400, "The 'To' phone number is not currently reachable via SMS"),
    21614: (400, "'To' number is not a valid mobile number"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
    32018: (400, "Twiml parameter exceeds 4000 characters"),
    90007: (400, "ValidityPeriod is out of range"),
}


class Refused(Exception):
    """A request Twilio would refuse, with its code; `detail` is added to the message."""

    def __init__(self, code: int, detail: str = "") -> None:
        self.status, message = MESSAGES.get(code, (400, "Bad request"))
        self.code = code
        self.message = f"{message}: {detail}" if detail else message
        super().__init__(self.message)

    def as_json(self) -> dict[str, Any]:
        more = f"https://www.twilio.com/docs/errors/{self.code}"
        return {"code": self.code, "message": self.message, "more_info": more, "status": self.status}
