"""The demo company: made through the rooms' own commands, as if sixty days had passed."""
