"""HXL hashtags for the columns of the list: a second header line for tools that read them."""

from __future__ import annotations

#: Column to its hashtag; shares are 0-1, the rate is in per cent of what the figures count.
TAGS = {
    "cvegeo": "#adm2+code+v_inegi",
    "pcode": "#adm2+code+v_pcode",
    "pcode_in_cod": "#meta+pcode+in_cod",
    "state": "#adm1+name",
    "municipality": "#adm2+name",
    "region": "#region+name",
    "population": "#population",
    "dwellings": "#indicator+dwellings+num",
    "rural_share": "#population+rural+share",
    "return_rate": "#indicator+return+pct",
    "return_dwellings": "#indicator+return+dwellings+num",
    "rural_return_dwellings": "#indicator+return+rural+dwellings+num",
    "rural_return_share": "#indicator+return+rural+share",
    "rural_split": "#meta+rural_split",
    "abroad_2015": "#population+abroad_2015+num",
    "abroad_rate": "#population+abroad_2015+pct",
    "second_source": "#meta+second_source",
    "covered_share": "#reached+rural+share",
    "nearest_program": "#activity+code",
    "nearest_site": "#loc+code",
    "nearest_km": "#indicator+distance+km",
    "marginalisation": "#severity+marginalisation",
    "status": "#status",
    "stability": "#indicator+stability+share",
    "few_cases": "#meta+few_cases",
    "return_rate_low": "#indicator+return+pct+low",
    "return_rate_high": "#indicator+return+pct+high",
    "precision": "#meta+precision",
    "significant": "#meta+significant",
    "people_5_and_over": "#population+age_5_and_over",
    "return_people": "#indicator+return+people+num",
    "rural_return_people": "#indicator+return+rural+people+num",
}
