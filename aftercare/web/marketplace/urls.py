"""The marketplace desk's addresses."""

from django.urls import path

from aftercare.web.marketplace.views import benchmarks, cases, definitions, interventions, overview, score

urlpatterns = [
    path("", overview.scores, name="scores"),
    path("benchmarks/", benchmarks.ladder, name="benchmarks"),
    path("benchmarks/new/", benchmarks.benchmark_new, name="benchmark-new"),
    path("definitions/", definitions.listing, name="kpi-definitions"),
    path("definitions/<slug:kpi>/", definitions.define, name="kpi-define"),
    path("definitions/<int:pk>/withdraw/", definitions.withdraw, name="kpi-withdraw"),
    path("benchmarks/trade/", benchmarks.trade_new, name="trade-new"),
    path("interventions/<slug:number>/", interventions.step_in, name="intervention"),
    path("<int:pk>/", score.score, name="score"),
    path("<int:pk>/compare/", score.compare, name="score-compare"),
    path("<int:pk>/cases/", cases.cases, name="score-cases"),
    path("<int:pk>/trade/", benchmarks.into_trade, name="score-trade"),
]
