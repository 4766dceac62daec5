"""The forms of the settings, by section."""
