"""The design system: what every desk is made of. Parts are dataclasses, templates and tags; the gallery shows each once."""
