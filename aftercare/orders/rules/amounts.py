"""What a buyer really paid per line, and what some of its pieces are worth."""

from aftercare.kernel.money import share_of_pieces, spread


def paid_per_line(list_minor: list[int], line_discounts: list[int], order_discount: int) -> list[int]:
    """What was paid for each line: list amount less its own discount less its share of the order's discount.

    The order's discount is spread in proportion to what the lines cost after their own discounts, to the cent; it
    never makes a line negative as long as it does not exceed their sum.
    """
    after_own = [amount - discount for amount, discount in zip(list_minor, line_discounts, strict=True)]
    if order_discount == 0:
        return after_own
    return [amount - share for amount, share in zip(after_own, spread(order_discount, after_own), strict=True)]


def worth_of_pieces(paid_minor: int, quantity: int, asked_before: int, count: int) -> int:
    """What `count` pieces of a line are worth, when `asked_before` pieces were asked back already.

    Pieces differ by at most one minor unit and all together are worth exactly what was paid.
    """
    return share_of_pieces(paid_minor, quantity, asked_before, count)
