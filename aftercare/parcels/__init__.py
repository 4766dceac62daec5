"""Parcels that carry goods of a case, the scans that carriers tell of them, pick-ups, hand-ins, and finds."""
