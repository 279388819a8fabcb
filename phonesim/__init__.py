"""A local Twilio over HTTP for development, demo and tests: its own process, its own SQLite file, nothing of the product."""
