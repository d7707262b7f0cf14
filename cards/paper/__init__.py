"""What is printed: views -> HTML for A4, pure, and complete in one file."""
