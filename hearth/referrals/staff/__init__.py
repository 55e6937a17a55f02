"""What only staff read: the words of states, moves and clocks on their pages and in their emails."""
