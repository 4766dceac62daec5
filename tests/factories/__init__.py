"""People, shops and orders for tests, made through the rooms' own commands."""
