"""Forms that come back: read, compared three ways, reviewed, merged, taken back."""
