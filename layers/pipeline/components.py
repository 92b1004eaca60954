"""Table 1 of the IMRC brief (Giel 2014): which country's programs have which component."""

from __future__ import annotations

import pandas as pd

from vocabulary.lists import COMPONENTS

_HAVE = {
    "guatemala": {
        "transportation_services",
        "migrant_shelters",
        "support_networks_in_destinations",
        "job_skills_training",
        "job_search_assistance",
        "employment_referrals",
    },
    "bolivia": {
        "job_search_assistance",
        "business_setup_assistance",
        "employment_referrals",
        "capacity_building_and_personnel_training",
    },
    "ecuador": {
        "housing_assistance",
        "medical_assistance",
        "educational_support",
        "business_setup_assistance",
        "follow_up_and_monitoring",
    },
    "colombia": {
        "legal_assistance",
        "psychosocial_assistance",
        "educational_support",
        "job_skills_training",
        "job_search_assistance",
        "employment_referrals",
        "follow_up_and_monitoring",
    },
}

# The brief colours Mexico's cells without saying per component which program has it; its text gives the two larger
# programs transport, shelter and psychosocial support, and the local ones the rest.
_MEXICO = {
    "national": {"transportation_services", "migrant_shelters", "psychosocial_assistance"},
    "local_only": {
        "job_skills_training",
        "business_setup_assistance",
        "capacity_building_and_personnel_training",
    },
}


def make_components() -> pd.DataFrame:
    """Table 1: ``component``; 1 or 0 for each of four countries; ``mexico``: national, local_only or absent."""
    frame = pd.DataFrame({"component": COMPONENTS})
    for country, have in _HAVE.items():
        frame[country] = frame["component"].isin(have).astype("int64")
    frame["mexico"] = "absent"
    for label, have in _MEXICO.items():
        frame.loc[frame["component"].isin(have), "mexico"] = label
    return frame
