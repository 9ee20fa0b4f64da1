"""What the people of the demonstration do at the pages, done through the same actions."""
