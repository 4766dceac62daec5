"""A form field taken apart for the kit's template: label, control with its ARIA, hint, errors."""

from dataclasses import dataclass, replace

from django import forms
from django.forms import BoundField
from django.utils.safestring import SafeString

from aftercare.web.kit.widgets import RENDERER

_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (forms.RadioSelect, "pick"),
    (forms.CheckboxSelectMultiple, "pick"),
    (forms.CheckboxInput, "check"),
    (forms.ClearableFileInput, "file"),
    (forms.FileInput, "file"),
)


@dataclass(frozen=True)
class FieldPart:
    """What `kit/_field.html` prints. `kind` is pick, check, file, hidden or plain."""

    bound: BoundField
    kind: str
    control: SafeString
    label: str
    hint: str
    prefix: str
    optional: bool
    control_id: str
    hint_id: str
    error_id: str

    @property
    def described_by(self) -> str:
        """Ids of the hint and the error that are really printed."""
        found = [self.hint_id if self.hint else "", self.error_id if self.bound.errors else ""]
        return " ".join(id_ for id_ in found if id_)

    @property
    def is_radio(self) -> bool:
        """Whether exactly one of the choices is picked."""
        return not getattr(self.bound.field.widget, "allow_multiple_selected", False)


def take_apart(
    bound: BoundField, *, label: str, hint: str, prefix: str, attrs: dict[str, str | bool], optional: bool = True
) -> FieldPart:
    """The parts of a bound field; `attrs` are further HTML attributes of the control."""
    kind = _kind(bound.field.widget)
    hint = hint or str(bound.help_text or "")
    id_ = str(attrs.get("id") or bound.id_for_label or bound.auto_id)
    part = FieldPart(
        bound=bound,
        kind=kind,
        control=SafeString(""),
        label=label or str(bound.label or ""),
        hint=hint,
        prefix=prefix,
        optional=optional and not bound.field.required and kind != "check" and not _offers_all(bound.field.widget),
        control_id=id_,
        hint_id=f"{id_}_hint",
        error_id=f"{id_}_error",
    )
    if kind == "pick":
        return part
    bound.form.renderer = RENDERER
    return replace(part, control=bound.as_widget(attrs=_attrs(part, attrs)))


def _offers_all(widget: forms.Widget) -> bool:
    """Whether every answer stands there to choose from, “none” among them: then nothing can be left out."""
    return isinstance(widget, forms.widgets.ChoiceWidget)


def _kind(widget: forms.Widget) -> str:
    return next((kind for cls, kind in _KINDS if isinstance(widget, cls)), "plain")


def _attrs(part: FieldPart, extra: dict[str, str | bool]) -> dict[str, str | bool]:
    widget = part.bound.field.widget
    found: dict[str, str | bool] = dict(extra)
    if part.kind in ("plain", "file") and not part.prefix:
        found["class"] = f"input {widget.attrs.get('class', '')} {extra.get('class', '')}".strip()
    if part.described_by:
        found["aria-describedby"] = part.described_by
    if part.bound.errors:
        found["aria-invalid"] = "true"
    return found
