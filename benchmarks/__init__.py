"""What is measured, each figure beside its yardstick from the same run."""
