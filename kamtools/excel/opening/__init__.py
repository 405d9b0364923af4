"""Which file this is, and whether it may be opened at all: before any reader sees it."""
