"""``typing.NotRequired`` for Python 3.10, which does not have it."""


class NotRequired:
    """``NotRequired[T]`` is ``T``. Type checkers do not look here; at run time the classes'
    ``__required_keys__`` then name every key."""

    def __class_getitem__(cls, item: object) -> object:
        return item
