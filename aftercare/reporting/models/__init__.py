from aftercare.reporting.models.benchmark import Benchmark, KpiDefinition, Trade, TradeMember
from aftercare.reporting.models.scores import MerchantDay, RefundFact, WaitDay
from aftercare.reporting.models.search_doc import SearchDoc
from aftercare.reporting.models.swaps import SwapFact

__all__ = [
    "Benchmark",
    "KpiDefinition",
    "MerchantDay",
    "RefundFact",
    "SearchDoc",
    "SwapFact",
    "Trade",
    "TradeMember",
    "WaitDay",
]
