"""Records with a lifecycle, and the one door through which they change state."""
