"""A local Twilio over HTTP, for development, the demo and the tests: texts, calls, webhooks, TwiML, and a page of phones.

It knows nothing of the product. What it does not simulate is an error that says so, never a silent success.
"""
