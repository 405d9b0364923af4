"""Charts and tables for the notebooks, from frames: one module per chart."""
