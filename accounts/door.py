"""How people come in: by invitation or command, never by signing up on their own."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Door(DefaultAccountAdapter):
    """allauth's adapter: the open sign-up is closed; members are invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
