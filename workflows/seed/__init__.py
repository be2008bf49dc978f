"""The people to try the system with: who they are (`people`), and how they come into the database (`rows`)."""
