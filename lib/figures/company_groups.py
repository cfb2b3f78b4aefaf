"""Ready-made groups of companies to compare, and why a company is in one."""

from __future__ import annotations

from lib.figures.compared_measures import RAISES
from lib.words import number_word

GROUPS = {
    "frontier": "Frontier labs",
    "china": "China's labs",
    "europe": "Europe",
    "robotics": "Robotics",
    "driving": "Self-driving",
    "infrastructure": "Infrastructure",
    "own": "Your own",
}
"""Names of the groups; the first is the one to begin with."""

OWN = "own"
MOST = 6
"""More lines than these cannot be told apart."""

NAMED = {
    "frontier": ("OpenAI", "Anthropic", "xAI", "Mistral AI", "Cohere"),
    "china": ("Moonshot AI", "StepFun", "DeepSeek", "Z.ai (Zhipu)", "MiniMax"),
    "robotics": (
        "Figure AI",
        "Skild AI",
        "NEURA Robotics",
        "Physical Intelligence",
        "Apptronik",
        "UBTech Robotics",
    ),
    "driving": ("Waymo", "Cruise", "Argo AI", "Wayve", "Nuro", "Pony.ai"),
}
"""Members of the groups that stay the same, whatever the data says next."""

RULED = {
    "europe": "Europe",
    "infrastructure": "AI infrastructure & cloud",
}
"""Region or sector of the groups whose members the rows decide."""

LARGEST = "with most capital, completed or announced"
SIX = f"The {number_word(MOST).lower()}"
REASONS = {
    "frontier": "All developers of foundation models outside China whose revenue is known. "
    "Prometheus and Safe Superintelligence raised billions, too, without one. Google and Meta "
    "raise no rounds for theirs.",
    "china": "Kimi (Moonshot AI), StepFun, DeepSeek, Zhipu and MiniMax: the five developers of "
    f"foundation models in China {LARGEST}.",
    "europe": f"{SIX} companies in Europe {LARGEST}.",
    "robotics": f"{SIX} makers of robots, or of models and software for robots, {LARGEST}. "
    "Self-driving cars have a group of their own.",
    "driving": f"{SIX} developers of self-driving cars {LARGEST}.",
    "infrastructure": f"{SIX} companies in AI infrastructure and cloud {LARGEST}.",
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
