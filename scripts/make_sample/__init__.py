"""Makes the sample department's exports: ``python -m scripts.make_sample ../shared/data``.

Deterministic: the same data and seed give the same bytes. The result is committed in
``kamtools/sample``; ``SOURCES.md`` there says what is real in it and what is made up.
"""
