"""The numbers behind a breakdown: arrays in, arrays out; nothing here knows names or words."""
