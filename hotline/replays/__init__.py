"""Event logs of other systems walked through our own actions, in a company of their own: are the rules fit for them?"""
