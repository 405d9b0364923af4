"""Appraisal rules (绩效考核): schemes, scores, payout."""
