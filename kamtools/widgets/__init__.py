"""What a person may turn and press in a notebook: models without a browser, and their views."""
