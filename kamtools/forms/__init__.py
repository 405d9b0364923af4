"""The company's forms: bindings, fill, and one module per form."""
