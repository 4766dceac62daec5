"""Pages of the messages desk."""
