"""A merchant's return policy: changed on one page, rehearsed on what is on file, then saved as a version."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from aftercare.billing.queries.refunds import paid_otherwise
from aftercare.org.models import Merchant
from aftercare.org.queries.merchants import merchants_visible_to, shops_visible_to
from aftercare.org.rights import Right
from aftercare.returns.commands.policies import preview, set_goods_class, set_rules
from aftercare.returns.queries.detail import policy_of
from aftercare.returns.queries.policies import goods_rules_of, versions_of
from aftercare.returns.queries.rehearsing import rehearse_policy
from aftercare.web.access import needs
from aftercare.web.kit.toasts import go, say
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.seen import Seen
from aftercare.web.settings.forms.goods import GoodsClassForm
from aftercare.web.settings.forms.rules import Rules
from aftercare.web.settings.rehearsal import Shown, shown
from aftercare.web.settings.rows import goods_rule_rows, version_rows
from aftercare.web.settings.sections import MERCHANTS, section_page


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.MERCHANTS_MANAGE)
def rules(request: DeskRequest, pk: int) -> HttpResponse:
    """The policy; “rehearse” shows what it would have made of the last 90 days, “save” keeps it as a new version."""
    merchant = _merchant(request, pk)
    policy, shops = policy_of(pk), list(shops_visible_to(request.actor).filter(merchant=merchant))
    form, found = Rules(policy, shops, request.POST or None), None
    seen = Seen(request, lambda: Rules(policy_of(pk), shops).initial)
    if form.is_valid():
        with refusals_into(form):
            if request.POST.get("step") == "rehearse":
                after = preview(policy, form.told())
                found = rehearse_policy(policy, after, otherwise=paid_otherwise("case"), at=timezone.now())
            else:
                with seen.unchanged():
                    set_rules(merchant, form.told(), by=request.actor, at=timezone.now())
                say(request, _("The policy holds from now on; running returns keep what was decided."))
                return go(request, reverse("settings-merchant", args=[pk]))
    return _page(request, merchant, form, shown(found) if found else None)


@require_POST
@needs(Right.MERCHANTS_MANAGE)
def goods_class(request: DeskRequest, pk: int) -> HttpResponse:
    """Put an article into a class that the law may exclude, or take it out."""
    merchant = _merchant(request, pk)
    form = GoodsClassForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            set_goods_class(merchant, *form.told(), by=request.actor, at=timezone.now())
            say(request, _("Saved. It counts for requests from now on."))
            return go(request, f"{reverse('settings-policy', args=[pk])}#goods")
    shops = list(shops_visible_to(request.actor).filter(merchant=merchant))
    return _page(request, merchant, Rules(policy_of(pk), shops), None, goods=form)


def _page(
    request: DeskRequest, merchant: Merchant, form: Rules, found: Shown | None, *, goods: GoodsClassForm | None = None
) -> HttpResponse:
    context = {
        "merchant": merchant,
        "form": form,
        "policy": form.policy,
        "rehearsal": found,
        "goods_form": goods or GoodsClassForm(),
        "goods_rules": goods_rule_rows(goods_rules_of(merchant.pk)),
        "versions": version_rows(versions_of(merchant.pk)),
    }
    title = _("Return policy of “%(name)s”") % {"name": merchant}
    answer = section_page(request, MERCHANTS, "settings/rules.html", {**context, "title": title}, crumb=title)
    answer.status_code = max(form_status(form), form_status(goods) if goods else 200)
    return answer


def _merchant(request: DeskRequest, pk: int) -> Merchant:
    return get_object_or_404(merchants_visible_to(request.actor), pk=pk)
