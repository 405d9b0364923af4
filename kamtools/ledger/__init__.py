"""The department's ledger: table definitions, import of exports, the DuckDB store, queries."""
