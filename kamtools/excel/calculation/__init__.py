"""Computing formulas as Excel does, or saying that it isn't known how.

Why own code and no library: of 266 formulas (``benchmarks/formulas.py``) formualizer 0.13 and
ironcalc 0.9.1 get 7 and 11 wrong by Excel's rules, this 0 (10 are left empty). Of the formulas
in workbooks that Excel saved (``benchmarks/carried_values.py``) it computes 98 in 100, and none
wrongly since the 30 are mended that were wrong when first looked at. Among the others' faults
are ``0.1+0.2=0.3``, on which a grade can hang, and texts that look like numbers; neither can say
"I don't know", so that IFERROR turns their gaps into wrong values. Here a doubt (``Unknown``)
passes through every function, the cell stays empty, and Excel computes it on opening.
"""
