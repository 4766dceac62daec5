"""Commands of manage.py about the API."""
