"""The design system: what every desk is made of. The gallery shows each part once."""
