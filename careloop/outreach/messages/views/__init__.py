"""The pages of messages to customers."""
