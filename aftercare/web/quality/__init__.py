"""Quality: buyers rate their cases, and what they said is read."""
