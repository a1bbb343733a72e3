"""What planning follows from numbers alone: pure."""
