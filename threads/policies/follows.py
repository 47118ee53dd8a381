"""Who follows what."""

from accounts.policies import check_member
from accounts.viewer import Viewer


def check_follow(viewer: Viewer) -> int:
    """Members follow and mute whatever they may read, also those who are silenced: nobody else
    sees it. Answers who it is."""
    return check_member(viewer)
