"""Recipes that train the models of this package from annotated text; needed to train, never to run."""
