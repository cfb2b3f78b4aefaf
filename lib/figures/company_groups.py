"""Ready-made groups of companies to compare, and why a company is in one."""

from __future__ import annotations

from lib.figures.compared_measures import RAISES
from lib.words import number_word

GROUPS = {
    "frontier": "Frontier labs",
    "china": "China's labs",
    "europe": "Europe",
    "robotics": "Robotics",
    "infrastructure": "Infrastructure",
    "own": "Your own",
}
"""Names of the groups; the first is the one to begin with."""

OWN = "own"
MOST = 6
"""More lines than these cannot be told apart."""

NAMED = {
    "frontier": ("OpenAI", "Anthropic", "xAI", "Mistral AI"),
    "china": ("Moonshot AI", "StepFun", "DeepSeek", "Z.ai (Zhipu)", "MiniMax"),
}
"""Members of the groups that stay the same, whatever the data says next."""

RULED = {
    "europe": "Europe",
    "robotics": "Robotics & autonomous vehicles",
    "infrastructure": "AI infrastructure & cloud",
}
"""Region or sector of the groups whose members the rows decide."""

LARGEST = f"The {number_word(MOST).lower()} companies with most confirmed capital"
REASONS = {
    "frontier": "The four labs outside China that raised most for foundation models. Those of "
    "Google and Meta raise no rounds of their own.",
    "china": "The five labs in China that raised most for foundation models.",
    "europe": f"{LARGEST} in Europe, of all years.",
    "robotics": f"{LARGEST} in robotics and autonomous vehicles, of all years.",
    "infrastructure": f"{LARGEST} in AI infrastructure and cloud, of all years.",
    "own": "Your choice, kept in the address of this page.",
}
"""Why a company is in a group, for the reader."""

LARGEST_SQL = f"""
FROM rounds
SELECT company::VARCHAR AS company
WHERE (region::VARCHAR = $place OR sector::VARCHAR = $place) AND {RAISES}
    AND status IN ('completed', 'announced')
GROUP BY 1
ORDER BY sum(amount_usd) DESC, 1
LIMIT {MOST}
"""
"""Members of a group of RULED, most capital first."""
