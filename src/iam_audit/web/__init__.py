"""The server: a JSON API and a dashboard over what the store remembers. Needs the extra `server`."""
