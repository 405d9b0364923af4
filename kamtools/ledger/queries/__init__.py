"""What is asked of the ledger: Ibis expressions, so that a warehouse answers them as well."""
