"""From a file to rows of text, in a child process that may die."""
