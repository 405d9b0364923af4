"""Target breakdown (目标分解): seeds, exact rounding."""
