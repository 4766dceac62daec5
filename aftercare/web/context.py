"""What every page needs around its content: navigation by rights, theme, language, the frame's own addresses."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from aftercare.kernel.actor import Actor
from aftercare.web.kit import navigation
from aftercare.web.kit.navigation import LinkGroup, address_of
from aftercare.web.words import ROLE

THEMES = ("light", "dark")
DENSITIES = ("compact", "roomy", "touch")


@dataclass(frozen=True)
class Frame:
    """The page frame of one request; everything is worked out only when a template asks for it."""

    request: HttpRequest

    @property
    def company(self) -> str:
        """Whose after-sales service this is."""
        return str(settings.COMPANY_NAME)

    @property
    def is_demo(self) -> bool:
        """Whether this is the demo company, where everybody may be anybody."""
        return bool(settings.AFTERCARE_DEMO)

    @property
    def takes_passkeys(self) -> bool:
        """Whether a passkey can belong to this address: the standard binds it to a host name, never to a number."""
        return not _is_number(self.request.get_host())

    @property
    def theme(self) -> str:
        """“light” or “dark” when the reader has chosen; empty follows the system."""
        return self._cookie("aftercare_theme", THEMES)

    @property
    def density(self) -> str:
        """Row height the reader has chosen; empty is the usual one."""
        return self._cookie("aftercare_density", DENSITIES)

    @property
    def keys(self) -> str:
        """“off” when the reader has switched the single letter keys off."""
        return self._cookie("aftercare_keys", ("off",))

    @property
    def folded(self) -> bool:
        """Whether the rail shows icons only."""
        return self._cookie("aftercare_rail", ("folded",)) == "folded"

    @property
    def actor(self) -> Actor | None:
        """Who reads, or None before sign-in."""
        return getattr(self.request, "actor", None)

    @property
    def role(self) -> str:
        """What the signed-in member does here, in a word; his first role when he has several."""
        member = getattr(self.request, "member", None)
        return str(ROLE.get(member.roles[0], "")) if member and member.roles else ""

    @property
    def is_signed_in(self) -> bool:
        """Whether a member is signed in (a buyer with a link is not)."""
        return bool(getattr(getattr(self.request, "user", None), "is_authenticated", False))

    @cached_property
    def work(self) -> LinkGroup:
        """The side navigation, with counts where the reader gets a whole page: what htmx asks for goes without."""
        htmx = getattr(self.request, "htmx", None)
        is_whole = not htmx or htmx.history_restore_request
        return navigation.links(navigation.WORK, self.actor, self.request.path, counted=is_whole)

    @cached_property
    def foot(self) -> LinkGroup:
        """What stands at the foot of the side navigation."""
        return navigation.links(navigation.FOOT, self.actor, self.request.path)

    @property
    def dialog_base(self) -> str:
        """What a dialog's template extends: the bare dialog for htmx, else a page of its own."""
        return "kit/_dialog.html" if getattr(self.request, "htmx", False) else "kit/dialog_page.html"

    @property
    def languages(self) -> list[tuple[str, str]]:
        """Code and own name of every language."""
        return list(settings.LANGUAGES)

    @property
    def home_url(self) -> str:
        return address_of("home") or "/"

    @property
    def search_url(self) -> str:
        return address_of("search")

    @property
    def palette_url(self) -> str:
        return address_of("palette")

    @property
    def language_url(self) -> str:
        return address_of("set_language")

    @property
    def logout_url(self) -> str:
        return address_of("account_logout")

    @property
    def login_url(self) -> str:
        return address_of("account_login")

    @property
    def profile_url(self) -> str:
        return address_of("profile")

    @property
    def bell_url(self) -> str:
        """The count at the reader's bell, asked for by the page itself; buyers have none."""
        return address_of("bell") if self.role and self.actor and not self.actor.may("own.cases") else ""

    @property
    def bell_list_url(self) -> str:
        return address_of("bell-list")

    @property
    def password_url(self) -> str:
        return address_of("account_change_password")

    @property
    def security_url(self) -> str:
        return address_of("mfa_index")

    def _cookie(self, name: str, allowed: tuple[str, ...]) -> str:
        value = self.request.COOKIES.get(name, "")
        return value if value in allowed else ""


def _is_number(host: str) -> bool:
    """Whether a host, with or without port, is an IP address."""
    return host.startswith("[") or host.partition(":")[0].replace(".", "").isdecimal()


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `frame`, and `now`, the moment at which this page is made."""
    at: datetime = timezone.now()
    return {"frame": Frame(request), "now": at}
