"""What moderators do to cases and people, and what members tell them. One transaction each."""
