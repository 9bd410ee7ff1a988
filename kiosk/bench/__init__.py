"""What the README promises, measured: every figure stands beside its limit of the same run."""

import os
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One measured value. `limit` None: told for completeness, nothing is promised; `note`: what the limit was made from."""

    key: str
    what: str
    value: float
    unit: str
    limit: float | None = None
    note: str = ""

    @property
    def kept(self) -> bool | None:
        return None if self.limit is None else self.value <= self.limit


def against(key: str, what: str, value: float, other: float, unit: str, times: float, name: str) -> Figure:
    """A value whose limit is a multiple of what `name` needed in the same run."""
    ratio = f"{value / other:.2f}x" if other else "-"
    return Figure(key, what, round(value, 3), unit, round(other * times, 3), f"{ratio} of {name} ({other:.1f} {unit}), goal {times:g}x")


def percentile(values: list[float], part: float) -> float:
    """The nearest-rank percentile; `part` 0.95 is p95."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * round(part * 1000) // 1000) - 1))]


def median(values: list[float]) -> float:
    return percentile(values, 0.5)


def busy() -> dict[str, float]:
    """How much else the machine had to do: its cores and the load of the last minute."""
    return {"cores": os.cpu_count() or 1, "load": round(os.getloadavg()[0], 2)}


def table(figures: list[Figure]) -> str:
    rows = [_row(figure) for figure in figures]
    wide = [max(len(row[i]) for row in rows) for i in range(4)]
    return "\n".join(
        f"{row[0]:<{wide[0]}}  {row[1]:>{wide[1]}}  {row[2]:>{wide[2]}}  {row[3]:<{wide[3]}}  {row[4]}".rstrip() for row in rows
    )


def _row(figure: Figure) -> tuple[str, str, str, str, str]:
    limit = "" if figure.limit is None else f"<= {figure.limit:.4g} {figure.unit}"
    verdict = {None: "", True: "kept", False: "MISSED"}[figure.kept]
    return figure.what, f"{figure.value:.4g} {figure.unit}", limit, verdict, figure.note


def as_json(figures: list[Figure]) -> dict[str, Any]:
    return {figure.key: {k: v for k, v in asdict(figure).items() if k != "key"} | {"kept": figure.kept} for figure in figures}
