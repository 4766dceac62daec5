from aftercare.quality.models.rating import Rating

__all__ = ["Rating"]
