"""The design system: what every desk is made of."""
