"""What the acts in a fishbowl are made of. Each works on a `Bowl`: a topic that is locked, with its
fishbowl, at one moment; the acts themselves stand in the modules beside this package."""
