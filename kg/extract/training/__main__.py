"""Run the training command."""

from kg.extract.training.command import main

if __name__ == "__main__":
    raise SystemExit(main())
