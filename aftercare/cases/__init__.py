"""The case: its number, holder, turns, notes. The spine."""
