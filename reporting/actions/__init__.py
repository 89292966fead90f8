"""What people and the clock do with figures: set rules, tell numbers, freeze a month, have reports sent."""
