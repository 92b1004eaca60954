"""What people call the 14 components, in both languages."""

from __future__ import annotations

from layers.names import normalise

_CALLED = {
    "transportation_services": (
        "transporte | traslado | traslados | transportacion | pasajes | transportation | transport | travel"
    ),
    "migrant_shelters": (
        "albergue | albergues | albergue temporal | albergue para migrantes | hospedaje | hospedaje temporal | "
        "alojamiento | alojamiento temporal | refugio | refugio temporal | casa del migrante | casa de migrantes "
        "| shelter | shelters | lodging | temporary shelter | migrant shelter | accommodation"
    ),
    "legal_assistance": (
        "asistencia legal | asistencia juridica | asesoria legal | asesoria juridica | orientacion legal | "
        "orientacion juridica | apoyo legal | apoyo juridico | servicios legales | servicios juridicos | "
        "representacion legal | representacion juridica | defensa legal | defensa juridica | legal aid | legal "
        "advice | legal services | legal support | legal counsel | legal counseling | legal counselling | legal "
        "orientation | legal representation"
    ),
    "psychosocial_assistance": (
        "apoyo psicosocial | apoyo psicologico | apoyo emocional | atencion psicosocial | atencion psicologica | "
        "asistencia psicosocial | asistencia psicologica | acompanamiento psicosocial | acompanamiento "
        "psicologico | orientacion psicologica | servicios psicologicos | terapia psicologica | salud mental | "
        "psychosocial support | psychosocial care | psychological support | psychological care | psychological "
        "assistance | mental health | mental health care"
    ),
    "housing_assistance": (
        "apoyo para vivienda | apoyo de vivienda | apoyo a la vivienda | apoyos para vivienda | asistencia de "
        "vivienda | vivienda | housing | housing support"
    ),
    "medical_assistance": (
        "atencion medica | asistencia medica | servicios medicos | servicio medico | consulta medica | consultas "
        "medicas | atencion a la salud | atencion en salud | servicios de salud | salud | medical care | medical "
        "services | medical attention | medical support | health | health care | healthcare | health services"
    ),
    "support_networks_in_destinations": "redes de apoyo en el destino | redes de apoyo | support networks",
    "educational_support": (
        "apoyo educativo | apoyos educativos | educacion | servicios educativos | becas | revalidacion de "
        "estudios | education | educational services | educational assistance | education support | scholarships"
    ),
    "job_skills_training": (
        "capacitacion laboral | capacitacion para el trabajo | capacitacion para el empleo | formacion laboral | "
        "formacion para el trabajo | job training | vocational training | skills training"
    ),
    "job_search_assistance": (
        "ayuda para buscar empleo | apoyo para buscar empleo | apoyo en la busqueda de empleo | busqueda de "
        "empleo | job search | job search support"
    ),
    "business_setup_assistance": (
        "apoyo para abrir un negocio | apoyo para negocios | emprendimiento | apoyo al emprendimiento | apoyo a "
        "emprendedores | autoempleo | fomento al autoempleo | entrepreneurship | business support | self "
        "employment"
    ),
    "employment_referrals": (
        "vinculacion laboral | vinculacion al empleo | bolsa de trabajo | bolsa de empleo | colocacion laboral | "
        "canalizacion laboral | canalizacion a empleo | job placement | job referrals | job referral | employment"
        " referral"
    ),
    "follow_up_and_monitoring": "seguimiento | seguimiento y monitoreo | monitoreo | follow up | monitoring",
    "capacity_building_and_personnel_training": (
        "fortalecimiento de capacidades y del personal | fortalecimiento de capacidades | capacitacion del "
        "personal | capacity building | personnel training | staff training"
    ),
}

#: How people call the components, normalised; the page's own words for them are here too.
COMPONENT_NAMES = {
    name.strip(): component
    for component, names in _CALLED.items()
    for name in (*names.split("|"), normalise(component))
}
