"""The pages: one noun a module, one blueprint a module, each named `blueprint` and found by that name."""
