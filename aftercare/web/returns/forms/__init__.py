"""The desk's questions and what their answers mean."""
