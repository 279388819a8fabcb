"""The addresses of people without a login: a client's form, the private page of one request, a technician's of one page or of one who asks for cover, an approver's of a charge, its receipt, a contact's of a written sheet."""

from django.urls import include, path

from web import (
    client_acts,
    client_files,
    client_form,
    client_proof,
    client_status,
    consent,
    consent_tap,
    file_serve,
    one_tap,
    receipt_tap,
    sheet_tap,
    swap_tap,
)

status_patterns = [
    path("", client_status.client_status, name="client_status"),
    path("now/", client_status.client_status_now, name="client_status_now"),
    path("worse/", client_acts.worse, name="client_worse"),
    path("solved/", client_acts.solved, name="client_solved"),
    path("note/", client_acts.note, name="client_note"),
    path("files/", client_files.client_files, name="client_files"),
    path("number/", client_acts.number, name="client_number"),
    path("proof/", client_proof.client_proof, name="client_proof"),
    path("charge/", consent.client_consent, name="client_consent"),
    path("charge/who/", consent.client_consent_who, name="client_consent_who"),
    path("charge/code/", consent.client_consent_code, name="client_consent_code"),
    path("charge/withdraw/", consent.client_withdraw, name="client_withdraw"),
    path("charge/receipt/", consent.client_receipt, name="client_receipt"),
]
tap_patterns = [
    path("", one_tap.one_tap, name="one_tap"),
    path("take/", one_tap.one_tap_take, name="one_tap_take"),
    path("pass-on/", one_tap.one_tap_pass_on, name="one_tap_pass_on"),
    path("tick/", one_tap.one_tap_tick, name="one_tap_tick"),
    path("untick/", one_tap.one_tap_untick, name="one_tap_untick"),
]
swap_patterns = [
    path("", swap_tap.swap_tap, name="swap_tap"),
    path("yes/", swap_tap.swap_tap_yes, name="swap_tap_yes"),
    path("no/", swap_tap.swap_tap_no, name="swap_tap_no"),
]
charge_patterns = [
    path("", consent_tap.consent_tap, name="consent_tap"),
    path("yes/", consent_tap.consent_tap_yes, name="consent_tap_yes"),
    path("no/", consent_tap.consent_tap_no, name="consent_tap_no"),
]
sheet_patterns = [
    path("", sheet_tap.sheet_tap, name="sheet_tap"),
    path("sheet.pdf", sheet_tap.sheet_tap_file, name="sheet_tap_file"),
    path("accept/", sheet_tap.sheet_tap_accept, name="sheet_tap_accept"),
]
urlpatterns = [
    path("a/<str:token>/", include(sheet_patterns)),
    path("c/<str:token>/", include(charge_patterns)),
    path("f/<str:token>/", file_serve.linked_file, name="linked_file"),
    path("k/<str:token>/", receipt_tap.receipt_tap, name="receipt_tap"),
    path("p/<str:token>/", include(tap_patterns)),
    path("s/<str:token>/", include(swap_patterns)),
    path("r/", client_form.only_form, name="only_form"),
    path("r/o/<slug:slug>/", client_form.shared_form, name="shared_form"),
    path("r/<slug:slug>/", client_form.client_form, name="client_form"),
    path("t/<str:reference>/<str:token>/", include(status_patterns)),
]
