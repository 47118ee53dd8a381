"""What pages show: one function per page, each in a fixed number of queries; never writes."""
