"""The questions: guides of pages on WTForms; imports no workflow."""
