"""What the documentation page needs in its templates."""
