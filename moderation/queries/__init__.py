"""What pages read about moderation."""
