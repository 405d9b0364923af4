"""Workbooks: the only place that knows .xlsx and .xls."""
