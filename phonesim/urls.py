"""Addresses: Twilio's below /2010-04-01/, ours below /_sim/api/ (with or without the last slash), the page at /."""

from django.urls import re_path

from phonesim.control import calls, faults, machine, phones
from phonesim.pages import views as pages
from phonesim.rest import calls as rest_calls
from phonesim.rest import messages as rest_messages
from phonesim.rest import numbers as rest_numbers
from phonesim.rest.edge import not_found

ACCOUNT = r"^2010-04-01/Accounts/(?P<account>[^/]+)/"
SIM = r"^_sim/api/"
PHONE = SIM + r"phones/(?P<number>[^/]+)"
CALL = SIM + r"calls/(?P<sid>[^/]+)"

urlpatterns = [
    re_path(ACCOUNT + r"Messages\.json$", rest_messages.many),
    re_path(ACCOUNT + r"Messages/(?P<sid>[^/]+)\.json$", rest_messages.one),
    re_path(ACCOUNT + r"Calls\.json$", rest_calls.many),
    re_path(ACCOUNT + r"Calls/(?P<sid>[^/]+)\.json$", rest_calls.one),
    re_path(ACCOUNT + r"IncomingPhoneNumbers\.json$", rest_numbers.many),
    re_path(ACCOUNT + r"IncomingPhoneNumbers/(?P<sid>[^/]+)\.json$", rest_numbers.one),
    re_path(r"^2010-04-01/", not_found),
    re_path(SIM + r"phones/?$", phones.many),
    re_path(PHONE + r"/sms/?$", phones.sms),
    re_path(PHONE + r"/call/?$", phones.call),
    re_path(PHONE + r"/behaviour/?$", phones.behaviour),
    re_path(PHONE + r"/?$", phones.one),
    re_path(CALL + r"/answer/?$", calls.answer),
    re_path(CALL + r"/reject/?$", calls.reject),
    re_path(CALL + r"/busy/?$", calls.busy),
    re_path(CALL + r"/voicemail/?$", calls.voicemail),
    re_path(CALL + r"/hangup/?$", calls.hangup),
    re_path(CALL + r"/keys/?$", calls.keys),
    re_path(CALL + r"/?$", calls.one),
    re_path(SIM + r"numbers/?$", phones.own_numbers),
    re_path(SIM + r"faults/?$", faults.many),
    re_path(SIM + r"faults/(?P<fault>\d{1,9})/?$", faults.single),
    re_path(SIM + r"journal/?$", machine.journal),
    re_path(SIM + r"clock/?$", machine.clock),
    re_path(SIM + r"reset/?$", machine.start_over),
    re_path(SIM + r"board/?$", pages.board),
    re_path(r"^static/(?P<name>[a-z.]+)$", pages.asset),
    re_path(r"^$", pages.phones),
]
