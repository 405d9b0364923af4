"""Customer rules: grades, activity status."""
