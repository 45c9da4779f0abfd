"""What is different between two snapshots, and what that did to single points of failure and availability."""
