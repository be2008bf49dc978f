"""The outside: a Protocol, its client and its in-memory fake in one module each."""
