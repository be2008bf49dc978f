"""What the Office does, told without Flask."""
