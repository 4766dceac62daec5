"""How the parts are put together: settings, addresses, the WSGI door."""
