"""What may be handed in."""
