"""What workbooks hold, of whatever format, as values: read, never changed."""
