"""Stores what the demo says was done with its conversations, as of the day on which it was done.

The acts themselves know no time but now, so rows and lines are written here as the acts would have
left them; texts, citations and counts are made by the functions that the acts use. In a fishbowl
one act changes what the next may do, so there the acts themselves are done, as of that day.
"""
