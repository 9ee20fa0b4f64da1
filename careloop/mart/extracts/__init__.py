"""What is copied from the operational store into each fact, one file per family."""
