"""kamtools: the month of a key-account department (大客户部).

Exports go in; the company's own Excel forms come out filled, and are read back and merged.
Folders are layers (see CONTRIBUTING.md); import what you need from the folder that owns it.
"""

__version__ = "0.1.0"
