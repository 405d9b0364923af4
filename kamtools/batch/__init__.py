"""The month as a run of notebooks."""
