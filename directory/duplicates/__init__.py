"""Duplicates: which records may be one, found in the background by what they have in common, and what was said of them.

A search writes down for each record a few keys (`keys`), puts together the records that have one in common (`blocks`),
weighs each such pair by all it shares (`weighing`), and goes on from slice to slice (`looking`). What a coordinator
says of a pair is remembered (`pairs`).
"""
