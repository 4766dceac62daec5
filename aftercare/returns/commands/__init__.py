"""Writes about returns: the room's own moves. What touches other rooms too is in `flow.return_goods`."""
